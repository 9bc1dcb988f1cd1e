"""The named cases: what is one work, what is a question, and what must never be merged."""

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import TRIAL, verdict, without, work

pytestmark = pytest.mark.engine_free

SAME = {
    "as another database writes it": work(
        title="LOW-DOSE KETAMINE FOR CHRONIC NEUROPATHIC PAIN AFTER SPINAL CORD INJURY - A RANDOMIZED TRIAL.",
        authors="Gobel H.; Kim J.-W.; De Oliveira C.; Ruiz A.",
        journal="Eur J Pain",
        pages="712-24",
        doi="https://doi.org/10.1002/EJP.1340",
        pmid="",
        abstract="",
    ),
    "markup and a mark behind the title": work(
        title="<b>Low-dose ketamine</b> for chronic neuropathic pain after spinal cord injury: a randomised trial "
        "(Structured abstract) [3]",
        doi="",
        pmid="",
    ),
    "a missing year": without("year", "doi", "pmid"),
    "another year, before and after print": without("pmid", year="2018"),
    "authors in another order": work(
        authors="Ruiz, Ana; Göbel, Hartmut; Kim, Ji-Woo; de Oliveira, Carla", doi="", pmid=""
    ),
    "given name before family name": work(
        authors="Hartmut Göbel; Ji-Woo Kim; Carla de Oliveira; Ana Ruiz", doi="", pmid=""
    ),
    "a cut list of authors": work(authors="Göbel H; et al.", doi="", pmid=""),
    "a cut abstract": without("doi", "pmid", "pages", "volume", "issue", abstract=TRIAL["abstract"][:160]),
    "a lost subtitle": work(
        title="Low-dose ketamine for chronic neuropathic pain after spinal cord injury", doi="", pmid=""
    ),
    "a short DOI beside the long one": work(doi="https://doi.org/10/gf5xxx", pmid=""),
    "a second DOI of one article": work(doi="10.1016/j.ejpain.2018.11.007", pmid=""),
    "early view without volume and pages": without("volume", "issue", "pmid", pages="1-13"),
    "an article number beside pages": without("doi", "pmid", pages="e1340"),
    "a spreadsheet made a date of the pages": without("doi", "pmid", "volume", pages="01-Sep"),
    "a pointer to an erratum": work(
        title=TRIAL["title"] + ".[Erratum appears in Eur J Pain. 2019 Aug;23(7):1402 Note: Ruiz [added]]",
        doi="",
        pmid="",
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_one_work_however_it_is_written(case):
    assert verdict(TRIAL, SAME[case]) == "same"
    assert verdict(SAME[case], TRIAL) == "same"


OTHER = without("doi", "pmid", "abstract", "issue")
APART = {
    "an erratum": work(title="Erratum: " + TRIAL["title"], doi="", pmid="", abstract="", issue="7", pages="1402"),
    "an erratum on the same page": without("doi", "pmid", "abstract", title="Correction to: " + TRIAL["title"]),
    "a comment": without(
        "doi", "pmid", "abstract", title="Comment on: " + TRIAL["title"], pages="725", authors="Lee, B."
    ),
    "the reply": without("doi", "pmid", "abstract", title=TRIAL["title"] + ": Authors' reply", pages="726"),
    "a retraction": without(
        "doi", "pmid", "abstract", title="Retraction: " + TRIAL["title"], year="2021", pages="9"
    ),
    "a conference abstract": without(
        "doi", "pmid", "abstract", journal="Abstracts of the 10th Congress of the European Pain Federation",
        volume="22", issue="Suppl 1", pages="S88", year="2018",
    ),
    "a conference abstract in the same journal": without("doi", "pmid", "abstract", issue="S1", pages="S88"),
    "a preprint": without("pmid", "volume", "issue", "pages", journal="medRxiv", doi="10.1101/2018.11.01.18001234"),
    "the thesis": without(
        "doi", "pmid", "volume", "issue", "pages", authors="Göbel, Hartmut", journal="PhD thesis, Kiel"
    ),
    "a discussion paper": without(
        "doi", "pmid", "volume", "issue", "pages", "abstract", journal="European Journal of Pain Discussions"
    ),
    "two meetings of one series": without(
        "doi", "pmid", "volume", "issue", "pages", journal="American Congress on Pain", type="inproceedings"
    ),
    "a companion paper that differs by two letters": without(
        "doi", "pmid", "volume", "pages", "issue", "abstract", title=TRIAL["title"].replace("Low-dose", "Slow-dose")
    ),
    "co-published in another journal": work(
        journal="Spinal Cord", volume="57", issue="2", pages="101-113", doi="10.1038/sc.2019.1", pmid="30500001"
    ),
    "the same authors, the same year": work(
        title="High-dose ketamine for acute postoperative pain after spinal surgery: a randomised trial",
        issue="6", pages="1011-1020", doi="10.1002/ejp.1377", pmid="30519999", abstract="",
    ),
    "one word turned": work(
        title=TRIAL["title"].replace("Low-dose", "High-dose"), pages="725-736", doi="", pmid="", abstract=""
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", APART)
def test_never_merged_without_a_person(case):
    assert verdict(TRIAL, APART[case]) != "same"
    assert verdict(without("doi", "pmid", "abstract"), APART[case]) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("maternal", "paternal"), ("abduction", "adduction"), ("hypertension", "hypotension"), ("men", "women"),
     ("induction", "reduction"), ("rats", "mice"), ("type 1", "type 2"), ("in vitro", "in vivo")],
)  # fmt: skip
def test_a_word_turned_into_its_opposite_is_another_work_even_without_pages(one, other):
    bare = ("doi", "pmid", "volume", "pages", "issue", "abstract")
    title = "Ketamine infusion and {} in chronic pain: a cohort study from two hospitals"
    assert verdict(without(*bare, title=title.format(one)), without(*bare, title=title.format(other))) != "same"


@pytest.mark.parametrize(
    ("one", "other"), [("haemorrhage", "hemorrhage"), ("oedema", "edema"), ("tumour", "tumor")]
)
def test_one_word_in_two_spellings_is_one_work(one, other):
    title = "Ketamine infusion and {} in chronic pain: a cohort study from two hospitals"
    bare = ("doi", "pmid", "abstract")
    assert verdict(without(*bare, title=title.format(one)), without(*bare, title=title.format(other))) == "same"


def test_two_conferences_of_one_name_stay_apart():
    ours = without(
        "doi", "pmid", "volume", "issue", "pages", "abstract", journal="International Conference on Pain Research"
    )
    theirs = {**ours, "journal": "European Conference on Pain Research"}
    assert verdict(ours, theirs) != "same"


def test_parts_of_one_title_stay_apart():
    first = without("doi", "pmid", "abstract", title="Pain after spinal cord injury in adults, part 1")
    second = {**first, "title": "Pain after spinal cord injury in adults, part 2", "pages": "725-736"}
    roman = {**first, "title": "Pain after spinal cord injury in adults. II", "pages": "725-736"}
    assert verdict(first, second) != "same"
    assert verdict({**first, "title": "Pain after spinal cord injury in adults. I"}, roman) != "same"
    assert verdict(first, {**second, "pages": ""}) != "same"


@pytest.mark.parametrize(
    "name", ["Editorial", "Editor's comments", "Introduction to the special section on pain and its treatment"]
)
def test_columns_of_one_name_stay_apart_without_a_place(name):
    column = without("doi", "pmid", "abstract", title=name, authors="Ruiz, Ana", pages="1-2")
    assert verdict(column, {**column, "issue": "5", "pages": "5-6"}) != "same"
    assert verdict(column, {**column, "issue": "5"}) != "same"
    assert verdict(column, {**column, "issue": "", "pages": ""}) != "same"
    assert verdict(column, {**column, "journal": "Eur J Pain"}) == "same"


def test_one_doi_of_a_supplement_is_no_identity():
    abstract = without("pmid", "abstract", doi="10.1002/ejp.suppl", issue="S1", pages="S1-S90")
    other = {**abstract, "title": "Sleep in patients with migraine: a diary study", "authors": "Novak, P."}
    assert verdict(abstract, other) != "same"


def test_a_translated_title_is_one_work_by_its_pages_and_authors():
    spanish = without(
        "doi", "pmid", "abstract",
        title="[Ketamina en dosis bajas para el dolor neuropático crónico: ensayo clínico aleatorizado]",
    )  # fmt: skip
    assert verdict(without("doi", "pmid", "abstract"), spanish) == "same"
    both = {**spanish, "title": f"{TRIAL['title']} [Ketamina en dosis bajas para el dolor neuropático crónico]"}
    assert verdict(without("doi", "pmid", "abstract"), both) == "same"


def test_a_bare_record_that_fits_two_contradicting_works_is_left_for_a_person():
    first = without("pmid", "abstract", "volume", "issue", "pages")
    second = {**first, "doi": "10.1002/ejp.9999"}
    bare = {**first, "doi": ""}
    found = find([first, second, bare])
    assert found.clusters == []
    assert {frozenset((q.a, q.b)) for q in found.questions} >= {frozenset((0, 2)), frozenset((1, 2))}


def test_a_chain_never_joins_two_that_contradict_each_other():
    first, second = work(pmid=""), work(doi="10.1002/ejp.9999", pmid="", pages="900-911", volume="24", year="2020")
    between = without("doi", "pmid", "abstract", "volume", "pages", "issue")
    for order in ([first, between, second], [second, first, between]):
        assert not any(len(cluster) == 3 for cluster in find(order).clusters)


def test_every_decision_says_why_in_words():
    (joined,) = find([TRIAL, work(pages="712-24", journal="Eur J Pain")]).joined
    assert joined.why == (
        "Same DOI; same PubMed id; same title; same volume, issue and pages; same abstract; "
        "same journal, named otherwise; same year; same authors"
    )
    (question,) = find([TRIAL, work(pmid="31")]).questions
    assert question.why.endswith("same authors; the PubMed ids differ")


MEETING = without(
    "doi", "pmid", "volume", "issue", "abstract", journal="European Conference on Pain Care, ECPC", pages="64-72"
)


@pytest.mark.parametrize(
    "journal",
    [
        "PROCEEDINGS OF THE 13TH EUROPEAN CONFERENCE ON PAIN CARE (ECPC )",
        "Proceedings of the Thirteenth European Conference on Pain Care (ECPC)",
        "2019 European Conference on Pain Care",
    ],
)
def test_a_meeting_of_a_series_is_named_with_and_without_its_count(journal):
    counted = MEETING | {"journal": journal}
    assert verdict(MEETING, counted) == "same"
    other = MEETING | {"journal": "Proceedings of the 12th European Conference on Pain Care"}
    if "13" in journal:
        assert verdict(other, counted) != "same"


@pytest.mark.parametrize("mark", ["RETRACTED: ", "Retracted article: ", "WITHDRAWN: "])
def test_an_article_marked_as_retracted_is_asked_about_so_that_its_mark_is_seen(mark):
    assert verdict(TRIAL, work(title=mark + TRIAL["title"])) == "asked"
