"""A letter and its reply share title, page and DOI: their authors tell them apart."""

import pytest

from tests.screening.dedupe.works import verdict, without

pytestmark = pytest.mark.engine_free

LETTER = without(
    "pmid",
    "abstract",
    type="Letter",
    title="Nerve blocks before hip surgery in frail adults",
    authors="Marlow, Iris",
)


@pytest.mark.parametrize("pages", ["212", "212-213", "212-217"])
@pytest.mark.parametrize("type", ["Letter", "Journal Article"])
def test_wholly_different_authors_under_one_doi_are_asked_about(pages, type):
    letter = LETTER | {"pages": pages, "type": type}
    assert verdict(letter, letter | {"authors": "Quist, Nora; Adeyemi, Tunde"}) == "asked"


def test_a_letter_without_authors_is_asked_about():
    letter = LETTER | {"pages": "212"}
    assert verdict(letter, letter | {"authors": ""}) == "asked"
    article = letter | {"type": "Journal Article", "pages": "212-219"}
    assert verdict(article, article | {"authors": ""}) == "same"


def test_a_database_that_has_the_wrong_authors_of_one_abstract_is_believed_in_the_rest():
    article = LETTER | {"type": "Journal Article", "pages": "212-219"}
    article["abstract"] = "We gave sixty frail adults a block of the femoral nerve before surgery of the hip. " * 3
    assert verdict(article, article | {"authors": "Quist, Nora; Adeyemi, Tunde"}) == "same"
