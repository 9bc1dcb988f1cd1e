"""What the protocol says: the question, criteria, reasons, keywords and stages of a member's review."""

from dataclasses import dataclass

from django.db.models import QuerySet

from screening.models import Criterion, ExclusionReason, Keyword, Member, Review, Stage
from screening.reviews.hidden_fields import really_hidden

QUESTION_FIELDS = (
    "question",
    "population",
    "intervention",
    "comparator",
    "outcomes_sought",
    "study_designs",
)


def reviews_of(user) -> QuerySet[Member]:
    """The user's standing memberships, archived reviews last, with the review of each."""
    return (
        user.memberships.filter(removed_at__isnull=True)
        .select_related("review", "user")
        .prefetch_related("roles")
        .order_by("review__archived_at", "review__title")
    )


def criteria(review: Review, kind: str) -> QuerySet[Criterion]:
    """The standing criteria of one kind, in their order."""
    return review.criteria.filter(kind=kind, archived_at__isnull=True)


def exclusion_reasons(review: Review) -> QuerySet[ExclusionReason]:
    """The standing reasons in the order of the keys 1 to 9."""
    return review.exclusion_reasons.filter(archived_at__isnull=True)


def archived_reasons(review: Review) -> QuerySet[ExclusionReason]:
    """Reasons that are no longer offered; votes that gave them keep them."""
    return review.exclusion_reasons.filter(archived_at__isnull=False)


def keywords(review: Review, kind: str) -> QuerySet[Keyword]:
    """The words and phrases of one kind that are marked in titles and abstracts."""
    return review.keywords.filter(kind=kind, owner__isnull=True)


def rules_are_fixed(stage: Stage) -> bool:
    """True once records entered the stage: their seats were made by its rules, which then stay."""
    return stage.opened_at is not None or stage.entries.exists()


@dataclass(frozen=True)
class Protocol:
    """All parts of the protocol, as the page shows them."""

    question: list[tuple[str, str]]
    include: list[Criterion]
    exclude: list[Criterion]
    reasons: list[ExclusionReason]
    include_words: list[Keyword]
    exclude_words: list[Keyword]
    stages: list[Stage]

    @property
    def is_empty(self) -> bool:
        """True while nobody wrote a question or a criterion."""
        return not (self.question or self.include or self.exclude)


def protocol(member: Member) -> Protocol:
    """What the review looks for and how it decides; readable by every member."""
    review = member.review
    fields = [(review._meta.get_field(name).verbose_name, getattr(review, name)) for name in QUESTION_FIELDS]
    return Protocol(
        question=[(label.capitalize(), text) for label, text in fields if text],
        include=list(criteria(review, "include")),
        exclude=list(criteria(review, "exclude")),
        reasons=list(exclusion_reasons(review)),
        include_words=list(keywords(review, "include")),
        exclude_words=list(keywords(review, "exclude")),
        stages=list(review.stages.all()),
    )


def hidden_from(member: Member) -> frozenset[str]:
    """What the lead keeps from the member, as somebody who judges records: the keys that stages hide which are open
    now. Who manages the review or tends its records sees them whole."""
    if not member.can("screen") or member.can("manage_review") or member.can("import_records"):
        return frozenset()
    running = member.review.stages_and_rounds.filter(opened_at__isnull=False, closed_at__isnull=True)
    chosen = running.filter(archived_at__isnull=True).values_list("hidden_fields", flat=True)
    return really_hidden(key for keys in chosen for key in keys)


def keywords_on_both_sides(review: Review) -> list[str]:
    """The team's words that are marked for inclusion and against it, in any case: allowed, but seldom meant."""
    against = {text.casefold() for text in keywords(review, "exclude").values_list("text", flat=True)}
    words = keywords(review, "include").order_by("text").values_list("text", flat=True)
    return [word for word in words if word.casefold() in against]
