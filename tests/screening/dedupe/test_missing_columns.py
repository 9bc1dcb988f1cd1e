"""Files that lack columns: what tells two works apart may be missing, so nothing is merged that needed it."""

import pytest

from screening.dedupe.engine.judging import Found
from screening.dedupe.engine.run import find
from tests.screening.dedupe.test_labelled_sets import labelled, merged_wrongly
from tests.screening.dedupe.works import work
from tests.shared import needs_shared

pytestmark = pytest.mark.engine_free

MEETING = work(
    journal="Spinal Cord", volume="57", issue="S1", pages="S31", doi="10.1038/sc.1", pmid="", abstract=""
)
ARTICLE = work(doi="", pmid="", abstract="")
COLUMN = work(title="Editorial introduction", authors="Zhou, V.", abstract="", doi="", pmid="", pages="3-4")


def found(*records: dict[str, str], missing: tuple[str, ...]) -> Found:
    return find([record | dict.fromkeys(missing, "") for record in records])


@pytest.mark.parametrize(
    "missing",
    [
        ("journal", "volume", "doi"),
        ("journal", "volume", "pages", "doi"),
        ("journal", "issue", "volume", "pages", "doi"),
    ],
)
def test_two_journals_are_not_merged_where_the_file_has_no_journals(missing):
    assert found(MEETING, ARTICLE, missing=missing).clusters == []
    if "pages" in missing:
        assert len(found(MEETING, ARTICLE, missing=missing).questions) == 1


def test_reports_and_books_have_no_journal_and_articles_without_one_are_asked_about():
    bare = work(journal="", volume="", issue="", pages="", doi="", pmid="", abstract="")
    assert found(bare, bare, missing=()).clusters == []
    assert len(found(bare, bare, missing=()).questions) == 1
    for type in ("Report", "Book", "Dissertation"):
        assert found(bare | {"type": type}, bare | {"type": type}, missing=()).clusters == [[0, 1]]


def test_where_pages_and_issue_are_missing_everybody_must_be_the_same():
    cut = work(authors="Göbel, Hartmut; Kim, Ji-Woo; Ruiz, Ana", abstract="", doi="", pmid="", issue="7", pages="9")
    assert found(ARTICLE, cut, missing=("issue", "pages")).clusters == []
    assert found(ARTICLE, ARTICLE, missing=("issue", "pages")).clusters == [[0, 1]]


def test_a_column_of_one_name_needs_its_issue():
    later = COLUMN | {"issue": "6"}
    assert found(COLUMN, later, missing=("issue",)).clusters == []
    assert found(COLUMN, COLUMN, missing=()).clusters == [[0, 1]]
    far = COLUMN | {"pages": "1203-1204"}
    assert found(far, far, missing=("issue",)).clusters == [[0, 1]]


@needs_shared
@pytest.mark.parametrize("missing", [
    ("journal", "issn", "volume"), ("journal", "issn", "issue"),
    ("journal", "issn", "volume", "doi", "pmid", "abstract"),
    ("authors", "pages", "doi", "pmid"), ("issue", "pages", "doi", "pmid"), ("volume", "issue", "pages"),
])  # fmt: skip
def test_no_work_of_a_labelled_search_is_lost_for_want_of_a_column(missing):
    rows, labels = labelled("copper")
    assert merged_wrongly(rows, labels, found(*rows, missing=missing)) == []
