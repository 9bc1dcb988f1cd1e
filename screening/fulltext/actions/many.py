"""Many PDFs at once: each is attached where it belongs, and what fits nothing for sure waits to be asked about."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.files import open_stored
from screening.fulltext.actions.files import keep_file, read_upload
from screening.fulltext.matching import Sought, place
from screening.fulltext.pdf import PdfFacts, page_texts
from screening.fulltext.queries import holders
from screening.models import Member, Report, ReportFile, UnplacedFile
from screening.team.audit import record_event


@dataclass(frozen=True)
class Sorted:
    """What became of one file: "attached", "unsure", "known" or "refused", with words for people."""

    filename: str
    outcome: str
    words: str


def sort_file(*, upload: UploadedFile, sought: Sequence[Sought], by: Member) -> Sorted:
    """Attach one PDF of many where it belongs for sure; else keep it until somebody says where."""
    name = (upload.name or "report.pdf")[:300]
    try:
        content, facts = read_upload(upload)
    except Invalid as error:
        return Sorted(name, "refused", str(error))
    known = holders(by, facts.sha256).first()
    if known is not None:
        return Sorted(name, "known", f"It is attached to {known} already.")
    texts = page_texts(content)
    placing = place(texts[0], "\n".join(texts[1:]), name, sought)
    if placing.report is not None:
        report = by.review.reports.select_related("record").get(pk=placing.report)
        keep_file(report=report, content=content, facts=facts, filename=name, by=by)
        return Sorted(name, "attached", f"Attached to {report}: {placing.clues[0].why}.")
    clues = [[clue.report, clue.why] for clue in placing.clues]
    return _keep_unplaced(name, content, facts, texts[0], clues, by)


def _keep_unplaced(name: str, content: bytes, facts: PdfFacts, text: str, clues: list[list], by: Member) -> Sorted:
    file = UnplacedFile(
        review=by.review,
        filename=name,
        sha256=facts.sha256,
        size=facts.size,
        pages=facts.pages,
        beginning=" ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300],
        clues=clues,
        uploaded_by=by,
    )
    try:
        with transaction.atomic():
            file.file.save(f"{uuid.uuid4().hex}.pdf", ContentFile(content), save=False)
            file.save()
            record_event("full text kept for sorting", file, by=by, after={"file": name, "sha256": facts.sha256})
    except IntegrityError:
        file.file.delete(save=False)
        return Sorted(name, "known", "It waits below already to be placed.")
    many = len({report for report, _ in clues})
    words = f"It may belong to {many} reports." if many > 1 else "It may belong to one report; please confirm."
    return Sorted(name, "unsure", words if many else "Nothing in it names one of the reports.")


@transaction.atomic
def place_file(*, file: UnplacedFile, report: Report, by: Member) -> ReportFile:
    """Attach a waiting PDF to the report that somebody chose."""
    _settle(file)
    with open_stored(file.file, file.filename) as stored:
        content = stored.read()
    facts = PdfFacts(file.sha256, file.size, file.pages)
    return keep_file(report=report, content=content, facts=facts, filename=file.filename, by=by)


@transaction.atomic
def discard_file(*, file: UnplacedFile, by: Member) -> None:
    """Lay a waiting PDF aside: it belongs to none of the reports. It stays in the archive."""
    _settle(file)
    record_event("full text laid aside", file, by=by, before={"file": file.filename, "sha256": file.sha256})


def _settle(file: UnplacedFile) -> None:
    done = UnplacedFile.objects.filter(pk=file.pk, settled_at__isnull=True).update(settled_at=timezone.now())
    if not done:
        raise Closed(f"“{file.filename}” was placed or laid aside by somebody else; nothing was changed.")
