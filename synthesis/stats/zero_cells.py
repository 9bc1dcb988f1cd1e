"""Zero-cell rules: what is added, to which studies, and what happens to double-zero studies.

Sources: Sweeting, Sutton & Lambert (2004) Statistics in Medicine 23, 1351-1375 (what to add);
Cochrane Handbook 10.4.4 (studies without events in both arms say nothing about ratios).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from synthesis.stats.errors import InputError
from synthesis.stats.results import Record

WHEN = ("studies_with_zero", "all_studies", "all_if_any_zero", "never")


@dataclass(frozen=True)
class ZeroCells(Record):
    """Rule for tables with empty cells.

    `add` goes into every cell of the studies chosen by `when`; `drop_double_zero` leaves out studies
    with no events in both arms, or only events in both. None drops them for ratio measures only.
    """

    add: float = 0.5
    when: str = "studies_with_zero"
    drop_double_zero: bool | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.when, str) or self.when not in WHEN:
            raise InputError(f"choose one of {', '.join(WHEN)}, got {self.when!r}", field="zero_cells.when")
        if isinstance(self.add, bool) or not isinstance(self.add, (int, float)) or not math.isfinite(self.add):
            raise InputError(f"a number is needed, got {self.add!r}", field="zero_cells.add")
        if self.add < 0:
            raise InputError(f"cannot be negative, got {self.add!r}", field="zero_cells.add")
        if self.drop_double_zero is not None and not isinstance(self.drop_double_zero, bool):
            text = f"true or false is needed, got {self.drop_double_zero!r}"
            raise InputError(text, field="zero_cells.drop_double_zero")

    @classmethod
    def of(cls, named: Mapping[str, Any]) -> ZeroCells:
        """The rule from its fields by name; InputError for a name that is not there."""
        known = [each.name for each in fields(cls)]
        for name in named:
            if name not in known:
                raise InputError(f"there is no such part; known: {', '.join(known)}", field=f"zero_cells.{name}")
        return cls(**named)

    def drops_double_zero(self, *, ratio: bool) -> bool:
        return ratio if self.drop_double_zero is None else self.drop_double_zero


NO_CORRECTION = ZeroCells(add=0.0, when="never", drop_double_zero=False)


def corrected_rows(cells: np.ndarray, rule: ZeroCells) -> np.ndarray:
    """Which rows of `cells` (shape (k, number of cells), NaN = missing) get `rule.add`: bool (k,)."""
    zero = np.any(cells == 0, axis=1)
    if rule.when == "never":
        return np.zeros(len(cells), dtype=bool)
    if rule.when == "all_studies":
        return np.ones(len(cells), dtype=bool)
    if rule.when == "all_if_any_zero":
        return np.full(len(cells), bool(zero.any()))
    return zero


def corrected(cells: np.ndarray, rule: ZeroCells) -> np.ndarray:
    """`cells` with `rule.add` in every cell of the rows chosen by the rule."""
    return cells + np.where(corrected_rows(cells, rule), rule.add, 0.0)[:, None]
