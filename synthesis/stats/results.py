"""Frozen result records of the statistics library, with an exact JSON round trip.

Imports neither numpy nor scipy, so a web page may read a stored result cheaply. Every number is a
plain `float` or `int`; what cannot be computed is `None`, with a `Notice` or `Exclusion` saying why.
`Record.from_dict(json.loads(json.dumps(r.to_dict()))) == r` holds for every record.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Self

Scalar = float | int | str | bool | None


def finite(value: Any) -> float | None:
    """A plain float, or None for None, NaN and the infinities (which JSON cannot carry)."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def finite_tuple(values: Iterable[Any]) -> tuple[float | None, ...]:
    """`finite` over a sequence."""
    return tuple(finite(v) for v in values)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"a result must hold finite numbers or None, got {value!r}")
    return value


def _restore(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        candidates = [arg for arg in args if arg is not type(None)]
        return _restore(candidates[0], value) if len(candidates) == 1 else value
    if origin is tuple:
        return tuple(_restore(args[0], item) for item in value)
    if origin is dict:
        return {key: _restore(args[1], item) for key, item in value.items()}
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint.from_dict(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


@dataclass(frozen=True)
class Record:
    """Base of all results: `to_dict` gives plain JSON values, `from_dict` restores an equal record."""

    def to_dict(self) -> dict[str, Any]:
        return _plain(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        hints = _hints(cls)
        return cls(**{name: _restore(hints[name], value) for name, value in data.items()})


@dataclass(frozen=True)
class Notice(Record):
    """Something the reader must know: `code` for programs, `text` for people."""

    code: str
    text: str
    row: int | None = None
    field: str | None = None


@dataclass(frozen=True)
class Exclusion(Record):
    """A row that was left out of the pooling, and why. `row` is 0-based."""

    row: int
    label: str
    code: str
    reason: str


@dataclass(frozen=True)
class EffectSizes(Record):
    """Effects per input row, on the analysis scale; rows without an effect hold None."""

    measure: str
    kind: str
    level: float
    labels: tuple[str, ...]
    yi: tuple[float | None, ...]
    vi: tuple[float | None, ...]
    se: tuple[float | None, ...]
    ci_lb: tuple[float | None, ...]
    ci_ub: tuple[float | None, ...]
    excluded: tuple[Exclusion, ...] = ()
    warnings: tuple[Notice, ...] = ()
    settings: dict[str, Scalar] = field(default_factory=dict)
    inputs: tuple[dict[str, Scalar], ...] = ()


@dataclass(frozen=True)
class Heterogeneity(Record):
    """Heterogeneity of a fit.

    `I2` and `H2` follow `I2_definition`: "tau2" (tau2 over tau2 plus the typical within-study
    variance) for random-effects models, "Q" for common-effect models. `I2_from_Q` is always
    100 max(0, (Q - df)/Q). `tau2_lb`, `tau2_ub` are Q-profile limits. Percentages are 0 to 100.
    """

    Q: float | None
    Q_df: int
    Q_pval: float | None
    I2: float | None
    I2_definition: str
    I2_from_Q: float | None
    H2: float | None
    tau2: float | None = None
    tau: float | None = None
    tau2_se: float | None = None
    tau2_lb: float | None = None
    tau2_ub: float | None = None
    tau2_interval: str | None = None
    I2_lb: float | None = None
    I2_ub: float | None = None


@dataclass(frozen=True)
class PredictionInterval(Record):
    """Where the true effect of a new, similar study is expected; `rule` and `df` name the quantile."""

    lb: float | None
    ub: float | None
    rule: str
    df: int | None
    level: float
    reason: str | None = None


@dataclass(frozen=True)
class PooledResult(Record):
    """One pooled effect on the analysis scale, with everything that determined it."""

    k: int
    model: str
    tau2_estimator: str | None
    test: str
    level: float
    estimate: float | None
    se: float | None
    stat: float | None
    df: int | None
    pval: float | None
    ci_lb: float | None
    ci_ub: float | None
    heterogeneity: Heterogeneity | None
    prediction: PredictionInterval | None
    weights_pct: tuple[float | None, ...]
    yi: tuple[float | None, ...]
    vi: tuple[float | None, ...]
    reason: str | None = None
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class DisplayValues(Record):
    """Estimate and limits on the scale people read (ratios instead of logs)."""

    scale: str
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    pi_lb: float | None = None
    pi_ub: float | None = None


@dataclass(frozen=True)
class StudyRow(Record):
    """One line of a forest plot. `row` is the 0-based input row."""

    row: int
    label: str
    data: dict[str, Scalar]
    yi: float | None
    vi: float | None
    se: float | None
    ci_lb: float | None
    ci_ub: float | None
    weight_pct: float | None
    display: DisplayValues
    excluded_reason: str | None = None


@dataclass(frozen=True)
class AnalysisResult(Record):
    """The answer to one analysis: studies, pooled effect, heterogeneity, exclusions, words, settings."""

    kind: str
    measure: str
    measure_label: str
    scale: str
    studies: tuple[StudyRow, ...]
    pooled: PooledResult
    display: DisplayValues
    exclusions: tuple[Exclusion, ...]
    warnings: tuple[Notice, ...]
    method: str
    settings: dict[str, Scalar]
    versions: dict[str, str]
    inputs: tuple[dict[str, Scalar], ...]
