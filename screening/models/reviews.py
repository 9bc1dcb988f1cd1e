"""The review itself: its question, criteria, exclusion reasons and keywords."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Review(models.Model):
    """A project of one team: the tenant to which everything else belongs."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    question = models.TextField(blank=True)
    population = models.TextField(blank=True)
    intervention = models.TextField(blank=True)
    comparator = models.TextField(blank=True)
    outcomes_sought = models.TextField("outcomes", blank=True)
    study_designs = models.TextField(blank=True)
    registration = models.CharField(max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.title

    @property
    def stages(self) -> models.QuerySet:
        """The stages that records pass, without the rounds beside them."""
        return self.stages_and_rounds.filter(purpose="main", archived_at__isnull=True)


class Criterion(models.Model):
    """One sentence that says what is in or out."""

    class Kind(models.TextChoices):
        INCLUDE = "include", "Include"
        EXCLUDE = "exclude", "Exclude"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="criteria")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=500)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "order", "id"]

    def __str__(self) -> str:
        return self.text[:120]


class ExclusionReason(models.Model):
    """A reason for exclusion. Their order is the order of the keys 1 to 9 and of the report."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="exclusion_reasons")
    text = models.CharField(max_length=200)
    order = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "text"],
                condition=models.Q(archived_at__isnull=True),
                name="reason_text_once_per_review",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Keyword(models.Model):
    """A word or phrase marked in titles and abstracts; a trailing * matches any ending. One with an owner is that
    member's alone, the others are the team's."""

    class Kind(models.TextChoices):
        INCLUDE = "include", "For inclusion"
        EXCLUDE = "exclude", "Against inclusion"
        POPULATION = "population", "Population"
        INTERVENTION = "intervention", "Intervention"
        COMPARATOR = "comparator", "Comparator"
        OUTCOME = "outcome", "Outcome"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="keywords")
    owner = models.ForeignKey("Member", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=100)

    class Meta:
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "kind", "text"],
                condition=models.Q(owner__isnull=True),
                name="keyword_once_per_review",
            ),
            models.UniqueConstraint(
                fields=["owner", "kind", "text"],
                condition=models.Q(owner__isnull=False),
                name="keyword_once_per_member",
            ),
        ]

    def __str__(self) -> str:
        return self.text
