"""All proposals at once: waiting PDFs that name one report each are attached together, and taken off together."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from screening.errors import Closed
from screening.fulltext.actions.files import remove_file
from screening.fulltext.actions.many import place_file
from screening.fulltext.queries import ATTACHED, TAKEN_BACK
from screening.models import Event, Member, Report, ReportFile, UnplacedFile
from screening.team.audit import record_event


@transaction.atomic
def place_proposals(*, pairs: Sequence[tuple[UnplacedFile, Report]], by: Member) -> int:
    """Attach each waiting PDF to its report; how many were. What somebody else placed meanwhile is left alone."""
    placed = []
    for file, report in pairs:
        try:
            with transaction.atomic():
                kept = place_file(file=file, report=report, by=by)
        except Closed:
            continue
        placed.append([str(file.pk), str(kept.pk)])
    if placed:
        record_event(ATTACHED, by.review, by=by, after={"files": placed})
    return len(placed)


@transaction.atomic
def take_back_proposals(*, placing: Event, by: Member) -> int:
    """Take the PDFs of one such step off their reports again, so that each waits as before; how many were. A file
    that was removed meanwhile stays so."""
    kept = dict(placing.after["files"])
    standing = ReportFile.objects.filter(pk__in=kept.values(), archived_at__isnull=True).select_related(
        "report__record"
    )
    files = {str(file.pk): file for file in standing}
    back = {waiting: files[pk] for waiting, pk in kept.items() if pk in files}
    for waiting, file in back.items():
        remove_file(file=file, by=by)
        _let_wait(waiting)
    record_event(TAKEN_BACK, by.review, by=by, before={"files": list(back)})
    return len(back)


def _let_wait(pk: str) -> None:
    """The same file may have been dropped again meanwhile, and wait already."""
    try:
        with transaction.atomic():
            UnplacedFile.objects.filter(pk=pk).update(settled_at=None)
    except IntegrityError:
        return
