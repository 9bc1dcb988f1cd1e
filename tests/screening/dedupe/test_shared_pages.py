"""Pages that ranges share without beginning on one are no place: the next article begins on the last."""

import pytest

from screening.dedupe.engine.pages import pages_of
from tests.screening.dedupe.works import TRIAL, verdict, without

pytestmark = pytest.mark.engine_free

BARE = without("doi", "pmid", "abstract")
MORE = [": long-term results", ": study protocol", ": cost-effectiveness", " among women", ": an interim report"]
ELSEWHERE = ["724-731", "720-728", "715-719", "717-730"]


@pytest.mark.parametrize("issue", ["4", ""])
@pytest.mark.parametrize("pages", ELSEWHERE)
@pytest.mark.parametrize("more", MORE)
def test_more_words_and_pages_that_overlap_are_not_merged(more, pages, issue):
    one = BARE | {"issue": issue}
    other = one | {"title": TRIAL["title"] + more, "pages": pages}
    assert verdict(one, other) != "same"
    assert verdict(other, one) != "same"


def test_words_added_in_front_and_pages_that_overlap_are_not_merged():
    for before in ("Update on ", "Data from: ", "Supplementary material for: "):
        assert verdict(BARE, BARE | {"title": before + TRIAL["title"], "pages": "724-731"}) != "same", before


def test_a_longer_title_on_the_same_pages_is_merged():
    assert verdict(BARE, BARE | {"title": TRIAL["title"] + " in adults"}) == "same"


def test_a_wrong_figure_in_the_first_page_of_one_title_is_a_slip():
    assert verdict(BARE, BARE | {"pages": "772-724"}) == "same"
    assert verdict(BARE, BARE | {"pages": "722-724", "title": TRIAL["title"] + " in adults"}) != "same"


def test_a_slip_is_one_wrong_figure_before_the_same_last_page():
    assert pages_of("201-209").is_slip_of(pages_of("207-209"))
    assert not pages_of("208-234").is_slip_of(pages_of("218-220"))
    assert not pages_of("201-209").is_slip_of(pages_of("217-209"))
    assert pages_of("201-209").lies_across(pages_of("209-216"))
    assert not pages_of("201-209").lies_across(pages_of("210-216"))
