"""95% intervals for figures of agreement. Pure, plain Python.

Wilson 1927 for a share; the jackknife (Quenouille 1956, Tukey 1958) for AC1 and Fleiss' kappa, over items counted
by kind, so that it costs the same for a hundred records and for a hundred thousand. Cohen's kappa has its own
large-sample interval (`workflow.agreement`).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import sqrt

from screening.workflow.agreement import FLAT, Z95

Interval = tuple[float, float]
Item = tuple[int, ...]


def wilson(part: int, whole: int) -> Interval | None:
    """The interval of a share; None where nothing was counted."""
    if whole == 0:
        return None
    share, z2 = part / whole, Z95 * Z95
    centre = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z95 / (1 + z2 / whole) * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    return max(0.0, centre - half), min(1.0, centre + half)


def pabak_interval(agreed: int, n: int, categories: int) -> Interval | None:
    """PABAK rises with the share of agreement, so its interval is that share's, carried over."""
    found = wilson(agreed, n)
    if found is None:
        return None
    low, high = ((categories * share - 1) / (categories - 1) for share in found)
    return low, high


def jackknife(items: Mapping[Item, int], figure: Callable[[Mapping[Item, int]], float | None]) -> Interval | None:
    """The interval of a figure of counted items, leaving each out in turn.

    None where there are fewer than two items, where the figure cannot be estimated with one of them left out, and
    where it is the same without any of them: then the items say nothing of how far it may vary.
    """
    n = sum(items.values())
    whole = figure(items)
    if n < 2 or whole is None:
        return None
    without: list[tuple[float, int]] = []
    for item, count in items.items():
        rest = Counter(items)
        rest[item] -= 1
        value = figure(+rest)
        if value is None:
            return None
        without.append((value, count))
    mean = sum(value * count for value, count in without) / n
    se = sqrt((n - 1) / n * sum(count * (value - mean) ** 2 for value, count in without))
    return None if se < FLAT else (max(-1.0, whole - Z95 * se), min(1.0, whole + Z95 * se))


def ac1(cells: Mapping[Item, int], categories: int) -> float | None:
    """Gwet's AC1 of pairs of answers counted as (first, second), each the number of one of the categories."""
    n = sum(cells.values())
    if n == 0:
        return None
    means = [sum(c * ((a == q) + (b == q)) for (a, b), c in cells.items()) / (2 * n) for q in range(categories)]
    observed = sum(count for (a, b), count in cells.items() if a == b) / n
    chance = sum(q * (1 - q) for q in means) / (categories - 1)
    return (observed - chance) / (1 - chance)


def fleiss(rows: Mapping[Item, int]) -> float | None:
    """Fleiss' kappa of rows of counts, all of the same sum; None where all answers are the same."""
    n = sum(rows.values())
    if n == 0:
        return None
    raters = sum(next(iter(rows)))
    if raters < 2:
        return None
    agreed = sum(c * (sum(x * x for x in row) - raters) / (raters * (raters - 1)) for row, c in rows.items()) / n
    width = len(next(iter(rows)))
    shares = [sum(row[j] * c for row, c in rows.items()) / (n * raters) for j in range(width)]
    expected = sum(share * share for share in shares)
    return None if 1 - expected < 1e-12 else (agreed - expected) / (1 - expected)


def cells_of(table: Sequence[Sequence[int]]) -> dict[Item, int]:
    """A square table as pairs of categories with their counts."""
    return {(i, j): count for i, row in enumerate(table) for j, count in enumerate(row) if count}
