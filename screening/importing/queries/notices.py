"""That a record or its report was retracted or corrected: what every list says beside its title."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q

from screening.importing.queries.records import flags_of
from screening.models import Record, RecordRelation, Report

AT_ONCE = 2_000


@dataclass(frozen=True)
class Notice:
    """The gravest thing known: in words, whether it is a retraction or a concern, and what the team noted."""

    label: str
    grave: bool
    note: str = ""

    def __str__(self) -> str:
        return f"{self.label}: {self.note}" if self.note else self.label


def notices_on(records: Iterable[Record]) -> dict[int, Notice]:
    """Record id -> what stands on its report, or on that of a copy, or in a notice about it among the records."""
    asked = list(records)
    works = {record.pk: record.primary_id or record.pk for record in asked}
    set_by_hand = _on_reports(set(works.values()))
    among = flags_of(asked)
    found: dict[int, Notice] = {}
    for record, work in works.items():
        report, flag = set_by_hand.get(work), among.get(record)
        if report and (report.notice == Report.Notice.RETRACTED or flag != RecordRelation.Kind.RETRACTION):
            grave = report.notice != Report.Notice.CORRECTED
            found[record] = Notice(str(report.get_notice_display()), grave, report.notice_note)
        elif flag:
            found[record] = Notice(f"{flag.label} among the records", flag == RecordRelation.Kind.RETRACTION)
    return found


def with_notices(records: Iterable[Record]) -> Iterator[tuple[Record, Notice | None]]:
    """Each record with its notice, many records a query: for a page as for a file of all."""
    rest = iter(records)
    while part := list(islice(rest, AT_ONCE)):
        notices = notices_on(part)
        yield from ((record, notices.get(record.pk)) for record in part)


_GRAVEST = (Report.Notice.CORRECTED, Report.Notice.CONCERN, Report.Notice.RETRACTED)


def _on_reports(works: set[int]) -> dict[int, Report]:
    """Work -> the report of it, or of a copy, that bears the gravest notice."""
    theirs = Record.objects.filter(Q(pk__in=works) | Q(primary__in=works))
    reports = Report.objects.filter(record__in=theirs).exclude(notice=Report.Notice.NONE).select_related("record")
    ranked = sorted(reports, key=lambda report: (_GRAVEST.index(Report.Notice(report.notice)), -report.pk))
    return {report.record.primary_id or report.record_id: report for report in ranked}
