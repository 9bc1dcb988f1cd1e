"""A notice that names the place of its article, beside an article whose own title begins as a notice does."""

import pytest

from tests.screening.dedupe.works import verdict

pytestmark = pytest.mark.engine_free

ARTICLE = {
    "authors": "Keller, Anna; Brandt, Uwe",
    "year": "2013",
    "journal": "Journal of Orthopaedic Research",
    "volume": "325",
    "pages": "148-156",
}
TITLES = (
    "Correction of hallux valgus by a minimally invasive osteotomy",
    "Retraction of the medial rectus in infants with esotropia",
    "Withdrawal from antidepressants in primary care patients",
    "Response to exercise in patients with ankylosing spondylitis",
    "Osteotomy of the first metatarsal in young adults",
)
PLACES = ("(vol 325, pg 148, 2013)", "(Journal of Orthopaedic Research (2013) 325 (148-156))")


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("place", PLACES)
def test_the_place_of_another_work_makes_a_notice(title, place):
    for pages in ("148-156", "310", ""):
        notice = ARTICLE | {"title": f"{title} {place}", "pages": pages}
        assert verdict(ARTICLE | {"title": title}, notice) != "same"


@pytest.mark.parametrize("title", TITLES[:3])
def test_a_notice_and_an_article_of_the_same_words_are_two(title):
    article = ARTICLE | {"title": title}
    assert verdict(article, article | {"title": title.replace(" ", ": ", 1)}) != "same"


@pytest.mark.parametrize("title", TITLES)
def test_copies_of_either_are_one(title):
    article = ARTICLE | {"title": title}
    assert verdict(article, article | {"title": title.upper(), "pages": "148-56"}) == "same"
    notice = ARTICLE | {"title": f"{title} {PLACES[0]}", "pages": "310-311"}
    assert verdict(notice, notice | {"journal": "J Orthop Res"}) == "same"


def test_a_correction_with_and_without_the_place_of_its_article_is_one():
    notice = ARTICLE | {"title": f"Correction: {TITLES[-1]}", "pages": "310-311"}
    assert verdict(notice, notice | {"title": f"Erratum to: {TITLES[-1]} {PLACES[0]}"}) in ("same", "asked")
    assert verdict(notice, notice | {"title": f"{notice['title']} {PLACES[0]}"}) == "same"
