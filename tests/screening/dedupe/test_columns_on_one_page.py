"""A column on the same page of every issue, in journals that page each issue from 1, is no work with copies."""

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import verdict, without

pytestmark = pytest.mark.engine_free

COLUMN = {
    "type": "article",
    "title": "Letter from the secretary of the regional college",
    "authors": "Okafor, N.",
    "year": "2011",
    "journal": "Bulletin of Rural Midwifery",
    "volume": "8",
}


def column(**changes):
    return COLUMN | {"issue": "1", "pages": "3"} | changes


@pytest.mark.parametrize("pages", ["1", "2", "6-7", "9-11"])
@pytest.mark.parametrize("authors", ["Okafor, N.", "Okafor, N.; Lindqvist, P."])
def test_a_column_in_twelve_issues_is_twelve_works(pages, authors):
    rows = [column(issue=str(month), pages=pages, authors=authors) for month in range(1, 13)]
    found = find(rows)
    assert found.clusters == []
    assert len(found.questions) < len(rows)


def test_two_issues_on_a_low_page_are_asked_about():
    assert verdict(column(), column(issue="2")) == "asked"
    assert verdict(column(pages="1", issue=""), column(pages="1", issue="")) == "asked"


def test_a_wrong_issue_is_explained_by_what_no_column_has():
    assert verdict(without("doi", "pmid"), without("doi", "pmid", issue="5")) == "same"
    assert verdict(without("doi", "abstract"), without("doi", "abstract", issue="5")) == "same"
    bare = without("doi", "pmid", "abstract")
    assert verdict(bare, bare | {"issue": "5"}) == "same"
    assert verdict(bare | {"pages": "21-22"}, bare | {"pages": "21-22", "issue": "5"}) == "asked"
