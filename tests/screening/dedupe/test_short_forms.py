"""Short forms and cut titles: a short form stands for its words, and is asked; a cut title needs its pages."""

import pytest

from tests.screening.dedupe.works import verdict, without

pytestmark = pytest.mark.engine_free

SHORT = [
    ("Home visits for people with {} in mountain villages", "COPD", "chronic obstructive pulmonary disease"),
    ("Home visits by midwives in villages of the {}", "UK", "United Kingdom"),
    ("Home visits by midwives in villages of the {}", "USA", "United States"),
    ("Home visits for people with type {} diabetes in villages", "2", "II"),
    ("A phase {} trial of honey for cough in villages", "3", "III"),
]
BARE = without("doi", "pmid", "abstract", "pages")


@pytest.mark.parametrize(("title", "short", "words"), SHORT)
def test_a_short_form_beside_its_words_is_asked_about(title, short, words):
    one, other = BARE | {"title": title.format(short)}, BARE | {"title": title.format(words), "pages": "712-724"}
    assert verdict(one, other) == verdict(other, one) == "asked"


@pytest.mark.parametrize(("short", "words"), [("2", "III"), ("I", "2"), ("UK", "United Nations"), ("type", "II")])
def test_another_number_or_name_is_another_work(short, words):
    title = "Home visits for people with grade {} burns in villages"
    assert verdict(BARE | {"title": title.format(short)}, BARE | {"title": title.format(words)}) == "apart"


CUT = "Low-dose ketamine for chronic neuro"


@pytest.mark.parametrize("cut", [CUT, CUT + "...", CUT + "…", CUT[:31]])
def test_a_title_cut_in_a_word_is_merged_on_its_pages_alone(cut):
    placed = without("doi", "pmid", "abstract")
    assert verdict(placed, placed | {"title": cut}) == "same"
    assert verdict(placed, placed | {"title": cut, "pages": ""}) == "asked"
    assert verdict(placed, placed | {"title": cut, "pages": "724-731"}) != "same"
