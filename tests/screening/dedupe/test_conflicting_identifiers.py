"""Two DOIs, two PubMed ids, one DOI at two places: no merge without a named rule that says why."""

import pytest

from screening.dedupe.engine.compare import compare
from screening.dedupe.engine.decide import TWO_DOIS, decide
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.engine.run import find
from screening.dedupe.engine.words import in_words
from screening.dedupe.method_text import method_text
from tests.screening.dedupe.works import TRIAL, verdict, without, work

pytestmark = pytest.mark.engine_free
OTHER = "10.9999/other.77"


def test_two_dois_at_one_place_are_one_article_by_a_rule_of_that_name():
    joined = find([without("pmid"), without("pmid", doi=OTHER)]).joined
    assert [one.rule for one in joined] == [TWO_DOIS]
    assert joined[0].why.endswith("two DOIs of one article, as journal, volume and pages are the same")


@pytest.mark.parametrize(
    "other",
    [
        without("pmid", "abstract", "authors", doi=OTHER),
        without("pmid", "abstract", "volume", doi=OTHER),
        without("pmid", "abstract", "pages", doi=OTHER),
        without("pmid", "abstract", pages="712", issue="", doi=OTHER),
        without("pmid", "abstract", journal="Pain Reports", doi=OTHER),
        without("abstract", pmid="30511299", doi=OTHER),
        work(pmid="30511299"),
    ],
)
def test_identifiers_that_conflict_without_it_are_asked_about(other):
    assert verdict(TRIAL, other) == "asked"


def test_one_doi_at_two_places_is_asked_about_unless_the_abstract_is_the_same():
    elsewhere = {"volume": "61", "pages": "11-19"}
    assert verdict(without("pmid"), without("pmid", "abstract", **elsewhere)) == "asked"
    assert verdict(without("pmid"), without("pmid", **elsewhere)) == "same"


def test_no_third_record_brings_two_places_together():
    rows = [without("pmid", "abstract"), without("pmid", "abstract", volume="61", pages="11-19")]
    silent = without("pmid", "abstract", "volume", "issue", "pages")
    found = find([*rows, silent])
    assert not any({0, 1} <= set(cluster) for cluster in found.clusters)


def test_the_method_text_says_what_keeps_records_apart_and_what_does_not():
    text = method_text(records=10, sources=2, by_rule=3, by_hand=0, apart=0, parted=0, questions=0, muted=[])
    assert "differing DOIs did unless authors, journal, volume and pages were the same" in text
    assert (
        "PubMed identifiers, trial numbers or part numbers, and notices such as errata and replies always" in text
    )


def test_a_part_that_one_title_lost_is_borne_out_by_all_pages_and_an_identifier_or_the_abstract():
    named = without("doi", "pmid", title=TRIAL["title"] + ", part 2")
    assert verdict(without("doi", "pmid"), named) == "same"
    assert verdict(without("abstract"), without("abstract", title=named["title"])) == "same"
    assert verdict(without("doi", "pmid", title=TRIAL["title"] + ", part 1"), named) != "same"
    assert verdict(without("doi", "pmid", "abstract"), named) != "same"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Ketamine for resistant depression in adults", "", "one has no title"),
        ("", "", "neither has a title"),
        ("Ketamine for resistant depression", "Эффективность кетамина при депрессии", "titles in two scripts"),
        ("Ketamine for resistant depression", "Zinc lozenges in common colds of adults", "title 0."),
    ],
)
def test_why_names_titles_that_cannot_be_held_against_each_other(one, other, said):
    a, b = form_of({"title": one, "doi": "10.1000/a"}), form_of({"title": other, "doi": "10.1000/a"})
    e = compare(a, b)
    told = in_words(a, b, e, decide(a, b, e))
    assert said in told
    assert "0.00" not in told


def test_pages_from_1_on_do_not_make_two_dois_one_article():
    each = without("pmid", "abstract", journal="PLoS One", volume="9", issue="3", pages="1-5")
    assert verdict(each, each | {"doi": OTHER}) == "asked"
    told = each | {"abstract": TRIAL["abstract"]}
    assert verdict(told, told | {"doi": OTHER}) == "same"
