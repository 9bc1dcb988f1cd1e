"""Attaching a PDF to a report, taking it back, and saying that a report could not be had."""

import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.fulltext.pdf import NotAcceptable, PdfFacts, check_pdf
from screening.fulltext.queries import has_full_text_votes
from screening.models import Member, Report, ReportFile
from screening.team.audit import record_event
from screening.versions import save_version


def attach_file(*, report: Report, upload: UploadedFile, by: Member) -> ReportFile:
    """Check the upload and keep it under a name of our own; the report counts as retrieved from then on."""
    try:
        content, facts = read_upload(upload)
    except Invalid as error:
        raise Invalid(f"“{upload.name}” was not attached to {report}. {error}") from None
    return keep_file(report=report, content=content, facts=facts, filename=upload.name or "report.pdf", by=by)


def read_upload(upload: UploadedFile) -> tuple[bytes, PdfFacts]:
    """The bytes of an upload with what is known of them; Invalid, in words, where it is not acceptable."""
    if upload.size > settings.PDF_UPLOAD_LIMIT:
        limit = settings.PDF_UPLOAD_LIMIT // 2**20
        raise Invalid(f"“{upload.name}” is larger than {limit} MB. Save a smaller copy (lower image quality).")
    content = upload.read()
    try:
        return content, check_pdf(content)
    except NotAcceptable as error:
        raise Invalid(str(error)) from None


def keep_file(*, report: Report, content: bytes, facts: PdfFacts, filename: str, by: Member) -> ReportFile:
    """Keep a checked PDF with its report. Closed where it is there already."""
    file = ReportFile(
        report=report,
        filename=filename[:300],
        sha256=facts.sha256,
        size=facts.size,
        pages=facts.pages,
        uploaded_by=by,
    )
    try:
        with transaction.atomic():
            file.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(content), save=False)
            file.save()
            _set_retrieved(report, by)
            record_event(
                "full text attached", file.report, by=by, after={"file": file.filename, "sha256": file.sha256}
            )
    except IntegrityError:
        file.file.delete(save=False)
        raise Closed(f"This very file is attached to {report} already; nothing was changed.") from None
    return file


def _set_retrieved(report: Report, by: Member) -> None:
    if report.retrieval != Report.Retrieval.RETRIEVED:
        changes = save_version(report, version=report.version, retrieval=Report.Retrieval.RETRIEVED)
        record_event("retrieval changed", report, by=by, **changes)


@transaction.atomic
def log_retrieval(*, report: Report, retrieval: str, note: str, version: int, by: Member) -> None:
    """Say how the search for a report stands. A report that somebody voted on stays retrievable."""
    if retrieval not in Report.Retrieval.values:
        raise Invalid("Choose one of: sought, requested, retrieved, not retrieved.")
    if retrieval == Report.Retrieval.NOT_RETRIEVED:
        if report.files.filter(archived_at__isnull=True).exists():
            raise Closed(f"{report} has a PDF. Remove the file first if it is the wrong one.")
        if has_full_text_votes(report.record):
            raise Closed(f"{report} was already judged at full text, so it cannot be marked as not retrieved.")
    changes = save_version(report, version=version, retrieval=retrieval, retrieval_note=note.strip()[:500])
    if changes["after"]:
        record_event("retrieval changed", report, by=by, **changes)


@transaction.atomic
def set_notice(*, report: Report, notice: str, note: str, version: int, by: Member) -> None:
    """Say that a report was retracted, corrected or is under concern; shown wherever the report is."""
    if notice not in Report.Notice.values:
        raise Invalid("Choose one of: no notice, corrected, expression of concern, retracted.")
    changes = save_version(report, version=version, notice=notice, notice_note=note.strip()[:500])
    if changes["after"]:
        record_event("notice changed", report, by=by, **changes)


@transaction.atomic
def remove_file(*, file: ReportFile, by: Member) -> None:
    """Take a file off its report; it stays in the archive and in the audit trail."""
    file.archived_at = timezone.now()
    file.save(update_fields=["archived_at"])
    report = file.report
    # A report that somebody judged, or read elsewhere as its note says, was retrieved all the same.
    read = bool(report.retrieval_note) or has_full_text_votes(report.record)
    if (
        not read
        and not report.files.filter(archived_at__isnull=True).exists()
        and report.retrieval == Report.Retrieval.RETRIEVED
    ):
        changes = save_version(report, version=report.version, retrieval=Report.Retrieval.SOUGHT)
        record_event("retrieval changed", report, by=by, **changes)
    record_event("full text removed", report, by=by, before={"file": file.filename, "sha256": file.sha256})


def put_back_file(*, file: ReportFile, by: Member) -> None:
    """Attach a removed file to its report again; passages marked in it are there as before. Closed where the same
    file was attached anew meanwhile."""
    try:
        with transaction.atomic():
            file.archived_at = None
            file.save(update_fields=["archived_at"])
            _set_retrieved(file.report, by)
            told = {"file": file.filename, "sha256": file.sha256}
            record_event("full text put back", file.report, by=by, after=told)
    except IntegrityError:
        raise Closed(
            f"“{file.filename}” was attached to {file.report} again meanwhile; nothing was changed."
        ) from None
