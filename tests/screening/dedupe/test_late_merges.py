"""Two records turn out to be one work after screening began: which votes count, and everything back again."""

import uuid

import pytest
from django.urls import reverse

from screening.dedupe import actions
from screening.models import CarriedVote, Decision, DuplicateLink, Event, Slot
from screening.progress.queries.checking import findings
from screening.workflow.actions import decide, release_settled, set_votes_needed, withdraw
from screening.workflow.queries import merge_preview, parting_preview, surplus_votes
from tests.factories import make_member
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    return make_room(cast, records=3)


def standing(room, record):
    """Reviewer -> verdict of the votes that count on the record."""
    seats = Slot.objects.filter(stage=room.stage, record=record, vote__isnull=False)
    return {seat.reviewer: seat.vote.verdict for seat in seats.select_related("reviewer", "vote")}


def another(room):
    """A third reviewer; the seats the others hold without a vote are given back first."""
    Slot.objects.filter(stage=room.stage, done=False).update(reviewer=None, lease_until=None)
    return make_member(room.stage.review, "reviewer")


def merge(room, record, keep):
    return actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


def test_votes_of_different_persons_are_combined_within_the_votes_needed(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "include")
    (shown,) = merge_preview(room.lead, copy, keep)
    assert (shown.kept, shown.copy, shown.counted, shown.surplus) == (1, 1, 1, 0)
    merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "include", room.b: "include"}
    assert room.entry(keep).state == "included"
    assert Event.objects.get(verb="duplicates merged").after["votes that count there"] == 1


def test_of_two_votes_of_one_person_the_earlier_counts_and_comes_back(room):
    keep, copy, _ = room.records
    room.vote(room.a, copy, "exclude")
    room.vote(room.a, keep, "include")
    link = merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "exclude"}
    actions.take_apart(link=link, by=room.lead)
    assert (standing(room, keep), standing(room, copy)) == ({room.a: "include"}, {room.a: "exclude"})


def test_a_later_vote_of_the_same_person_on_the_copy_is_kept_without_counting(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.a, copy, "exclude")
    link = merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "include"}
    assert (CarriedVote.objects.count(), surplus_votes(link.record)) == (0, 1)


def test_what_is_over_is_kept_on_the_copy_and_marked(room, sign_in):
    keep, copy, _ = room.records
    room.both(keep)
    third = another(room)
    room.vote(third, copy, "exclude")
    link = merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "include", room.b: "include"}
    assert (surplus_votes(link.record), room.entry(keep).state) == (1, "included")
    at = reverse("dedupe:group", kwargs={"slug": room.lead.review.slug, "record_id": keep.pk})
    assert sign_in(room.lead).get(at).context["aside"] == [(link, 1)]
    assert sign_in(room.a).get(at).context["aside"] == []
    assert Event.objects.get(verb="duplicates merged").after["votes kept aside"] == 1


def test_taking_apart_gives_each_record_its_own_decisions_and_the_seat_back(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "exclude")
    link = merge(room, copy, keep)
    assert room.entry(keep).state == "conflict"
    (shown,) = parting_preview(link.record)
    assert (shown.back, shown.asked_again, shown.stay) == (1, 1, 0)
    before = set(Decision.objects.values_list("pk", flat=True))
    actions.take_apart(link=link, by=room.lead)
    assert (standing(room, keep), standing(room, copy)) == ({room.a: "include"}, {room.b: "exclude"})
    assert room.entry(keep).state == "waiting"
    assert before <= set(Decision.objects.values_list("pk", flat=True))
    room.vote(room.b, keep, "include")
    assert room.entry(keep).state == "included"
    assert Slot.objects.filter(stage=room.stage, record=keep).count() == 2


def test_a_vote_changed_after_the_merge_stays_its_authors(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "exclude")
    link = merge(room, copy, keep)
    seat = Slot.objects.get(stage=room.stage, record=keep, reviewer=room.b)
    decide(slot=seat, verdict="maybe", reason=None, by=room.b, key=uuid.uuid4(), fence=seat.fence)
    actions.take_apart(link=link, by=room.lead)
    assert standing(room, keep) == {room.a: "include", room.b: "maybe"}


def test_a_carried_vote_can_be_withdrawn_and_is_not_given_back_twice(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "exclude")
    link = merge(room, copy, keep)
    seat = Slot.objects.get(stage=room.stage, record=keep, reviewer=room.b)
    withdraw(slot=seat, by=room.b, key=uuid.uuid4())
    actions.take_apart(link=link, by=room.lead)
    assert (standing(room, keep), standing(room, copy)) == ({room.a: "include"}, {room.b: "exclude"})


def test_a_held_seat_passes_to_the_carried_vote_and_its_holder_is_refused(room):
    keep, copy, _ = room.records
    room.vote(room.a, keep, "include")
    third = another(room)
    held = room.seat(third, keep)
    Slot.objects.filter(stage=room.stage, record=copy).update(reviewer=None, lease_until=None)
    room.vote(room.b, copy, "include")
    merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "include", room.b: "include"}
    with pytest.raises(Exception, match="was not stored"):
        decide(slot=held, verdict="exclude", reason=None, by=third, key=uuid.uuid4(), fence=held.fence)


def test_votes_of_a_released_record_are_fixed(room):
    keep, copy, _ = room.records
    room.both(keep)
    release_settled(stage=room.stage, by=room.lead)
    room.vote(room.a, copy, "exclude")
    link = merge(room, copy, keep)
    assert standing(room, keep) == {room.a: "include", room.b: "include"}
    actions.take_apart(link=link, by=room.lead)
    assert (room.entry(keep).state, standing(room, copy)) == ("included", {room.a: "exclude"})


def test_through_two_merges_everything_comes_back(room):
    first, second, third = room.records
    room.vote(room.a, first, "include")
    room.vote(room.b, second, "exclude")
    merge(room, second, first)
    other = another(room)
    room.vote(other, third, "include")
    merge(room, first, third)
    assert len(standing(room, third)) == 2
    actions.take_apart(link=DuplicateLink.objects.get(record=second, undone_at=None), by=room.lead)
    actions.take_apart(link=DuplicateLink.objects.get(record=first, undone_at=None), by=room.lead)
    assert standing(room, first) == {room.a: "include"}
    assert standing(room, second) == {room.b: "exclude"}
    assert standing(room, third) == {other: "include"}


@pytest.mark.parametrize("order", ["first the one", "first the other", "taken back"])
def test_two_votes_of_one_person_that_came_by_two_merges_both_go_back(room, order):
    keep, one, other = room.records
    room.vote(room.b, keep, "include")
    room.vote(room.a, other, "maybe")
    room.vote(room.a, one, "exclude")
    links = [merge(room, one, keep), merge(room, other, keep)]
    assert standing(room, keep) == {room.b: "include", room.a: "maybe"}
    assert parting_preview(one) == []  # what counts there is the earlier vote, on the other one
    if order == "first the other":
        actions.take_apart(link=links.pop(), by=room.lead)
        assert standing(room, keep) == {room.b: "include", room.a: "exclude"}
        assert [(told.back, told.asked_again) for told in parting_preview(one)] == [(1, 1)]
    for link in links[::-1] if order == "taken back" else links:
        if order == "taken back":
            actions.take_back(links=[link.pk], by=room.lead)
        else:
            actions.take_apart(link=DuplicateLink.objects.get(pk=link.pk), by=room.lead)
        assert list(findings(room.stage.review, audit=True)) == []
    assert (room.entry(keep).state, standing(room, keep)) == ("waiting", {room.b: "include"})
    assert (standing(room, one), standing(room, other)) == ({room.a: "exclude"}, {room.a: "maybe"})


def carried_twice(room, verdict):
    """Two votes on the third record: somebody's own, and one that came from the second by way of the first."""
    first, second, third = room.records
    room.vote(room.b, second, verdict)
    room.vote(room.a, first, "include")
    merge(room, second, first)
    other = another(room)
    room.vote(other, third, "include")
    merge(room, first, third)
    assert standing(room, third) == {other: "include", room.b: verdict}
    return DuplicateLink.objects.get(record=second, undone_at=None), third, other


def test_a_vote_carried_on_and_given_back_leaves_every_record_where_its_votes_put_it(room):
    link, third, other = carried_twice(room, "exclude")
    assert room.entry(third).state == "conflict"
    (told,) = parting_preview(link.record)
    assert (told.back, told.asked_again, told.stay) == (1, 1, 0)
    actions.take_apart(link=link, by=room.lead)
    assert standing(room, third) == {other: "include"}
    assert (room.entry(third).state, open_seats(third)) == ("waiting", 1)
    assert not list(findings(room.stage.review))


def test_a_vote_carried_on_to_a_record_that_was_released_since_stays_there(room):
    link, third, other = carried_twice(room, "include")
    release_settled(stage=room.stage, by=room.lead)
    (told,) = parting_preview(link.record)
    assert (told.back, told.asked_again, told.stay) == (0, 0, 1)
    actions.take_apart(link=link, by=room.lead)
    assert Event.objects.get(verb="duplicate taken apart").after == {"votes given back": 0}
    assert standing(room, third) == {other: "include", room.b: "include"}
    assert room.entry(third).state == "included"
    assert not list(findings(room.stage.review))


def needs(room, number):
    room.stage.refresh_from_db()
    set_votes_needed(stage=room.stage, needed=number, version=room.stage.version, by=room.lead)


def open_seats(record):
    return Slot.objects.filter(record=record, done=False).count()


def test_a_seat_that_comes_free_asks_for_no_vote_where_fewer_are_needed_by_now(room):
    keep, copy, _ = room.records
    room.both(keep)
    third = another(room)
    needs(room, 3)
    room.vote(third, copy, "include")
    link = merge(room, copy, keep)
    needs(room, 2)
    actions.take_apart(link=link, by=room.lead)
    assert (standing(room, keep), open_seats(keep)) == ({room.a: "include", room.b: "include"}, 0)


def test_a_vote_taken_back_is_not_asked_for_again_where_fewer_are_needed_by_now(room):
    keep = room.records[0]
    needs(room, 3)
    room.both(keep)
    third = another(room)
    room.vote(third, keep, "exclude")
    needs(room, 2)
    withdraw(slot=Slot.objects.get(record=keep, reviewer=third), by=third, key=uuid.uuid4())
    assert (standing(room, keep), open_seats(keep)) == ({room.a: "include", room.b: "include"}, 0)
    assert room.entry(keep).state == "included"


def test_the_times_of_votes_that_a_merge_repeats_are_not_taken_for_disorder(room):
    keep, copy, _ = room.records
    room.vote(room.a, copy, "exclude")
    room.vote(room.a, keep, "include")
    link = merge(room, copy, keep)
    actions.take_apart(link=link, by=room.lead)
    assert [finding for finding in findings(room.lead.review) if finding.check == "vote"] == []
    vote = Decision.objects.filter(record=keep).order_by("sequence").last()
    CarriedVote.objects.all().delete()
    assert vote.sequence == 3
    assert [finding.check for finding in findings(room.lead.review) if finding.check == "vote"] == ["vote"]
