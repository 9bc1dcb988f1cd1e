"""No bytes make a parser fail; every record it gives can be written as JSON."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.importing.detect import detect
from screening.importing.parsers.formats import FORMATS, parse
from screening.importing.parsers.records import ParsedRecord
from tests.examples import EXAMPLES

PIECES = (
    "TY  - JOUR", "TI  - A", "ER  - ", "AU  - Roe, J.", "PMID- 1", "      more", "\n", "\r", "\r\n",
    "\0", "\"", ",", ";", "\t", "Title,Year", "1. Roe JA. A. Pain. 2011;1:2.", "(2011).",
    "doi:10.1000/", "[1]", "…", "et al", "\ufeff", "é", "@article{a, title={B}}", "{", "}", "=", "#",
    "%A Roe", "%T A", "PT J", "AU Roe", "   two", "EF", "<1. >", "Record #1 of 2", "TI: A", "<xml>",
    "<PubmedArticle>", "</", "[{", "\"title\"", "PK\x03\x04", "\x1f\x8b", "\\'e", "$",
    "<ol>", "<li>", "</ol>", "<html>", "<a href='https://doi.org/10.1000/1'>", "&#0;", "<i>",
)  # fmt: skip
files = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=40).map(lambda parts: "\n".join(parts).encode()),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    ),
)


@pytest.mark.parametrize("format", [row.key for row in FORMATS])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=files)
def test_no_bytes_crash_a_parser(format, data):
    for got in parse(data, format):
        if isinstance(got, ParsedRecord):
            json.dumps(got.as_json())
            assert "\0" not in got.title
        else:
            assert (bool(got.what), bool(got.done), got.line >= 0) == (True, True, True)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=files)
def test_no_bytes_crash_detection(data):
    assert bool(detect(data).reason)
