"""A label put on many records at once, or taken off."""

from collections.abc import Sequence

from django.db import transaction

from screening.errors import Invalid
from screening.models import Label, ManyChange, Member
from screening.team.audit import record_event
from screening.workflow.actions.many import label_records, unlabel_records

MOST = 20_000


@transaction.atomic
def label_many(*, records: Sequence[int], label: Label, by: Member) -> ManyChange:
    """Put the member's label on the records that do not bear it yet; the change names those."""
    _check_few(records)
    return _made(ManyChange.Kind.LABEL, label, label_records(records=records, label=label, by=by), by)


@transaction.atomic
def unlabel_many(*, records: Sequence[int], label: Label, by: Member) -> ManyChange:
    """Take the member's own label off the records; the change names those that bore it."""
    _check_few(records)
    return _made(ManyChange.Kind.UNLABEL, label, unlabel_records(records=records, label=label, by=by), by)


def _check_few(records: Sequence[int]) -> None:
    if len(records) > MOST:
        raise Invalid(f"{len(records):,} records were found; at most {MOST:,} are labelled at once. Find fewer.")


def _made(kind: str, label: Label, records: list[int], by: Member) -> ManyChange:
    args = {"label": label.pk, "name": label.name}
    change = ManyChange.objects.create(review=by.review, member=by, kind=kind, args=args, records=records)
    record_event("many records labelled", change, by=by, after={"records": len(records)})
    return change
