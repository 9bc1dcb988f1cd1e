"""How far a stage is: votes cast for everybody, where records stand for those who may see outcomes."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from ketreview.tiles import StepCount
from screening.models import Member, Record, Report, Stage, StageRecord
from screening.workflow import blinding
from screening.workflow.queries.counting import Tally, seat_counts, tallies, tally_of, unadmitted_count, votes_cast
from screening.workflow.queries.duties import duties_of, votes_left
from screening.workflow.queries.seats import (
    count_to_screen,
    is_running,
    out_of_reach,
    screening_now,
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
    """The member's own counts, all that the screening page needs."""
    tally = tally_of(stage)
    return _own_count(member, tally, new_records(tally))


def stage_count(member: Member, stage: Stage, tally: Tally | None = None) -> StageCount:
    """The counts of one stage for one member; `tally` is the stage's, where the page has it already."""
    tally = tally or tally_of(stage)
    new = new_records(tally)
    own, found = _own_count(member, tally, new), seat_counts(tally)
    wanted = found.cast + found.open + new * stage.votes_needed
    return StageCount(stage, own.mine_done, own.mine_left, own.running, found.cast, wanted)


def stage_counts(member: Member, *, opened: bool = False) -> list[StageCount]:
    """The counts of the review's stages, each followed by its rounds that are under way; of those opened alone."""
    asked = [stage for stage in screening_now(member) if stage.opened_at or not opened]
    return [stage_count(member, tally.stage, tally) for tally in tallies(asked)]


def new_records(tally: Tally) -> int:
    """How many records an opened stage has not given seats yet."""
    return unadmitted_count(tally) if tally.stage.opened_at else 0


def _own_count(member: Member, tally: Tally, new: int) -> OwnCount:
    stage = tally.stage
    running, left = is_running(stage), 0
    if running and member.can("screen"):
        left = count_to_screen(member, stage) + new
        most = votes_left(member, stage, duties_of(stage).get(member.pk))
        left = left if most is None else min(left, most)
    return OwnCount(stage, votes_cast(tally, member), left, running)


def step_count(member: Member) -> StepCount:
    """Screening on the home page: votes cast of votes wanted, and the first stage that waits for the member."""
    counts = stage_counts(member, opened=True)
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


def state_counts(member: Member, stage: Stage, tally: Tally | None = None) -> dict[str, int]:
    """How many records stand where, for those who may see outcomes; else an empty dict. `tally` is the stage's,
    where the page has it already.

    At full text, reports out of reach wait for nobody: they are counted apart, as "not-retrieved".
    """
    if not blinding.may_see_outcomes(member, stage):
        return {}
    tally = tally or tally_of(stage)
    found = {state: tally.standing[state] for state in StageRecord.State.values}
    found["waiting"] += new_records(tally)
    if stage.kind == Stage.Kind.FULL_TEXT:
        waiting = StageRecord.objects.filter(stage=stage, state="waiting", record__primary__isnull=True)
        lost = waiting.filter(out_of_reach()).count()
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
