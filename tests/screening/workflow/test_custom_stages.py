"""Stages of the team's own: where they may stand, what comes to them, and where they count in the flow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Report, StageRecord
from screening.progress.places import ALL
from screening.progress.queries.checking import findings
from screening.progress.queries.past import counts_at
from screening.progress.queries.standing import place_totals, standing_counts
from screening.workflow.actions import add_stage, open_stage, release_settled, take_out_stage
from screening.workflow.queries import following_stage, stages, unadmitted_records
from synthesis.studies.queries import included_reports


def places(room) -> dict[str, int]:
    """How many records stand where; the fast sums, the counts by source and the replay agree."""
    fast = dict(place_totals(room.lead, ALL))
    summed: dict[str, int] = {}
    for standing, n in standing_counts(room.lead, ALL).items():
        summed[standing.place] = summed.get(standing.place, 0) + n
    replayed: dict[str, int] = {}
    for standing, n in counts_at(room.lead, ALL, timezone.now()).items():
        replayed[standing.place] = replayed.get(standing.place, 0) + n
    assert fast == summed == replayed
    assert list(findings(room.lead.review, audit=True)) == []
    return fast


def pass_all(room, stage, records, verdict="include", **more):
    for record in records:
        room.both(record, verdict, verdict, stage=stage, **more)
    release_settled(stage=stage, by=room.lead)


def at_full_text(room) -> list:
    """Four records included at full text and released, two excluded on title and abstract."""
    pass_all(room, room.stage, room.records[:4])
    pass_all(room, room.stage, room.records[4:], "exclude")
    Report.objects.update(retrieval="retrieved")
    open_stage(stage=room.full_text, by=room.lead)
    pass_all(room, room.full_text, room.records[:4])
    return room.records[:4]


def test_a_second_full_text_stage_takes_what_the_first_has_released(room):
    records = at_full_text(room)
    assert places(room) == {"included": 4, "screening.excluded": 2}
    assert included_reports(room.lead.review).count() == 4
    second = add_stage(name="Full text, second look", kind="full-text", after=room.full_text, by=room.lead)
    assert (second.slug, second.order, second.reason_required) == ("full-text-second-look", 2, True)
    assert StageRecord.objects.filter(stage=second).count() == 4
    assert places(room) == {"assessment.awaiting": 4, "screening.excluded": 2}
    assert included_reports(room.lead.review).count() == 0
    open_stage(stage=second, by=room.lead)
    pass_all(room, second, records[:2])
    room.both(records[2], "exclude", "exclude", stage=second, reason=room.reasons[0])
    assert places(room) == {"included": 2, "excluded": 1, "assessment.awaiting": 1, "screening.excluded": 2}
    assert set(included_reports(room.lead.review).values_list("record_id", flat=True)) == {
        record.pk for record in records[:2]
    }


def test_what_a_first_full_text_stage_includes_still_waits_for_the_second(room):
    second = add_stage(name="Second", kind="full-text", after=room.full_text, by=room.lead)
    at_full_text(room)
    assert places(room) == {"assessment.awaiting": 4, "screening.excluded": 2}
    assert StageRecord.objects.filter(stage=second).count() == 4


def test_a_stage_before_all_takes_the_records_and_counts_as_screening(room, cast):
    review = cast.other_review
    first = add_stage(name="Titles alone", kind="title-abstract", after=None, by=cast.other_lead)
    assert [stage.order for stage in review.stages.all()] == [0, 1, 2]
    assert following_stage(first).kind == "title-abstract"
    with pytest.raises(Closed, match="gone past"):
        add_stage(name="Titles alone", kind="title-abstract", after=None, by=room.lead)


def test_between_title_and_full_text_another_title_stage_is_passed_in_order(room):
    third = add_stage(name="Abstracts again", kind="title-abstract", after=room.stage, by=room.lead)
    pass_all(room, room.stage, room.records[:3])
    assert places(room) == {"screening.awaiting": 6}
    assert unadmitted_records(third).count() == 0
    open_stage(stage=third, by=room.lead)
    room.both(room.records[0], "exclude", "exclude", stage=third)
    room.both(room.records[1], "include", "include", stage=third)
    assert places(room) == {"screening.excluded": 1, "retrieval.awaiting": 1, "screening.awaiting": 4}
    release_settled(stage=third, by=room.lead)
    assert StageRecord.objects.filter(stage=room.full_text).count() == 1
    assert places(room) == {"screening.excluded": 1, "retrieval.awaiting": 1, "screening.awaiting": 4}


def test_the_flow_of_a_day_before_the_stage_is_as_it_was(room):
    at_full_text(room)
    before = counts_at(room.lead, ALL, timezone.now())
    second = add_stage(name="Second", kind="full-text", after=room.full_text, by=room.lead)
    type(second).objects.filter(pk=second.pk).update(added_at=timezone.now() + timedelta(hours=1))
    assert counts_at(room.lead, ALL, timezone.now()) == before


def test_it_can_be_taken_out_until_somebody_has_voted(room):
    records = at_full_text(room)
    second = add_stage(name="Second", kind="full-text", after=room.full_text, by=room.lead)
    take_out_stage(stage=second, by=room.lead)
    assert places(room) == {"included": 4, "screening.excluded": 2}
    third = add_stage(name="Second", kind="full-text", after=room.full_text, by=room.lead)
    assert third.slug == "second-2"
    open_stage(stage=third, by=room.lead)
    room.vote(room.a, records[0], "include", stage=third)
    with pytest.raises(Closed, match="Somebody has voted"):
        take_out_stage(stage=third, by=room.lead)
    with pytest.raises(Closed, match="one of the two"):
        take_out_stage(stage=room.full_text, by=room.lead)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"name": " "}, "Give the stage a name"),
        ({"name": "full text"}, "already"),
        ({"kind": "title-abstract", "after": "full-text"}, "comes before"),
        ({"kind": "full-text", "after": None}, "comes behind"),
        ({"kind": "video"}, "titles and abstracts or full texts"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(room, asked, words):
    sent = {"name": "Third", "kind": "full-text", "after": "full-text", **asked}
    after = sent["after"] and room.lead.review.stages.get(slug=sent["after"])
    with pytest.raises(Invalid, match=words):
        add_stage(name=sent["name"], kind=sent["kind"], after=after, by=room.lead)


def test_an_address_of_another_page_is_not_taken(room):
    assert add_stage(name="Words", kind="full-text", after=room.full_text, by=room.lead).slug == "words-2"


def test_a_lead_adds_one_on_the_page_and_everybody_finds_it(room, sign_in):
    at_full_text(room)
    lead = sign_in(room.lead)
    flow = lead.get(reverse("prisma", kwargs={"slug": room.lead.review.slug})).text
    assert "4 included reports are in no study yet" in flow
    page = reverse("workflow:add_stage", kwargs={"slug": room.lead.review.slug})
    assert "The stages now" in lead.get(page).text
    sent = {"name": "Second look", "kind": "full-text", "after": room.full_text.pk}
    assert "“Second look” is added" in lead.post(page, sent | {"sure": "4"}, follow=True).text
    assert lead.post(page, sent).status_code == 422
    second = stages(room.lead).last()
    open_stage(stage=second, by=room.lead)
    for shown in (f"/r/{room.lead.review.slug}/", f"/r/{room.lead.review.slug}/screening/"):
        assert "Second look" in sign_in(room.a).get(shown).text
    screen = reverse("workflow:screen", kwargs={"slug": room.lead.review.slug, "stage_slug": "second-look"})
    assert room.records[0].title in sign_in(room.a).get(screen).text
    flow = lead.get(reverse("prisma", kwargs={"slug": room.lead.review.slug})).text
    assert "Second look: in “Reports assessed for eligibility”" in flow


def test_a_stage_that_would_take_what_is_included_is_previewed_first(room, sign_in):
    at_full_text(room)
    address = reverse("workflow:add_stage", kwargs={"slug": room.lead.review.slug})
    asked = {"name": "Second look", "kind": "full-text", "after": room.full_text.pk}
    lead = sign_in(room.lead)
    page = lead.post(address, asked).text
    assert "4 records that “Full text” has released as included get their seats" in page
    assert "no longer as included" in page
    assert places(room) == {"included": 4, "screening.excluded": 2}
    assert "get their seats" in lead.post(address, asked | {"sure": "3"}).text  # the number it was shown for is old
    assert lead.post(address, asked | {"sure": "4"}).status_code == 302
    assert places(room) == {"assessment.awaiting": 4, "screening.excluded": 2}
