"""Records found, searches kept, changes made to many records."""

from django.db.models import QuerySet

from screening.finding.filters import RecordFilter, own_vote, readable, sought
from screening.importing.queries import imported_records
from screening.importing.queries.records import open_stages
from screening.importing.queries.search import records_without_words, search
from screening.models import ManyChange, Member, Record, SavedSearch, StageRecord
from screening.models.records import TITLE_BEGINS, YEAR_OR_NONE
from screening.reviews.queries import hidden_from
from screening.workflow.blinding import records_labelled, records_voted

LIST_COLUMNS = ("title", "authors", "year", "journal", "doi", "pmid", "row_no", "primary", "batch")
ORDER_BY = {"newest": (YEAR_OR_NONE.desc(), "pk"), "title": (TITLE_BEGINS, "title", "pk")}

__all__ = [
    "my_changes",
    "records_found",
    "records_listed",
    "records_without_words",
    "saved_searches",
]


def records_found(member: Member, wanted: RecordFilter) -> QuerySet[Record]:
    """The records the filter leaves, in its order; nothing is told of fields hidden from the member."""
    hidden = hidden_from(member)
    wanted = readable(wanted, hidden)
    records = search(imported_records(member), wanted.words, sought(hidden), by_number="links" not in hidden)
    if wanted.source:
        records = records.filter(batch__source=wanted.source)
    if wanted.batch:
        records = records.filter(batch=wanted.batch)
    if wanted.copies:
        records = records.filter(primary__isnull=wanted.copies != "only")
    if wanted.missing in ("abstract", "doi"):
        records = records.filter(**{wanted.missing: ""})
    if wanted.year_from or wanted.year_to:
        records = records.alias(told=YEAR_OR_NONE).filter(told__gte=wanted.year_from or 1)
    if wanted.year_to:
        records = records.filter(told__lte=wanted.year_to)
    if wanted.stage and wanted.stage in [stage.pk for stage in open_stages(member)]:
        records = _standing_so(records, wanted.stage, wanted.state)
    if wanted.label:
        records = records.filter(pk__in=records_labelled(member, wanted.label))
    if vote := own_vote(wanted.mine):
        records = records.filter(pk__in=records_voted(member, *vote))
    return records.order_by(*ORDER_BY.get(wanted.order, ("pk",)))


def records_listed(member: Member, wanted: RecordFilter) -> QuerySet[Record]:
    """The records found as a list shows them; long fields are not read."""
    return records_found(member, wanted).only(*LIST_COLUMNS, "review")


def saved_searches(member: Member) -> QuerySet[SavedSearch]:
    """The member's own searches and those shared with the team, by name."""
    kept = member.review.saved_searches.filter(archived_at__isnull=True)
    return (kept.filter(member=member) | kept.filter(shared=True)).select_related("member__user")


def my_changes(member: Member) -> QuerySet[ManyChange]:
    """What the member changed on many records at once, the latest first."""
    return ManyChange.objects.filter(member=member).exclude(records=[])


def _standing_so(records: QuerySet[Record], stage: int, state: str) -> QuerySet[Record]:
    """Those of the records that are in the stage, and stand so there where a state is given."""
    entries = StageRecord.objects.filter(stage=stage)
    return records.filter(pk__in=(entries.filter(state=state) if state else entries).order_by().values("record"))
