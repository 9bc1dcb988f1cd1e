"""A change to many records taken back in one step."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
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


def _undo_labels(change: ManyChange, by: Member) -> None:
    label = Label.objects.get(pk=change.args["label"], review=change.review_id)
    act = unlabel_records if change.kind == ManyChange.Kind.LABEL else label_records
    act(records=change.records, label=label, by=by)


@transaction.atomic
def withdraw_votes(*, job: Job, change: ManyChange, part: Sequence[int], by: Member) -> int:
    """Withdraw the change's votes on these records, in one transaction; how many could be."""
    hold(job)
    stage = Stage.objects.select_related("review").get(pk=change.args["stage"], review=change.review_id)
    return len(take_votes_back(records=part, stage=stage, by=by, key=change.pk))


@transaction.atomic
def close_change(*, change: ManyChange, by: Member) -> None:
    """Say that the change was taken back."""
    ManyChange.objects.filter(pk=change.pk).update(undone_at=timezone.now())
    record_event("change to many records taken back", change, by=by)
