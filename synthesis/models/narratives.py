"""Living narratives: text in statements, what each rests on, and what happened when evidence moved."""

import re
import uuid

from django.db import models
from django.utils import timezone

from screening.models import Member, Record, Review
from synthesis.models.analyses import Analysis, Run
from synthesis.models.evidence import MadeOnRun, Source
from synthesis.models.networks import NetworkComparison, NetworkRun

_FILLED = re.compile(r"\{\{\s*(?:an:[-\w]+|nw:[-\w]+\|[^{}|]+)\|(\w+)\s*\}\}")


class Narrative(models.Model):
    """A narrative review that the team keeps true."""

    class State(models.TextChoices):
        LIVING = "living", "Living"
        RETIRED = "retired", "Retired"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="narratives")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=300)
    language = models.CharField(max_length=10, default="en")
    review_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.LIVING)
    current = models.ForeignKey("NarrativeVersion", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "slug"], name="narrative_slug_once")]

    def __str__(self) -> str:
        return self.title


class NarrativeVersion(models.Model):
    """One state of the text. A frozen version is released and changes no more."""

    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    source_name = models.CharField(max_length=300, blank=True)
    source_sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["narrative", "number"], name="narrative_version_once")]

    def __str__(self) -> str:
        return f"{self.narrative}, version {self.number}"


class Block(models.Model):
    """A heading or paragraph; statements stand in it in order."""

    class Kind(models.TextChoices):
        HEADING = "heading", "Heading"
        PARAGRAPH = "paragraph", "Paragraph"

    narrative_version = models.ForeignKey(NarrativeVersion, on_delete=models.PROTECT, related_name="blocks")
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PARAGRAPH)
    text = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text or f"Paragraph {self.order}"


class Statement(models.Model):
    """One sentence, the unit of update. `uid` stays the same from version to version.

    `text` holds tokens such as {{an:pain-1w|est_ci}} and citations such as [@12], the number being the id of a
    Reference; each token has a Token row with the words it was confirmed with, so that a new Run shows.
    """

    class Kind(models.TextChoices):
        EFFECT = "effect", "Effect"
        HARM = "harm", "Harm"
        COMPARISON = "comparison", "Comparison"
        PREVALENCE = "prevalence", "Prevalence"
        FACT = "fact", "Fact"
        MECHANISM = "mechanism", "Mechanism"
        DEFINITION = "definition", "Definition"
        METHOD = "method", "Method"
        RECOMMENDATION = "recommendation", "Recommendation"
        GAP = "gap", "Gap"
        OTHER = "other", "Other"

    class Status(models.TextChoices):
        CURRENT = "current", "Current"
        OUTDATED = "outdated", "Outdated"
        BROKEN = "broken", "Broken"
        UNLINKED = "unlinked", "No evidence linked"

    uid = models.UUIDField(default=uuid.uuid4)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="statements")
    order = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.OTHER)
    status = models.CharField(max_length=10, choices=Status, default=Status.UNLINKED)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]
        indexes = [models.Index(fields=["uid"], name="statement_uid")]

    def __str__(self) -> str:
        """The beginning of the sentence; a place that a run fills stands as the figure's name."""
        plain = _FILLED.sub(r"[\1]", self.text)
        return plain if len(plain) <= 80 else f"{plain[:79]}…"


class Token(MadeOnRun):
    """A place in a statement that is filled from a run: of which analysis or comparison, which figure, and what
    it said when a person last confirmed it. `path` is the source as the text names it."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="tokens")
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, null=True, related_name="tokens")
    comparison = models.ForeignKey(NetworkComparison, on_delete=models.PROTECT, null=True, related_name="tokens")
    path = models.CharField(max_length=480)
    format = models.CharField(max_length=40)
    confirmed_text = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "path", "format"], name="token_once_per_statement")
        ]

    @property
    def source(self) -> Source | None:
        """The analysis or comparison."""
        return self.analysis or self.comparison


class Reference(models.Model):
    """An entry of the narrative's reference list, matched to a record where one is known."""

    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="references")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    raw = models.TextField(blank=True)
    csl = models.JSONField(default=dict)
    doi = models.CharField(max_length=500, blank=True)
    pmid = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["narrative", "record"], name="record_cited_once")]

    def __str__(self) -> str:
        return str(self.record) if self.record_id else self.raw[:80]


class Anchor(models.Model):
    """A citation mark in a statement."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="anchors")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="anchors")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class EvidenceLink(MadeOnRun):
    """What a statement rests on, and how: an analysis of ours, a comparison of a network, or a record.

    For the first two, the run and `confirmed_text` keep the effect that the statement was written on: a
    statement may rest on an analysis without quoting a figure of it, and must go out of date all the same.
    """

    class Stance(models.TextChoices):
        SUPPORTS = "supports", "Supports"
        CONTRADICTS = "contradicts", "Contradicts"
        QUALIFIES = "qualifies", "Qualifies"
        BACKGROUND = "background", "Background"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="evidence")
    analysis = models.ForeignKey(Analysis, on_delete=models.PROTECT, null=True, related_name="evidence_links")
    comparison = models.ForeignKey(
        NetworkComparison, on_delete=models.PROTECT, null=True, related_name="evidence_links"
    )
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="+")
    stance = models.CharField(max_length=12, choices=Stance, default=Stance.SUPPORTS)
    quote = models.TextField(blank=True)
    locator = models.CharField(max_length=120, blank=True)
    confirmed_text = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(analysis__isnull=False)
                | models.Q(comparison__isnull=False)
                | models.Q(record__isnull=False),
                name="link_points_somewhere",
            )
        ]

    @property
    def source(self) -> Source | None:
        """The analysis or comparison; None for a record."""
        return self.analysis or self.comparison


class StatusEvent(MadeOnRun):
    """Why a statement's status moved: what it said before and after, under which runs, and who accepted it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="status_events")
    status = models.CharField(max_length=10, choices=Statement.Status)
    rule = models.CharField(max_length=200)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]


class Release(models.Model):
    """A frozen version as it was published, with the runs it rests on.

    `content` is the whole text with every figure and the numbered reference list in words: the files of a
    release are written from it alone, so that they are the same bytes whatever changes later.
    """

    version = models.OneToOneField(NarrativeVersion, on_delete=models.PROTECT, related_name="release")
    changelog = models.TextField(blank=True)
    override_reason = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    runs = models.ManyToManyField(Run, related_name="+")
    network_runs = models.ManyToManyField(NetworkRun, related_name="+")
    released_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(default=timezone.now)
