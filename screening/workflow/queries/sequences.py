"""In which order a stage gives records out, and what another order would do."""

from dataclasses import dataclass

from screening.models import Event, Keyword, Slot, Stage
from screening.reviews.queries import keywords
from screening.workflow.queries.counting import Tally
from screening.workflow.queries.rules import RANKING_VERBS
from screening.workflow.scoring import AGAINST, FOR, Scorer

LOOKED_AT = 1_000
"""Of how many waiting records a preview works out what they come to."""


def scorer(stage: Stage) -> Scorer:
    """What scores the stage's records: by the team's words alone, nobody's own ones."""
    words = [(kind, word.text) for kind in (FOR, AGAINST) for word in keywords(stage.review, kind)]
    return Scorer(words)


@dataclass(frozen=True)
class Ranking:
    """By which words a stage would rank, and of how many records that wait: `earlier` have more words for than
    against, `later` more against than for."""

    words_for: int
    words_against: int
    looked_at: int
    earlier: int
    later: int

    @property
    def between(self) -> int:
        """How many have as many words for as against, or none."""
        return self.looked_at - self.earlier - self.later


@dataclass(frozen=True)
class SequencePreview:
    """What another order would do: `waiting` records are given out in it, the `held` cards stay with their
    reviewers. No vote is touched."""

    sequence: str
    waiting: int
    held: int
    ranking: Ranking | None


def sequence_preview(stage: Stage, sequence: str, tally: Tally) -> SequencePreview:
    """What `set_sequence` would do."""
    held = Slot.objects.filter(stage=stage, done=False, reviewer__isnull=False).count()
    ranking = _ranking(stage) if sequence == Stage.Sequence.RANKED else None
    return SequencePreview(sequence, tally.standing["waiting"], held, ranking)


def _ranking(stage: Stage) -> Ranking:
    """What the words come to on records that wait; on every n-th of them, as they were imported, where many do."""
    score = scorer(stage)
    waiting = list(stage.entries.filter(state="waiting").order_by("record_id").values_list("record_id", flat=True))
    drawn = waiting[:: -(-len(waiting) // LOOKED_AT) or 1]
    texts = stage.entries.filter(record__in=drawn).order_by().values_list("record__title", "record__abstract")
    points = [score(title, abstract) for title, abstract in texts]
    return Ranking(*score.counts, len(points), sum(each > 0 for each in points), sum(each < 0 for each in points))


def are_words_newer(stage: Stage, changes: list[Event]) -> bool:
    """True where a ranked stage's words for or against were changed since its records were ranked."""
    if stage.sequence != Stage.Sequence.RANKED:
        return False
    ranked = next((event.at for event in changes if event.verb in RANKING_VERBS), None)
    since = Event.objects.filter(review_id=stage.review_id, verb__in=("keywords added", "keyword removed"))
    since = since.filter(at__gt=ranked) if ranked else since
    kinds = [(event.after or event.before or {}).get("kind") for event in since[:50]]
    return any(kind in (Keyword.Kind.INCLUDE, Keyword.Kind.EXCLUDE) for kind in kinds)
