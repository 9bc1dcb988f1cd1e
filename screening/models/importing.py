"""Where records come from: the search, the file as it was given, its rows as staged, and their problems."""

from django.db import models
from django.utils import timezone

from screening.models.jobs import Job
from screening.models.reviews import Review
from screening.models.team import Member


class Standing(models.Manager):
    """The searches that were not taken out of the log."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(removed_at__isnull=True)


class SearchSource(models.Model):
    """One search of one source, as PRISMA-S wants it told. A text left empty is not told yet; where there is
    nothing to tell, it says so (“none”). `reported_total` is what the source itself said it found. One with a
    `removed_at` was noted by mistake: no list has it, only the files that were discarded or undone name it."""

    class Kind(models.TextChoices):
        DATABASE = "database", "Database"
        REGISTER = "register", "Register"
        WEBSITE = "website", "Website"
        ORGANISATION = "organisation", "Organisation"
        CITATION = "citation", "Citation searching"
        OTHER = "other", "Other"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DATABASE)
    name = models.CharField("database or source", max_length=120)
    platform = models.CharField(max_length=120, blank=True)
    interface = models.CharField(max_length=120, blank=True)
    searched_on = models.DateField(null=True, blank=True)
    coverage = models.CharField("dates covered", max_length=120, blank=True)
    search_string = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    filters = models.TextField("search filters", blank=True)
    reported_total = models.PositiveIntegerField("records the source reported", null=True, blank=True)
    searched_by = models.CharField("searched by", max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = Standing()

    def __str__(self) -> str:
        return self.name


class SearchLog(models.Model):
    """What PRISMA-S asks of a review's searches as a whole, in the team's words; empty is not told yet."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="search_log")
    multi_database = models.TextField("databases searched at once", blank=True)
    registries = models.TextField("study registries", blank=True)
    online_resources = models.TextField("online resources and browsing", blank=True)
    citation_searching = models.TextField(blank=True)
    contacts = models.TextField(blank=True)
    other_methods = models.TextField(blank=True)
    prior_work = models.TextField(blank=True)
    updates = models.TextField(blank=True)
    peer_review = models.TextField(blank=True)
    deduplication = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return "the search log"


class ImportBatch(models.Model):
    """One file given to the review, kept byte for byte. Its state only moves forward, or to undone.

    `columns` maps a table's headings to field names as the user assigned them, `columns_from` says where they
    were taken from when nobody assigned them here; `counts` is what reading the file found: abstracts, dois,
    pmids, repeats (inside the file), known (in the review then), lost, unread (files or ends of files of which
    nobody can say how many records they hold), problems; and kept, the records that an undo left because something
    was decided on them. `carried` counts the votes, labels and reasons that the file brings from another tool.
    """

    class State(models.TextChoices):
        STAGING = "staging", "Being read"
        STAGED = "staged", "Ready to import"
        COMMITTING = "committing", "Importing"
        COMMITTED = "committed", "Imported"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"
        DISCARDED = "discarded", "Discarded"

    GONE = (State.UNDONE, State.DISCARDED)
    """Files of which nothing is in the review and nothing waits."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="imports")
    source = models.ForeignKey(SearchSource, on_delete=models.PROTECT, related_name="imports")
    filename = models.CharField(max_length=300)
    file = models.FileField(upload_to="imports")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    format = models.CharField(max_length=30)
    encoding = models.CharField(max_length=30, blank=True)
    columns = models.JSONField(default=dict)
    columns_from = models.CharField(max_length=400, blank=True)
    carried = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.STAGING)
    rows = models.PositiveIntegerField(default=0)
    committed_rows = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    imported_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "sha256"],
                condition=~models.Q(state__in=["undone", "discarded"]),
                name="same_file_once_per_review",
            )
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_at_work(self) -> bool:
        """Whether a job on it waits or runs."""
        return self.job is not None and self.job.is_open

    @property
    def is_stopped(self) -> bool:
        """Whether its import or its undo began and nobody goes on with it: cancelled or failed."""
        return self.state in (self.State.COMMITTING, self.State.UNDOING) and not self.is_at_work


class StagedRow(models.Model):
    """One record as the parser read it, or as a person put it right, until it becomes a Record."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="staged")
    row_no = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    parsed = models.JSONField()
    edited = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["row_no"]
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="staged_row_once")]


class ImportProblem(models.Model):
    """What the parser found odd: where, what, and what it did about it.

    `lost` is the number of records that could not be read because of it; `text` the beginning of the line.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField(default=0)
    field = models.CharField(max_length=60, blank=True)
    what = models.TextField()
    done = models.TextField(blank=True)
    lost = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["line", "id"]
