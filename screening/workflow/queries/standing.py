"""How far a stage is: votes cast for everybody, where records stand for those who may see outcomes."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Member, Record, Report, Stage, StageRecord
from screening.workflow import blinding
from screening.workflow.queries.duties import duties_of, votes_left
from screening.workflow.queries.seats import (
    is_running,
    out_of_reach,
    screening_now,
    seats,
    seats_to_screen,
    unadmitted_records,
)


@dataclass(frozen=True)
class OwnCount:
    """What the viewer has voted on in a stage and what is left for them."""

    stage: Stage
    mine_done: int
    mine_left: int
    running: bool

    @property
    def mine_total(self) -> int:
        return self.mine_done + self.mine_left


@dataclass(frozen=True)
class StageCount(OwnCount):
    """Beside that the votes cast and wanted by all; nothing of what was voted."""

    cast: int
    wanted: int


def own_count(member: Member, stage: Stage) -> OwnCount:
    """The member's own counts, all that the screening page needs: only their seats and the open ones are read."""
    return _own_count(member, stage, _new(stage))


def stage_count(member: Member, stage: Stage) -> StageCount:
    """The counts of one stage for one member."""
    new = _new(stage)
    own = _own_count(member, stage, new)
    found = seats(stage).aggregate(cast=Count("id", filter=Q(vote__isnull=False)), wanted=Count("id"))
    wanted = found["wanted"] + new * stage.votes_needed
    return StageCount(stage, own.mine_done, own.mine_left, own.running, found["cast"], wanted)


def _new(stage: Stage) -> int:
    return unadmitted_records(stage).count() if stage.opened_at else 0


def _own_count(member: Member, stage: Stage, new: int) -> OwnCount:
    running = is_running(stage)
    done = seats(stage).filter(vote__isnull=False, reviewer=member).count()
    left = 0
    if running and member.can("screen"):
        left = seats_to_screen(member, stage).values("record_id").distinct().count() + new
        most = votes_left(member, stage, duties_of(stage).get(member.pk))
        left = left if most is None else min(left, most)
    return OwnCount(stage, done, left, running)


def step_count(member: Member) -> StepCount:
    """Screening on the home page: votes cast of votes wanted, and the first stage that waits for the member."""
    counts = [stage_count(member, stage) for stage in screening_now(member) if stage.opened_at]
    waiting = next((count for count in counts if count.mine_left), None)
    slug = member.review.slug
    tile = {"done": sum(c.cast for c in counts), "total": sum(c.wanted for c in counts), "unit": "votes"}
    if waiting is not None:
        url = reverse("workflow:screen", kwargs={"slug": slug, "stage_slug": waiting.stage.slug})
        noun = "record" if waiting.mine_left == 1 else "records"
        label = f"Screen {waiting.mine_left:,} {noun}"
        return StepCount(**tile, mine=waiting.mine_left, url=url, label=label, note=str(waiting.stage))
    url = reverse("workflow:queue", kwargs={"slug": slug})
    if not counts and member.can("manage_review"):
        return StepCount(**tile, url=url, label="Open the first stage", note="Not opened yet")
    return StepCount(**tile, url=url, label="See the stages", note="" if counts else "Not opened yet")


def standings(member: Member, stage: Stage) -> QuerySet[StageRecord]:
    """Where each unique record stands, for those who may see outcomes; nothing for others."""
    if not blinding.may_see_outcomes(member, stage):
        return StageRecord.objects.none()
    entries = StageRecord.objects.filter(stage=stage, record__primary__isnull=True)
    return entries.select_related("record", "reason")


def state_counts(member: Member, stage: Stage) -> dict[str, int]:
    """How many records stand where, for those who may see outcomes; else an empty dict.

    At full text, reports out of reach wait for nobody: they are counted apart, as "not-retrieved".
    """
    if not blinding.may_see_outcomes(member, stage):
        return {}
    found = dict.fromkeys(StageRecord.State.values, 0)
    entries = StageRecord.objects.filter(stage=stage, record__primary__isnull=True).order_by()
    found.update(entries.values_list("state").annotate(Count("id")))
    found["waiting"] += unadmitted_records(stage).count() if stage.opened_at else 0
    if stage.kind == Stage.Kind.FULL_TEXT:
        lost = entries.filter(out_of_reach(), state=StageRecord.State.WAITING).count()
        found["waiting"] -= lost
        found[Report.Retrieval.NOT_RETRIEVED.value] = lost
    return found


def releasable(stage: Stage) -> QuerySet[StageRecord]:
    """Settled entries of unique records that were not released yet."""
    return StageRecord.objects.filter(
        stage=stage,
        stage__purpose=Stage.Purpose.MAIN,
        state__in=[StageRecord.State.INCLUDED, StageRecord.State.EXCLUDED],
        released_at__isnull=True,
        record__primary__isnull=True,
    ).order_by("id")


def released(stage: Stage) -> QuerySet[StageRecord]:
    """Entries of unique records that were released: what they stand for is known to the whole team."""
    return StageRecord.objects.filter(stage=stage, released_at__isnull=False, record__primary__isnull=True)


def going_on(stage: Stage) -> QuerySet[Record]:
    """What the stage has released as included and no further stage has taken; one added behind it takes these."""
    entries = StageRecord.objects.filter(stage=stage, state="included", released_at__isnull=False, passed_on=False)
    return Record.objects.filter(pk__in=entries.values("record"), primary__isnull=True).order_by("pk")
