"""One vote of the member on each of many records, cast by a job."""

from collections.abc import Sequence

from django.db import transaction

from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import ExclusionReason, Job, ManyChange, Member, Stage, Verdict
from screening.team.audit import record_event
from screening.workflow.actions.many import vote_on_records
from screening.workflow.actions.standing import check_reason
from screening.workflow.queries import is_running

MOST = 5_000


@transaction.atomic
def vote_on_many(
    *, records: Sequence[int], stage: Stage, verdict: str, reason: ExclusionReason | None, by: Member
) -> Job:
    """Ask for the member's vote on each of the records that wait for it in the stage."""
    if verdict not in (Verdict.INCLUDE, Verdict.EXCLUDE):
        raise Invalid("Choose to include or to exclude.")
    if not by.can("screen") or not is_running(stage):
        raise Closed(f"{stage} takes no votes of yours now.")
    check_reason(stage, verdict, reason)
    if len(records) > MOST:
        raise Invalid(f"{len(records):,} records were found; at most {MOST:,} are voted on at once. Find fewer.")
    change = ManyChange.objects.create(
        review=by.review,
        member=by,
        kind=verdict,
        args={
            "stage": stage.pk,
            "stage_name": str(stage),
            "reason": reason.pk if reason else None,
            "reason_text": reason.text if reason else "",
            "wanted": list(records),
        },
    )
    record_event("votes on many records asked for", change, by=by, after={"records": len(records)})
    key = str(change.pk)
    return start_job(kind="vote_on_many", key=key, by=by, subject="Voting on many records", args={"change": key})


@transaction.atomic
def cast_votes(*, job: Job, change: ManyChange, part: Sequence[int], by: Member) -> int:
    """Vote on those of these records that wait for the member, in one transaction; how many votes were stored."""
    hold(job)
    if by.removed_at or not by.can("screen"):
        raise Closed("You no longer screen in this review, so no more votes were cast.")
    stage = Stage.objects.select_related("review").get(pk=change.args["stage"], review=change.review_id)
    reason = ExclusionReason.objects.filter(pk=change.args["reason"]).first()
    done = vote_on_records(records=part, stage=stage, verdict=change.kind, reason=reason, by=by, key=change.pk)
    change.records = [*change.records, *done]
    change.save(update_fields=["records"])
    return len(done)
