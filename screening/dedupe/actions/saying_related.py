"""A person says that records belong together without being the same, and takes it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.dedupe.actions.by_hand import keep_apart
from screening.errors import Closed, Invalid
from screening.models import DuplicateLink, Member, Record, RecordRelation
from screening.team.audit import record_event


@transaction.atomic
def say_related(*, record: Record, other: Record, kind: str, by: Member) -> RecordRelation:
    """Say that `record` is a notice about, or a version of, `other`: the rules keep the two apart from then on, and
    a question about them is answered."""
    if record.pk == other.pk or other.pk in (record.primary_id, *record.copies.values_list("pk", flat=True)):
        raise Invalid("These two are copies of one record. Choose another record, or take the copies apart first.")
    if kind not in RecordRelation.Kind.values:
        raise Invalid("Choose what the record is to the other one, for example a correction.")
    why = f"Said by {by}"
    if RecordRelation.objects.filter(record=other, other=record, undone_at__isnull=True).exists():
        raise Closed("These two are related already. Take that back first to say something else.")
    try:
        with transaction.atomic():
            made = RecordRelation.objects.create(
                record=record, other=other, kind=kind, why=why[:300], by_hand=True, made_by=by
            )
    except IntegrityError as error:
        raise Closed("These two are related already. Take that back first to say something else.") from error
    if not DuplicateLink.objects.filter(record__in=(record, other), primary__in=(record, other)).exists():
        keep_apart(first=other, second=record, by=by)
    record_event("records related", record, by=by, after={"kind": kind, "of": other.pk})
    return made


@transaction.atomic
def take_back_relation(*, relation: RecordRelation, by: Member) -> None:
    """The two have nothing to do with each other; the rules never say so again."""
    standing = RecordRelation.objects.filter(pk=relation.pk, undone_at__isnull=True)
    if not standing.update(undone_by=by, undone_at=timezone.now()):
        raise Closed("This was taken back already. Reload the page.")
    before = {"kind": relation.kind, "of": relation.other_id}
    record_event("relation taken back", relation.record, by=by, before=before)
