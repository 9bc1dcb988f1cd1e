"""One search: the same hits from FTS5 and from PostgreSQL's index, whatever was typed."""

import itertools

import pytest

from screening.importing.actions import correct_record
from screening.importing.actions.indexing import index_records
from screening.importing.queries.search import records_without_words, search
from screening.models import Record
from tests.factories import make_batch, make_record

PAIN, CHILD, MOUSE, JAPAN = "Ketamine for neuropathic pain", "S-Ketamine in children", "Painful mice", "氯胺酮治疗"


@pytest.fixture
def records(cast):
    batch = make_batch(cast.lead)
    made = [
        make_record(
            batch, title=PAIN, authors=["Göbel, Hartmut"], abstract="Chronic pain of the nerves.", pmid="31245"
        ),
        make_record(batch, title=CHILD, authors=["de Boer, A."], abstract="5-HT, 2020.", doi="10.1000/x.y"),
        make_record(
            batch, title=MOUSE, authors=["Kim, Jo"], abstract="Ketamine.", journal="Pain", keywords=["Rats"]
        ),
        make_record(batch, title=JAPAN, authors=["Ito, K."], abstract=""),
    ]
    index_records(made)
    return Record.objects.filter(review=cast.review).order_by("pk")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [PAIN, CHILD, MOUSE, JAPAN]),
        ("ketamine", [PAIN, CHILD, MOUSE]),
        ("KETAMINE gobel", [PAIN]),
        ("Göbel", [PAIN]),
        ("pain", [PAIN, MOUSE]),
        ("pain*", [PAIN, MOUSE]),
        ("title:pain*", [PAIN, MOUSE]),
        ("title:pain", [PAIN]),
        ("ketamine -mice", [PAIN, CHILD]),
        ("-ketamine", [JAPAN]),
        ("neuropathic OR children", [PAIN, CHILD]),
        ("(neuropathic OR mice) ketamine", [PAIN, MOUSE]),
        ("ketamine NOT (mice OR children)", [PAIN]),
        ('"neuropathic pain"', [PAIN]),
        ('"pain neuropathic"', []),
        ('"s-ketamine in chil"*', [CHILD]),
        ("author:ketamine", []),
        ('author:"de boer"', [CHILD]),
        ("keyword:rat*", [MOUSE]),
        ("ketamine[ti]", [PAIN, CHILD]),
        ("5-HT", [CHILD]),
        ("10.1000/X.Y", [CHILD]),
        ("https://doi.org/10.1000/x.y", [CHILD]),
        ("31245", [PAIN]),
        ("胺酮", [JAPAN]),
        ("100%_", []),
        ("'); drop table --", []),
    ],
)
def test_what_is_typed_finds(records, typed, found):
    assert [record.title for record in search(records, typed)] == found


def test_fields_that_are_hidden_are_not_sought_in(records):
    seen = {"title", "abstract"}
    typed = ("gobel", "author:gobel", "ketamine -author:kim", "ketamine OR author:gobel", "rats", "neuropathic")
    found = {words: [record.title for record in search(records, words, seen)] for words in typed}
    assert found == {
        "gobel": [],
        "author:gobel": [],
        "ketamine -author:kim": [PAIN, CHILD, MOUSE],
        "ketamine OR author:gobel": [PAIN, CHILD, MOUSE],
        "rats": [],
        "neuropathic": [PAIN],
    }


def test_a_corrected_record_is_found_by_its_new_words_alone(cast, records):
    one = records[0]
    correct_record(record=one, by=cast.lead, version=one.version, title="Lidocaine")
    assert [[r.pk for r in search(records, words)] for words in ("lidocaine", "neuropathic")] == [[one.pk], []]


def test_a_record_that_goes_is_found_no_more(records):
    records.filter(title=MOUSE).delete()
    assert [record.title for record in search(records, "pain OR ketamine")] == [PAIN, CHILD]


def test_a_committed_import_is_read_in_by_its_job(cast, records):
    late = make_record(make_batch(cast.lead), title="Late")
    assert list(records_without_words(cast.review)) == [late]


PARTS = ("ketamine", '"neuropathic pain"', "pain*", "title:pain", "author:kim", "2020", "rats")


def test_alternatives_and_exclusions_are_what_sets_say(records):
    every = set(records.values_list("pk", flat=True))
    alone = {part: {r.pk for r in search(records, part)} for part in PARTS}
    for one, two in itertools.permutations(PARTS, 2):
        a, b = alone[one], alone[two]
        found = [{r.pk for r in search(records, f"{one}{sign}{two}")} for sign in (" ", " OR ", " -")]
        assert found == [a & b, a | b, a - b]
        assert {r.pk for r in search(records, f"-({one} OR {two})")} == every - (a | b)
