"""The steps of a review as tiles: a table of what counts each, and what of it waits for a member."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse

from ketreview.accounts.models import User
from ketreview.navigation import STEPS
from ketreview.tiles import StepCount
from screening.dedupe.queries import step_count as duplicates
from screening.fulltext.queries import step_count as full_text
from screening.importing.queries import imported_records
from screening.importing.queries import step_count as imports
from screening.models import Member, Stage
from screening.reviews.queries import reviews_of
from screening.team.queries import members
from screening.workflow.blinding import may_see_outcomes
from screening.workflow.queries import (
    StageCount,
    Tally,
    conflict_step_count,
    screening_now,
    stage_count,
    tallies,
)
from screening.workflow.queries import step_count as screening
from synthesis.analyses.queries import step_count as analyses
from synthesis.extraction.queries import step_count as extraction
from synthesis.narratives.queries import step_count as narratives
from synthesis.studies.queries import step_count as studies


def conflicts(member: Member, tallied: list[Tally]) -> StepCount | None:
    """Conflicts for those who may know of them; a nought for the others would be a wrong number."""
    count = conflict_step_count(member, tallied)
    if not (count.total or member.can("see_outcomes")):
        return None
    waiting = count.total > count.done and not member.can("adjudicate")
    return replace(count, note=who_settles(member)) if waiting else count


def who_settles(member: Member) -> str:
    """Who may settle conflicts, for somebody who may not: the tile has no button for them."""
    people = [str(one) for one in members(member) if one.can("adjudicate")]
    if people:
        return f"Settled by {', '.join(people)}: the role “adjudicator” is needed."
    return "Nobody here may settle them yet. The lead gives somebody the role “adjudicator” under Team."


COUNTS: dict[str, Callable[[Member], StepCount | None]] = {
    "importing:list": imports,
    "dedupe:list": duplicates,
    "workflow:queue": screening,
    "fulltext:list": full_text,
    "studies:list": studies,
    "extraction:list": extraction,
    "analyses:list": analyses,
    "narratives:list": narratives,
}
"""The page of a step -> what counts it for a member (None where the member is told nothing); conflicts are counted
from the stages' tallies, as `stage_tiles` are."""


@dataclass(frozen=True)
class Tile:
    """One step as one member sees it; `step` is what `partials/tile.html` shows."""

    title: str
    icon: str
    step: StepCount


def stage_tiles(member: Member, tallied: list[Tally], icon: str) -> list[Tile]:
    """Each opened stage as a step of its own: votes cast of those wanted, and the one thing to do next."""
    return [_stage_tile(member, tally, icon) for tally in tallied if tally.stage.opened_at]


def _stage_tile(member: Member, tally: Tally, icon: str) -> Tile:
    stage = tally.stage
    count = stage_count(member, stage, tally)
    where = {"slug": member.review.slug, "stage_slug": stage.slug}
    title = stage.name or STAGE_TITLES[stage.kind]
    conflicts = tally.standing["conflict"] if may_see_outcomes(member, stage) else 0
    notes = ["Closed"] if stage.closed_at else []
    notes += ["Waits for its calibration round"] if stage.locked_at else []
    notes += [f"{conflicts:,} in conflict"] if conflicts else []
    step = StepCount(count.cast, count.wanted, "votes", note=", ".join(notes), label="See the stages")
    may_release = member.can("release_records") and not (count.mine_left or stage.is_round)
    ready = tally.ready("included", "excluded") if may_release else 0
    if count.mine_left:
        url, label = reverse("workflow:screen", kwargs=where), f"Screen {_counted(count.mine_left)}"
        step = replace(step, mine=count.mine_left, url=url, label=label)
    elif ready:
        url, label = reverse("workflow:stage", kwargs=where), f"Release {_counted(ready)}"
        step = replace(step, mine=ready, url=url, label=label)
    elif _may_end(member, stage, count):
        ids = {"slug": member.review.slug, "stage_slug": stage.parent.slug}
        step = replace(step, mine=1, url=reverse("rounds:calibration", kwargs=ids), label="End the round")
    else:
        step = replace(step, url=reverse("workflow:queue", kwargs={"slug": member.review.slug}))
    return Tile(title, icon, step)


def _may_end(member: Member, stage: Stage, count: StageCount) -> bool:
    """A calibration round with all its votes waits for the lead to show what came of it."""
    is_calibration = stage.purpose == Stage.Purpose.CALIBRATION
    return is_calibration and member.can("manage_review") and count.cast == count.wanted > 0


STAGE_TITLES = {
    Stage.Kind.TITLE_ABSTRACT: "Title and abstract",
    Stage.Kind.FULL_TEXT: "Full-text screening",
}
"""Not to be confused with the step in which full texts are found."""


def _counted(records: int) -> str:
    return f"{records:,} record{'' if records == 1 else 's'}"


def tiles(member: Member) -> list[Tile]:
    """The steps that count something for the member, in the order of the work. Whoever may not open a step's
    page sees how far it is, without a button; whoever is told nothing of it has no tile."""
    found: list[Tile] = []
    tallied = tallies(screening_now(member))
    for step in STEPS:
        if step.url_name == "workflow:queue" and (opened := stage_tiles(member, tallied, step.icon)):
            opens = any(member.can(permission) for permission in step.permissions)
            found += opened if opens else [replace(each, step=replace(each.step, url="")) for each in opened]
            continue
        if step.url_name == "workflow:conflicts":
            count = conflicts(member, tallied)
        else:
            count = COUNTS[step.url_name](member) if step.url_name in COUNTS else None
        if count is None:
            continue
        opens = any(member.can(permission) for permission in step.permissions)
        found.append(Tile(step.label, step.icon, count if opens else replace(count, mine=0, url="")))
    return found


def records_found(member: Member) -> int:
    """The top of the PRISMA flow. What follows is counted on its own page: over many records that takes seconds,
    which a home page does not have; and while a stage is blinded, less of it is shown."""
    return imported_records(member).count()


@dataclass(frozen=True)
class Work:
    """A review and the steps of it that wait for its member."""

    member: Member
    waiting: list[Tile]


def work_of(user: User) -> list[Work]:
    """What waits for the user in each open review; reviews where most waits come first."""
    open_reviews = [member for member in reviews_of(user) if member.review.archived_at is None]
    work = [Work(member, [tile for tile in tiles(member) if tile.step.mine]) for member in open_reviews]
    return sorted(work, key=lambda one: -sum(tile.step.mine for tile in one.waiting))
