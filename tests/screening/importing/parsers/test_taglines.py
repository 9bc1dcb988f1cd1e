"""Records taken in one piece are the records that reading line by line gives."""

import dataclasses
import itertools
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.importing.parsers import nbib, ris, wos
from screening.importing.parsers.records import Problem
from screening.importing.parsers.source import Source
from screening.importing.parsers.taglines import entries
from tests.examples import EXAMPLES
from tests.shared import SHARED, needs_shared

LINES = {
    "ris": ["TY  - JOUR", "TI  - A", "AB  - a  b ", "goes on", "ER  - ", "ER  -", "", "AU  -Roe", "KW  - ", " more",
            "Record #1 of 2", "ty  - x", "DO  - 10.1/x", "TY  - BOOK", "1. ", "See you"],
    "nbib": ["PMID- 1", "TI  - A", "      goes on", "AB  - b ", "", "PMID- 2", "odd", "OWN - NLM", "FAU - Roe, J."],
    "wos": ["PT J", "AU Roe, J", "   Poe, E", "TI A", "ER", "", "EF", "FN X", "CR", "   x", "odd line"],
}  # fmt: skip
FORMS = {"ris": ris.FORM, "nbib": nbib.FORM, "wos": wos.FORM}


def told(parts, form):
    """Records as fields with their lines, problems as they are."""
    got = entries(parts, form)
    return [one if isinstance(one, Problem) else (one.line, one.fields, list(one.lines), one.closed) for one in got]


def by_line(form):
    """The format without its way of taking records whole."""
    return dataclasses.replace(form, whole=None)


def in_parts(text, chance):
    """The text cut anywhere."""
    cuts = sorted(chance.randrange(len(text) + 1) for _ in range(chance.randrange(4)))
    return [text[start:end] for start, end in itertools.pairwise([0, *cuts, len(text)])]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_whole_records_are_those_of_single_lines(name, seed):
    chance = random.Random(seed)
    text = "\n".join(chance.choices(LINES[name], k=chance.randrange(40))) + chance.choice(("", "\n", "\n\n"))
    form = FORMS[name]

    assert told(in_parts(text, chance), form) == told([text], by_line(form))


def test_a_line_counts_though_the_fields_behind_it_are_empty():
    text = "PT J\nTI A\n\nCR\nER\nEF\n"

    assert told([text], FORMS["wos"]) == told([text], by_line(FORMS["wos"]))


def test_plain_records_are_taken_whole():
    record = "TY  - JOUR\nTI  - A title\nAB  - goes\non\nER  - \n\n"
    reads = []
    form = dataclasses.replace(ris.FORM, split=lambda line: reads.append(line) or ris.split_line(line))

    got = [entry.line for entry in entries([record * 3], form)]

    assert (got, reads) == ([1, 7, 13], ["on", "on", "on"])  # asked only whether the bare line is a tag's


@needs_shared
@pytest.mark.parametrize("name", FORMS)
def test_whole_records_of_real_files_are_those_of_single_lines(name):
    folder = SHARED / "data" / "import" / "files"
    listed = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
    texts = ["".join(Source(data).blocks()) for data in beginnings(folder, listed, name)]
    form = FORMS[name]

    assert [told([text], form) for text in texts] == [told([text], by_line(form)) for text in texts]


def beginnings(folder, listed, name):
    """The first 40 KB of every file of the format."""
    for entry in listed:
        if entry["format"] == name:
            with (folder / entry["file"]).open("rb") as file:
                yield file.read(40_000)
