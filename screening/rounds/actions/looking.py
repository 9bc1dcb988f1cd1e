"""A second look at a sample of exclusions: judged anew, blinded, without moving any record by itself."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member, Round, Slot, Stage, StageRecord
from screening.rounds.actions.making import round_stage
from screening.rounds.queries import (
    SECOND_LOOK,
    look_of,
    open_seats_of,
    possible_reviewers,
    released_exclusions,
    rounds,
)
from screening.rounds.sample import draw
from screening.team.audit import record_event
from screening.workflow.queries import judged_by

MOST = 5_000


@transaction.atomic
def start_second_look(*, stage: Stage, size: int, votes_needed: int, fresh: bool, by: Member) -> Round:
    """Draw `size` of the stage's released exclusions and ask for `votes_needed` new votes on each.

    With `fresh`, nobody judges a record they judged before, in the stage or a round of it, or as its adjudicator.
    Whatever comes of it moves no record: the lead reopens those that it would have included.
    """
    if votes_needed not in (1, 2, 3) or not 1 <= size <= MOST:
        raise Invalid(f"A second look takes 1 to {MOST:,} records and one, two or three votes on each.")
    stage = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    people = {person.pk for person in possible_reviewers(stage)}
    pool = list(released_exclusions(stage).values_list("record_id", flat=True))
    able = _judgeable(stage, pool, people, votes_needed, fresh)
    number = rounds(stage, SECOND_LOOK).count() + 1
    seed = f"{stage.review_id}:{stage.slug}:second-look-{number}"
    chosen = draw(able, size, seed)
    if len(chosen) < size:
        raise Invalid(_too_few(len(pool), len(chosen), size, fresh))
    look = round_stage(stage, SECOND_LOOK, number, votes_needed)
    _seat(look, chosen)
    asked = {"seed": seed, "size": size, "fresh": fresh, "drawn_from": len(pool)}
    round_ = Round.objects.create(stage=look, number=number, started_by=by, **asked)
    record_event("second look begun", stage, by=by, after={**asked, "votes": votes_needed})
    return round_


def _judgeable(stage: Stage, pool: list[int], people: set[int], needed: int, fresh: bool) -> list[int]:
    if not fresh:
        return pool if len(people) >= needed else []
    judges = judged_by(stage, pool)
    return [record for record in pool if len(people - judges.get(record, set())) >= needed]


def _too_few(pool: int, able: int, size: int, fresh: bool) -> str:
    if not pool:
        return "Nothing is excluded and released here yet. Release settled records first, then look again."
    more = " Ask anybody who screens, also those who voted before, or lower the number of votes." if fresh else ""
    return (
        f"{pool:,} records are excluded and released, {able:,} of them can be judged; you asked for {size:,}.{more}"
    )


def _seat(look: Stage, records: list[int]) -> None:
    entries = [StageRecord(stage=look, record_id=record, rank=place) for place, record in enumerate(records)]
    StageRecord.objects.bulk_create(entries)
    Slot.objects.bulk_create(
        Slot(stage=look, record_id=record, number=number, rank=place)
        for place, record in enumerate(records)
        for number in range(1, look.votes_needed + 1)
    )


@transaction.atomic
def end_second_look(*, round_: Round, by: Member, why: str = "") -> Round:
    """Say what it found. Closed while votes are open, unless `why` says that it ends without them."""
    Stage.objects.select_for_update(no_key=True).get(pk=round_.stage_id)
    stage = Stage.objects.select_related("parent").get(pk=round_.stage_id)
    if stage.closed_at:
        raise Closed("This second look has ended already.")
    left = open_seats_of(round_)
    if left and not why.strip():
        raise Closed(f"{left:,} votes are open. Wait for them, or say why the second look ends without them.")
    Slot.objects.filter(stage=stage, vote__isnull=True).update(
        done=True, reviewer=None, lease_until=None, fence=F("fence") + 1
    )
    stage.closed_at = timezone.now()
    stage.save(update_fields=["closed_at"])
    round_.stage = stage
    found = look_of(round_).found
    round_.figure = found.share
    round_.save(update_fields=["figure"])
    told = {"judged": found.judged, "would_be_included": found.included, "unclear": found.unclear}
    record_event(
        "second look ended", stage.parent, by=by, after={**told, "votes_left_out": left}, reason=why.strip()
    )
    return round_
