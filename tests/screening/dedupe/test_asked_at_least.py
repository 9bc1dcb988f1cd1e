"""Neither merged nor passed over: a mark of retraction, versions of a preprint, titles in two languages without
pages, one identifier on two titles."""

import pytest

from screening.dedupe.engine.run import find
from screening.dedupe.kinship import likely_relation
from tests.screening.dedupe.works import TRIAL, verdict, without, work

pytestmark = pytest.mark.engine_free

SHORT = work(title="Ketamine and itch in dogs", pmid="")


def why(*records: dict[str, str]) -> str:
    (question,) = find(records).questions
    return question.why


MARKS = (
    "RETRACTED: {}", "RETRACTED ARTICLE: {}", "Withdrawn: {}", "[Retracted] : {}", "Retracted. {}",
    "RETRACTED {}", "Retracted – {}", "{}: RETRACTED", "{} - Retracted article", "{}. Retracted", "{} [withdrawn]",
    "(withdrawn) {}",
)  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("article", [SHORT, SHORT | {"doi": ""}, TRIAL])
def test_a_mark_of_retraction_at_a_title_makes_no_notice(mark, article):
    marked = article | {"title": mark.format(article["title"])}
    assert verdict(article, marked) in ("asked", "same")
    found = find([article, marked])
    assert not any("a retraction notice" in question.why for question in found.questions)
    assert found.related == []
    assert likely_relation(article, marked) == ("", 0)


@pytest.mark.parametrize("notice", ["Retraction: {}", "Retraction Note to: {}", "Statement of Retraction: {}"])
def test_a_notice_of_retraction_is_related_to_what_it_retracts(notice):
    other = without("doi", "pmid", "abstract", title=notice.format(TRIAL["title"]), pages="99", year="2021")
    found = find([TRIAL, other])
    assert [(one.a, one.b, one.kind) for one in found.related] == [(1, 0, "retraction")]
    assert found.clusters == []
    assert likely_relation(TRIAL, other) == ("retraction", 0)


def test_a_notice_of_retraction_is_not_merged_with_what_is_marked_as_retracted():
    article = SHORT | {"title": "RETRACTED: " + SHORT["title"]}
    notice = article | {"title": "Retraction notice to: " + SHORT["title"], "pages": "99", "abstract": ""}
    assert verdict(article, notice) == "apart"


@pytest.mark.parametrize("journal", ["bioRxiv", "Research Square"])
@pytest.mark.parametrize("title", ["Itch in dogs", "Low-dose ketamine changes the itch of dogs and of cats"])
def test_two_versions_of_a_preprint_are_asked_about(journal, title):
    first = without("volume", "issue", "pages", "pmid", "abstract", title=title, journal=journal, type="Preprint")
    first["doi"] = "10.21203/rs.3.rs-31/v1"
    second = first | {"doi": "10.21203/rs.3.rs-31/v2"}
    assert verdict(first, second) == "asked"
    assert "two versions of one preprint" in why(first, second)


@pytest.mark.parametrize("authors", ["Moreau, Paul; Sato, Ken", "Moreau, Paul; Sato, Ken; Lindqvist, Karin"])
@pytest.mark.parametrize("foreign", ["Wirkung von Bädern auf den Schlaf", "Effet des bains sur le sommeil"])
def test_titles_in_two_languages_without_pages_are_asked_about(authors, foreign):
    german = without("doi", "pmid", "abstract", title=foreign, authors=authors)
    english = german | {"title": "Effect of baths on the sleep of old people", "pages": ""}
    assert verdict(german, english) == "asked"
    assert verdict(german, english | {"volume": "24"}) == "apart"
    assert verdict(german, english | {"authors": "Keller, Anna; Brandt, Uwe"}) == "apart"


OTHER = {
    "title": "Tooth loss and smoking",
    "authors": "Lo, Pia",
    "journal": "Oral Health",
    "volume": "2",
    "pages": "5",
}


@pytest.mark.parametrize(("kept", "name"), [("doi", "DOI"), ("pmid", "PubMed id")])
def test_one_identifier_on_two_titles_may_be_wrong(kept, name):
    one = without(*{"doi", "pmid"} - {kept}, "abstract")
    assert verdict(one, one | OTHER) == "asked"
    assert f"the {name} of one may be wrong" in why(one, one | OTHER)


def test_chapters_and_abstracts_share_the_identifier_of_the_whole():
    chapter = without("pmid", "abstract", type="Book Section")
    assert verdict(chapter, chapter | OTHER) == "apart"
    talk = without("pmid", "abstract", type="Conference Abstract", issue="S1")
    assert verdict(talk, talk | OTHER) == "apart"
