"""Copies with a short title, which all pages or a subtitle bear out; and titles in two alphabets."""

import pytest

from screening.dedupe.engine.alphabets import across
from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import verdict

pytestmark = pytest.mark.engine_free

PAPER = {
    "title": "Sorting on chips",
    "authors": "Weber, L.; Rossi, P.",
    "year": "2012",
    "pages": "211-222",
    "type": "Conference Paper",
    "journal": "Proceedings of the 2012 ACM SIGMETRICS International Conference on Measurement",
}
ARTICLE = {
    "title": "Sugar and shame",
    "authors": "Okello, R.; Weber, L.",
    "year": "2014",
    "journal": "Food and Society",
    "volume": "9",
    "issue": "3",
}
SUBTITLE = "Sugar and shame: mothers talking about diets in Gulu"
BOOK = {
    "title": "Clear writing",
    "authors": "Rossi, P.",
    "year": "2006",
    "journal": "Harbour Press",
    "type": "Book",
}


@pytest.mark.parametrize("journal", ["SIGMETRICS", "", "SIGMETRICS '12", "Lecture Notes in Computing"])
@pytest.mark.parametrize("type", ["Conference Paper", "", "Journal Article"])
def test_a_paper_with_all_pages_in_proceedings_of_another_name_is_asked_about(journal, type):
    assert verdict(PAPER, PAPER | {"journal": journal, "type": type}) in ("asked", "same")


@pytest.mark.parametrize("other", [{"pages": "301-312"}, {"year": "2013"}, {"authors": "Novak, T."}])
def test_another_paper_of_the_same_short_title_is_not(other):
    assert verdict(PAPER, PAPER | {"journal": "SIGMETRICS"} | other) == "apart"


@pytest.mark.parametrize(
    "title", [SUBTITLE, SUBTITLE.replace(":", " -"), SUBTITLE.replace(":", "."), SUBTITLE.upper()]
)
def test_a_short_title_without_its_subtitle_is_asked_about(title):
    assert verdict(ARTICLE, ARTICLE | {"title": title}) == "asked"
    assert verdict(ARTICLE | {"journal": "Food Soc"}, ARTICLE | {"title": title}) == "asked"


def test_a_column_and_one_that_names_its_subject_are_not_asked_about_for_its_name():
    column = ARTICLE | {"title": "Editorial"}
    assert verdict(column, ARTICLE | {"title": "Editorial: mothers talking about diets in Gulu"}) == "apart"


@pytest.mark.parametrize("publisher", ["Harbour Press, Leeds", "Blue & Sons", ""])
@pytest.mark.parametrize("title", ["Clear writing", "Clear writing: a handbook for engineers"])
def test_a_book_of_another_publisher_s_name_or_without_its_subtitle_is_asked_about(publisher, title):
    assert verdict(BOOK, BOOK | {"title": title, "journal": publisher}) in ("asked", "same")


CYRILLIC = {
    "title": "Профилактика железодефицитной анемии у школьников",
    "authors": "Соколов А.В.; Жукова Н.П.",
    "year": "2009",
    "journal": "Вопросы питания",
    "volume": "78",
}
LATIN = {
    "title": "Profilaktika zhelezodefitsitnoi anemii u shkol'nikov",
    "authors": "Sokolov A.V.; Zhukova N.P.",
    "year": "2009",
    "journal": "Voprosy pitaniia",
    "volume": "78",
}


@pytest.mark.parametrize("title", [LATIN["title"], "Profilaktika železodeficitnoj anemii u školʹnikov"])
def test_a_title_in_cyrillic_and_in_latin_letters_is_asked_about(title):
    assert verdict(CYRILLIC, LATIN | {"title": title}) == "asked"
    assert verdict(CYRILLIC, LATIN | {"title": title, "authors": CYRILLIC["authors"]}) == "asked"
    assert "in two alphabets" in find([CYRILLIC, LATIN]).questions[0].why


def test_other_titles_in_two_alphabets_are_not():
    other = LATIN | {"title": "Lechenie arterialnoi gipertenzii u pozhilykh patsientov"}
    assert verdict(CYRILLIC, other) == "apart"
    assert across("лечение", "lechenie") == 1.0
    assert across("lechenie", "lechenie") == 0.0
