"""What one assessor answers is seen nowhere by another who appraises: the differ of tests/test_sealing.py."""

import pytest

from synthesis.appraisal import sealing
from synthesis.appraisal.actions import save_appraisal
from synthesis.models import Appraisal, Study
from tests.crawl import Answer, addresses, crawl, differing, standing_still
from tests.house import SOON, House, house_of, signed_in, undone
from tests.synthesis.appraisal.answers import judgements

# On PostgreSQL numbers given out are not taken back, so that the study made twice has two addresses.
pytestmark = [pytest.mark.django_db, pytest.mark.engine_free]
LOOKED_AT = ("appraisal:", "studies:", "analyses:", "reports:", "review", "exports", "home")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with house_of("reviewer extractor", django_db_blocker) as made:
        yield made


def seen_beside(house: House, held: dict, *, complete: bool) -> dict[str, Answer]:
    """What a viewer who judges the same study is answered everywhere, where the other assessor judged so."""
    world = house.world
    with undone(), standing_still(SOON):
        study = Study.objects.create(review=world.review, label="Author 2021", year=2021)
        place = {"tool": world.rows["tool"], "study": study, "study_outcome": None, "version": 0}
        save_appraisal(**place, judgements=held, complete=complete, by=world.second_extractor)
        save_appraisal(**place, judgements=judgements("some"), complete=False, by=house.viewer)
        found = addresses(world, lambda route: route.name.startswith(LOOKED_AT))
        own = f"/r/{world.review.slug}/studies/risk-of-bias/tools/{world.rows['tool'].pk}/judge/s{study.pk}/"
        return crawl(signed_in(house.viewer), [*found, own])


@pytest.mark.parametrize("complete", [False, True], ids=["open", "complete"])
def test_the_other_s_answers_change_no_byte(house, complete):
    one = seen_beside(house, judgements("low"), complete=complete)
    two = seen_beside(house, judgements("high", support="Told to everybody"), complete=complete)
    assert differing(one, two) == []


def test_a_leak_between_assessors_is_caught(house, monkeypatch):
    """Planted: one's own form shows the other's judgements."""
    honest = sealing.own_appraisal

    def own_appraisal(member, tool, study, result):
        own = honest(member, tool, study, result)
        other = Appraisal.objects.filter(tool=tool, study=study).exclude(assessor=member).first()
        if own and other:
            own.judgements = other.judgements
        return own

    monkeypatch.setattr(sealing, "own_appraisal", own_appraisal)
    one = seen_beside(house, judgements("low"), complete=False)
    two = seen_beside(house, judgements("high"), complete=False)
    assert differing(one, two) != []
