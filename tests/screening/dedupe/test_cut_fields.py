"""Fields that a database cut off, and places under two names: journals, titles, subtitles, proceedings."""

import pytest

from tests.screening.dedupe.works import verdict, without, work

pytestmark = pytest.mark.engine_free

WHOLE = without("doi", "pmid", "abstract", "issue")
SCHOLAR = WHOLE | {"volume": "", "pages": "", "authors": "H Göbel, JW Kim, C de Oliveira".replace(", ", "; ")}


@pytest.mark.parametrize(
    ("journal", "cut"),
    [
        ("Annals of the Rheumatic Diseases", "Annals of the Rheumatic …"),
        ("Annals of the Rheumatic Diseases", "Annals of the Rheumatic ..."),
        ("Ann Rheum Dis", "Annals of the Rheumatic …"),
        ("JAMA Internal Medicine", "JAMA internal …"),
        ("Acta Psychiatrica Scandinavica", "Acta Psychiatrica Scandi…"),
        ("Journal of Clinical and Experimental Neuropsychology", "… and Experimental Neuropsychology"),
    ],
)
def test_a_journal_whose_name_is_cut_off_agrees(journal, cut):
    assert verdict(WHOLE | {"journal": journal}, SCHOLAR | {"journal": cut}) == "same"
    assert verdict(WHOLE | {"journal": "Spine"}, SCHOLAR | {"journal": cut}) == "asked"


@pytest.mark.parametrize(
    "cut", ["American journal of …", "Annals of …", "…", "Journal of …", "International journal …"]
)
def test_a_name_of_which_hardly_a_word_is_left_tells_nothing(cut):
    assert verdict(WHOLE | {"journal": "American Journal of Psychiatry"}, SCHOLAR | {"journal": cut}) != "same"


@pytest.mark.parametrize(
    "title",
    [
        WHOLE["title"].replace("neuropathic", "neuropahtic"),
        WHOLE["title"].replace("ketamine", "ketmaine"),
        WHOLE["title"].replace("spinal", "spnial"),
        WHOLE["title"].partition(":")[0],
        "Low-dose ketamine for chronic neuropathic pain after spinal …",
        "Low-dose ketamine for chronic neuropathic pain after spinal cord in",
    ],
)
@pytest.mark.parametrize("journal", ["European journal …", "European Journal of Pain", "Eur J …"])
@pytest.mark.parametrize("authors", ["H Göbel; JW Kim", "H Göbel; JW Kim; C de Oliveira; A Ruiz"])
def test_a_slip_or_a_cut_without_a_year_is_asked_about(title, journal, authors):
    scholar = SCHOLAR | {"title": title, "journal": journal, "authors": authors, "year": ""}
    assert verdict(WHOLE, scholar) == "asked"


@pytest.mark.parametrize(
    ("head", "behind"),
    [
        ("Zinc in human health", "its discovery 50 years ago and the current impact"),
        ("Paroxetine", "safety and tolerability issues"),
        ("Sleep", "a review of its functions in adolescents and in the old"),
    ],
)
def test_a_short_title_without_its_subtitle(head, behind):
    row = without("doi", "pmid", "abstract", title=f"{head}: {behind}")
    assert verdict(row, row | {"title": head}) == "same"
    assert verdict(row | {"doi": "10.1/2"}, row | {"title": head, "doi": "10.1/2"}) == "same"
    assert verdict(row | {"pmid": "7", "issue": ""}, row | {"title": head, "pmid": "7"}) == "same"
    bare = row | {"pages": "", "issue": ""}
    assert verdict(bare | {"doi": "10.1/2"}, bare | {"title": head, "doi": "10.1/2"}) != "apart"
    assert verdict(row, row | {"title": head, "authors": "Roe, A.; Lee, B."}) != "same"
    assert verdict(row, row | {"title": f"{head}: a letter"}) != "same"


PAPER = work(
    title="Towards robust search for code by contrasts learned before", authors="Bui, N.; Yu, Y.; Jiang, L.",
    journal="Proceedings of the 44th International Conference on Retrieval", volume="", issue="", pages="511-521",
    doi="", pmid="", abstract="", type="inproceedings",
)  # fmt: skip


def test_one_paper_of_proceedings_with_two_names():
    other = PAPER | {"journal": "RETR 2019 - 44th Int. Retrieval Conf.", "authors": "N. Bui; Y. Yu; L. Jiang"}
    assert verdict(PAPER, other) == "same"
    assert verdict(PAPER, other | {"type": ""}) == "same"
    for change in ({"pages": "611-621"}, {"year": "2021"}, {"authors": "N. Bui; A. Roe"}):
        assert verdict(PAPER, other | change) != "same", change
