"""Meta-regression: effects explained by study characteristics (moderators).

y_i = x_i beta + u_i + e_i as in `linear_model`. Numeric moderators enter uncentred; text moderators as
0/1 columns against a reference level. Sources: Raudenbush (2009) in The Handbook of Research Synthesis,
2nd ed., 295-315 (model, R2); Knapp & Hartung (2003) Stat. Med. 22, 2693-2710 (t and F tests).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.stats.distributions import quantile
from synthesis.stats.errors import InputError
from synthesis.stats.gls import Array, design_of
from synthesis.stats.linear_model import ModelFit, fit_model
from synthesis.stats.results import Record, finite, finite_tuple
from synthesis.stats.study_data import column, is_missing, label_of, labels_in


@dataclass(frozen=True)
class Moderators:
    """Design matrix (k, p) with its term names, and which input rows have all moderators (bool)."""

    terms: tuple[str, ...]
    matrix: Array
    complete: Array


@dataclass(frozen=True)
class MetaRegression(Record):
    """Coefficients in the order of `terms`; QM tests all but the intercept; `R2` in per cent.

    `QM_df` is (numerator, denominator), the denominator None for the chi-square test.
    """

    k: int
    terms: tuple[str, ...]
    coef: tuple[float | None, ...]
    se: tuple[float | None, ...]
    stat: tuple[float | None, ...]
    df: int | None
    pval: tuple[float | None, ...]
    ci_lb: tuple[float | None, ...]
    ci_ub: tuple[float | None, ...]
    QM: float | None
    QM_df: tuple[int | None, ...]
    QM_pval: float | None
    QE: float | None
    QE_df: int
    QE_pval: float | None
    tau2: float | None
    tau2_se: float | None
    R2: float | None
    vcov: tuple[tuple[float | None, ...], ...]


def is_numeric(values: Sequence[Any]) -> bool:
    """Whether all known values are numbers (truth values count as categories)."""
    known = [v for v in values if not is_missing(v)]
    return all(map(_is_number, known))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_one_type(name: str, values: Sequence[Any]) -> None:
    """InputError where numbers and text stand in one column: a typing error would make a category of its own."""
    known = [row for row, value in enumerate(values) if not is_missing(value)]
    numbers = [row for row in known if _is_number(values[row])]
    others = [row for row in known if not _is_number(values[row])]
    if numbers and others:
        odd = others if len(others) <= len(numbers) else numbers
        text = f"numbers and text are mixed in this column, with {values[odd[0]]!r} here; make all of one kind"
        raise InputError(text, row=odd[0], field=name)


def _dummies(
    name: str, values: Sequence[str | None], usable: Array, reference: str | None
) -> tuple[list[str], list[list[float]]]:
    present = {v for v, use in zip(values, usable, strict=True) if use and v is not None}
    levels = sorted(present)
    if not levels:
        raise InputError("no study has a value", field=name)
    base = levels[0] if reference is None else label_of(reference)
    if base not in present:
        raise InputError(f"the reference level {base!r} does not occur", field=name)
    others = [level for level in levels if level != base]
    return [f"{name}{v}" for v in others], [[float(x == v) for x in values] for v in others]


def moderators_of(
    columns: Mapping[str, Sequence[Any]],
    names: Sequence[str],
    usable: Array,
    references: Mapping[str, str] | None = None,
) -> Moderators:
    """Design with an intercept from the named columns (k rows); rows with a missing moderator drop out.

    `usable` (bool, k) says which rows have an effect: levels are those of usable rows. The reference of a
    text column is its first level in sorted order unless `references` names one.
    """
    for name in names:
        if name not in columns:
            raise InputError("there is no such column", field=name)
    missing = [[is_missing(v) for v in columns[name]] for name in names]
    complete = np.asarray(usable, bool) & ~np.any(np.array(missing, dtype=bool).reshape(len(names), -1), axis=0)
    terms, parts = ["intrcpt"], [[1.0] * len(usable)]
    for name in names:
        check_one_type(name, columns[name])
        if is_numeric(columns[name]):
            terms.append(name)
            parts.append(column([None if is_missing(v) else v for v in columns[name]], name).tolist())
        else:
            values = labels_in(columns, name)
            found, dummies = _dummies(name, values, complete, (references or {}).get(name))
            terms.extend(found)
            parts.extend(dummies)
    return Moderators(tuple(terms), np.array(parts).T, complete)


def explained(fit: ModelFit, plain: ModelFit) -> float:
    """R2 in per cent: share of tau2 explained; for common-effect models the adjusted share of Q."""
    if fit.model == "random":
        return 100 * max(0.0, 1 - fit.tau2 / plain.tau2) if plain.tau2 > 0 else 0.0
    if fit.Q_df == 0 or plain.Q_df == 0 or plain.Q == 0:
        return 0.0
    return 100 * max(0.0, 1 - (fit.Q / fit.Q_df) / (plain.Q / plain.Q_df))


@dataclass(frozen=True)
class Regression:
    """A fitted meta-regression with the moderators and the model without them."""

    moderators: Moderators
    fit: ModelFit
    plain: ModelFit

    @property
    def R2(self) -> float:
        return explained(self.fit, self.plain)

    def omnibus(self) -> tuple[float, int, float]:
        """Test of all coefficients but the intercept (of the intercept when it is alone)."""
        return self.fit.omnibus(list(range(1, self.fit.p)) or [0])

    def predict(self, x: Sequence[float]) -> dict[str, float]:
        """Mean effect at x (p values, intercept included), its interval and the prediction interval."""
        fit = self.fit
        mean, variance = fit.mean_at(np.asarray(x, float))
        q = quantile(fit.level, fit.df)
        half, wide = q * math.sqrt(variance), q * math.sqrt(variance + fit.tau2)
        return {
            "pred": mean,
            "se": math.sqrt(variance),
            "ci_lb": mean - half,
            "ci_ub": mean + half,
            "pi_lb": mean - wide,
            "pi_ub": mean + wide,
        }

    def result(self) -> MetaRegression:
        """The serialisable record."""
        fit = self.fit
        low, high = fit.ci
        qm, qm_df, qm_p = self.omnibus()
        return MetaRegression(
            k=fit.k,
            terms=self.moderators.terms,
            coef=finite_tuple(fit.coef),
            se=finite_tuple(fit.se),
            stat=finite_tuple(fit.stat),
            df=fit.df,
            pval=finite_tuple(fit.pval),
            ci_lb=finite_tuple(low),
            ci_ub=finite_tuple(high),
            QM=finite(qm),
            QM_df=(qm_df, fit.df),
            QM_pval=finite(qm_p),
            QE=finite(fit.Q),
            QE_df=fit.Q_df,
            QE_pval=finite(fit.Q_pval),
            tau2=finite(fit.tau2) if fit.model == "random" else None,
            tau2_se=finite(fit.tau2_se()),
            R2=finite(self.R2),
            vcov=tuple(finite_tuple(row) for row in fit.vcov),
        )


def regress(
    yi: Array,
    vi: Array,
    moderators: Moderators,
    *,
    model: str = "random",
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
) -> Regression:
    """Fit a meta-regression to yi, vi (k,) on the rows that have all moderators.

    Raises InputError when moderators are linearly dependent or more numerous than studies.
    """
    keep = moderators.complete
    if not keep.any():
        raise InputError("no study has an effect and all moderators", field="moderators")
    options = {"model": model, "method": method, "test": test, "level": level}
    y, v = np.asarray(yi, float)[keep], np.asarray(vi, float)[keep]
    fit = fit_model(y, v, design_of(moderators.matrix[keep]), **options)
    return Regression(moderators, fit, fit_model(y, v, **options))
