"""Effects that share a comparator: the covariance that a common arm gives them.

Two effects of one study against the same arm covary by the sampling variance which that arm carries: for log odds
ratios 1/e + 1/(n - e), for log risk ratios 1/e - 1/n, for risk differences p(1 - p)/n, for mean differences
sd^2/n. For standardised mean differences g1, g2 it is 1/n + g1 g2 / (2N), N all participants of the arms
involved. Source: Gleser & Olkin (2009) in The Handbook of Research Synthesis, 2nd ed., 357-376.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array
from synthesis.stats.study_data import label_of

KINDS = {"OR": "binary", "RR": "binary", "RD": "binary", "MD": "continuous", "SMD": "continuous"}


def _by_measure(measure: str, x: Mapping[str, Array], yi: Array) -> Array:
    """Covariance of every pair of rows if they share their comparator, (k, k); row i's own arm is used."""
    n = x["n2"]
    if measure == "SMD":
        total = x["n1"][:, None] + x["n1"][None, :] + n[:, None]
        return 1 / n[:, None] + np.outer(yi, yi) / (2 * total)
    if measure == "MD":
        own = x["sd2"] ** 2 / n
    else:
        e = x["e2"]
        own = {"OR": 1 / e + 1 / (n - e), "RR": 1 / e - 1 / n, "RD": e * (n - e) / n**3}[measure]
    return np.broadcast_to(own[:, None], (len(n), len(n)))


def shared_comparator(
    columns: Mapping[str, Sequence[float]], measure: str, comparators: Sequence[str]
) -> tuple[Array, Array]:
    """yi (k,) and V (k, k) of rows whose `comparators` (k names, such as study and arm) say which arm they share.

    Rows that share an arm must give the same numbers for it and hold no empty cell, or InputError names the row.
    """
    if measure not in KINDS:
        raise InputError(f"choose one of {', '.join(KINDS)}, got {measure!r}", field="measure")
    found = effect_arrays(columns, KINDS[measure], measure)
    if not found.usable.all() or found.corrected.any():
        row = int(np.argmin(found.usable & ~found.corrected))
        raise InputError("a shared arm needs rows without missing or empty cells", row=row, field="comparator")
    arm = [name for name in ("e2", "m2", "sd2", "n2") if name in found.columns]
    first: dict[str, int] = {}
    names = np.array([str(label_of(name)) for name in comparators])
    for row, name in enumerate(names.tolist()):
        base = first.setdefault(name, row)
        for field in arm:
            if found.columns[field][row] != found.columns[field][base]:
                raise InputError(f"differs from row {base + 1}, which shares this arm", row=row, field=field)
    V = np.where(names[:, None] == names[None, :], _by_measure(measure, found.columns, found.yi), 0.0)
    np.fill_diagonal(V, found.vi)
    return found.yi, V
