"""Effect sizes and meta-analysis: a pure library, usable without the web.

    from synthesis.stats import analyse
    result = analyse(rows, kind="binary", measure="RR", model="random", tau2="REML", test="hksj")
    result.pooled.estimate, result.display.ci_lb, result.to_dict()

Rows and settings go in, frozen records come out (`results`), warnings and exclusions as data. Bad
input raises `InputError` with row and field; what the data do not determine raises `NotEstimable` or is
`None` with a reason. Importing this package or `synthesis.stats.results` loads neither numpy nor scipy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from synthesis.stats.errors import InputError, NotEstimable, StatsError

if TYPE_CHECKING:
    from synthesis.stats.analysis import analyse
    from synthesis.stats.evaluation.dispatch import evaluate
    from synthesis.stats.zero_cells import ZeroCells

__all__ = ["InputError", "NotEstimable", "StatsError", "ZeroCells", "analyse", "evaluate"]

_LAZY = {
    "analyse": "synthesis.stats.analysis",
    "evaluate": "synthesis.stats.evaluation.dispatch",
    "ZeroCells": "synthesis.stats.zero_cells",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
