"""The probability that two records which are asked about are one work."""

import pytest

from screening.dedupe.engine.likelihood import grounds
from screening.dedupe.engine.run import find
from screening.dedupe.kinship import likely_relation
from tests.screening.dedupe.works import TRIAL, without, work

pytestmark = pytest.mark.engine_free


def test_each_contradiction_makes_it_less_likely_and_a_title_that_tells_nothing_too():
    sure, doubtful = grounds(3, [], True).chance, grounds(3, ["doi"], True).chance
    assert 0 < doubtful < sure < 1
    assert grounds(3, [], False).chance < doubtful
    assert grounds(3, ["swapped"], True).chance == sure  # taken off the points already


def test_the_likelier_question_comes_first():
    burns = {"title": "Ketamine for burns in adults and children at home", "authors": "Roe, A.; Lee, B."}
    rows = [TRIAL, work(pmid="31"), work(**burns, doi="", pmid="", abstract=""),
            work(**burns, doi="", pmid="", abstract="", pages="5-9")]  # fmt: skip
    chances = [question.grounds.chance for question in find(rows).questions]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) == 2


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        (work(title="Erratum: " + TRIAL["title"]), "correction"),
        (without("doi", journal="medRxiv"), "preprint"),
        (work(year="2018"), ""),
        (work(title="Retraction: " + TRIAL["title"]), "retraction"),
        (work(title="RETRACTED: " + TRIAL["title"]), ""),
        (work(title="Retracted article: " + TRIAL["title"]), ""),
        (work(title=TRIAL["title"] + " (Retracted)"), ""),
    ],
)
def test_what_one_may_be_of_the_other_is_proposed_whichever_comes_first(other, kind):
    article = 0
    assert likely_relation(TRIAL, other) == (kind, article)
    assert likely_relation(other, TRIAL) == (kind, 1 - article if kind else 0)
