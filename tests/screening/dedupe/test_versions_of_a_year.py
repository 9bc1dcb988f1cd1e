"""Works that share title, authors and pages and are versions of one another: what a page does not tell."""

import pytest

from tests.screening.dedupe.works import TRIAL, verdict, without

pytestmark = pytest.mark.engine_free

REVIEW = {
    "title": "Interventions for preventing falls in older people",
    "authors": "Gillespie LD; Robertson MC; Lamb SE",
    "year": "2009",
    "journal": "Cochrane Database of Systematic Reviews",
    "pages": "CD007146",
    "issue": "3",
}
YEARLY = {
    "title": "Introduction and methodology of cancer care guidelines",
    "authors": "American Cancer Board; Smith J; Jones K",
    "year": "2018",
    "journal": "Cancer Care",
    "volume": "41",
    "issue": "",
}


@pytest.mark.parametrize("name", [REVIEW["journal"], "Cochrane Database Syst Rev", "The Cochrane library"])
@pytest.mark.parametrize("issues", [("3", "7"), ("1", "11"), ("12", "2")])
def test_another_issue_of_a_review_is_another_version(name, issues):
    for title in (REVIEW["title"], "Yoga for asthma in adults"):
        one, other = (REVIEW | {"title": title, "journal": name, "issue": issue} for issue in issues)
        assert verdict(one, other) == "asked"


def test_a_version_of_one_issue_is_one_work():
    assert verdict(REVIEW, REVIEW | {"journal": "Cochrane Database Syst Rev", "pages": "Cd007146"}) == "same"


@pytest.mark.parametrize("pages", ["S1-S2", "1-20", "e1001", "979-1178", "12-19"])
@pytest.mark.parametrize("volume", ["", "41"])
def test_pages_of_two_years_bear_nothing_out_without_the_volume(pages, volume):
    one = YEARLY | {"pages": pages, "volume": volume}
    assert verdict(one, YEARLY | {"pages": pages, "volume": "", "year": "2019"}) == "asked"


def test_a_subtitle_and_a_slip_are_not_borne_out_by_such_pages():
    one = YEARLY | {"pages": "979-988", "volume": ""}
    for title in (
        YEARLY["title"] + ": for clinical practice",
        YEARLY["title"].replace("methodology", "metodology"),
    ):
        assert verdict(one, one | {"year": "2019", "title": title}) == "asked"


def test_online_and_in_print_are_one_by_volume_or_identifier():
    early = {"year": "2018"}
    assert verdict(TRIAL, without("doi", "pmid", "abstract", **early)) == "same"
    assert verdict(without("pmid", "abstract"), without("pmid", "abstract", "volume", **early)) == "same"
    assert verdict(without("doi", "abstract"), without("doi", "abstract", "volume", **early)) == "same"


@pytest.mark.parametrize(
    "kind",
    [{"journal": "medRxiv"}, {"journal": "bioRxiv : the preprint server for biology"}, {"type": "Preprint"}],
)
@pytest.mark.parametrize("kept", [("doi",), ("doi", "pmid", "abstract"), ("volume", "pages", "doi")])
def test_a_preprint_with_the_identifier_of_its_article_stays_a_preprint(kind, kept):
    lost = {"doi", "pmid", "abstract", "volume", "issue", "pages"} - set(kept)
    assert verdict(without(*lost, **kind), TRIAL) != "same"
