"""Agreement of every pair of reviewers and of all together, from the first votes of records whose votes are all in.

Pure. A maybe counts as the stage's rule says: as an include, or as a category of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from screening.progress.intervals import Interval, ac1, cells_of, fleiss, jackknife, pabak_interval, wilson
from screening.workflow.agreement import Agreement, Fleiss, band, cross_table, raters_of_counted, two_raters
from screening.workflow.outcome import CONFLICT, Vote, outcome

FirstVotes = Mapping[int, Mapping[int, str]]
"""Record -> reviewer -> verdict."""


@dataclass(frozen=True)
class Pair:
    """Two reviewers' agreement with its intervals; None where a figure cannot be estimated."""

    first: int
    second: int
    figures: Agreement
    percent_interval: Interval | None
    pabak_interval: Interval | None
    ac1_interval: Interval | None

    @property
    def percent(self) -> float | None:
        """Share of the same answers, in percent."""
        return None if self.figures.observed is None else 100 * self.figures.observed

    @property
    def kappa_interval(self) -> Interval | None:
        """Of Cohen's kappa."""
        low, high = self.figures.low, self.figures.high
        return None if low is None or high is None else (low, high)

    @property
    def band(self) -> str:
        """The word for the kappa."""
        return band(self.figures.kappa)


@dataclass(frozen=True)
class Rates:
    """What one reviewer first voted, on records whose votes are all in."""

    reviewer: int
    answers: Mapping[str, int]

    @property
    def votes(self) -> int:
        return sum(self.answers.values())

    @property
    def include_share(self) -> float | None:
        """The share of includes in percent; None without a vote."""
        return 100 * self.answers.get("include", 0) / self.votes if self.votes else None


@dataclass(frozen=True)
class Matrix:
    """All figures of agreement of a stage."""

    categories: tuple[str, ...]
    records: int
    pairs: tuple[Pair, ...]
    together: Fleiss
    together_interval: Interval | None
    rates: tuple[Rates, ...]
    conflicts: int

    @property
    def conflict_share(self) -> float | None:
        """The share of complete records whose first votes differed, in percent."""
        return 100 * self.conflicts / self.records if self.records else None

    @property
    def conflict_interval(self) -> Interval | None:
        found = wilson(self.conflicts, self.records)
        return found and (100 * found[0], 100 * found[1])

    @property
    def reviewers(self) -> tuple[int, ...]:
        return tuple(rate.reviewer for rate in self.rates)

    def pair(self, one: int, two: int) -> Pair | None:
        """The pair of these two, whichever comes first."""
        return next((pair for pair in self.pairs if {pair.first, pair.second} == {one, two}), None)


Pattern = tuple[tuple[int, str], ...]
"""Who voted what on a record. Many records share one, so figures are worked out pattern by pattern."""


def matrix(
    votes: FirstVotes, *, maybe_rule: str, votes_needed: int, unfinished: FirstVotes | None = None
) -> Matrix:
    """Every figure from the first votes. `unfinished` are those on records that lack a vote: a pair is compared on
    them too where both judged them, and no other figure takes them in."""
    as_include = maybe_rule == "include"
    categories = ("include", "exclude") if as_include else ("include", "maybe", "exclude")
    cast = Counter(tuple(sorted(each.items())) for each in votes.values())
    counted = _counted(cast, as_include)
    lacking = _counted(Counter(tuple(sorted(each.items())) for each in (unfinished or {}).values()), as_include)
    rows: Counter[tuple[int, ...]] = Counter()
    for pattern, n in counted.items():
        rows[_row(pattern, categories)] += n
    full = {row: n for row, n in rows.items() if sum(row) == votes_needed}
    return Matrix(
        categories,
        len(votes),
        _pairs(counted + lacking, categories),
        raters_of_counted(rows, raters=votes_needed),
        jackknife(full, fleiss) if votes_needed > 1 else None,
        _rates(counted),
        sum(n for pattern, n in cast.items() if _conflicts(pattern, maybe_rule)),
    )


def _counted(cast: Counter[Pattern], as_include: bool) -> Counter[Pattern]:
    """The patterns with each maybe as the stage counts it."""
    counted: Counter[Pattern] = Counter()
    for pattern, n in cast.items():
        counted[tuple((who, "include" if as_include and v == "maybe" else v) for who, v in pattern)] += n
    return counted


def _row(pattern: Pattern, categories: tuple[str, ...]) -> tuple[int, ...]:
    given = Counter(verdict for _, verdict in pattern)
    return tuple(given[category] for category in categories)


def _conflicts(pattern: Pattern, maybe_rule: str) -> bool:
    given = [Vote(verdict) for _, verdict in pattern]
    return outcome(given, votes_needed=len(given), maybe_rule=maybe_rule, reason_order={}).state == CONFLICT


def _pairs(counted: Counter[Pattern], categories: tuple[str, ...]) -> tuple[Pair, ...]:
    answers: defaultdict[tuple[int, int], Counter[tuple[str, str]]] = defaultdict(Counter)
    for pattern, n in counted.items():
        for (one, first), (two, second) in combinations(pattern, 2):
            answers[one, two][first, second] += n
    return tuple(_pair(one, two, both, categories) for (one, two), both in sorted(answers.items()))


def _pair(one: int, two: int, both: Counter[tuple[str, str]], categories: tuple[str, ...]) -> Pair:
    figures = two_raters(cross_table(both.elements(), categories), categories)
    agreed = sum(figures.table[i][i] for i in range(len(categories)))
    return Pair(
        one,
        two,
        figures,
        wilson(agreed, figures.n),
        pabak_interval(agreed, figures.n, len(categories)),
        jackknife(cells_of(figures.table), lambda cells: ac1(cells, len(categories))),
    )


def _rates(counted: Counter[Pattern]) -> tuple[Rates, ...]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for pattern, n in counted.items():
        for reviewer, verdict in pattern:
            found[reviewer][verdict] += n
    return tuple(Rates(reviewer, answers) for reviewer, answers in sorted(found.items()))
