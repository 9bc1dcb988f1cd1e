"""A given sampling covariance V of k rows, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array
from synthesis.stats.study_data import number

SYMMETRIC = 1e-8
"""Difference of V_ij and V_ji, as a share of the product of both standard deviations, that is rounding."""
PRINTED = 1e-6
"""Relative difference of V_ii and vi that is rounding."""


def covariance_of(V: Any, k: int) -> Array:
    """V as a symmetric float array (k, k), NaN where missing; InputError (field V, and the row) otherwise."""
    if not isinstance(V, (Sequence, np.ndarray)) or isinstance(V, str):
        raise InputError(f"a list of {k} rows of {k} numbers is needed, got {V!r}", field="V")
    if len(V) != k:
        raise InputError(f"has {len(V)} rows where the data have {k}", field="V")
    for row, values in enumerate(V):
        if not isinstance(values, (Sequence, np.ndarray)) or isinstance(values, str):
            raise InputError(f"a list of {k} numbers is needed, got {values!r}", row=row, field="V")
        if len(values) != k:
            raise InputError(f"has {len(values)} columns where the data have {k} rows", row=row, field="V")
    found = np.array([[number(v, row=row, field="V") for v in values] for row, values in enumerate(V)]).reshape(
        k, k
    )
    _check_entries(found)
    return found


def _check_entries(V: Array) -> None:
    negative = np.flatnonzero(np.diag(V) < 0)
    if len(negative):
        row = int(negative[0])
        raise InputError(f"a variance cannot be negative, got {V[row, row]:g}", row=row, field="V")
    root = np.sqrt(np.diag(V))
    uneven = np.argwhere(np.abs(V - V.T) > SYMMETRIC * np.nan_to_num(np.outer(root, root)))
    if len(uneven):
        row, other = uneven[0].tolist()
        text = (
            f"column {other + 1} holds {V[row, other]:g}, but row {other + 1}, column {row + 1} {V[other, row]:g}"
        )
        raise InputError(f"{text}; a covariance is the same both ways", row=row, field="V")


def check_variances(V: Array, vi: Array) -> None:
    """InputError naming the first row where the diagonal of V is another variance than vi (k,)."""
    other = np.flatnonzero(np.abs(np.diag(V) - vi) > PRINTED * np.abs(vi))
    if len(other):
        row = int(other[0])
        raise InputError(f"the variance {V[row, row]:g} contradicts vi = {vi[row]:g}", row=row, field="V")
