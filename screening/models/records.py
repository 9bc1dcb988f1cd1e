"""Records as the databases gave them, and which of them are copies of one another."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from screening.models.importing import ImportBatch
from screening.models.reviews import Review
from screening.models.team import Member

TITLE_BEGINS = models.Func("title", template="SUBSTR(%(expressions)s, 1, 60)", output_field=models.TextField())
YEAR_OR_NONE = models.Func("year", template="COALESCE(%(expressions)s, 0)", output_field=models.IntegerField())
"""What lists in the order of titles, or of years, are first sorted by. They have an index, which SQLite uses only
for the very same words: so the numbers stand in them, and not beside them as parameters."""


class Record(models.Model):
    """One entry as a database gave it. `primary` is set where it is a copy of another record.

    `line` is its first line in the file of its batch, `raw` every original tag with its value, in order and
    with repeats; `extra` holds what was read but has no column (editors, ISBN, place ...). `original`
    keeps what the file said of each field that a person corrected.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="records")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="records")
    row_no = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    type = models.CharField(max_length=40, blank=True)
    title = models.TextField(blank=True)
    abstract = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    year = models.IntegerField(null=True)
    journal = models.TextField(blank=True)
    volume = models.CharField(max_length=200, blank=True)
    issue = models.CharField(max_length=200, blank=True)
    pages = models.CharField(max_length=200, blank=True)
    doi = models.CharField(max_length=500, blank=True)
    pmid = models.CharField(max_length=60, blank=True)
    accession = models.CharField(max_length=200, blank=True)
    issn = models.CharField(max_length=200, blank=True)
    url = models.TextField(blank=True)
    language = models.CharField(max_length=200, blank=True)
    keywords = models.JSONField(default=list)
    publisher = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    raw = models.JSONField(default=list)
    original = models.JSONField(default=dict)
    match_key = models.CharField(max_length=64, blank=True)
    primary = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="row_imported_once")]
        indexes = [
            # With primary and batch, so that counting shared keys never reads the long rows themselves.
            models.Index(fields=["review", "doi", "primary", "batch"], name="record_doi"),
            models.Index(fields=["review", "pmid", "primary", "batch"], name="record_pmid"),
            models.Index(fields=["review", "match_key", "primary", "batch"], name="record_match_key"),
            # The copies alone: beside them an index of all records tells a planner that none is rare.
            models.Index(fields=["primary"], condition=models.Q(primary__isnull=False), name="record_copies"),
            # Which of a review's records are copies, for whoever counts those or all others: no record is read.
            models.Index(fields=["review", "primary", "batch", "id"], name="record_of_work"),
            # The orders of the list of records. A whole title may be longer than an entry of an index can be.
            models.Index("review", TITLE_BEGINS, "id", name="record_by_title"),
            models.Index("review", YEAR_OR_NONE.desc(), "id", name="record_newest"),
        ]

    def __str__(self) -> str:
        return self.title or "(no title)"

    @property
    def label(self) -> str:
        """First author and year, as teams call a record."""
        first = self.authors[0].split(",")[0] if self.authors else "Anonymous"
        return f"{first} {self.year}" if self.year else first


def of_works(records: Iterable[int] | models.OuterRef, field: str = "record") -> models.Q:
    """Rows whose `field` is one of these records or a copy of one: what was said of a copy counts for its work.

    Nothing is moved when records are merged, so each has its own again when they are taken apart.
    """
    if isinstance(records, models.OuterRef):
        return models.Q(**{field: records}) | models.Q(**{f"{field}__primary": records})
    ids = list(records)
    return models.Q(**{f"{field}__in": ids}) | models.Q(**{f"{field}__primary__in": ids})


class DuplicateLink(models.Model):
    """The record is a copy of the primary, says a rule or a person. Undone links stay as history.

    A link undone by a person says that the two are not the same: the rules never merge that pair again, unless
    `overruled_by` names the merge that a person made against it, for as long as that merge holds. One undone by
    nobody was replaced when the group got another primary; links that follow one another touch in time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="duplicate_links")
    primary = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    evidence = models.CharField(max_length=300)
    merged_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    overruled_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(undone_at__isnull=True), name="one_standing_link"
            )
        ]


class Proposal(models.Model):
    """A value for a field of a record, found elsewhere; it changes nothing until a person accepts it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="proposals")
    field = models.CharField(max_length=40)
    value = models.JSONField()
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["record_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "field"], condition=models.Q(state="open"), name="one_open_proposal_per_field"
            )
        ]
        indexes = [models.Index(fields=["state"], name="proposal_state")]

    def __str__(self) -> str:
        return f"{self.field} of {self.record}"
