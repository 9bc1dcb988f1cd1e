"""The report of a record that became a copy is put aside: sought no more, its files, notes and log kept."""

from django.utils import timezone

from screening.models import Member, Record, Report
from screening.team.audit import record_event


def put_report_aside(*, record: Record, by: Member) -> bool:
    """Seek the copy's report no longer; True where it was sought. Inside the transaction of the merge."""
    report = Report.objects.select_for_update(no_key=True).filter(record=record, withdrawn_at__isnull=True).first()
    if report is None:
        return False
    Report.objects.filter(pk=report.pk).update(withdrawn_at=timezone.now())
    record_event("report put aside", report, by=by, after={"copy of": record.primary_id})
    return True


def bring_report_back(*, record: Record, by: Member) -> bool:
    """Seek the report again, as it stood; True where it was put aside. Inside the transaction of the un-merge."""
    report = Report.objects.select_for_update(no_key=True).filter(record=record, withdrawn_at__isnull=False).first()
    if report is None:
        return False
    Report.objects.filter(pk=report.pk).update(withdrawn_at=None)
    record_event("report brought back", report, by=by, after={"retrieval": report.retrieval})
    return True
