"""Labels: the review's list of them, and putting them on records."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Fenced, Invalid
from screening.models import Label, LabelUse, Member, Slot
from screening.models.records import of_works
from screening.team.audit import record_event
from screening.versions import save_version

MOST = 200


@transaction.atomic
def add_label(*, name: str, colour: int, parent: Label | None, by: Member) -> Label:
    """Add a label to the review's list, on its own or below another one."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Give the label a name.")
    if parent is not None and parent.parent_id:
        raise Invalid("Labels have two levels: choose a label of the first one to put this below.")
    standing = by.review.labels.filter(archived_at__isnull=True)
    if standing.count() >= MOST:
        raise Invalid(f"A review has at most {MOST} labels. Take out one that nobody uses.")
    if standing.filter(name__iexact=name).exists():
        raise Invalid(f"There is a label “{name}” already.")
    label = Label.objects.create(review=by.review, name=name, colour=colour, parent=parent)
    record_event("label added", label, by=by, after={"name": name, "parent": str(parent or "")})
    return label


@transaction.atomic
def change_label(*, label: Label, name: str, colour: int, version: int, by: Member) -> None:
    """Give a label another name or colour; it stays where it was put."""
    name = " ".join(name.split())
    others = by.review.labels.filter(archived_at__isnull=True).exclude(pk=label.pk)
    if not name or others.filter(name__iexact=name).exists():
        raise Invalid(f"There is a label “{name}” already." if name else "Give the label a name.")
    change = save_version(label, version=version, name=name, colour=colour)
    if change["after"]:
        record_event("label changed", label, by=by, **change)


@transaction.atomic
def archive_label(*, label: Label, version: int, by: Member) -> None:
    """Offer a label no longer, nor those below it. What was labelled with it stays so, as history."""
    now = timezone.now()
    save_version(label, version=version, archived_at=now)
    label.children.filter(archived_at__isnull=True).update(archived_at=now)
    record_event("label taken out", label, by=by, before={"name": label.name})


@transaction.atomic
def put_label(*, slot: Slot, label: Label, on: bool, by: Member) -> None:
    """Put the label on the record of the member's seat, or take it off. Sent twice it is done once.

    Only the member and those who may see the record's votes see it; the audit line does not say which label.
    """
    if slot.reviewer_id != by.pk:
        raise Fenced("This record has passed to somebody else, so your label was not stored.")
    if label.review_id != by.review_id or label.archived_at:
        raise Invalid(f"“{label}” is no longer on the review's list of labels.")
    standing = LabelUse.objects.filter(of_works([slot.record_id]), label=label, member=by, taken_at__isnull=True)
    if on:
        if standing.exists():
            return  # on a copy of the record
        try:
            with transaction.atomic():
                use = LabelUse.objects.create(label=label, record=slot.record, member=by)
        except IntegrityError:
            return
        record_event("labelled", use, by=by)
    elif (use := standing.first()) is not None:
        LabelUse.objects.filter(pk__in=[each.pk for each in standing]).update(taken_at=timezone.now())
        record_event("label taken off", use, by=by)
