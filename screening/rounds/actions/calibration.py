"""A calibration round: begun, ended, and what follows for its stage."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member, Round, Slot, Stage, StageRecord
from screening.progress.matrix import matrix
from screening.rounds.actions.making import round_stage
from screening.rounds.gate import met, reached, without
from screening.rounds.queries import (
    CALIBRATION,
    LEFT,
    drawable_records,
    judged_by_all,
    left_round,
    open_votes,
    possible_reviewers,
    rounds,
    running_round,
)
from screening.rounds.sample import draw
from screening.team.audit import record_event
from screening.versions import save_version
from screening.workflow.actions import count_votes_of_round, fit_round, give_seats, open_stage
from screening.workflow.blinding import all_first_votes

MOST = 500


def start_calibration(
    *, stage: Stage, size: int, measure: str, threshold: Decimal, version: int, by: Member
) -> Round:
    """Draw a pilot set that every reviewer of the stage judges; the stage waits until it is unlocked.

    The records are drawn at random among those without a vote, none of which names a reviewer as its author; cards
    of them that somebody has on the screen are taken back. An unopened stage is opened. Invalid or Closed says what
    stands in the way.
    """
    if measure not in Round.Measure.values or not 0 <= threshold <= 1:
        raise Invalid("Choose a measure of the list, and a threshold between 0 and 1.")
    people = _people(stage)
    if stage.closed_at:
        raise Closed(f"{stage} is closed. Open it again before a calibration round.")
    if stage.opened_at is None:
        open_stage(stage=stage, by=by)
        version = stage.version
    with transaction.atomic():
        locked = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
        if running_round(locked):
            raise Closed("A calibration round is under way already. End it before you begin another one.")
        number = rounds(locked, CALIBRATION).count() + 1
        seed = f"{locked.review_id}:{locked.slug}:calibration-{number}"
        pool = drawable_records(locked)
        chosen = _chosen(locked, pool, size, seed, people)
        give_seats(stage=locked, records=chosen)
        Slot.objects.filter(stage=locked, record__in=chosen, reviewer__isnull=False).update(
            reviewer=None, lease_until=None, fence=F("fence") + 1
        )
        save_version(stage, version=version, locked_at=stage.locked_at or timezone.now())
        pilot = round_stage(stage, CALIBRATION, number, len(people))
        _seat(pilot, chosen, people)
        asked = {"measure": measure, "threshold": threshold, "seed": seed, "size": len(chosen)}
        round_ = Round.objects.create(stage=pilot, number=number, drawn_from=len(pool), started_by=by, **asked)
        told = {**asked, "threshold": str(threshold), "drawn_from": len(pool), "reviewers": len(people)}
        record_event("calibration round begun", stage, by=by, after=told)
    return round_


def _people(stage: Stage) -> list[Member]:
    people = possible_reviewers(stage)
    if len(people) < max(2, stage.votes_needed):
        raise Invalid(
            f"{len(people)} may vote in {stage}; agreement takes at least {max(2, stage.votes_needed)}. "
            "Invite reviewers under Team first."
        )
    return people


def _chosen(stage: Stage, pool: list[int], size: int, seed: str, people: list[Member]) -> list[int]:
    if not 2 <= size <= MOST:
        raise Invalid(f"A pilot set has 2 to {MOST} records; you asked for {size:,}.")
    chosen: list[int] = []
    ordered = draw(pool, len(pool), seed)
    for start in range(0, len(ordered), size):
        chosen += judged_by_all(stage, ordered[start : start + size], people)
        if len(chosen) >= size:
            return chosen[:size]
    raise Invalid(
        f"Only {len(chosen):,} records wait without a vote and can be judged by all; you asked for {size:,}. "
        "Choose a smaller set, or import more records first."
    )


def _seat(pilot: Stage, records: list[int], people: list[Member]) -> None:
    """One seat for each reviewer on each record, kept for them however long they take."""
    entries = [StageRecord(stage=pilot, record_id=record, rank=place) for place, record in enumerate(records)]
    StageRecord.objects.bulk_create(entries)
    Slot.objects.bulk_create(
        Slot(stage=pilot, record_id=record, number=number, reviewer=person, reserved=True, rank=place)
        for place, record in enumerate(records)
        for number, person in enumerate(people, 1)
    )


@transaction.atomic
def end_calibration(*, round_: Round, by: Member, why: str = "") -> Round:
    """Open the round's votes to those who screen and say how well they agree; at the threshold the stage unlocks.

    Closed while votes are open, unless `why` says that the round ends without them: records without all their
    votes are then left out.
    """
    Stage.objects.select_for_update(no_key=True).get(pk=round_.stage_id)
    stage = Stage.objects.select_related("parent").get(pk=round_.stage_id)
    if stage.closed_at:
        raise Closed("This round has ended already.")
    open_ = open_votes(round_)
    if open_ and not why.strip():
        raise Closed(f"{open_:,} votes of this round are open. Wait for them, or say why it ends without them.")
    Slot.objects.filter(stage=stage, vote__isnull=True).update(
        done=True, reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1
    )
    stage.closed_at = timezone.now()
    stage.save(update_fields=["closed_at"])
    round_.stage = stage
    votes, unfinished = (all_first_votes(stage, unfinished=part) for part in (False, True))
    left = left_round(stage)
    found = matrix(
        without(votes, left),
        maybe_rule=stage.maybe_rule,
        votes_needed=stage.votes_needed,
        unfinished=without(unfinished, left),
    )
    round_.figure = reached(found, round_.measure)
    round_.met = met(round_.figure, float(round_.threshold))
    round_.save(update_fields=["figure", "met"])
    told = {"figure": round_.figure, "met": round_.met, "votes_left_out": open_}
    record_event("calibration round ended", stage.parent, by=by, after=told, reason=why.strip())
    if round_.met and stage.parent.locked_at:
        _unlock(stage.parent, by, "")
    return round_


@transaction.atomic
def unlock_stage(*, stage: Stage, why: str, by: Member) -> None:
    """Let screening begin although no round has reached the threshold; the reason is kept."""
    stage = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    if stage.locked_at is None:
        raise Closed(f"{stage} is not locked; screening can go on.")
    if running_round(stage):
        raise Closed("A calibration round is under way. End it first, then unlock the stage.")
    if not why.strip():
        raise Invalid("Say in a sentence why screening begins without the agreement asked for; it is kept.")
    _unlock(stage, by, why.strip())


def _unlock(stage: Stage, by: Member, why: str) -> None:
    change = save_version(stage, version=stage.version, locked_at=None)
    counted = 0
    for round_ in rounds(stage, CALIBRATION).filter(counted_at__isnull=True):
        counted += count_votes_of_round(round_stage=round_.stage)
        Round.objects.filter(pk=round_.pk).update(counted_at=timezone.now())
    change["after"]["records_counted"] = counted
    record_event("stage unlocked", stage, by=by, **change, reason=why)


@transaction.atomic
def leave_rounds(*, member: Member, by: Member) -> int:
    """Ask no more votes of a member in running rounds, so that these can end without them; in how many rounds.

    Their votes stay. Called before their seats are given back.
    """
    running = Round.objects.filter(
        stage__review=member.review_id, stage__purpose=CALIBRATION, stage__closed_at__isnull=True
    )
    left = 0
    for round_ in running.select_related("stage__review").order_by("pk"):
        seats = Slot.objects.filter(stage=round_.stage, reviewer=member, vote__isnull=True, done=False)
        if seats.update(reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1):
            needed = max(1, round_.stage.votes_needed - 1)
            record_event(LEFT, round_.stage, by=by, after={"member": member.pk})
            fit_round(stage=round_.stage, needed=needed, by=by)
            left += 1
    return left
