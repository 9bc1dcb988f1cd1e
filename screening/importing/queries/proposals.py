"""Records that could be looked up, and values that wait for a person."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet

from screening.importing.queries import imported_records
from screening.importing.queries.records import LABELS, shown
from screening.models import ImportBatch, Member, Proposal, Record


def records_to_look_up(member: Member) -> QuerySet[Record]:
    """Unique records without an abstract, with a DOI or PubMed id, for which nothing is proposed yet."""
    records = imported_records(member).filter(~Q(doi="") | ~Q(pmid=""), abstract="", primary__isnull=True)
    return records.exclude(proposals__state=Proposal.State.OPEN).order_by("pk")


def open_proposals(member: Member) -> QuerySet[Proposal]:
    """What waits, record by record. Few are open, so that they are asked first and their records by them."""
    found = Proposal.objects.filter(
        state=Proposal.State.OPEN, record__review=member.review, record__batch__state=ImportBatch.State.COMMITTED
    )
    return found.select_related("record").order_by("record_id", "id")


@dataclass(frozen=True)
class ProposedValue:
    """One proposal beside what the record says now."""

    proposal: Proposal
    label: str
    says: str
    would_say: str


def by_record(proposals: list[Proposal]) -> list[tuple[Record, list[ProposedValue]]]:
    """The proposals of each record together."""
    groups = groupby(proposals, key=lambda proposal: proposal.record)
    return [
        (
            record,
            [
                ProposedValue(
                    one,
                    LABELS.get(one.field, one.field.capitalize()),
                    shown(getattr(record, one.field)),
                    shown(one.value),
                )
                for one in found
            ],
        )
        for record, found in groups
    ]
