"""What any parser gives can be written in every format and reads back the same, as far as the format holds it."""

import dataclasses
import functools
import json
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from screening.exporting.writers.formats import WRITERS
from screening.exporting.writers.original_tags import original_tags
from screening.importing.detect import detect
from screening.importing.parsers.draft import Draft, finish
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from tests.examples import EXAMPLES
from tests.shared import SHARED, needs_shared

# Where a record came from is no part of it; journal and book are one field in most formats.
PLACE = ("raw", "line", "confidence", "spans", "journal", "booktitle")
FIELDS = [field.name for field in dataclasses.fields(ParsedRecord) if field.name not in PLACE]


def held(record, format):
    """The fields of a record as the format can hold them."""
    said = {name: getattr(record, name) for name in FIELDS} | {"container": record.container}
    said["keywords"] = tuple(word.replace(";", ",") for word in record.keywords)
    if not record.pmid and record.accession.isdecimal():  # a bare number of PubMed is a PMID
        said["pmid"] = None
    return said


def read(data, format):
    return [got for got in parse(data, format) if isinstance(got, ParsedRecord)]


def differences(records, writer):
    """(field, before, after) of what one way round changed; None in what is held is not compared."""
    back = read(b"".join(writer.pieces(records)), writer.reads_as)
    pairs = zip(records, back, strict=True)
    both = [(held(one, writer.reads_as), held(two, writer.reads_as)) for one, two in pairs]
    return [
        (name, one[name], two[name])
        for one, two in both
        for name in one
        if one[name] is not None and one[name] != two[name]
    ]


PIECES = (
    "&amp;", "<i>", "--", "``", "''", "\\", "{", "}", "$", "~", "^", "%", "#", "and", ";", ",", '"', "@", "TY  - ",
    "ER  -", "PMID- 1", "=1+1", "'", "NA", "é", "α", "10.1000/a b", "(2001)", "\n", "|", "[doi]", "word", "*", "1",
    "Group", "AU  - x", "%A x", "\\alpha", "B.", "AB", "Jr", "others", "://", "<b>x</b>", "x_y", "\u00a0", "–",
)  # fmt: skip
NAMES = ("Roe, J. A.", "van Poe, E.", "The Pain Group,", "Roe, Jan, Jr", "Roe JA", "{Roe}, A", "and, B")
CHOICES = {
    "type": (
        "article",
        "chapter",
        "webpage",
        "book",
        "conference",
        "thesis",
        "report",
        "preprint",
        "trial",
        "other",
    ),
    "doi": ("", "10.1000/ABC(1)", "https://doi.org/10.1097/x_y"),
    "pmid": ("", "123", "31234567"),
    "pmcid": ("", "PMC123"),
    "issn": ([], ["0304-3959"], ["1234-567X, 978-3-16-148410-0"]),
    "start_page": ("", "1-9", "S1–S4", "e12"),
    "article_number": ("", "e123", "599721", "Art 1"),
    "url": ("", "https://example.org/a?b=1&c=%202_3#d~e"),
    "database": ("", "PubMed", "Embase", "NLM"),
    "accession": ("", "L123", "31234567", "WOS:1"),
    "dates": ([], ["2021"], ["2021", "2021 Jun"], ["SEP"], ["1999-01-02"], ["in press"]),
    "keywords": ([], ["pain"], ["a, b"], ["x & y", "50%"]),
    "notes": ([], ["a note"], ["Export Date: 1 May", "x < y & z"]),
}
TEXTS = (
    "title", "other_title", "journal", "volume", "issue", "abstract", "language", "publisher", "place", "edition",
)  # fmt: skip


def draft(chance):
    """Any record a parser may hand over, from a seed: texts of awkward pieces, names of every kind."""

    def odd():
        return chance.choice(("", " ")).join(chance.choices(PIECES, k=chance.randrange(6)))

    def names():
        return [chance.choice((chance.choice(NAMES), odd())) for _ in range(chance.randrange(4))]

    chosen = {name: chance.choice(values) for name, values in CHOICES.items()}
    return Draft(raw=[("x", "y")], authors=names(), editors=names(), **chosen, **{name: odd() for name in TEXTS})


@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=10**9))
@example(seed=118)  # an author's "&and" before the semicolon of a list
def test_reading_what_was_written_gives_the_same_records(writer, seed):
    chance = random.Random(seed)
    records = [finish(draft(chance))[0] for _ in range(3)]

    assert differences(records, writer) == []


@functools.cache
def public_records():
    """The records of every small public file, of any format."""
    small = [path for path in public_files() if path.stat().st_size <= 40_000]
    return [record for path in small for record in read_any(path)]


def read_any(path):
    data = path.read_bytes()
    format = detect(data, path.name).format
    return read(data, format) if format else []


def public_files():
    folder = SHARED / "data" / "import"
    for listed in ("files/expected.json", "dialects/seed-001/dialects.json"):
        path = folder / listed
        entries = json.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else []
        yield from (path.parent / entry["file"] for entry in entries)


@needs_shared
@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
def test_every_record_of_the_small_public_files_comes_back_whole(writer):
    assert len(public_records()) > 1_000
    assert differences(public_records(), writer) == []


@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
def test_what_was_written_is_recognised(writer):
    record = ParsedRecord(
        type="article", title="Pain", authors=("Roe, J.",), year=2021, date="2021", journal="Pain"
    )
    data = b"".join(writer.pieces([record]))

    assert detect(data).format == writer.reads_as


LONG = (
    "word " * 20_000,
    '\\"' * 40_000,  # twice as long as JSON
    "=1+1" + "x" * 32_764,
    "\x01" * 9_000 + "_x0041_" * 9_000,  # seven times as long in XLSX
    "a" * 32_767,
    "a" * 32_768,
    "é\U0001f642 " * 30_000,
)


@pytest.mark.parametrize("number", range(len(LONG)))
def test_what_is_too_long_for_a_cell_of_a_spreadsheet_comes_back_whole(number):
    writer = next(row for row in WRITERS if row.key == "xlsx")
    drafts = [
        Draft(title="A", abstract=LONG[number], dates=["2020"]),
        Draft(title="B", abstract="b", notes=[LONG[number].strip(), "short"], raw=[("RF", f"rf {LONG[number]}")]),
        Draft(title="C", keywords=["c"]),
    ]
    records = [finish(one)[0] for one in drafts]

    assert differences(records, writer) == []
    back = read(b"".join(writer.pieces(records)), writer.reads_as)
    assert [one.title for one in back] == ["A", "B", "C"]
    assert set(original_tags(records[1])) <= set(original_tags(back[1]))


def test_the_book_of_a_work_of_any_kind_is_no_journal_behind_it():
    kinds = CHOICES["type"]
    for key, some in (("nbib", kinds), ("ris", kinds[4:7]), ("json", kinds[4:7]), ("bib", kinds[4:7])):
        writer = next(row for row in WRITERS if row.key == key)
        records = [ParsedRecord(type=kind, title="A", booktitle="Proceedings") for kind in some]
        back = read(b"".join(writer.pieces(records)), writer.reads_as)
        assert [(r.type, r.title, r.journal, r.booktitle) for r in back] == [
            (kind, "A", "", "Proceedings") for kind in some
        ]
    both = ParsedRecord(type="conference", title="A", journal="Lect Notes", booktitle="Proceedings")
    nbib = next(row for row in WRITERS if row.key == "nbib")
    back = read(b"".join(nbib.pieces([both])), "nbib")[0]
    assert (back.type, back.journal, back.booktitle) == ("conference", "Lect Notes", "Proceedings")
