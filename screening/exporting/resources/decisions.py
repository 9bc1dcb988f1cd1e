"""Votes and adjudications on settled records, for those who may export decisions; `workflow` says which."""

from collections.abc import Iterator

from django.db.models import QuerySet

from screening.exporting.escaping import as_text
from screening.exporting.resources.escaped import EscapedResource
from screening.models import Decision, Resolution
from screening.workflow.blinding import came_from, marked_first, votes_for_export
from screening.workflow.queries import adjudications_for_export

COLUMNS = {
    "number": "Record number",
    "title": "Title",
    "doi": "DOI",
    "pmid": "PMID",
    "stage": "Stage",
    "kind": "Kind",
    "reviewer": "Reviewer",
    "left": "Left the review",
    "verdict": "Verdict",
    "reason": "Reason",
    "note": "Note",
    "sequence": "Vote of this reviewer",
    "counts": "Counts",
    "first": "First vote",
    "decided": "Decided at (UTC)",
    "imported": "Imported from",
}


class DecisionResource(EscapedResource):
    """One row a vote, withdrawn and changed ones among them, then one an adjudication with its rationale as note;
    `Counts` marks those that stand, `First vote` those from which agreement is worked out."""

    def columns(self) -> dict[str, str]:
        return COLUMNS

    def get_queryset(self) -> QuerySet[Decision]:
        return votes_for_export(self.member)

    def iter_queryset(self, queryset: QuerySet[Decision]) -> Iterator[Decision]:
        """The votes, each told to be a first one or not."""
        yield from marked_first(super().iter_queryset(queryset))

    def cells(self, instance: Decision) -> dict[str, str]:
        return {
            "number": str(instance.record_id),
            "title": instance.record.title,
            "doi": instance.record.doi,
            "pmid": instance.record.pmid,
            "stage": str(instance.stage),
            "kind": "Vote",
            "reviewer": str(instance.reviewer),
            "left": "yes" if instance.reviewer.removed_at else "",
            "verdict": instance.get_verdict_display(),
            "reason": instance.reason.text if instance.reason else "",
            "note": instance.note,
            "sequence": str(instance.sequence),
            "counts": "yes" if instance.counts else "no",
            "first": "yes" if instance.is_first else "no",
            "decided": f"{instance.decided_at:%Y-%m-%d %H:%M:%S}",
            "imported": came_from(instance),
        }

    def rows(self) -> Iterator[list[str]]:
        """The votes, then what adjudicators decided."""
        yield from super().rows()
        for settled in adjudications_for_export(self.member).iterator(500):
            cells = self.adjudication(settled)
            yield [as_text(cells.get(name, "")) for name in self.fields]

    def adjudication(self, settled: Resolution) -> dict[str, str]:
        """The cells of an adjudication."""
        return {
            "number": str(settled.record_id),
            "title": settled.record.title,
            "doi": settled.record.doi,
            "pmid": settled.record.pmid,
            "stage": str(settled.stage),
            "kind": "Adjudication",
            "reviewer": str(settled.resolved_by),
            "verdict": settled.get_verdict_display(),
            "reason": settled.reason.text if settled.reason else "",
            "note": settled.rationale,
            "counts": "yes" if settled.reopened_at is None else "no",
            "decided": f"{settled.resolved_at:%Y-%m-%d %H:%M:%S}",
        }
