"""What an extractor types is seen by nobody else who extracts. The differ is that of tests/test_blinding.py."""

from dataclasses import dataclass

import pytest
from django.urls import reverse

from synthesis.extraction.actions import complete_extraction, save_value, start_extraction
from synthesis.models import Arm, Extraction, Study, StudyOutcome
from tests.crawl import CANARY, Answer, addresses, ask, crawl, differing, standing_still
from tests.house import SOON, House, house_of, signed_in, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with house_of("reviewer extractor", django_db_blocker) as made:
        yield made


@pytest.fixture
def desk(house):
    return make_desk(house)


@dataclass
class Desk:
    """A study of which two extractors have begun their forms: the viewer and a second one, whose form this is."""

    house: House
    second: Extraction
    cell: StudyOutcome
    arms: list[Arm]


def make_desk(house: House) -> Desk:
    review = house.world.review
    study = Study.objects.create(review=review, label="Author 2021", year=2021)
    roles = [("Ketamine", "experimental"), ("Placebo", "comparator")]
    arms = [Arm.objects.create(study=study, name=n, role=role, order=i) for i, (n, role) in enumerate(roles)]
    cell = StudyOutcome.objects.create(study=study, outcome=house.world.outcome, time_point=house.world.time_point)
    start_extraction(study=study, by=house.viewer)
    second = start_extraction(study=study, by=house.world.second_extractor)
    return Desk(house, second, cell, arms)


def seen_beside(desk: Desk, texts: list[str], *, complete: bool) -> dict[str, Answer]:
    """What the first extractor sees and is answered where the second one typed so."""
    world, by = desk.house.world, desk.house.world.second_extractor
    with undone(), standing_still(SOON):
        for text, (arm, field) in zip(
            texts, ((a, f) for a in desk.arms for f in ("events", "total")), strict=False
        ):
            save_value(
                extraction=desk.second, study_outcome=desk.cell, arm=arm, field=field, by=by, version=0, text=text,
                quote=CANARY if len(texts) % 2 else "",
            )  # fmt: skip
        if complete:
            desk.second.refresh_from_db()
            complete_extraction(extraction=desk.second, version=desk.second.version, by=by, rest_not_reported=True)
        client = signed_in(desk.house.viewer)
        found = crawl(client, addresses(world, lambda route: route.name.startswith((*SYNTHESIS, "review"))))
        name = f"{desk.cell.pk}-{desk.arms[0].pk}-events"
        typed = {"cell": name, f"{name}-text": "3", f"{name}-seen": "0."}
        for verb, data in (("save_value", typed), ("save", typed), ("complete", {"version": 1})):
            url = reverse(
                f"extraction:{verb}", kwargs={"slug": world.review.slug, "study_id": desk.second.study_id}
            )
            with undone():
                found[f"POST {url}"] = ask(client, url, data)
        return found


SYNTHESIS = (
    "studies:",
    "extraction:",
    "analyses:",
    "networks:",
    "appraisal:",
    "narratives:",
    "reports:",
    "review",
    "prisma",
    "exports",
    "home",
)


@pytest.mark.parametrize("complete", [False, True], ids=["open", "complete"])
def test_what_the_other_extractor_types_changes_no_byte(desk, complete):
    one = seen_beside(desk, ["3", "10", "4", "10"], complete=complete)
    two = seen_beside(desk, ["9", "12", "8"], complete=complete)
    assert differing(one, two) == []


def test_that_the_other_extractor_has_begun_or_finished_is_not_shown_either(desk):
    none = seen_beside(desk, [], complete=False)
    done = seen_beside(desk, ["3", "10", "4", "10"], complete=True)
    assert differing(none, done) == []


def test_a_leak_between_extractors_is_caught(desk, monkeypatch):
    """Planted: the form shows what stands in the other form where one's own is empty."""
    from synthesis.extraction import sealing
    from synthesis.models import ExtractedValue

    honest = sealing.own_values

    def values(member, study):
        others = ExtractedValue.objects.filter(extraction__study=study)
        theirs = {sealing.key_of(row): row for row in others.select_related("study_outcome__outcome", "arm")}
        return theirs | honest(member, study)

    monkeypatch.setattr(sealing, "own_values", values)
    one = seen_beside(desk, ["3", "10", "4", "10"], complete=False)
    two = seen_beside(desk, ["9", "12", "8"], complete=False)
    assert differing(one, two) != []
