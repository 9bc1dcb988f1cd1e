"""Records become copies of one another, by rule or by hand, and stop being so: always reversible."""

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.pointing import lock_review, point, unlink
from screening.dedupe.queries.pages import has_votes, is_sought, refusal, stale_questions
from screening.dedupe.said import BY_HAND, NOT_SAME
from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.models import DuplicateLink, DuplicateQuestion, Job, Member, Record, RecordRelation
from screening.team.audit import record_event
from screening.workflow.actions import carry_votes, lock_entries, return_votes


@transaction.atomic
def look_through(*, by: Member) -> Job:
    """Ask for the whole review to be looked through for duplicates."""
    return start_job(kind="find_duplicates", key="review", by=by, subject="Duplicates of the whole review")


@transaction.atomic
def merge(*, record: Record, keep: Record, by: Member, reason: str = "") -> DuplicateLink:
    """Make `record` (with its copies) a copy of `keep`, by hand.

    A record with votes is never hidden under one without; where both have votes a reason is needed, and the votes
    of the copy are carried over as `workflow.actions.carrying` says. Refused where the copy's full text is already
    being sought.
    """
    lock_review(by.review, [])  # first, so that what stands for each is what it is now
    record, keep = _root(record, by), _root(keep, by)
    lock_entries([record.pk, keep.pk])
    if record.pk == keep.pk:
        raise Invalid("These two are copies of one record already.")
    _refuse_hiding(record, keep, reason)
    at = timezone.now()  # before the links it ends: by that a merge taken back knows which copies it brought
    moved = list(DuplicateLink.objects.filter(primary=record, undone_at__isnull=True))
    unlink([link.pk for link in moved])
    link = DuplicateLink.objects.create(
        record=record,
        primary=keep,
        rule=BY_HAND,
        evidence=reason.strip()[:300] or "Merged by hand",
        merged_by=by,
        merged_at=at,
    )
    DuplicateLink.objects.bulk_create(
        DuplicateLink(
            record_id=old.record_id,
            primary=keep,
            rule=old.rule,
            evidence=old.evidence[:250] + " (through another copy)",
            merged_by=old.merged_by,
        )
        for old in moved
    )
    point({record.pk: keep.pk} | {old.record_id: keep.pk for old in moved})
    _end_relations([keep.pk, *keep.copies.values_list("pk", flat=True)])
    record.primary_id, link.record = keep.pk, record
    carried = carry_votes(link=link)
    stale_questions(by.review_id).delete()
    after = {"copy of": keep.pk, "votes that count there": carried.counted, "votes kept aside": carried.surplus}
    record_event("duplicates merged", record, by=by, after=after, reason=reason)
    return link


@transaction.atomic
def take_apart(*, link: DuplicateLink, by: Member) -> None:
    """“Not the same”: the record stands for itself again with its own decisions, and the rules never merge this
    pair anew."""
    lock_review(by.review, _group_of(link))
    undone = {"undone_by": by, "undone_at": timezone.now()}
    standing = DuplicateLink.objects.filter(pk=link.pk, undone_at__isnull=True)
    if not standing.update(**undone):
        raise Closed("This duplicate was taken apart already, or its group has changed. Reload the page.")
    replaced = DuplicateLink.objects.filter(rule=BY_HAND, undone_by__isnull=True, undone_at__isnull=False)
    replaced.filter(record=link.record_id).update(undone_by=by)
    replaced.filter(primary=link.record_id).update(undone_by=by)
    point({link.record_id: None})
    returned = return_votes(record=link.record)
    before = {"copy of": link.primary_id, "rule": link.rule}
    record_event("duplicate taken apart", link.record, by=by, before=before, after={"votes given back": returned})


@transaction.atomic
def keep_apart(*, first: Record, second: Record, by: Member) -> DuplicateLink:
    """Say of two records that were not merged that they are not the same; the question is not asked again."""
    lock_review(by.review, [])
    first, second = _root(first, by), _root(second, by)
    if first.pk == second.pk:
        raise Closed("These two are copies of one record now. Take that duplicate apart instead.")
    now = timezone.now()
    link = DuplicateLink.objects.create(
        record=second,
        primary=first,
        rule=NOT_SAME,
        evidence="Said not to be the same",
        merged_by=by,
        merged_at=now,
        undone_by=by,
        undone_at=now,
    )
    _forget(first, second)
    record_event("records kept apart", second, by=by, after={"not a copy of": first.pk})
    return link


def _end_relations(group: list[int]) -> None:
    """Copies of one work are no longer notices about, or versions of, each other."""
    standing = RecordRelation.objects.filter(record__in=group, other__in=group, undone_at__isnull=True)
    standing.update(undone_at=timezone.now())


def _root(record: Record, by: Member) -> Record:
    """The record that stands for this one's group now; both must be of the member's review."""
    found = by.review.records.get(pk=record.pk)
    return by.review.records.get(pk=found.primary_id) if found.primary_id else found


def _group_of(link: DuplicateLink) -> list[int]:
    """The record, the one that stands for it, and whatever that was merged into by now."""
    primary = Record.objects.get(pk=link.primary_id)
    return [id for id in (link.record_id, primary.pk, primary.primary_id) if id]


def _forget(first: Record, second: Record) -> None:
    """The question about these two, or about copies of theirs, is answered."""
    sides = [[one.pk, *one.copies.values_list("pk", flat=True)] for one in (first, second)]
    for a, b in (sides, sides[::-1]):
        DuplicateQuestion.objects.filter(first__in=a, second__in=b).delete()


def _refuse_hiding(record: Record, keep: Record, reason: str) -> None:
    if refused := refusal(record, keep):
        raise Closed(refused) if is_sought(record) else Invalid(refused)
    if has_votes(record) and not reason.strip():
        raise Invalid(
            "Both records have votes. Say why they are the same: of two votes of one person the earlier will "
            "count, votes of others fill the seats that are free, and the rest stays with the record put aside."
        )
