"""Records that could be looked up, and values that wait for a person."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet

from screening.importing.queries import imported_records
from screening.importing.queries.records import LABELS, shown
from screening.models import ImportBatch, Job, Member, Proposal, Record

IDENTIFIED = Q(doi__startswith="10.") | Q(pmid__regex=r"^[0-9]+$")
"""Files hold "n/a" and the like in the place of a DOI: nobody is asked for these."""


def records_to_look_up(member: Member) -> QuerySet[Record]:
    """Unique records without an abstract, with a DOI or PubMed id, for which nothing is proposed yet."""
    records = imported_records(member).filter(IDENTIFIED, abstract="", primary__isnull=True)
    return records.exclude(proposals__state=Proposal.State.OPEN).order_by("pk")


@dataclass(frozen=True)
class NotFound:
    """A record that the last looking up brought nothing for, and why."""

    record: Record
    why: str


def not_found(member: Member) -> list[NotFound]:
    """What the last looking up did not find, in its order; without what is undone since."""
    last = Job.objects.filter(review=member.review, kind="look_up").order_by("-created_at").first()
    why = {int(pk): words for pk, words in ((last and last.result) or {}).get("why", {}).items()}
    return [
        NotFound(record, why[record.pk]) for record in imported_records(member).filter(pk__in=why).order_by("pk")
    ]


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
