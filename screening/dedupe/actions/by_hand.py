"""Records become copies of one another, by rule or by hand, and stop being so: always reversible."""

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.parting import leave_group
from screening.dedupe.actions.pointing import lock_review, point, unlink
from screening.dedupe.queries.answers import answers_against, copies_brought, group_of, groups_apart_from
from screening.dedupe.queries.pages import stale_questions
from screening.dedupe.queries.refusing import has_votes, is_sought, refusal
from screening.dedupe.said import BY_HAND, NOT_SAME, noted
from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.locking import lock_entries
from screening.models import DuplicateLink, DuplicateQuestion, Job, Member, Record, RecordRelation
from screening.team.audit import record_event
from screening.workflow.actions import carry_votes, counted_on, put_report_aside

THROUGH = " (through another copy)"
SAID_APART = "Said not to be the same"


@transaction.atomic
def look_through(*, by: Member) -> Job:
    """Ask for the whole review to be looked through for duplicates."""
    return start_job(kind="find_duplicates", key="review", by=by, subject="Duplicates of the whole review")


@transaction.atomic
def merge(*, record: Record, keep: Record, by: Member, reason: str = "", evidence: str = "") -> DuplicateLink:
    """Make `record` (with its copies) a copy of `keep`, by hand: `reason` in the member's words, and the evidence.

    A record with votes is never hidden under one without; where both have votes one of the two is needed, and the
    votes of the copy are carried over as `workflow.actions.carrying` says. Its report is put aside where the other
    one's is sought too; `queries.refusing` says when not. An answer that the two are not the same is overruled by a
    merge with a reason, for as long as the merge holds.
    """
    lock_review(by.review, [])  # first, so that what stands for each is what it is now
    record, keep = _root(record, by), _root(keep, by)
    lock_entries([record.pk, keep.pk])
    if record.pk == keep.pk:
        raise Invalid("These two are copies of one record already.")
    against = list(answers_against(record, keep))
    _refuse(record, keep, against, reason.strip(), evidence)
    link = _link(record, keep, by, noted(reason.strip(), evidence) or "Merged by hand")
    DuplicateLink.objects.filter(pk__in=[said.pk for said in against]).update(overruled_by=link)
    _end_relations(group_of(keep))
    carried = carry_votes(link=link)
    after = {"copy of": keep.pk, "votes that count there": carried.counted, "votes kept aside": carried.surplus}
    if put_report_aside(record=record, by=by):
        after["report"] = "put aside"
    if against:
        after["overrules"] = [[said.record_id, said.primary_id, str(said.undone_by)] for said in against]
    stale_questions(by.review_id).delete()
    for other in groups_apart_from(keep):
        _forget(keep, other)
    record_event("duplicates merged", record, by=by, after=after, reason=reason or evidence)
    return link


def _link(record: Record, keep: Record, by: Member, why: str) -> DuplicateLink:
    """Link and pointer of the record and of the copies it brings, which end the links they had at the same moment:
    by that the way back knows them."""
    at = timezone.now()
    moved = list(DuplicateLink.objects.filter(primary=record, undone_at__isnull=True))
    unlink([old.pk for old in moved], at)
    new = {"primary": keep, "merged_at": at}
    link = DuplicateLink.objects.create(record=record, rule=BY_HAND, evidence=why, merged_by=by, **new)
    DuplicateLink.objects.bulk_create(
        DuplicateLink(
            record_id=old.record_id,
            rule=old.rule,
            evidence=old.evidence.removesuffix(THROUGH)[:250] + THROUGH,
            merged_by=old.merged_by,
            **new,
        )
        for old in moved
    )
    point({record.pk: keep.pk} | {old.record_id: keep.pk for old in moved})
    record.primary_id = keep.pk
    return link


@transaction.atomic
def take_apart(*, link: DuplicateLink, by: Member) -> None:
    """“Not the same”: the record stands for itself again with its own decisions and for the copies it brought, and
    the rules never merge this pair anew."""
    lock_review(by.review, [])  # first, so that its group is what it is now
    lock_entries({*_group_of(link), *counted_on(link.record_id)})
    if not DuplicateLink.objects.filter(pk=link.pk, undone_at__isnull=True).exists():
        raise Closed("This duplicate was taken apart already, or its group has changed. Reload the page.")
    before = {"copy of": link.primary_id, "rule": link.rule}
    after = leave_group(link, said={"undone_by": by}, by=by)
    record_event("duplicate taken apart", link.record, by=by, before=before, after=after)


@transaction.atomic
def keep_apart(*, first: Record, second: Record, by: Member, reason: str = "", evidence: str = "") -> DuplicateLink:
    """Say of two records that were not merged that they are not the same, and `reason` why; the question, which had
    this evidence, is not asked again."""
    lock_review(by.review, [])
    first, second = _root(first, by), _root(second, by)
    if first.pk == second.pk:
        raise Closed("These two are copies of one record now. Take that duplicate apart instead.")
    now = timezone.now()
    link = DuplicateLink.objects.create(
        record=second,
        primary=first,
        rule=NOT_SAME,
        evidence=noted(reason.strip() or SAID_APART, evidence),
        merged_by=by,
        merged_at=now,
        undone_by=by,
        undone_at=now,
    )
    _forget(first, second)
    record_event("records kept apart", second, by=by, after={"not a copy of": first.pk}, reason=reason.strip())
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
    """The record, the copies it brought, the one that stands for it, and whatever that was merged into by now."""
    primary = Record.objects.get(pk=link.primary_id)
    return [id for id in (link.record_id, *copies_brought(link), primary.pk, primary.primary_id) if id]


def _forget(first: Record, second: Record) -> None:
    """The question about these two, or about copies of theirs, is answered."""
    sides = [group_of(one) for one in (first, second)]
    for a, b in (sides, sides[::-1]):
        DuplicateQuestion.objects.filter(first__in=a, second__in=b).delete()


def _refuse(record: Record, keep: Record, against: list[DuplicateLink], reason: str, evidence: str) -> None:
    if refused := refusal(record, keep):
        raise Closed(refused) if is_sought(record) else Invalid(refused)
    if against and not reason:
        said = against[0]
        raise Invalid(
            f"{said.undone_by} said on {said.undone_at:%-d %B %Y} that records {said.record_id} and "
            f"{said.primary_id} are not the same. Compare the two and say why they are: that answer then ends."
        )
    if has_votes(record) and not (reason or evidence):
        raise Invalid(
            "Both records have votes. Say why they are the same: of two votes of one person the earlier will "
            "count, votes of others fill the seats that are free, and the rest stays with the record put aside."
        )
