"""What a closing bracket says is looked at: a mark of a database is dropped, another sort of work is no copy."""

import pytest

from tests.screening.dedupe.works import TRIAL, verdict, without, work

pytestmark = pytest.mark.engine_free

MARKS = [
    "[in French]", "[Article in German]", "[German, English]", "[see comments]", "[33 refs]", "[review] [21 refs]",
    "[Retracted]", "[Epub ahead of print]", "(Structured abstract)", "[author's transl]", "[2]",
    "[published erratum appears in Eur J Pain 2020;24(1):9]", "[Comment in: Pain 2020;1:2]",
]  # fmt: skip
LOOSE = [
    "[letter]", "[Letter to the editor]", "[editorial]",
    "[abstract]", "(Abstract)", "[conference abstract]", "[Poster]", "(poster P12)",
    "[abstract no: 12]", "[Editor's note]", "[NCT01234567]", "[something unheard of]",
]  # fmt: skip
FIRM = [
    "[Erratum]", "(erratum)", "[Correction]", "[Retraction]", "[retraction of publication]",
    "[Retraction of Ruiz A. In: Eur J Pain 2019;23:712]", "[protocol]", "(Study protocol)", "[preprint]",
    "[dissertation]", "[update]", "[Updated]", "(2nd edition)", "(reprint)", "[Reprinted from Pain]", "[Summary]",
    "(summary for patients)", "[translation]", "[Part 2]", "[II]", ": study protocol", ". 2nd edition", " II",
    " - Erratum", "[letter; comment]", "[comment]", "[Commentary]", "[Reply]", "[author's reply]", "[Response]",
    "[Discussion]", "[Invited commentary]", "[Editorial comment]", "[Withdrawn]",
]  # fmt: skip
UNPAGED = without("doi", "pmid", "abstract", "pages")
PAGED = without("doi", "pmid", "abstract")


def marked(record, mark):
    return record | {"title": TRIAL["title"] + (" " if mark[0] in "[(" else "") + mark}


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_of_a_database_says_nothing(mark):
    assert verdict(PAGED, marked(UNPAGED, mark)) == "same"


@pytest.mark.parametrize("mark", [*LOOSE, *FIRM])
def test_another_sort_or_what_nobody_knows_is_not_merged_without_its_page(mark):
    assert verdict(PAGED, marked(UNPAGED, mark)) != "same"
    assert verdict(marked(UNPAGED, mark), PAGED) != "same"


@pytest.mark.parametrize("mark", LOOSE)
def test_a_mark_that_databases_write_behind_their_own_record_is_borne_out_by_identifier_and_pages(mark):
    known = without("abstract", "pmid")
    assert verdict(known, marked(known, mark)) == "same"
    assert verdict(known, marked(known | {"pages": "724-725"}, mark)) != "same"


@pytest.mark.parametrize("mark", [*LOOSE, *FIRM])
@pytest.mark.parametrize("pages", ["712", "712-724"])
@pytest.mark.parametrize("authors", [TRIAL["authors"], "", "Okafor, N."])
def test_the_page_alone_bears_out_no_bracket(mark, pages, authors):
    one = PAGED | {"pages": pages}
    assert verdict(one, marked(one | {"authors": authors}, mark)) != "same"


def test_an_abstract_is_borne_out_by_the_page_of_a_supplement():
    one = PAGED | {"pages": "A606"}
    assert verdict(one, marked(one, "[abstract]")) == "same"


@pytest.mark.parametrize("mark", FIRM)
def test_a_notice_an_edition_and_a_part_are_not_one_with_it_on_its_page(mark):
    assert verdict(PAGED, marked(PAGED, mark)) != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [("[abstract no: 1]", "[abstract no: 2]"), ("[letter]", "[protocol]"), ("[Part 1]", "[Part 2]")],
)
def test_two_that_say_different_things_are_not_merged(one, other):
    assert verdict(marked(UNPAGED, one), marked(UNPAGED, other)) != "same"
    assert verdict(marked(PAGED, one), marked(PAGED, other)) != "same"


def test_an_abstract_on_one_page_is_one_with_a_record_that_tells_none():
    abstract = marked(without("doi", "pmid", "abstract", pages="A345"), "[Abstract]")
    assert verdict(abstract, UNPAGED) == "same"
    assert verdict(abstract, without("doi", "pmid", "abstract", pages="712-724")) != "same"


def test_the_same_bracket_on_both_says_nothing():
    for mark in (*MARKS, *LOOSE, *FIRM):
        assert verdict(marked(PAGED, mark), marked(work(doi="", pmid="", abstract=""), mark)) == "same", mark


@pytest.mark.parametrize("mark", ["<Erratum>", "<reply>", "<Part 2>", "<Study protocol>", "&lt;Correction&gt;"])
def test_a_sort_between_signs_of_markup_is_no_markup(mark):
    for record in (PAGED, UNPAGED):
        assert verdict(record, marked(record, " " + mark)) != "same"


@pytest.mark.parametrize(
    "title", ["<i>{}</i>", "<P>{}</P>", "{}<br/>", '<span class="x">{}</span>', "<x-y>{}</x-y>"]
)
def test_markup_says_nothing(title):
    assert verdict(PAGED, PAGED | {"title": title.format(TRIAL["title"])}) == "same"
