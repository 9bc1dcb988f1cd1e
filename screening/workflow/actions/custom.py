"""Stages that a team adds to the two a review begins with, and takes out again while nobody has voted in them."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from screening.errors import Closed, Invalid
from screening.models import Member, Slot, Stage, StageRecord
from screening.team.audit import record_event
from screening.workflow.actions.stages import send_on_released

TITLE_ABSTRACT, FULL_TEXT = Stage.Kind.TITLE_ABSTRACT, Stage.Kind.FULL_TEXT
TAKEN = frozenset(
    ["add-stage", "conflicts", "discussion", "from-file", "labels", "mentions", "not-judging", "rounds", "words"],
)
"""Addresses beside those of the stages."""
COPIED = (
    "votes_needed",
    "maybe_rule",
    "reasons_conflict",
    "blinded",
    "hidden_fields",
    "own_conflicts",
    "directions_hidden",
)


@transaction.atomic
def add_stage(*, name: str, kind: str, after: Stage | None, by: Member) -> Stage:
    """Add a stage behind another one (None: before all), with the rules of its neighbour of that kind.

    What the stage before it has released as included gets its seats at once. Refused where records have gone past
    the place already, or where a title stage would come behind a full-text one.
    """
    name = " ".join(name.split())
    stages = list(Stage.objects.select_for_update(no_key=True).filter(pk__in=by.review.stages.values("pk")))
    stages.sort(key=lambda stage: stage.order)
    _check_name(name, kind, stages)
    place = stages.index(after) + 1 if after is not None else 0
    behind = stages[place] if place < len(stages) else None
    _check_place(kind, after, behind)
    pattern = next(stage for stage in reversed(stages) if stage.kind == kind)
    new = Stage.objects.create(
        review=by.review,
        kind=kind,
        name=name,
        slug=_address(name, by),
        order=place,
        reason_required=kind == FULL_TEXT,
        added_at=timezone.now(),
        **{rule: getattr(pattern, rule) for rule in COPIED},
    )
    renumber([*stages[:place], new, *stages[place:]])
    taken = send_on_released(stage=after) if after is not None else 0
    told = {"name": name, "kind": kind, "after": str(after) if after else "", "records": taken}
    record_event("stage added", new, by=by, after=told)
    return new


def _check_name(name: str, kind: str, stages: list[Stage]) -> None:
    if not name or len(name) > 80:
        raise Invalid("Give the stage a name of at most 80 characters, such as “Full text, second look”.")
    if kind not in Stage.Kind.values:
        raise Invalid("Say whether the stage judges titles and abstracts or full texts.")
    if name.casefold() in {str(stage).casefold() for stage in stages}:
        raise Invalid(f"There is a stage “{name}” already. Give this one another name.")


def _check_place(kind: str, after: Stage | None, behind: Stage | None) -> None:
    if kind == TITLE_ABSTRACT and after is not None and after.kind == FULL_TEXT:
        raise Invalid("A stage that judges titles and abstracts comes before those that judge full texts.")
    if kind == FULL_TEXT and behind is not None and behind.kind == TITLE_ABSTRACT:
        raise Invalid("A stage that judges full texts comes behind those that judge titles and abstracts.")
    if behind is not None and StageRecord.objects.filter(stage=behind).exists():
        raise Closed(
            f"Records are in {behind} already, and would have gone past a stage before it. Add it behind {behind}."
        )


def _address(name: str, by: Member) -> str:
    stem = slugify(name)[:50].strip("-") or "stage"
    used = set(by.review.stages_and_rounds.values_list("slug", flat=True)) | TAKEN
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 1_000))) if slug not in used)


def renumber(stages: list[Stage]) -> None:
    """Number the stages from 0 in this order, their rounds with them."""
    for order, stage in enumerate(stages):
        if stage.order != order:
            Stage.objects.filter(pk=stage.pk).update(order=order)
        Stage.objects.filter(parent=stage).exclude(order=order).update(order=order)
        stage.order = order


@transaction.atomic
def take_out_stage(*, stage: Stage, by: Member) -> None:
    """Take a stage out in which nobody has voted; what it held stands where it stood before. The two stages a
    review begins with stay."""
    stage = Stage.objects.select_for_update(no_key=True).get(pk=stage.pk)
    if stage.added_at is None:
        raise Closed(f"{stage} is one of the two stages every review has; it stays.")
    if stage.rounds.exists() or Slot.objects.filter(stage=stage, done=True).exists():
        raise Closed(f"Somebody has voted in {stage}, so it stays. Close it once it is done.")
    held = list(StageRecord.objects.filter(stage=stage).values_list("record_id", flat=True))
    before = by.review.stages.filter(order__lt=stage.order).order_by("-order").first()
    if before is not None:
        StageRecord.objects.filter(stage=before, record__in=held).update(passed_on=False)
    Slot.objects.filter(stage=stage).delete()
    StageRecord.objects.filter(stage=stage).delete()
    Stage.objects.filter(pk=stage.pk).update(archived_at=timezone.now())
    renumber(list(by.review.stages.order_by("order")))
    record_event("stage taken out", stage, by=by, before={"records": len(held)})
