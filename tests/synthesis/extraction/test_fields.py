"""How typed numbers are read, and what cannot be true."""

import pytest

from synthesis.extraction.fields import FIELDS, Unreadable, check_cells, parse_number, plain_text
from synthesis.models.extraction import FIELD_WORDS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("-0.5", -0.5),
        ("−0.5", -0.5),
        ("–0,5", -0.5),
        ("0·51", 0.51),
        ("12,50", 12.5),
        ("0,125", 0.125),
        ("-0,125", -0.125),
        ("1,2345", 1.2345),
        ("1.234", 1.234),
        (".5", 0.5),
        ("5.", 5.0),
        ("+3", 3.0),
    ],
)
def test_numbers_are_read_as_reports_print_them(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["1,234", "1,234.5", "1.234,5", "1 234", "1\u202f234", "1'234", "12,345,678", "-1,234"]
)
def test_a_thousands_separator_is_refused_rather_than_guessed(text):
    with pytest.raises(Unreadable, match="thousands separator"):
        parse_number(text)


@pytest.mark.parametrize("text", ["", "8 %", "<0.01", "8 (67%)", "1e3", "nan", "inf", "n.r.", "１２", "2-3", "--2"])
def test_what_is_not_one_plain_number_is_refused(text):
    with pytest.raises(Unreadable, match="not one plain number"):
        parse_number(text)


def findings(kind, **values):
    return [(found.level, found.field) for found in check_cells(kind, values)]


def test_a_form_has_the_cells_of_its_kind():
    assert {kind: [field.code for field in fields] for kind, fields in FIELDS.items()} == {
        "binary": ["events", "total"],
        "continuous": ["mean", "sd", "n"],
        "rate2": ["events", "time"],
        "generic": ["estimate", "ci_lb", "ci_ub", "level"],
        "proportion": ["events", "total"],
        "correlation": ["r", "n"],
    }


@pytest.mark.parametrize(
    ("kind", "values", "found"),
    [
        ("binary", {"events": 3, "total": 12}, []),
        ("binary", {"events": 12, "total": 12}, []),
        ("binary", {"events": 13, "total": 12}, [("error", "events")]),
        ("binary", {"events": -1, "total": 12}, [("error", "events")]),
        ("binary", {"events": 2.5, "total": 12}, [("error", "events")]),
        ("binary", {"events": 0, "total": 0}, [("error", "total")]),
        ("binary", {"events": 3, "total": None}, []),
        ("continuous", {"mean": -2, "sd": 1.5, "n": 20}, []),
        ("continuous", {"mean": 2, "sd": 0, "n": 20}, [("error", "sd")]),
        ("continuous", {"mean": 2, "sd": 1.2, "n": 20.5}, [("error", "n")]),
        ("continuous", {"mean": 2.68, "sd": 0.51, "n": 30}, [("warning", "sd")]),
        ("continuous", {"mean": 2.68, "sd": 2.79, "n": 30}, []),
        ("generic", {"estimate": 1.95, "ci_lb": 1.46, "ci_ub": 2.61}, []),
        ("generic", {"estimate": -0.2, "ci_lb": -0.6, "ci_ub": 0.2}, []),
        ("generic", {"estimate": 3, "ci_lb": 1.46, "ci_ub": 2.61}, [("error", "estimate")]),
        ("generic", {"estimate": 2, "ci_lb": 2.61, "ci_ub": 1.46}, [("error", "ci_ub")]),
        ("generic", {"estimate": 0.3, "ci_lb": -0.6, "ci_ub": 0.4}, [("warning", "estimate")]),
        ("generic", {"level": 0.95}, [("error", "level")]),
        ("generic", {"level": 99}, []),
    ],
)
def test_impossible_and_odd_values_are_found(kind, values, found):
    assert findings(kind, **values) == found


def test_the_standard_error_hint_gives_the_sd_it_would_stand_for():
    (found,) = check_cells("continuous", {"mean": 2.68, "sd": 0.51, "n": 30})
    assert (
        found.text == "of 0.51 looks like a standard error; as one, it stands for an SD of 2.79. Check the report"
    )


def test_control_characters_of_a_pasted_quote_become_spaces():
    assert plain_text(" 8 of\x0c12\r\npatients\x00 ") == "8 of 12\npatients"


def test_every_field_of_a_form_has_its_word_in_the_history():
    labels = {field.code: field.label.casefold() for fields in FIELDS.values() for field in fields}
    assert {code: words.casefold() for code, words in FIELD_WORDS.items()} == labels
