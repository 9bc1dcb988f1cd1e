"""What is said before a merge and before taking it apart is what is done in either stage, whatever stands there."""

import random
import re
import uuid

import pytest
from django.db import transaction

from screening.dedupe import actions
from screening.dedupe.queries import refusal, sought_report, stands_for
from screening.errors import Closed, Invalid
from screening.fulltext.actions import log_retrieval
from screening.models import CarriedVote, Report, Resolution, Slot, StageRecord
from screening.progress.queries.checking import findings
from screening.workflow.actions import decide, open_stage, release_settled, resolve_conflict, set_votes_needed
from screening.workflow.blinding.sight import counting
from screening.workflow.queries import ended_settlements, merge_preview, parting_preview, surplus_votes
from tests.factories import make_member
from tests.screening.workflow.conftest import make_room

COUNTED = ("reviewer", "verdict", "reason", "decided_at")
RECORDS = 6
MERGES = 3


def cast_vote(room, chance, stage, member, record, verdict):
    """The member's vote in a free seat, where there is one and they have none."""
    seats = Slot.objects.filter(stage=stage, record=record)
    seat = seats.filter(done=False, reviewer=None).order_by("number").first()
    if seat is None or seats.filter(reviewer=member).exists():
        return
    Slot.objects.filter(pk=seat.pk).update(reviewer=member)
    seat.refresh_from_db()
    reason = chance.choice(room.reasons) if verdict == "exclude" and stage.reason_required else None
    decide(slot=seat, verdict=verdict, reason=reason, by=member, key=uuid.uuid4(), fence=seat.fence)


def scatter(room, chance, stage, people, records, verdicts):
    order = [(member, record) for member in people for record in records]
    chance.shuffle(order)
    for member, record in order[: chance.randint(len(records), len(order))]:
        cast_vote(room, chance, stage, member, record, chance.choice(verdicts))


def settle(room, chance, stage, share, **which):
    """The adjudicator settles some of the conflicts."""
    for entry in StageRecord.objects.filter(stage=stage, state="conflict", **which).order_by("pk"):
        if chance.random() < share:
            verdict = chance.choice(["include", "include", "exclude"])
            reason = room.reasons[0] if verdict == "exclude" and stage.reason_required else None
            said = {"verdict": verdict, "reason": reason, "rationale": "Read again", "key": uuid.uuid4()}
            resolve_conflict(entry=entry, by=room.adjudicator, **said)


def world(cast, seed):
    """Records in every state: some released from the first stage, some from both, conflicts open and settled."""
    chance = random.Random(seed)
    room = make_room(cast, records=RECORDS)
    people = [room.a, room.b, make_member(cast.review, "reviewer"), make_member(cast.review, "reviewer")]
    for stage in (room.stage, room.full_text):
        set_votes_needed(stage=stage, needed=chance.choice([2, 2, 3]), version=stage.version, by=room.lead)
        stage.refresh_from_db()
    open_stage(stage=room.full_text, by=room.lead)
    for record in room.records:
        scatter(room, chance, room.stage, people, [record], ["include"] * 7 + ["exclude"])
    settle(room, chance, room.stage, 0.7)
    release_settled(stage=room.stage, by=room.lead)
    verdicts = ["include", "include", "exclude", "maybe"]
    scatter(room, chance, room.full_text, people, room.records, verdicts)
    settle(room, chance, room.full_text, 0.5)
    if chance.random() < 0.4:
        release_settled(stage=room.full_text, by=room.lead)
        scatter(room, chance, room.full_text, people, room.records, verdicts)
    for report in Report.objects.order_by("pk"):
        if chance.random() < 0.4:
            found = chance.choice(["requested", "retrieved"])
            log_retrieval(report=report, retrieval=found, note="Asked", version=report.version, by=room.lead)
    return room, chance


def stands(records):
    """(stage, record) -> state, reason, release, the votes in seats, open seats, settled, votes that count."""
    found = {}
    for entry in StageRecord.objects.filter(record__in=records):
        seats = Slot.objects.filter(stage=entry.stage_id, record=entry.record_id)
        votes = seats.filter(vote__isnull=False)
        found[entry.stage_id, entry.record_id] = (
            entry.state,
            entry.reason_id,
            entry.released_at,
            frozenset(votes.values_list("reviewer", "vote__verdict", "vote__reason", "vote__decided_at")),
            seats.filter(done=False).count(),
            Resolution.objects.filter(stage=entry.stage, record=entry.record_id, reopened_at=None).count(),
            frozenset(counting().filter(stage=entry.stage, record=entry.record_id).values_list(*COUNTED)),
        )
    return found


def votes_of(state, stage, record):
    return state.get((stage.pk, record.pk), ("", None, None, frozenset()))[3]


def merge(room, copy, keep):
    return actions.merge(record=copy, keep=keep, by=room.lead, reason="The same trial")


def merged_as_said(room, copy, keep, seen):
    """Merge, hold what happened against what was said, and the same for taking the two apart again."""
    stages = (room.stage, room.full_text)
    refused, said = refusal(copy, keep), {one.stage: one for one in merge_preview(room.lead, copy, keep)}
    before, sought = stands([copy, keep]), sought_report(copy)
    if refused:
        seen.add("refused")
        with pytest.raises((Closed, Invalid), match=re.escape(refused)):
            merge(room, copy, keep)
        return
    link = merge(room, copy, keep)
    after = stands([copy, keep])
    report = Report.objects.filter(record=copy).first()
    assert (sought is not None) == (report is not None and report.withdrawn_at is not None)
    aside = 0
    for stage in stages:
        own, kept = votes_of(before, stage, copy), votes_of(before, stage, keep)
        one = said.get(stage)
        if one is None:
            assert not own
            assert after.get((stage.pk, keep.pk)) == before.get((stage.pk, keep.pk))
            continue
        aside += one.surplus
        assert (one.copy, one.kept) == (len(own), len(kept))
        rows = CarriedVote.objects.filter(link=link, vote__stage=stage)
        replacing = rows.filter(replaced__isnull=False).count()
        assert (one.counted, one.replacing) == (rows.count() - replacing, replacing)
        assert one.surplus == len(own) - rows.count()
        assert len(votes_of(after, stage, keep)) == one.kept + one.counted
        was, now = before.get((stage.pk, keep.pk), ("",))[0], after.get((stage.pk, keep.pk), ("",))[0]
        assert one.before == was
        assert one.after in (now, "complete") or (one.after == "" and was == now)
        assert one.after != "complete" or now != "waiting"
        assert not one.released or before[stage.pk, keep.pk] == after[stage.pk, keep.pk]
        seen.add((stage.kind, one.released, one.after, bool(one.replacing), bool(one.surplus)))
        people = {vote[0]: vote for vote in kept}
        for vote in own:  # of two votes of one person the earlier counts
            mine = next((now for now in votes_of(after, stage, keep) if now[0] == vote[0]), None)
            if vote[0] in people and not one.released:
                assert mine == min(vote, people[vote[0]], key=lambda each: each[3])
    assert surplus_votes(link.record) == aside
    for stage in stages:
        settle(room, random.Random(len(seen)), stage, 0.8, record=keep)
    parted_as_said(room, link, copy, keep, before, after, seen)


def parted_as_said(room, link, copy, keep, before, after, seen):
    told = {one.stage: one for one in parting_preview(copy)}
    ending, settled = ended_settlements(copy), {}
    for made in Resolution.objects.filter(record=keep, resolved_at__gt=link.merged_at):
        own = before.get((made.stage_id, keep.pk), ("",))[0] == "conflict"
        settled[made.stage_id] = {"include": "included", "exclude": "excluded"}[made.verdict] if own else ""
        seen.add("settled after the merge")
    if len(seen) % 2:
        actions.take_apart(link=link, by=room.lead)
    else:
        actions.take_back(links=[link.pk], by=room.lead)
    again = stands([copy, keep])
    assert {one.stage_id for one in ending} == {stage for stage, verdict in settled.items() if not verdict}
    for at, one in before.items():
        if at[1] == keep.pk and settled.get(at[0]):  # a conflict of its own votes stays settled
            assert (again[at][0], again[at][3:5]) == (settled[at[0]], one[3:5])
            seen.add("stays settled")
        else:
            assert again[at] == one
    for stage in (room.stage, room.full_text):
        lost = len(votes_of(after, stage, keep)) - len(votes_of(again, stage, keep))
        one = told.get(stage)
        assert lost == (one.asked_again if one else 0)
        ended = CarriedVote.objects.filter(link=link, vote__stage=stage, ended_by__isnull=False).count()
        assert (ended, 0) == ((one.back, one.stay) if one else (0, 0))
    assert not Report.objects.filter(withdrawn_at__isnull=False).exists()
    assert list(findings(room.lead.review)) == []


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_is_what_is_done_in_both_stages_and_all_comes_back(cast, seed):
    room, chance = world(cast, seed)
    seen: set = set()
    for _ in range(MERGES):
        copy, keep = chance.sample(room.records, 2)
        with transaction.atomic():
            merged_as_said(room, copy, keep, seen)
            transaction.set_rollback(True)
        ways = {keep: refusal(copy, keep), copy: refusal(keep, copy)}
        assert "" not in ways.values() or ways[stands_for([copy, keep])] == ""
    assert len(seen) > 1
