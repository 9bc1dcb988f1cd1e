"""A person says that records belong together without being the same, and takes it back."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.dedupe.actions.by_hand import keep_apart
from screening.dedupe.queries.answers import answers_apart
from screening.errors import Closed, Invalid
from screening.models import Member, Record, RecordRelation
from screening.team.audit import record_event


@transaction.atomic
def say_related(*, record: Record, other: Record, kind: str, by: Member) -> RecordRelation:
    """Say that `record` is a notice about, or a version of, `other`: the rules keep the two apart from then on, and
    a question about them is answered. It confirms or replaces what the rules said of them; what a person said has
    to be taken back first."""
    if record.pk == other.pk or other.pk in (record.primary_id, *record.copies.values_list("pk", flat=True)):
        raise Invalid("These two are copies of one record. Choose another record, or take the copies apart first.")
    if kind not in RecordRelation.Kind.values:
        raise Invalid("Choose what the record is to the other one, for example a correction.")
    held = _standing(record, other)
    if held is not None and held.by_hand:
        if (held.record_id, held.kind) == (record.pk, kind):
            return held
        raise Closed("These two are related already. Take that back first to say something else.")
    if held is not None:  # what the rules said gives way to what a person says
        RecordRelation.objects.filter(pk=held.pk).update(undone_at=timezone.now())
    made = _make(record, other, kind, by)
    if not answers_apart().filter(record__in=(record, other), primary__in=(record, other)).exists():
        keep_apart(first=other, second=record, by=by)
    record_event("records related", record, by=by, after={"kind": kind, "of": other.pk})
    return made


def _standing(one: Record, other: Record) -> RecordRelation | None:
    """What is said of the two by now, whichever is about the other."""
    pair = RecordRelation.objects.filter(record__in=(one, other), other__in=(one, other), undone_at__isnull=True)
    return pair.first()


def _make(record: Record, other: Record, kind: str, by: Member) -> RecordRelation:
    try:
        with transaction.atomic():
            return RecordRelation.objects.create(
                record=record, other=other, kind=kind, why=f"Said by {by}"[:300], by_hand=True, made_by=by
            )
    except IntegrityError as error:
        raise Closed("These two are related already. Take that back first to say something else.") from error


@transaction.atomic
def take_back_relation(*, relation: RecordRelation, by: Member) -> None:
    """The two have nothing to do with each other; the rules never say so again."""
    standing = RecordRelation.objects.filter(pk=relation.pk, undone_at__isnull=True)
    if not standing.update(undone_by=by, undone_at=timezone.now()):
        raise Closed("This was taken back already. Reload the page.")
    before = {"kind": relation.kind, "of": relation.other_id}
    record_event("relation taken back", relation.record, by=by, before=before)


def unsay_relation(*, relation: UUID, by: Member) -> None:
    """Take back what a person said as if it had not been said: the rules may relate the two, or not. Inside the
    caller's transaction."""
    said = RecordRelation.objects.filter(
        pk=relation, record__review=by.review, by_hand=True, undone_at__isnull=True
    )
    found = said.select_related("record").first()
    if found is None:
        raise Closed("What was said of these two was taken back already. Reload the page.")
    said.update(undone_at=timezone.now())
    before = {"kind": found.kind, "of": found.other_id}
    record_event("answer on relation taken back", found.record, by=by, before=before)
