"""Who votes in a stage, on how much of it, with whom; open seats given to others."""

import pytest
from django.urls import reverse

from ketreview.home.membership import remove_from_review
from screening.errors import Closed, Fenced, Invalid
from screening.models import Decision, Event, Record, Slot
from screening.workflow.actions import (
    add_pair,
    claim_slots,
    decide,
    hand_back,
    move_seats,
    resolve_conflict,
    set_duty,
)
from screening.workflow.queries import free_seats, left_out, move_plan, stage_count
from tests import factories


def ask(room, member, **asked):
    rest = {"may_vote": True, "must_vote": False, "share": None, "most": None, "most_a_day": None}
    return set_duty(stage=room.stage, member=member, by=room.lead, **{**rest, **asked})


def given(room, member, count=20):
    return [slot.record_id for slot in claim_slots(by=member, stage=room.stage, count=count)]


@pytest.fixture
def third(cast):
    return factories.make_member(cast.review, "reviewer")


@pytest.mark.parametrize("asked", [{"most": 4}, {"most_a_day": 4}, {"share": 30}])
def test_a_limit_ends_what_a_reviewer_is_given(room, asked):
    ask(room, room.a, **asked)  # six records need twelve votes: 30% are 3.6, so 4
    assert stage_count(room.a, room.stage).mine_left == 4
    for record in given(room, room.a):
        room.vote(room.a, Record.objects.get(pk=record), "exclude")
    assert Decision.objects.filter(reviewer=room.a).count() == 4
    assert (given(room, room.a), stage_count(room.a, room.stage).mine_left) == ([], 0)
    assert len(given(room, room.b)) == 6


def test_who_may_not_vote_gives_back_what_is_open_and_keeps_the_votes(room, third):
    room.vote(room.a, room.records[0], "include")
    ask(room, room.a, may_vote=False)
    assert given(room, room.a) == []
    assert Slot.objects.filter(reviewer=room.a).count() == 1
    assert Event.objects.filter(verb="duty changed").get().after == {"member": str(room.a), "may_vote": False}


def test_who_must_vote_finds_a_seat_on_every_record(room, third):
    ask(room, room.b, must_vote=True)
    assert len(given(room, room.a)) == 6
    assert given(room, third) == []
    assert len(given(room, room.b)) == 6


def test_pairs_share_records_with_each_other_alone(room, cast, third):
    fourth = factories.make_member(cast.review, "reviewer")
    add_pair(stage=room.stage, first=room.b, second=room.a, by=room.lead)
    first = given(room, room.a, 3)
    assert set(given(room, third)).isdisjoint(first)
    assert set(given(room, room.b)) == set(first)
    assert set(given(room, fourth)).isdisjoint(first)


def test_a_partner_who_leaves_keeps_nothing_from_being_judged(room, third):
    add_pair(stage=room.stage, first=room.a, second=room.b, by=room.lead)
    first = given(room, room.a, 3)
    remove_from_review(person=room.b, reason="Left", by=room.lead)
    assert set(first) <= set(given(room, third))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"may_vote": False, "must_vote": True}, "Choose one"),
        ({"share": 60}, "sum to 110%"),
        ({"may_vote": False}, "only 1 would be left"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(room, asked, words):
    ask(room, room.a, share=50)
    with pytest.raises(Invalid, match=words):
        ask(room, room.b, **asked)


def test_no_more_people_must_vote_than_votes_are_needed(room, third):
    ask(room, room.a, must_vote=True)
    ask(room, room.b, must_vote=True)
    with pytest.raises(Invalid, match="no more than that many"):
        ask(room, third, must_vote=True)


def test_open_records_go_to_others_as_the_preview_says(room, third):
    slots = claim_slots(by=room.a, stage=room.stage)
    room.vote(room.a, room.records[0], "include")
    room.vote(third, room.records[1], "include")
    plan = move_plan(room.stage, room.a, [third])
    assert (plan.moved, plan.kept) == (0, 5)  # the third one holds all the others since they voted
    plan = move_plan(room.stage, room.a, [third, room.b])
    assert [(one.member, one.seats) for one in plan.to] == [(third, 0), (room.b, 5)]
    move_seats(stage=room.stage, source=room.a, to=[third, room.b], most=3, by=room.lead)
    kept = Slot.objects.filter(reviewer=room.b, reserved=True)
    assert kept.count() == 3
    late = next(slot for slot in slots if slot.pk in set(kept.values_list("pk", flat=True)))
    with pytest.raises(Fenced):
        decide(slot=late, verdict="include", reason=None, by=room.a, key=late.pk, fence=late.fence)


def test_seats_of_nobody_are_dealt_out_evenly_and_wait_for_whoever_got_them(room, third):
    plan = move_seats(stage=room.stage, source=None, to=[room.a, room.b], most=None, by=room.lead)
    assert (plan.moved, [one.seats for one in plan.to]) == (12, [6, 6])
    assert given(room, third) == []
    assert free_seats(third, room.stage).count() == 0


def test_nobody_is_given_their_own_record(room):
    room.a.user.name = "Ana Almeida"
    room.a.user.save()
    Record.objects.filter(pk=room.records[0].pk).update(authors=["Almeida, A."])
    plan = move_plan(room.stage, None, [room.a])
    assert plan.moved == 5


def test_nobody_votes_on_or_settles_a_record_they_wrote_also_where_the_seat_is_older_than_the_name(room):
    room.both(room.records[1], "include", "exclude")
    slot = room.seat(room.a, room.records[0])
    for person in (room.a, room.adjudicator):
        person.user.name = "Ana Almeida"
        person.user.save()
    Record.objects.filter(review=room.lead.review).update(authors=["Almeida, Ana"])
    with pytest.raises(Closed, match="named as an author"):
        decide(slot=slot, verdict="include", reason=None, by=room.a, key=slot.pk, fence=slot.fence)
    with pytest.raises(Closed, match="named as an author"):
        resolve_conflict(
            entry=room.entry(room.records[1]), verdict="include", reason=None, rationale="So.",
            by=room.adjudicator, key=slot.pk,
        )  # fmt: skip


def test_the_page_previews_and_does_it(room, third, sign_in):
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    claim_slots(by=room.a, stage=room.stage)
    lead = sign_in(room.lead)
    asked = {"source": room.a.pk, "to": [third.pk, room.b.pk], "most": 4}
    page = lead.get(reverse("workflow:reviewers", kwargs=ids), asked)
    assert "Give 4 records" in page.text
    done = lead.post(reverse("workflow:move_seats", kwargs=ids), asked, follow=True)
    assert "4 records were given" in done.text
    sent = {"may_vote": "on", "most_a_day": 50}
    saved = lead.post(reverse("workflow:change_duty", kwargs={**ids, "member_id": third.pk}), sent, follow=True)
    assert "50 a day" in saved.text
    lead.post(reverse("workflow:add_pair", kwargs=ids), {"first": third.pk, "second": room.b.pk})
    assert [pair.stage for pair in room.stage.pairings.all()] == [room.stage]


def test_votes_of_somebody_who_left_stay_and_are_marked(room, sign_in):
    room.both(room.records[0], "include", "exclude")
    remove_from_review(person=room.b, reason="Left", by=room.lead)
    entry = room.entry(room.records[0])
    assert entry.state == "conflict"
    page = sign_in(room.adjudicator).get(
        reverse("workflow:conflict", kwargs={"slug": room.lead.review.slug, "entry_id": entry.pk})
    )
    assert page.text.count("left the review") == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [({"share": "150"}, "less than or equal to 100"), ({"share": "60", "must_vote": "on"}, "Choose one")],
)
def test_what_was_typed_stands_there_again_where_it_is_refused(room, sign_in, sent, words):
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug, "member_id": room.b.pk}
    answer = sign_in(room.lead).post(reverse("workflow:change_duty", kwargs=ids), {"may_vote": "on", **sent})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="share-{room.b.pk}" name="share" min="0" max="100" value="{sent["share"]}"' in answer.text
    assert answer.text.count("Not saved") == 1


def test_a_single_reviewer_beside_one_pair_is_told_to_the_lead(room, third, sign_in):
    add_pair(stage=room.stage, first=room.a, second=room.b, by=room.lead)
    assert given(room, third) == []
    assert [one.pk for one in left_out(room.stage)] == [third.pk]
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    assert "Given no records." in sign_in(room.lead).get(reverse("workflow:reviewers", kwargs=ids)).text
    ask(room, third, must_vote=True)
    assert left_out(room.stage) == []


def test_a_record_handed_back_by_one_partner_goes_to_anybody(room, third):
    add_pair(stage=room.stage, first=room.a, second=room.b, by=room.lead)
    slot = claim_slots(by=room.a, stage=room.stage, count=1)[0]
    room.vote(room.b, slot.record)
    hand_back(slot=slot, interest=False, why="In Japanese", by=room.a)
    assert slot.record_id in given(room, third)
