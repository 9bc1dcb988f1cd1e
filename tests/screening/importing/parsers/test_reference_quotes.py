"""Quotation marks are cut from a title only where they enclose all of it."""

import pytest

from screening.importing.parsers.reference_quotes import unquoted

TITLES = {
    "“Long nights” in Oslo": "“Long nights” in Oslo",
    "“All of it”": "All of it",
    "“A” and “B”": "“A” and “B”",
    "“A “nested” b”": "A “nested” b",
    "‘Nap’ in public health": "‘Nap’ in public health",
    "‘Patients’ views of naps’": "Patients’ views of naps",
    "‘A’ and ‘B’": "‘A’ and ‘B’",
    '"A" and "B"': '"A" and "B"',
    '"A "nested" b"': 'A "nested" b',
    "'Don't do it'": "Don't do it",
    "'Nap' in health": "'Nap' in health",
    "«Vie» et mort": "«Vie» et mort",
    "«Vie et mort»": "Vie et mort",
    "``All of it''": "All of it",
    "Long nights”": "Long nights",
    "“Open only": "Open only",
    "The “laws”": "The “laws”",
    "Of the nurses’": "Of the nurses’",
    "": "",
}


@pytest.mark.parametrize("title", TITLES)
def test_title_without_the_marks_around_it(title):
    assert unquoted(title) == TITLES[title]
