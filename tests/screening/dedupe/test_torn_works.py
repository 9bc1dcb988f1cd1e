"""A record that says little must not join what the engine holds apart; nor may company change a verdict."""

import pytest

from screening.dedupe.engine.blocks import MOST_IN_BLOCK
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.engine.run import find
from screening.dedupe.grouping import Entry, groups
from tests.screening.dedupe.test_metamorphic import library
from tests.screening.dedupe.works import TRIAL, verdict, without, work

pytestmark = pytest.mark.engine_free

PLACE = ("journal", "volume", "issue", "pages", "doi", "pmid")
BARE = without(*PLACE)
NO_IDS = without("doi", "pmid")
ELSEWHERE = without(*PLACE, journal="Spinal Cord")
UNRELATED = work(title="Statins and the kidney in adults with diabetes", authors="Zhang, L.", doi="", pmid="")


def of_year(year: str, **changes: str) -> dict[str, str]:
    return without(*PLACE, journal="European Journal of Pain", year=year, **changes)


TORN = {
    "two journals": (TRIAL, ELSEWHERE, BARE),
    "two journals without ids": (NO_IDS, ELSEWHERE, BARE),
    "a supplement": (NO_IDS, ELSEWHERE | {"volume": "26", "issue": "Suppl 1"}, BARE),
    "two volumes without pages": (NO_IDS | {"pages": ""}, NO_IDS | {"pages": "", "volume": "24"}, BARE),
    "two years and the one between": (of_year("2013"), of_year("2015"), of_year("2014")),
    "no abstracts": tuple(one | {"abstract": ""} for one in (TRIAL, ELSEWHERE, BARE)),
    "an article and an abstract of a meeting": (
        NO_IDS, ELSEWHERE | {"journal": "14th European Congress of Pain"}, BARE
    ),
    "an article and a letter": (NO_IDS | {"pages": ""}, NO_IDS | {"pages": "", "type": "Letter"},
                                NO_IDS | {"pages": "", "type": ""}),
}  # fmt: skip


@pytest.mark.parametrize("case", TORN)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_what_is_asked_about_is_not_joined_by_a_record_that_says_less(case, order):
    rows = [TORN[case][place] for place in order]
    first, second, bare = (order.index(place) for place in range(3))
    found = find(rows)
    assert found.clusters == []
    asked = {frozenset((one.a, one.b)): one for one in found.questions}
    assert {frozenset((first, bare)), frozenset((second, bare))} <= asked.keys()


def test_a_record_torn_between_two_works_is_one_of_them_at_most():
    found = find([TRIAL, ELSEWHERE, BARE])
    torn = [one for one in found.questions if "it fits two records that contradict each other" in one.why]
    assert len(torn) == 2
    assert all(one.grounds.chance <= 0.5 for one in torn)


def test_one_that_says_more_explains_what_contradicts():
    whole, misprinted = TRIAL, without("pmid", "abstract", pages="12-24")
    without_doi = without("doi", "pmid", "abstract")
    assert verdict(without_doi, misprinted) == "asked"
    assert find([without_doi, misprinted, whole]).clusters == [[0, 1, 2]]


SISTERS = [
    ("JAMA", "JAMA Surgery"), ("BMJ", "BMJ Open"), ("Lancet", "Lancet Neurology"), ("Bone", "Bone Reports"),
    ("Circulation", "Circulation Research"), ("Circulation", "Circulation: Heart Failure"),
    ("Annals of Surgery", "Annals of Surgery Open"),
    ("European Heart Journal", "European Heart Journal Supplements"),
]  # fmt: skip
ONE_JOURNAL = [
    ("Annals of Neurology", "Ann Neurol"), ("Lancet", "The Lancet"), ("Spine", "Spine (Phila Pa 1976)"),
    ("BMJ", "BMJ (Clinical research ed.)"), ("JAMA", "JAMA: the journal of the American Medical Association"),
    ("Br Med J", "British Medical Journal"), ("Pediatrics", "Pediatrics: official publication of the Academy"),
    ("Journal of Acquired Immune Deficiency Syndromes", "Journal of Acquired Immune Deficiency Syndromes: JAIDS"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SISTERS)
def test_sister_journals_are_asked_about(one, other):
    for missing in (PLACE, (*PLACE, "abstract")):
        assert verdict(without(*missing, journal=one), without(*missing, journal=other)) == "asked"


@pytest.mark.parametrize(("one", "other"), ONE_JOURNAL)
def test_one_journal_in_two_spellings_is_one(one, other):
    for missing in (PLACE, (*PLACE, "abstract")):
        assert verdict(without(*missing, journal=one), without(*missing, journal=other)) == "same"


UNPLACED = without("pages", "doi", "pmid", "abstract")
NOTICES = ["Published Erratum", "Retraction of Publication", "Expression of Concern", "Journal: Erratum"]


@pytest.mark.parametrize("type", [*NOTICES, "Comment", "Letter", "Journal: Editorial"])
def test_a_notice_or_letter_by_its_type_is_not_the_article_of_that_title(type):
    assert verdict(TRIAL, UNPLACED | {"type": type}) != "same"
    assert verdict(UNPLACED | {"type": type}, UNPLACED | {"type": type}) == "same"


@pytest.mark.parametrize("type", NOTICES)
def test_a_notice_on_the_page_of_its_article_is_not_the_article(type):
    assert verdict(TRIAL, without("doi", "pmid", "abstract", type=type)) != "same"


@pytest.mark.parametrize(
    "type", ["", "Journal Article; Comment", "Retracted Publication", "Review", "Case Reports"]
)
def test_what_databases_say_of_an_article_does_not_keep_it_apart(type):
    assert verdict(TRIAL, UNPLACED | {"type": type}) == "same"


def test_a_letter_that_another_database_calls_an_article_is_one_by_its_page_or_identifier():
    assert verdict(TRIAL, without("doi", "pmid", "abstract", type="Letter")) == "same"
    assert verdict(TRIAL, without("pages", "abstract", type="Letter")) == "same"


@pytest.mark.parametrize(("one", "other"), [("Book", "Book Section"), ("Report", "Journal Article")])
def test_a_book_is_not_its_chapter_nor_a_report_its_article(one, other):
    assert verdict(BARE | {"type": one}, BARE | {"type": other}) == "asked"


def test_a_session_of_a_supplement_has_one_identifier_and_one_title():
    session = without("authors", "abstract", "pmid", issue="S1", pages="S1-S20")
    assert verdict(session, session | {"pages": "S21-S40"}) != "same"
    assert verdict(session, session) == "same"


def test_an_abstract_and_a_preprint_of_one_work_are_hardly_one():
    preprint = without("pmid", "volume", "issue", "pages", journal="medRxiv", doi="10.1101/2018.11.01.18001234")
    meeting = NO_IDS | {"journal": "Abstracts of the 10th Congress of the European Pain Federation", "pages": "S88"}
    assert not any(one.grounds.chance > 0.2 for one in find([meeting, preprint]).questions)


@pytest.mark.parametrize("missing", [(), ("journal",), ("pages",), ("journal", "pages", "doi"), PLACE])
def test_an_unrelated_record_changes_no_verdict(missing):
    rows, _ = library(4, works=40)
    rows = [row | dict.fromkeys(missing, "") for row in rows]
    alone, beside = find(rows), find([*rows, UNRELATED])
    assert beside.clusters == alone.clusters
    assert [(one.a, one.b) for one in beside.questions] == [(one.a, one.b) for one in alone.questions]


@pytest.mark.parametrize("records", [2, 50, MOST_IN_BLOCK + 30])
def test_equal_records_are_one_or_are_asked_about_once_each(records):
    assert find([TRIAL] * records).clusters == [list(range(records))]
    assert len(find([without(*PLACE, "abstract", "year")] * records).questions) == records - 1


def test_an_answer_of_different_brings_up_the_next_equal_record():
    entries = [Entry(id, form_of(without(*PLACE, "abstract", "year"))) for id in range(3)]
    asked = groups(entries)[1]
    assert [{one.first, one.second} for one in asked] == [{0, 1}, {0, 2}]
    again = groups(entries, apart={frozenset((0, 1)): 1})[1]
    assert [{one.first, one.second} for one in again] == [{0, 2}, {1, 2}]


@pytest.mark.parametrize("nothing", ["N/A", "No abstract available", "[not available]", "-", "None", "unknown"])
def test_what_stands_for_no_value_is_none(nothing):
    filled = UNRELATED | dict.fromkeys((*PLACE, "abstract"), nothing)
    assert verdict(filled, BARE | dict.fromkeys((*PLACE, "abstract"), nothing)) == "apart"
    assert verdict(TRIAL, without("volume", journal=nothing)) == "same"
    assert find([work(title=nothing, doi="", pmid="", pages="")] * 2).clusters == []
