"""What is said before a merge is what the merge does, whichever record stays, and tells no open vote."""

import random
import uuid

import pytest
from django.db import transaction
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.queries import stands_for
from screening.dedupe.queries.entries import apart_pairs
from screening.dedupe.views.shown import keepers
from screening.errors import Closed, Invalid
from screening.models import CarriedVote, DuplicateQuestion, Event, Slot, StageRecord
from screening.progress.queries.checking import findings
from screening.workflow.actions import decide, release_settled, resolve_conflict, set_votes_needed
from screening.workflow.queries import merge_preview
from tests.factories import make_member
from tests.screening.workflow.conftest import make_room

SITUATIONS = 18


@pytest.fixture
def room(cast):
    return make_room(cast, records=3)


def cast_vote(room, member, record, verdict):
    seat = Slot.objects.filter(stage=room.stage, record=record, done=False).order_by("number").first()
    if seat is None or Slot.objects.filter(stage=room.stage, record=record, reviewer=member).exists():
        return
    Slot.objects.filter(pk=seat.pk).update(reviewer=member)
    seat.refresh_from_db()
    decide(slot=seat, verdict=verdict, reason=None, by=member, key=uuid.uuid4(), fence=seat.fence)


def scatter(room, chance, people, pair):
    """Votes of some people on both records, in any order; seats held without a vote; some settled by hand."""
    order = [(member, record) for member in people for record in pair]
    chance.shuffle(order)
    for member, record in order[: chance.randint(1, 5)]:
        cast_vote(room, member, record, chance.choice(["include", "include", "exclude", "maybe"]))
    for record in pair:
        free = Slot.objects.filter(stage=room.stage, record=record, done=False, reviewer=None).first()
        held = Slot.objects.filter(stage=room.stage, record=record).values_list("reviewer", flat=True)
        if free and chance.random() < 0.3:
            holder = chance.choice([one for one in people if one.pk not in held])
            Slot.objects.filter(pk=free.pk).update(reviewer=holder)
        if room.entry(record).state == "conflict" and chance.random() < 0.5:
            said = {"verdict": "exclude", "reason": None, "rationale": "Animals", "key": uuid.uuid4()}
            resolve_conflict(entry=room.entry(record), by=room.adjudicator, **said)


def done_by(room, copy, keep):
    """What the merge did, and nothing of it left behind."""
    with transaction.atomic():
        actions.merge(record=copy, keep=keep, by=room.lead, reason="The same trial")
        after = Event.objects.filter(verb="duplicates merged").latest("pk").after
        replaced = CarriedVote.objects.filter(vote__record=keep, replaced__isnull=False).count()
        state = room.entry(keep).state
        transaction.set_rollback(True)
    return after["votes that count there"], replaced, after["votes kept aside"], state


@pytest.mark.parametrize("needed", [2, 3])
def test_what_is_said_is_what_is_done_whichever_stays(cast, needed):
    room = make_room(cast, records=2 * SITUATIONS)
    set_votes_needed(stage=room.stage, needed=needed, version=room.stage.version, by=room.lead)
    room.stage.refresh_from_db()
    chance = random.Random(needed)
    people = [room.a, room.b, make_member(cast.review, "reviewer"), make_member(cast.review, "reviewer")]
    pairs = [room.records[at : at + 2] for at in range(0, 2 * SITUATIONS, 2)]
    seen = set()
    for at, pair in enumerate(pairs):
        scatter(room, chance, people, pair)
        if at == SITUATIONS // 2:
            release_settled(stage=room.stage, by=room.lead)
    for first, second in pairs:
        for copy, keep in ((first, second), (second, first)):
            said = merge_preview(room.lead, copy, keep)
            before = room.entry(keep).state
            try:
                counted, replaced, aside, state = done_by(room, copy, keep)
            except (Closed, Invalid):
                continue
            if not said:
                assert (counted, replaced, aside, state) == (0, 0, 0, before)
                continue
            (one,) = said
            assert (one.counted + one.replacing, one.replacing, one.surplus) == (counted, replaced, aside)
            assert one.before == before
            assert one.released or one.after == state or (one.after, state == "waiting") == ("complete", False)
            assert not one.released or state == before
            seen.add((one.after, bool(one.counted), bool(one.replacing), bool(one.surplus), one.released))
    assert len(seen) > 7
    assert {"complete", ""} <= {one[0] for one in seen}


@pytest.mark.parametrize("verdict", ["include", "exclude"])
def test_open_votes_say_no_direction_before_the_merge(room, sign_in, verdict):
    keep, copy, _ = room.records
    room.vote(room.a, keep, verdict)
    room.vote(room.b, copy, verdict)
    (said,) = merge_preview(room.lead, copy, keep)
    assert (said.before, said.after) == ("waiting", "complete")
    url = reverse("dedupe:compare", kwargs={"slug": room.lead.review.slug})
    page = sign_in(room.lead).get(url, {"record": [keep.pk, copy.pk]}).content.decode()
    assert page.count("what they come to is shown once merged") == 2


def test_both_ways_stand_beside_their_choice_and_the_released_one_leads(room, sign_in):
    waiting, released, _ = room.records
    room.both(released, "exclude", "exclude")
    release_settled(stage=room.stage, by=room.lead)
    room.vote(room.a, waiting)
    assert stands_for([waiting, released]) == released
    first, second = keepers(room.lead, [waiting, released])
    assert (first.chosen, second.chosen) == (False, True)
    assert [(one.replacing, one.counted, one.surplus) for one in first.votes] == [(1, 1, 0)]
    assert [(one.before, one.after) for one in first.votes] == [("waiting", "excluded")]
    assert [(one.released, one.surplus) for one in second.votes] == [(True, 1)]
    url = reverse("dedupe:compare", kwargs={"slug": room.lead.review.slug})
    page = sign_in(room.lead).get(url, {"record": [waiting.pk, released.pk]}).content.decode()
    assert "its votes and where it stands are fixed" in page
    assert "1 vote of the other is put aside and does not count." in page
    assert "1 vote of the other was cast earlier by the same person and replaces the later one." in page
    assert [page.count(f'aria-describedby="keep-{one.pk}"') for one in (waiting, released)] == [1, 1]


def test_a_choice_that_would_be_refused_says_why(room):
    empty, voted, _ = room.records
    room.vote(room.a, voted)
    first, second = keepers(room.lead, [empty, voted])
    assert "has votes" in first.refused
    assert (second.chosen, second.refused) == (True, "")
    with pytest.raises(Invalid, match="has votes"):
        actions.merge(record=voted, keep=empty, by=room.lead, reason="x")


def test_an_answer_that_they_are_not_the_same_is_told_and_ends_with_a_reasoned_merge(room, sign_in):
    a, b, c = room.records
    apart = actions.keep_apart(first=a, second=b, by=room.adjudicator)
    DuplicateQuestion.objects.create(review=room.stage.review, first=b, second=c, score=0.5, why="x", pattern="x")
    actions.merge(record=c, keep=a, by=room.lead)
    assert not DuplicateQuestion.objects.exists()  # C is A, and A is not B
    url = reverse("dedupe:compare", kwargs={"slug": room.lead.review.slug})
    shown = sign_in(room.lead).get(url, {"record": [b.pk, c.pk]})
    assert (shown.context["against"], shown.context["why_needed"]) == ([apart], True)
    assert f"{room.adjudicator}, {apart.undone_at:%-d %b %Y}: record" in shown.content.decode()
    with pytest.raises(Invalid, match=f"{room.adjudicator} said on"):
        actions.merge(record=b, keep=a, by=room.lead, evidence="Same DOI")
    link = actions.merge(record=b, keep=a, by=room.lead, reason="The authors say so")
    ids = [one.pk for one in room.records]
    assert apart_pairs(ids) == {}
    told = sign_in(room.lead).get(reverse("dedupe:report", args=[room.lead.review.slug])).content.decode()
    assert "Merged against it" in told
    assert list(findings(room.lead.review)) == []
    actions.take_back(links=[link.pk], by=room.lead)
    assert set(apart_pairs(ids)) == {frozenset((a.pk, b.pk))}


def test_who_may_not_see_where_records_stand_is_told_counts_alone(room):
    keep, copy, _ = room.records
    room.both(keep)
    room.both(copy, "exclude", "exclude")
    (said,) = merge_preview(room.a, copy, keep)
    assert (said.kept, said.copy, said.before, said.after) == (2, 2, "", "")
    assert StageRecord.objects.get(stage=room.stage, record=keep).state == "included"
