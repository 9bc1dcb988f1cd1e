"""Records taken in one piece are the records that reading line by line gives."""

import dataclasses
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.importing.parsers import nbib, ris, wos
from screening.importing.parsers.records import Problem
from screening.importing.parsers.taglines import entries
from tests.examples import EXAMPLES

LINES = {
    "ris": ["TY  - JOUR", "TI  - A", "AB  - a  b ", "goes on", "ER  - ", "ER  -", "", "AU  -Roe", "KW  - ", " more",
            "Record #1 of 2", "ty  - x", "DO  - 10.1/x", "TY  - BOOK", "1. ", "See you"],
    "nbib": ["PMID- 1", "TI  - A", "      goes on", "AB  - b ", "", "PMID- 2", "odd", "OWN - NLM", "FAU - Roe, J."],
    "wos": ["PT J", "AU Roe, J", "   Poe, E", "TI A", "ER", "", "EF", "FN X", "CR", "   x", "odd line"],
}  # fmt: skip
FORMS = {"ris": ris.FORM, "nbib": nbib.FORM, "wos": wos.FORM}


def told(text, form, *, closed):
    """Records as fields with their lines, problems as they are."""
    got = entries(io.StringIO(text), form)
    return [
        one if isinstance(one, Problem) else (one.line, one.fields, list(one.lines), closed and one.closed)
        for one in got
    ]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=5 * EXAMPLES, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_whole_records_are_those_of_single_lines(name, seed):
    chance = random.Random(seed)
    text = "\n".join(chance.choices(LINES[name], k=chance.randrange(40))) + chance.choice(("", "\n", "\n\n"))
    form, closed = FORMS[name], name != "nbib"  # NBIB has no line that closes a record

    by_line = told(text, dataclasses.replace(form, whole=None), closed=closed)
    assert told(text, form, closed=closed) == by_line
