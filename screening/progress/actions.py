"""Saying that a review updates an earlier one, taking it back, and keeping what the worker drew."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import Member, PreviousVersion, RenderedFigure, Review
from screening.team.audit import record_event
from screening.versions import save_version


@transaction.atomic
def set_previous(*, studies: int, reports: int, citation: str, version: int | None, by: Member) -> PreviousVersion:
    """Say what the version that this review updates had included; the flow then is that of an updated review."""
    if reports < studies:
        raise Invalid("Every study has at least one report: give at least as many reports as studies.")
    Review.objects.select_for_update(no_key=True).get(pk=by.review_id)
    told = PreviousVersion.objects.filter(review=by.review_id).first()
    given = {"studies": studies, "reports": reports, "citation": citation.strip()}
    if told is None:
        told = PreviousVersion.objects.create(review_id=by.review_id, **given)
        record_event("previous version told", told, by=by, after=given)
        return told
    change = save_version(told, version=told.version if told.archived_at else version, archived_at=None, **given)
    record_event("previous version told", told, by=by, **change)
    return told


@transaction.atomic
def drop_previous(*, by: Member) -> None:
    """This review updates none: the flow is that of a new review again. The numbers stay in the audit trail."""
    told = PreviousVersion.objects.filter(review=by.review_id, archived_at__isnull=True).first()
    if told is None:
        raise Closed("This review has no previous version; there is nothing to take back.")
    change = save_version(told, version=told.version, archived_at=timezone.now())
    record_event("previous version dropped", told, by=by, **change)


def keep_drawing(*, review: Review, sha256: str, file_format: str, content: bytes) -> RenderedFigure:
    """Store a drawn file under the hash of what it shows; drawn twice, it is stored once."""
    figure, made = RenderedFigure.objects.get_or_create(review=review, sha256=sha256, format=file_format)
    if made:
        figure.file.save(f"{figure.pk.hex}.{file_format}", ContentFile(content))
    return figure
