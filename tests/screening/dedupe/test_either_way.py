"""Which of two records comes first makes no difference to what is seen, decided or said to be related."""

import random

import pytest

from screening.dedupe.engine.blocks import keys_of
from screening.dedupe.engine.compare import compare
from screening.dedupe.engine.decide import clash, decide, pattern_of
from screening.dedupe.engine.normalise import Form, form_of
from screening.dedupe.engine.pairing import KeyTable
from screening.dedupe.engine.relations import related
from tests.screening.dedupe.test_columns import columns
from tests.screening.dedupe.test_labelled_sets import labelled
from tests.screening.dedupe.test_metamorphic import NAMES, WORDS, library
from tests.screening.dedupe.works import verdict, without
from tests.shared import needs_shared

pytestmark = pytest.mark.engine_free
SIDES = ("title",)


def assert_either_way(a: Form, b: Form) -> None:
    e, f = compare(a, b), compare(b, a)
    assert {name: getattr(e, name) for name in e.__slots__ if name not in SIDES} == {
        name: getattr(f, name) for name in f.__slots__ if name not in SIDES
    }
    assert (e.title.kind, e.title.ratio, e.title.translated) == (f.title.kind, f.title.ratio, f.title.translated)
    assert (e.title.only_a, e.title.only_b) == (f.title.only_b, f.title.only_a)
    there, back = decide(a, b, e), decide(b, a, f)
    for name in ("tier", "rule", "score", "grounds", "names", "explained", "rival"):
        assert getattr(there, name) == getattr(back, name)
    assert len(there.against) == len(back.against)
    assert pattern_of(e, there.names) == pattern_of(f, back.names)
    kept, held = clash(a, b, e), clash(b, a, f)
    assert (bool(kept.hard), set(kept.soft)) == (bool(held.hard), set(held.soft))
    one, other = related(0, 1, a, b, e), related(1, 0, b, a, f)
    assert (one and (one.a, one.b, one.kind)) == (other and (other.a, other.b, other.kind))


def pairs_of(rows: list[dict[str, str]]) -> list[tuple[Form, Form]]:
    forms, table = [form_of(row) for row in rows], KeyTable()
    for form in forms:
        table.add(keys_of(form))
    return [(forms[a], forms[b]) for a, b in table.pairs().tolist()]


@needs_shared
@pytest.mark.parametrize("name", ["copper", "haematology", "stroke"])
def test_in_labelled_searches(name):
    pairs = pairs_of(labelled(name)[0])
    assert len(pairs) > 200
    for a, b in pairs:
        assert_either_way(a, b)


def mangled(record: dict[str, str], dice: random.Random) -> dict[str, str]:
    """A record with some of its fields lost, cut, shuffled or taken from elsewhere."""
    changed = dict(record)
    words = record["title"].split()
    for name in dice.sample([*record], 2):
        changed[name] = ""
    at = dice.randrange(len(words))
    titles = [
        words[:at], words[at:], [*words[:at], dice.choice(WORDS), *words[at:]], dice.sample(words, len(words)),
        [*words, "[letter]"], ["Erratum:", *words], [*words, "II"], words, words,
        [*words[:at], words[at][1:], *words[at + 1 :]], ["Le", "traitement", "de", *words[at:]],
    ]  # fmt: skip
    changed["title"] = " ".join(dice.choice(titles))
    changed["pages"] = dice.choice([record["pages"], "A12", "e1234", "1-9", f"S{record['pages']}", "cd001234", ""])
    changed["authors"] = dice.choice(
        [record["authors"], "; ".join(record["authors"].split("; ")[::-1]), f"{dice.choice(NAMES)} Group, A", ""]
    )
    changed["volume"], changed["issue"] = dice.choice(
        [("", ""), (record["volume"], "Suppl 1"), (record["year"], ""), (record["volume"], record["issue"])]
    )
    return changed


@pytest.mark.parametrize("seed", range(4))
def test_of_made_up_works(seed):
    dice = random.Random(seed)
    rows, _ = library(seed)
    for row in rows:
        assert_either_way(form_of(mangled(row, dice)), form_of(mangled(row, dice)))
        assert_either_way(form_of(row), form_of(mangled(dice.choice(rows), dice)))
    for a, b in pairs_of(columns(1)):
        assert_either_way(a, b)


def test_a_title_in_two_languages_beside_the_one_that_is_a_translation():
    place = without("doi", "pmid", "abstract", "type", volume="41", pages="120-125")
    both = place | {"title": "Tratamiento de la fascitis plantar [Treatment of plantar fasciitis]"}
    one = place | {"title": "[Treatment of plantar fasciitis]", "issue": ""}
    assert verdict(both, one) == verdict(one, both) == "same"
