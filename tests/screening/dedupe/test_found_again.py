"""Copies that say little, or say it in another way, are found; and what looks like one of them is not merged."""

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import TRIAL, verdict, without

pytestmark = pytest.mark.engine_free

WAITING = without("volume", "issue", "pages", "pmid", "abstract", year="2018")
PRINTED = without("doi", "pmid", "abstract")
ENTRY = dict.fromkeys(TRIAL, "") | {
    "type": "Trial registry record",
    "title": "Riluzole in Spinal Cord Injury Study",
    "year": "2013",
    "journal": "ClinicalTrials.gov",
    "pages": "NCT01597518",
}


def test_an_article_that_waited_for_its_pages_is_the_one_in_print():
    assert [one.rule for one in find([WAITING, PRINTED]).joined] == ["online first, then in print"]


@pytest.mark.parametrize(
    ("waiting", "printed"),
    [
        (WAITING | {"doi": ""}, PRINTED),  # an abstract whose place was lost
        (WAITING | {"year": "2017"}, PRINTED),
        (WAITING | {"year": "2020"}, PRINTED),
        (WAITING | {"type": "Conference Abstract"}, PRINTED),
        (WAITING, PRINTED | {"pages": "S712"}),
        (WAITING, PRINTED | {"doi": "10.9999/other.1"}),
        (WAITING | {"authors": "Göbel, Hartmut; Kim, Ji-Woo"}, PRINTED),
    ],
)
def test_what_may_be_an_abstract_of_the_year_before_is_asked_about(waiting, printed):
    assert verdict(waiting, printed) == verdict(printed, waiting) == "asked"


def test_without_a_page_another_first_author_is_another_telling():
    other = without("doi", "pmid", "abstract", "pages", authors="Kim, Ji-Woo; Göbel, Hartmut; Ruiz, Ana; Sola, B.")
    assert verdict(PRINTED, other) != "same"
    assert verdict(PRINTED, other | {"authors": TRIAL["authors"]}) == "same"


@pytest.mark.parametrize("kept", [50, 62, 77, 83])
def test_a_title_cut_in_a_word_is_one_with_it_on_its_pages(kept):
    cut = PRINTED | {"title": TRIAL["title"][:kept]}
    assert TRIAL["title"][kept - 1 : kept + 1].isalpha()
    assert verdict(PRINTED, cut) == "same"
    assert verdict(PRINTED, cut | {"pages": "", "issue": ""}) != "same"


def test_title_and_subtitle_that_changed_their_places_are_found():
    one = PRINTED | {"title": "A randomised trial of honey for cough: the HONEY study"}
    other = PRINTED | {"title": "The HONEY study: a randomised trial of honey for cough"}
    assert verdict(one, other) == "same"
    assert verdict(one, other | {"pages": "31-40"}) != "same"


def test_what_tells_no_more_than_its_identifier_is_asked_about():
    stub = dict.fromkeys(TRIAL, "") | {"doi": TRIAL["doi"]}
    assert verdict(TRIAL, stub) == "asked"
    assert verdict(stub, stub) == "asked"
    assert verdict(TRIAL, stub | {"doi": "10.1002/ejp.1341"}) == "apart"


@pytest.mark.parametrize(
    "sparse",
    [
        {"title": "News in brief", "journal": "BMJ", "year": "2012", "volume": "344"},
        {"title": "Abstracts of the 5th UK Stroke Forum Conference", "year": "2010", "volume": "5"},
        {"title": "Self-sampling for papillomavirus in women who do not attend", "year": "2011"},
    ],
)
def test_equal_records_that_say_little_are_asked_about(sparse):
    record = dict.fromkeys(TRIAL, "") | sparse
    assert verdict(record, record) == "asked"
    assert verdict(record, record | {"year": "1999"}) == "apart"


def test_the_number_of_a_trial_stands_for_the_pages_of_its_entry():
    central = ENTRY | {"journal": "https://clinicaltrials.gov/show/NCT01597518", "pages": "", "authors": "Nct"}
    assert verdict(ENTRY, central) == "same"
    assert verdict(ENTRY, ENTRY | {"pages": "NCT01597777"}) == "apart"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dietary fibre and recurrent colorectal adenoma", "Dietary fiber and recurrent colorectal adenoma"),
        ("Évaluation du coût des soins à domicile", "Ã‰valuation du coÃ»t des soins Ã  domicile"),
    ],
)
def test_another_spelling_and_a_text_read_wrongly_in_part_are_the_same_title(one, other):
    assert verdict(PRINTED | {"title": one, "year": ""}, PRINTED | {"title": other}) == "same"
