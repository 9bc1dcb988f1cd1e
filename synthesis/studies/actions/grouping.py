"""Reports become studies: create, link, unlink, edit."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from screening.errors import Closed, Invalid
from screening.models import Member, Report
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.models import Study, StudyReport
from synthesis.studies.queries import included_reports


@transaction.atomic
def create_study(*, reports: Sequence[Report], by: Member, label: str = "", **details: Any) -> Study:
    """A study told in these included reports; the first is the main one and lends its name where none is given.

    `details`: year, design, registration, note. Raises Invalid or Closed where a report cannot be grouped.
    """
    if not reports:
        raise Invalid("A study needs at least one report: choose the reports that tell of it.")
    label = label.strip() or reports[0].record.label
    refuse_taken_label(label, by)
    details.setdefault("year", reports[0].record.year)
    study = Study.objects.create(review=by.review, label=label, **details)
    for report in reports:
        _link(study, report, by)
    named = [str(report) for report in reports]
    record_event("study created", study, by=by, after={"label": label, "reports": named})
    return study


@transaction.atomic
def link_report(*, study: Study, report: Report, by: Member) -> StudyReport:
    """Add a report to a study; a report belongs to one study at most."""
    _refuse_archived(study)
    link = _link(study, report, by)
    record_event("report linked", study, by=by, after={"report": str(report), "report_id": report.pk})
    return link


@transaction.atomic
def unlink_report(*, study: Study, report: Report, by: Member) -> None:
    """Take a report out of a study, as long as nobody has begun to extract from it."""
    study = Study.objects.select_for_update(no_key=True).get(pk=study.pk)
    if study.extraction_started_at:
        raise Closed(
            f"{report} stays in {study}: data extraction from the study has started, and its values may come "
            "from this report. Archive the study if it was grouped wrongly, and group the reports anew."
        )
    link = StudyReport.objects.filter(study=study, report=report).first()
    if link is None:
        raise Invalid(f"{report} is not in {study}; it may have been taken out already.")
    link.delete()
    if link.is_main and (heir := study.report_links.order_by("pk").first()):
        StudyReport.objects.filter(pk=heir.pk).update(is_main=True)
    record_event("report unlinked", study, by=by, before={"report": str(report), "report_id": report.pk})


@transaction.atomic
def edit_study(*, study: Study, version: int, by: Member, **changes: Any) -> Study:
    """Change label, year, design, registration or note; refused where somebody saved first."""
    if "label" in changes:
        changes["label"] = changes["label"].strip()
        refuse_taken_label(changes["label"], by, besides=study)
    record_event("study changed", study, by=by, **save_version(study, version=version, **changes))
    return study


def _link(study: Study, report: Report, by: Member) -> StudyReport:
    taken = StudyReport.objects.filter(report=report).select_related("study").first()
    if taken and taken.study.archived_at and taken.study_id != study.pk:
        return _take_over(taken, study, by)
    if taken:
        raise Closed(f"{report} is already in the study {taken.study}; a report belongs to one study.")
    if not included_reports(by.review).filter(pk=report.pk).exists():
        raise Invalid(f"{report} is not included at full text, so it cannot be put into a study.")
    first = not study.report_links.exists()
    return StudyReport.objects.create(study=study, report=report, is_main=first, linked_by=by)


def _take_over(link: StudyReport, study: Study, by: Member) -> StudyReport:
    """A report of an archived study is free to be grouped anew; the old study's event keeps where it was."""
    before = {"report": str(link.report), "report_id": link.report_id}
    record_event("report unlinked", link.study, by=by, before=before, reason=f"grouped anew as {study}")
    link.study, link.is_main, link.linked_by = study, not study.report_links.exists(), by
    link.save(update_fields=["study", "is_main", "linked_by"])
    return link


def refuse_taken_label(label: str, by: Member, besides: Study | None = None) -> None:
    """Raise Invalid where another standing study has the name."""
    same = by.review.studies.filter(label__iexact=label.strip(), archived_at__isnull=True)
    if taken := same.exclude(pk=besides.pk if besides else None).first():
        raise Invalid(
            f"There is a study called {taken} already. Give this one another name, such as {taken}b, so that "
            "forms and plots tell them apart."
        )


def _refuse_archived(study: Study) -> None:
    if study.archived_at:
        raise Closed(f"{study} is archived. Restore it first, then change it.")
