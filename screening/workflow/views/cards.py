"""A record as a card: what a reviewer reads, as escaped HTML, for the page and for the script alike."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from screening.importing.queries.records import FLAGGED
from screening.models import Decision, Keyword, Member, Record, RecordRelation, Report, ReportFile, Slot, Stage
from screening.workflow.blinding import own_labels
from screening.workflow.card_fields import hidden_on_cards, registry_links
from screening.workflow.highlight import Highlighter, sections
from screening.workflow.queries import fixed_records, perhaps_own

AUTHORS_SHOWN = 3
DETAILS = [
    ("volume", "Volume"),
    ("issue", "Issue"),
    ("pages", "Pages"),
    ("issn", "ISSN"),
    ("publisher", "Publisher"),
    ("accession", "Accession"),
]


def highlighter(member: Member) -> Highlighter:
    """Marks the team's keywords and the member's own."""
    words = Keyword.objects.filter(Q(owner__isnull=True) | Q(owner=member), review_id=member.review_id)
    return Highlighter(words.values_list("kind", "text"))


def card_html(
    record: Record,
    mark: Highlighter,
    *,
    slug: str,
    report: Report | None = None,
    hidden: frozenset[str] = frozenset(),
    template: str = "_card.html",
    asks_whose: bool = False,
) -> str:
    """One record as safe HTML. `record` comes from `records_for_cards`; what is hidden is not in it anywhere. With
    `asks_whose` it asks whether the reader wrote it."""
    context = {
        "asks_whose": asks_whose,
        "record": record,
        "slug": slug,
        "hidden": hidden,
        "title": mark_safe(mark(record.title)),
        "sections": [(head, mark_safe(mark(text))) for head, text in sections(record.abstract)],
        "report": report,
        "files": _files(report) if report else [],
    }
    told = {notice.kind for one in (record, *record.copies.all()) for notice in one.relations.all()}
    context["notice_about"] = next((kind for kind in FLAGGED if kind in told), None)
    if "authors" not in hidden:
        context["authors"] = record.authors[:AUTHORS_SHOWN]
        context["more_authors"] = record.authors[AUTHORS_SHOWN:]
    if "keywords" not in hidden:
        context["keywords"] = mark_safe(mark("; ".join(str(keyword) for keyword in record.keywords)))
    if "source" not in hidden:
        copies = list(record.copies.all())
        names = [record.batch.source.name, *(copy.batch.source.name for copy in copies)]
        context |= {"copies": len(copies), "sources": list(dict.fromkeys(names))}
    if "links" not in hidden:
        context["registers"] = registry_links(record.accession, record.title, record.abstract)
    if "journal" not in hidden:
        context["details"] = [(label, getattr(record, name)) for name, label in DETAILS if getattr(record, name)]
    return render_to_string(f"screening/workflow/{template}", context)


def _files(report: Report) -> list[ReportFile]:
    """The report's files, then those of its copies' reports, which merges put aside."""
    aside = [copy.report for copy in report.record.copies.all() if hasattr(copy, "report")]
    return [file for one in (report, *aside) for file in one.files.all() if file.archived_at is None]


def records_for_cards(records: Sequence[int]) -> dict[int, Record]:
    """Record id -> record with its source, those of its copies, and the notices about it or a copy."""
    found = Record.objects.filter(pk__in=records).select_related("batch__source")
    copies = Record.objects.select_related("batch__source").only("primary", "batch__source__name")
    notices = RecordRelation.objects.filter(kind__in=FLAGGED, undone_at__isnull=True).select_related("record")
    own, theirs = Prefetch("relations", notices), Prefetch("copies__relations", notices)
    return {record.pk: record for record in found.prefetch_related(Prefetch("copies", copies), own, theirs)}


def reports_for_cards(stage: Stage, records: Sequence[int]) -> dict[int, Report]:
    """Record id -> its report with files and those of its copies, in the full-text stage; else nothing."""
    if stage.kind != Stage.Kind.FULL_TEXT:
        return {}
    copies = Prefetch("record__copies", Record.objects.only("primary"))
    reports = Report.objects.filter(record__in=records).select_related("record")
    reports = reports.prefetch_related("files", copies, "record__copies__report__files")
    return {report.record_id: report for report in reports}


def cards(
    member: Member,
    stage: Stage,
    slots: Sequence[Slot],
    votes: dict[Any, Decision],
    template: str = "_card.html",
) -> list[dict[str, Any]]:
    """The member's seats as cards for the script; `votes` maps slot ids to the member's own standing votes."""
    ids = [slot.record_id for slot in slots]
    records, reports = records_for_cards(ids), reports_for_cards(stage, ids)
    fixed = fixed_records(member, stage, ids) if votes else set()
    labelled, own = own_labels(member, ids), perhaps_own(member, records.values())
    mark, slug, hidden = highlighter(member), member.review.slug, hidden_on_cards(stage.hidden_fields)
    return [
        {
            "slot": str(slot.pk),
            "fence": slot.fence,
            "title": slot.record.title or "(no title)",
            "html": card_html(
                records[slot.record_id],
                mark,
                slug=slug,
                report=reports.get(slot.record_id),
                hidden=hidden,
                template=template,
                asks_whose=slot.record_id in own,
            ),
            **_vote(votes.get(slot.pk)),
            "fixed": slot.record_id in fixed,
            "labels": labelled.get(slot.record_id, []),
        }
        for slot in slots
    ]


def _vote(vote: Decision | None) -> dict[str, Any]:
    if vote is None:
        return {"verdict": "", "reason": None, "note": ""}
    return {"verdict": vote.verdict, "reason": vote.reason_id, "note": vote.note}
