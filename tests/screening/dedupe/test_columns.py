"""Columns of a journal, one name in every issue, tip no column of a file and are not asked about one by one."""

import random

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.test_metamorphic import library

pytestmark = pytest.mark.engine_free

NAMES = [
    ("From the editor's desk: what we look for in a submission", "Broome, M. E.", "Nursing Outlook"),
    ("Reflections of a rural practitioner on medicine and life", "Whitcomb, M.", "Academic Medicine"),
    ("Progress in geriatric nutrition as seen by our readers", "Pruchno, R.", "The Gerontologist"),
]
OPERATIONS = ["splinting", "grafting", "suturing", "drainage", "casting", "biopsy", "dialysis", "tapping"]
PLACES = ["coastal", "alpine", "urban", "desert", "border"]
TOLD = (
    "All records of ten years were read by two of us, who talked to the nurses, and what was found is told by age, "
    "sex, season and village."
)


def columns(years: int = 3) -> list[dict[str, str]]:
    """One in each of twelve issues a year of three journals."""
    return [
        {
            "type": "article",
            "title": title,
            "authors": author,
            "journal": journal,
            "year": str(2005 + year),
            "volume": str(20 + year),
            "issue": str(month),
            "pages": f"{month * 101 + 17 * year}-{month * 101 + 17 * year + 2}",
        }
        for title, author, journal in NAMES
        for year in range(years)
        for month in range(1, 13)
    ]


@pytest.mark.parametrize("missing", [(), ("issue",), ("pages",), ("volume",)])
def test_columns_of_journals_tip_no_column_of_a_file(missing):
    rows, _ = library(2)
    rows = [row | dict.fromkeys(missing, "") for row in [*rows, *columns()]]
    assert list(find(rows).columns.muted) == []


@pytest.mark.parametrize("missing", [(), ("issue",), ("pages",)])
def test_company_of_columns_changes_nothing_for_the_others(missing):
    rows, _ = library(3)
    rows = [row | dict.fromkeys(missing, "") for row in rows]
    both = find([*rows, *(row | dict.fromkeys(missing, "") for row in columns())])
    alone = find(rows)
    assert [one for one in both.clusters if one[0] < len(rows)] == list(alone.clusters)
    assert len([one for one in both.clusters if one[0] >= len(rows)]) == 0


def test_columns_in_two_issues_or_volumes_are_not_asked_about():
    assert find(columns()).questions == []


@pytest.mark.parametrize("missing", [("issue",), ("pages",), ("volume", "issue")])
def test_what_has_many_editions_is_not_asked_about_by_the_square(missing):
    rows = [row | dict.fromkeys(missing, "") for row in columns()]
    assert len(find(rows).questions) < len(rows) // 10


def test_of_few_editions_each_is_asked_about():
    rows = [row | {"volume": "", "issue": "", "pages": ""} for row in columns()[36:72:12]]
    assert len({row["year"] for row in rows}) == 3
    assert len(find(rows).questions) == 3


def test_twins_of_many_articles_that_are_notices_or_abstracts_tip_nothing():
    rows, _ = library(4, works=120)
    dice = random.Random(1)
    named = [dice.choice(["Erratum: {}", "{} [letter]"]).format(row["title"]) for row in rows]
    twins = [
        row | {"title": title, "pages": f"A{n}", "doi": ""}
        for n, (row, title) in enumerate(zip(rows, named, strict=True))
    ]
    assert list(find([*rows, *twins]).columns.muted) == []


@pytest.mark.parametrize(("column", "other"), [("pages", "901-909"), ("volume", "77")])
def test_reprints_with_the_same_abstract_tip_no_column(column, other):
    rows = [
        {
            "title": f"Outcomes of {name} in {place} hospitals over ten years",
            "authors": f"Okafor, N.; {name.title()}, P.",
            "journal": "Archives of Island Medicine",
            "year": str(1990 + n),
            "volume": str(10 + n),
            "pages": f"{100 + n}-{108 + n}",
            "abstract": f"We looked at {name} in {place} hospitals. " + TOLD,
        }
        for n, (name, place) in enumerate((x, y) for x in OPERATIONS for y in PLACES)
    ]
    found = find([*rows, *(row | {column: other} for row in rows)])
    assert list(found.columns.muted) == []
    assert found.clusters == []
