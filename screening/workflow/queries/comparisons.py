"""Agreement of a stage's reviewers, from first votes, pair by pair."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from screening.models import Member, Stage
from screening.workflow.agreement import Agreement, Fleiss, band, cross_table, several_raters, two_raters
from screening.workflow.blinding import first_votes


@dataclass(frozen=True)
class Pair:
    """Two reviewers and how well they agree."""

    first: str
    second: str
    figures: Agreement
    band: str

    @property
    def percent(self) -> float:
        """The share of records with the same answer, in percent."""
        return 100 * self.figures.observed

    @property
    def rows(self) -> list[tuple[str, tuple[int, ...]]]:
        """The count table with the first reviewer's answer before each row."""
        return list(zip(self.figures.categories, self.figures.table, strict=True))


@dataclass(frozen=True)
class StageAgreement:
    """All pairs that share records, and all reviewers together."""

    categories: tuple[str, ...]
    records: int
    pairs: list[Pair]
    together: Fleiss
    band: str
    maybe_counts_as_include: bool


def agreement_of(member: Member, stage: Stage) -> StageAgreement:
    """Agreement in the stage, for those who may see outcomes; a maybe is counted by the stage's rule."""
    as_include = stage.maybe_rule == Stage.MaybeRule.INCLUDE
    categories = ("include", "exclude") if as_include else ("include", "maybe", "exclude")
    votes = {
        record: {
            reviewer: "include" if as_include and verdict == "maybe" else verdict
            for reviewer, verdict in cast.items()
        }
        for record, cast in first_votes(member, stage).items()
    }
    rows = [[Counter(cast.values())[category] for category in categories] for cast in votes.values()]
    together = several_raters(rows, raters=stage.votes_needed)
    pairs = _pairs(stage, votes, categories)
    return StageAgreement(categories, len(votes), pairs, together, band(together.kappa), as_include)


def _pairs(stage: Stage, votes: dict[int, dict[int, str]], categories: tuple[str, ...]) -> list[Pair]:
    answers: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for cast in votes.values():
        for one, two in combinations(sorted(cast), 2):
            answers.setdefault((one, two), []).append((cast[one], cast[two]))
    reviewers = {reviewer for pair in answers for reviewer in pair}
    members = Member.objects.filter(review_id=stage.review_id, pk__in=reviewers).select_related("user")
    names = {member.pk: str(member) for member in members}
    pairs = []
    for (one, two), both in sorted(answers.items()):
        figures = two_raters(cross_table(both, categories), categories)
        pairs.append(Pair(names[one], names[two], figures, band(figures.kappa)))
    return pairs
