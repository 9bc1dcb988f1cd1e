"""What is written reads back as the same records."""

import csv
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.exporting.writers.csv_table import write_csv
from screening.exporting.writers.formats import WRITERS as ALL
from screening.exporting.writers.ris import write_ris
from screening.importing.parsers.draft import Draft, finish
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from tests.examples import EXAMPLES

WRITERS = {"ris": write_ris, "csv": write_csv}
text = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="*;"), min_size=1, max_size=12
).filter(lambda s: s.upper() != "NA")
words = st.lists(text, min_size=1, max_size=4).map(" ".join)
letters = st.from_regex(r"[A-Z][a-zéü]{1,8}", fullmatch=True)
name = st.builds(
    lambda family, given: f"{family}, {given}", letters, st.from_regex(r"[A-Z]\.( [A-Z]\.)?", fullmatch=True)
)
number = st.integers(1, 9999).map(str)
records = st.builds(
    lambda year, **rest: ParsedRecord(year=year, date=str(year), **rest),
    year=st.integers(1950, 2030),
    type=st.sampled_from(["article", "trial", "other", "dataset", "preprint"]),
    title=words,
    authors=st.lists(name, max_size=3, unique=True).map(tuple),
    journal=letters,
    volume=number,
    issue=number,
    pages=st.one_of(number, st.just("10-19"), st.just("e12")),
    doi=st.from_regex(r"10\.\d{4}/[a-z0-9]{1,9}", fullmatch=True),
    pmid=st.integers(1000, 99_999_999).map(str),
    abstract=words.filter(lambda s: s.lower() not in ("n/a", "na")),
    keywords=st.lists(letters, max_size=3, unique=True).map(tuple),
    url=st.just("https://example.org/a?b=1&c=2"),
    issn=st.just("0304-3959"),
)


def read_back(format, written):
    got = parse(written.encode(), format)
    return [dataclasses.replace(g, raw=(), line=0) for g in got if isinstance(g, ParsedRecord)]


@pytest.mark.parametrize("format", WRITERS)
@settings(max_examples=EXAMPLES, deadline=None)
@given(written=st.lists(records, max_size=4))
def test_reading_what_was_written_gives_the_same_records(format, written):
    assert read_back(format, "".join(WRITERS[format](written))) == written


@pytest.mark.parametrize("format", WRITERS)
def test_markup_and_entities_in_a_title_survive(format):
    record = ParsedRecord(type="article", title="x <i> y &amp; z & 3 < 4", date="", authors=("The Pain Group",))

    assert read_back(format, "".join(WRITERS[format]([record]))) == [record]


@pytest.mark.parametrize("title", ["=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "'=quoted"])
def test_formulas_are_made_text_in_csv_and_read_back_as_they_were(title):
    written = "".join(write_csv([ParsedRecord(title=title)]))
    rows = list(csv.DictReader(written.splitlines()))

    assert rows[0]["Title"] == "'" + title
    assert [r.title for r in read_back("csv", written)] == [title]


def test_ris_lines_end_as_the_specification_asks():
    written = "".join(write_ris([ParsedRecord(type="article", title="A", pages="1-9", year=2001)], note="included"))

    assert written == (
        "TY  - JOUR\r\nTI  - A\r\nPY  - 2001\r\nSP  - 1\r\nEP  - 9\r\nN1  - included\r\nER  - \r\n\r\n"
    )


@pytest.mark.parametrize("writer", ALL, ids=lambda row: row.key)
def test_a_name_with_nothing_between_its_commas_comes_back_the_same(writer):
    (first,) = finish(Draft(title="A", authors=["Roe, , Jan", "Poe,, E. and"]))
    data = b"".join(writer.pieces([first]))

    assert next(iter(parse(data, writer.reads_as))).authors == first.authors == ("Roe, Jan", "Poe, E. and")
