"""How well reviewers agree. Pure; plain Python, so that a page may use it without loading a numeric library.

Cohen 1960 (kappa); Fleiss, Cohen and Everitt 1969 (its large-sample standard error); Byrt, Bishop and Carlin
1993 (PABAK); Gwet 2008 (AC1); Fleiss 1971 (several raters). Where a figure cannot be estimated it is None and
`why_not` says why: never 1, never not-a-number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
FLAT = 1e-9
"""A standard error below this is none: the records do not differ (one alone, or all agreed, or none), so that the
large-sample formula gives an interval without width, and there is none to report."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of two raters on n items; `table[i][j]` counts first rater i, second rater j."""

    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    n: int
    observed: float | None = None
    kappa: float | None = None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    pabak: float | None = None
    ac1: float | None = None
    why_not: str = ""


@dataclass(frozen=True)
class Fleiss:
    """Agreement of `raters` votes an item on `n` items; `left_out` items had another number of votes."""

    n: int
    raters: int
    left_out: int = 0
    observed: float | None = None
    kappa: float | None = None
    why_not: str = ""


def cross_table(pairs: Iterable[tuple[str, str]], categories: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Count pairs of answers into a square table in the order of the categories. KeyError on an unknown one."""
    place = {category: index for index, category in enumerate(categories)}
    table = [[0] * len(categories) for _ in categories]
    for first, second in pairs:
        table[place[first]][place[second]] += 1
    return tuple(tuple(row) for row in table)


def two_raters(table: Sequence[Sequence[int]], categories: Sequence[str]) -> Agreement:
    """Percent agreement, Cohen's kappa with SE and 95% CI, PABAK and Gwet's AC1 of a square count table.

    SE and interval are None where they cannot be estimated: on one record, or where all agreed or none did.
    """
    counts = tuple(tuple(row) for row in table)
    n = sum(map(sum, counts))
    if n == 0:
        return Agreement(tuple(categories), counts, 0, why_not="No record has votes of both reviewers yet.")
    k = len(counts)
    rows = [sum(row) / n for row in counts]
    columns = [sum(row[j] for row in counts) / n for j in range(k)]
    observed = sum(counts[i][i] for i in range(k)) / n
    expected = sum(r * c for r, c in zip(rows, columns, strict=True))
    means = [(r + c) / 2 for r, c in zip(rows, columns, strict=True)]
    chance = sum(q * (1 - q) for q in means) / (k - 1)
    figures = {"observed": observed, "pabak": (k * observed - 1) / (k - 1), "ac1": _beyond(observed, chance)}
    if 1 - expected < 1e-12:
        why = "Kappa cannot be estimated: both reviewers used one and the same answer throughout."
        return Agreement(tuple(categories), counts, n, **figures, why_not=why)
    kappa = _beyond(observed, expected)
    se = _kappa_se(counts, n, rows, columns, kappa, expected)
    if se < FLAT:
        return Agreement(tuple(categories), counts, n, **figures, kappa=kappa)
    low, high = max(-1.0, kappa - Z95 * se), min(1.0, kappa + Z95 * se)
    return Agreement(tuple(categories), counts, n, **figures, kappa=kappa, se=se, low=low, high=high)


def _beyond(observed: float, chance: float) -> float:
    return (observed - chance) / (1 - chance)


def _kappa_se(counts, n: int, rows, columns, kappa: float, expected: float) -> float:
    """Standard error of kappa, not assuming kappa = 0 (Fleiss, Cohen and Everitt 1969, eq. 13)."""
    k = len(counts)
    on = sum(counts[i][i] / n * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(k))
    off = (
        sum(counts[i][j] / n * (columns[i] + rows[j]) ** 2 for i in range(k) for j in range(k) if i != j)
        * (1 - kappa) ** 2
    )
    level = (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(0.0, on + off - level) / n) / (1 - expected)


def several_raters(rows: Iterable[Sequence[int]], *, raters: int) -> Fleiss:
    """Fleiss' kappa of rows of counts (one row an item, one column a category).

    It is defined for equally many votes an item: rows with another sum than `raters` are left out and counted.
    """
    return raters_of_counted(Counter(tuple(row) for row in rows), raters=raters)


def raters_of_counted(rows: Mapping[tuple[int, ...], int], *, raters: int) -> Fleiss:
    """The same of rows that come with how many items have them: it costs no more for more items."""
    used = {row: count for row, count in rows.items() if sum(row) == raters}
    n = sum(used.values())
    left_out = sum(rows.values()) - n
    if raters < 2 or not n:
        why = "It takes two votes a record to compare." if raters < 2 else "No record has all its votes yet."
        return Fleiss(n, raters, left_out, why_not=why)
    pairs = raters * (raters - 1)
    observed = sum(count * (sum(c * c for c in row) - raters) for row, count in used.items()) / (n * pairs)
    columns = zip(*([count * cell for cell in row] for row, count in used.items()), strict=True)
    shares = [sum(column) / (n * raters) for column in columns]
    expected = sum(share * share for share in shares)
    if 1 - expected < 1e-12:
        why = "Kappa cannot be estimated: all votes are the same answer."
        return Fleiss(n, raters, left_out, observed, why_not=why)
    return Fleiss(n, raters, left_out, observed, _beyond(observed, expected))


def band(kappa: float | None) -> str:
    """The word of the Cochrane Handbook (version 5.1, section 7.2.6) for a kappa; "" where there is none."""
    if kappa is None:
        return ""
    if kappa >= 0.75:
        return "excellent"
    if kappa >= 0.60:
        return "good"
    return "fair" if kappa >= 0.40 else "below fair"
