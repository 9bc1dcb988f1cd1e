"""Pairs and parts as columns of numbers, beside what they mean said plainly; and works found lot by lot."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.dedupe.engine import pairing, run
from screening.dedupe.engine.blocks import MOST_IN_BLOCK, keys_of
from screening.dedupe.engine.judging import tells
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.engine.pairing import KeyTable, in_lots
from screening.dedupe.engine.shelf import Shelf, Texts
from tests.screening.dedupe.test_metamorphic import library
from tests.screening.dedupe.works import TRIAL, clusters, work

pytestmark = pytest.mark.engine_free

KEYS = st.lists(st.sets(st.integers(0, 2**63 - 1) | st.integers(0, 9), max_size=4), max_size=30)


def table_of(keys) -> KeyTable:
    table = KeyTable()
    for own in keys:
        table.add(own)
    return table


@given(KEYS)
@settings(deadline=None, max_examples=30)
def test_a_pair_is_two_records_with_a_common_key(keys):
    wanted = [[a, b] for a, b in combinations(range(len(keys)), 2) if keys[a] & keys[b]]
    assert table_of(keys).pairs().tolist() == wanted


def test_a_key_that_too_many_share_makes_no_pair():
    assert len(table_of([{8}] * MOST_IN_BLOCK).pairs()) == MOST_IN_BLOCK * (MOST_IN_BLOCK - 1) // 2
    assert len(table_of([{8}] * (MOST_IN_BLOCK + 1)).pairs()) == 0


def test_equal_records_make_pairs_however_many_they_are():
    many = MOST_IN_BLOCK + 1
    assert table_of([{7}] * many).pairs().tolist() == [[0, place] for place in range(1, many)]
    assert {key % 2 for key in keys_of(form_of(TRIAL))} == {0, 1}
    assert keys_of(form_of(work(accession="1"))) == keys_of(form_of(work(accession="2")))


@given(KEYS, st.integers(1, 5), st.integers(1, 4))
@settings(deadline=None, max_examples=30)
def test_lots_hold_every_pair_once_and_no_record_is_in_two(keys, most, pieces):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairing, "SORTED_AT_ONCE", 1 + sum(map(len, keys)) // pieces)
        pairs = table_of(keys).pairs()
    lots = [lot.tolist() for lot in in_lots(pairs, len(keys), most)]
    assert sorted(pair for lot in lots for pair in lot) == pairs.tolist()
    held = [{place for pair in lot for place in pair} for lot in lots]
    assert sum(map(len, held)) == len(set().union(*held))


@given(KEYS, st.randoms())
@settings(deadline=None, max_examples=30)
def test_a_sample_of_pairs_is_the_same_in_any_order(keys, dice):
    order = list(range(len(keys)))
    dice.shuffle(order)
    shuffled = table_of([keys[place] for place in order]).pairs(0.5).tolist()
    assert sorted(sorted((order[a], order[b])) for a, b in shuffled) == table_of(keys).pairs(0.5).tolist()


def test_what_is_found_in_small_lots_is_what_is_found_at_once(monkeypatch):
    rows, names = library(3)
    rows += [TRIAL, work(pmid="31")]
    names += ["asked", "about"]
    whole = run.find(rows)
    monkeypatch.setattr(run, "PAIRS_AT_ONCE", 1)
    small = run.find(rows)
    assert clusters(small, names) == clusters(whole, names)
    assert (small.questions, small.columns) == (whole.questions, whole.columns)


def test_what_is_found_without_the_pairs_that_tell_nothing_is_what_is_found_with_them(monkeypatch):
    rows, names = library(3)
    notice = work(title=f"Erratum: {TRIAL['title']}", pages="99", doi="")
    rows += [TRIAL, work(pmid="31"), notice]
    names += ["asked", "about", "notice"]
    whole = run.find(rows)
    told = []
    monkeypatch.setattr(run, "MOST_PAIRS", 0)
    monkeypatch.setattr(run, "tells", lambda *each: told.append(tells(*each)) or told[-1])
    sifted = run.find(rows)
    assert {True, False} == set(told)
    assert clusters(sifted, names) == clusters(whole, names)
    assert (sifted.questions, sifted.columns) == (whole.questions, whole.columns)
    assert whole.related
    assert set(sifted.related) == set(whole.related)


@pytest.mark.parametrize("at_hand", [0, 1, 3])
def test_forms_and_ids_come_back_from_where_they_were_put_aside(monkeypatch, at_hand):
    monkeypatch.setattr("screening.dedupe.engine.shelf.AT_HAND", at_hand)
    monkeypatch.setattr("screening.dedupe.engine.shelf.IN_MEMORY", 1)
    shelf, ids = Shelf(), Texts()
    for name, record in (("r1", TRIAL), ("", work(title="")), ("Göbel", work(year="2001"))):
        shelf.put(form_of(record))
        ids.append(name)
    assert [shelf[place] for place in (2, 0, 1)] == [
        form_of(record) for record in (work(year="2001"), TRIAL, work(title=""))
    ]
    assert [ids[place] for place in range(len(ids))] == ["r1", "", "Göbel"]
