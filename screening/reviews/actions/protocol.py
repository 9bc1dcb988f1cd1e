"""Changing the protocol, part by part. All parts share the review's version, so that nobody changes what
somebody else has changed meanwhile; criteria and reasons are archived, never deleted."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Criterion, ExclusionReason, Keyword, Member
from screening.reviews.queries import exclusion_reasons
from screening.team.audit import record_event
from screening.versions import save_version


@transaction.atomic
def change_question(*, version: int, by: Member, **fields: str) -> None:
    """Write title, question (PICO) and registration; only what changed goes into the history."""
    changed = save_version(by.review, version=version, **fields)
    if changed["after"]:
        record_event("question changed", by.review, by=by, **changed)


@transaction.atomic
def add_criteria(*, kind: str, texts: Iterable[str], version: int, by: Member) -> None:
    """Add criteria of one kind below those that stand."""
    save_version(by.review, version=version)
    start = _next_order(by.review.criteria.filter(kind=kind))
    for order, text in enumerate(texts, start):
        criterion = Criterion.objects.create(review=by.review, kind=kind, text=text, order=order)
        record_event("criterion added", criterion, by=by, after={"kind": kind, "text": text})


@transaction.atomic
def reword_criterion(*, criterion: Criterion, text: str, version: int, by: Member) -> None:
    """Change the words of one criterion."""
    save_version(by.review, version=version)
    before, criterion.text = criterion.text, text
    criterion.save(update_fields=["text"])
    record_event("criterion reworded", criterion, by=by, before={"text": before}, after={"text": text})


@transaction.atomic
def archive_criterion(*, criterion: Criterion, version: int, by: Member) -> None:
    """Take one criterion out of the protocol; its row and history stay."""
    save_version(by.review, version=version)
    Criterion.objects.filter(pk=criterion.pk).update(archived_at=timezone.now())
    record_event("criterion archived", criterion, by=by, before={"text": criterion.text})


@transaction.atomic
def add_reasons(*, texts: Iterable[str], version: int, by: Member) -> None:
    """Add reasons for exclusion at the end of the list."""
    save_version(by.review, version=version)
    start = _next_order(by.review.exclusion_reasons.all())
    for order, text in enumerate(texts, start):
        _refuse_known(by, text)
        reason = ExclusionReason.objects.create(review=by.review, text=text, order=order)
        record_event("exclusion reason added", reason, by=by, after={"text": text})


@transaction.atomic
def rename_reason(*, reason: ExclusionReason, text: str, version: int, by: Member) -> None:
    """Change the words of a reason; votes that gave it keep it, under its new words."""
    save_version(by.review, version=version)
    if text.casefold() != reason.text.casefold():
        _refuse_known(by, text)
    before, reason.text = reason.text, text
    reason.save(update_fields=["text"])
    record_event("exclusion reason renamed", reason, by=by, before={"text": before}, after={"text": text})


@transaction.atomic
def move_reason(*, reason: ExclusionReason, up: bool, version: int, by: Member) -> None:
    """Swap a reason with its neighbour; all get consecutive numbers, which are the keys 1 to 9."""
    save_version(by.review, version=version)
    rows = list(exclusion_reasons(by.review))
    place = next(index for index, row in enumerate(rows) if row.pk == reason.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows):
        row.order = order
    ExclusionReason.objects.bulk_update(rows, ["order"])
    record_event(
        "exclusion reason moved", reason, by=by, before={"position": place + 1}, after={"position": other + 1}
    )


@transaction.atomic
def archive_reason(*, reason: ExclusionReason, version: int, by: Member) -> None:
    """Offer the reason no longer; votes that gave it keep it. Closed for the last one where one is required."""
    save_version(by.review, version=version)
    others = exclusion_reasons(by.review).exclude(pk=reason.pk)
    if by.review.stages.filter(reason_required=True).exists() and not others.exists():
        raise Closed(
            f"“{reason}” is the last reason, and a stage requires one for every exclusion. "
            "Add another reason first, or change the stage."
        )
    ExclusionReason.objects.filter(pk=reason.pk).update(archived_at=timezone.now())
    record_event("exclusion reason archived", reason, by=by)


@transaction.atomic
def restore_reason(*, reason: ExclusionReason, version: int, by: Member) -> None:
    """Offer an archived reason again, at the end of the list."""
    save_version(by.review, version=version)
    _refuse_known(by, reason.text)
    order = _next_order(by.review.exclusion_reasons.all())
    ExclusionReason.objects.filter(pk=reason.pk).update(archived_at=None, order=order)
    record_event("exclusion reason restored", reason, by=by)


@transaction.atomic
def add_keywords(*, kind: str, words: Iterable[str], version: int, by: Member) -> list[str]:
    """Add words to mark in titles and abstracts; those that stand already are skipped. Returns the new ones."""
    save_version(by.review, version=version)
    known = {
        text.casefold()
        for text in by.review.keywords.filter(kind=kind, owner__isnull=True).values_list("text", flat=True)
    }
    added = [word for word in words if word.casefold() not in known]
    Keyword.objects.bulk_create(Keyword(review=by.review, kind=kind, text=word) for word in added)
    if added:
        record_event("keywords added", by.review, by=by, after={"kind": kind, "keywords": added})
    return added


@transaction.atomic
def remove_keyword(*, keyword: Keyword, version: int, by: Member) -> None:
    """Mark a word no longer. No decision rests on it; the history keeps what it was."""
    save_version(by.review, version=version)
    record_event("keyword removed", keyword, by=by, before={"kind": keyword.kind, "text": keyword.text})
    keyword.delete()


def _next_order(rows) -> int:
    last = rows.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def _refuse_known(by: Member, text: str) -> None:
    if exclusion_reasons(by.review).filter(text__iexact=text).exists():
        raise Invalid(f"“{text}” is in the list of reasons already.")
