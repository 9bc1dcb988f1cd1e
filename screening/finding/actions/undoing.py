"""A change to many records taken back in one step."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.finding.told import came_of
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import Job, Label, ManyChange, Member, Stage
from screening.team.audit import record_event
from screening.workflow.actions.many import label_records, take_votes_back, unlabel_records


@transaction.atomic
def undo_change(*, change: ManyChange, by: Member) -> Job | None:
    """Take the change back: labels at once, votes by a job, which is returned."""
    if change.member_id != by.pk:
        raise Invalid("Only the member who made a change can take it back.")
    if change.undone_at:
        raise Closed("This change was taken back already.")
    if change.kind in (ManyChange.Kind.LABEL, ManyChange.Kind.UNLABEL):
        _undo_labels(change, by)
        close_change(change=change, by=by)
        return None
    key = str(change.pk)
    return start_job(kind="unvote_on_many", key=key, by=by, subject="Taking votes back", args={"change": key})


LOST = "The label had been taken off it since."
BORNE = "It bears the label again already."


def _undo_labels(change: ManyChange, by: Member) -> None:
    label = Label.objects.get(pk=change.args["label"], review=change.review_id)
    act, why = (unlabel_records, LOST) if change.kind == ManyChange.Kind.LABEL else (label_records, BORNE)
    back = act(records=change.records, label=label, by=by)
    _keep(change, back, dict.fromkeys(set(change.records) - set(back), why))


@transaction.atomic
def withdraw_votes(*, job: Job, change: ManyChange, part: Sequence[int], by: Member) -> int:
    """Withdraw the change's votes on these records, in one transaction; how many could be. The change keeps what
    came of each; a run after a kill adds to it."""
    hold(job)
    stage = Stage.objects.select_related("review").get(pk=change.args["stage"], review=change.review_id)
    told = take_votes_back(records=part, stage=stage, by=by, key=change.pk)
    back = [record for record, why in told.items() if not why]
    _keep(change, back, {record: why for record, why in told.items() if why})
    return len(back)


def _keep(change: ManyChange, back: Sequence[int], why: Mapping[int, str]) -> None:
    """Write down with the change what came of taking it back."""
    change.args["undo"] = came_of(back, why, change.args.get("undo"))
    change.save(update_fields=["args"])


@transaction.atomic
def close_change(*, change: ManyChange, by: Member) -> None:
    """Say that the change was taken back."""
    ManyChange.objects.filter(pk=change.pk).update(undone_at=timezone.now())
    record_event("change to many records taken back", change, by=by)
