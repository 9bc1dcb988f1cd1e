"""What columns most likely hold, told from their cells alone."""

import pytest

from screening.importing.column_guesses import likely_fields

CELLS = [
    (["2019", "2020.0"], "year"),
    (["10.1234/abc.1", "https://doi.org/10.1234/ABC.2"], "doi"),
    (["10.1234/abc.1", "none"], ""),
    (["https://example.org/1"], "url"),
    (["Roe J, Poe BC", "Müller-Huber A.B."], "authors"),
    (["Roe, Jane; Poe, Bob C."], "authors"),
    (["O’Brien J and van der Berg K"], "authors"),
    (["Pain"], ""),
    (["1", "2"], ""),
    (["2301", "1850"], ""),
    (["Background: pain. " * 30], "abstract"),
    (["Ketamine for pain", "A trial, and more"], "title"),
    ([], ""),
]


@pytest.mark.parametrize(("values", "field"), CELLS)
def test_a_column_is_told_by_its_cells(values, field):
    assert likely_fields({"x": values}, ()) == ({"x": field} if field else {})


def test_a_field_is_proposed_once_and_not_where_it_is_known():
    years = {"a": ["2019"], "b": ["2020"]}
    assert likely_fields(years, ()) == {"a": "year"}
    assert likely_fields(years, ["year"]) == {}
    texts = {"where": ["Journal of pain"], "what": ["Ketamine for neuropathic pain"], "who": ["Roe J"]}
    assert likely_fields(texts, ()) == {"what": "title", "who": "authors"}
    assert likely_fields(texts, ["title"]) == {"who": "authors"}
