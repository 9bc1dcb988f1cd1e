"""The normal-normal model with or without moderators: coefficients, standard errors, tests, intervals.

y_i = x_i beta + u_i + e_i, u ~ N(0, tau2), e_i ~ N(0, v_i), v known. `fit_model` is the numerical core
of pooling, subgroups and meta-regression; it works in floats and leaves wording to the callers.

Tests: "z" normal; "t" Student with k - p df; "hksj" Hartung & Knapp (2001) Stat. Med. 20, 3875-3889
and Sidik & Jonkman (2002) Stat. Med. 21, 3153-3159: covariance scaled by s2 = sum w e^2/(k - p), t with
k - p df; "hksj_adhoc" the same with s2 not below 1 (Rover, Knapp & Friede 2015, BMC Med. Res. Meth. 15, 99).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from synthesis.stats import tau2 as tau2_estimators
from synthesis.stats.distributions import chi2_upper, f_upper, quantile, two_sided_p
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.generalised_q import checked_weights
from synthesis.stats.gls import Array, Batch, Design, Fit, batch_of
from synthesis.stats.gls import fit as weighted_least_squares

TESTS = ("z", "t", "hksj", "hksj_adhoc")
MODELS = ("common", "random")


@dataclass(frozen=True)
class ModelFit:
    """One fitted model; arrays (p,), (p, p) or (k,); `df` is None for a normal test."""

    batch: Batch
    fitted: Fit
    model: str
    method: str | None
    test: str
    level: float
    tau2: float
    coef: Array
    vcov: Array
    scale: float
    df: int | None
    Q: float
    weights: Array | None = None
    weighted_mean: bool = False

    @property
    def k(self) -> int:
        return self.batch.y.shape[1]

    @property
    def p(self) -> int:
        return self.batch.design.p

    @property
    def se(self) -> Array:
        return np.sqrt(np.diag(self.vcov))

    @property
    def stat(self) -> Array:
        with np.errstate(all="ignore"):
            return self.coef / self.se

    @property
    def pval(self) -> Array:
        return np.array([two_sided_p(s, self.df) for s in self.stat])

    @property
    def ci(self) -> tuple[Array, Array]:
        half = quantile(self.level, self.df) * self.se
        return self.coef - half, self.coef + half

    @property
    def Q_df(self) -> int:
        return self.k - self.p

    @property
    def Q_pval(self) -> float:
        return chi2_upper(self.Q, self.Q_df)

    def mean_at(self, x: Array) -> tuple[float, float]:
        """Mean effect and its variance at a design row x (p,)."""
        z = self.batch.design.coordinates(np.asarray(x, dtype=float))
        scale = self.scale * float(z @ self.fitted.inverse[0] @ z)
        return float(z @ self.fitted.gamma[0]), scale

    @property
    def resid(self) -> Array:
        return self.fitted.resid[0]

    def tau2_se(self) -> float:
        """Asymptotic standard error of tau2; NaN for common-effect models and k <= p."""
        if self.method is None:
            return float("nan")
        tau2 = np.array([self.tau2])
        return float(tau2_estimators.standard_error(self.batch, self.method, tau2, self.weights)[0])

    def typical_variance(self) -> float:
        """(k - p)/tr P at tau2 = 0: the typical within-study variance of Higgins & Thompson (2002)."""
        return float(self.Q_df / self.batch.fit().trace_p()[0]) if self.Q_df > 0 else float("nan")

    def omnibus(self, columns: list[int]) -> tuple[float, int, float]:
        """Wald test that the coefficients in `columns` are 0: statistic, df, p.

        Chi-square for z; the F statistic with k - p denominator df for t and hksj.
        """
        part = self.coef[columns]
        stat = float(part @ np.linalg.solve(self.vcov[np.ix_(columns, columns)], part))
        if self.df is None:
            return stat, len(columns), chi2_upper(stat, len(columns))
        return stat / len(columns), len(columns), f_upper(stat / len(columns), len(columns), self.df)

    def log_likelihood(self, *, restricted: bool) -> float:
        """(Restricted) log-likelihood at the fitted tau2."""
        return float(self.batch.log_likelihood(np.array([self.tau2]), restricted=restricted)[0])


def checked_effects(yi: Array, vi: Array) -> tuple[Array, Array]:
    """Float arrays (k,), all finite, variances positive; InputError naming the row otherwise."""
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    if y.ndim != 1 or y.shape != v.shape:
        raise InputError("effects and variances need the same length", field="vi")
    for values, field in ((y, "yi"), (v, "vi")):
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values)))
            raise InputError("a finite number is needed", row=row, field=field)
    if (v <= 0).any():
        row = int(np.argmax(v <= 0))
        text = f"a sampling variance must be positive to give a weight, got {v[row]:g}"
        raise InputError(text, row=row, field="vi")
    return y, v


def check_choice(value: str, choices: tuple[str, ...], field: str) -> str:
    """`value` if it is one of `choices`; InputError naming them otherwise."""
    if value not in choices:
        raise InputError(f"choose one of {', '.join(choices)}, got {value!r}", field=field)
    return value


def hartung_knapp_scale(fitted: Fit, batch: Batch, test: str) -> Array:
    """Factor of the variances of every data set of a batch, (B,): 1 without a Hartung-Knapp test or spare studies.

    The weighted mean square of the residuals; 0 where they are rounding errors of effects that agree.
    """
    scale = np.ones(len(batch.y))
    if not test.startswith("hksj"):
        return scale
    used = np.ones_like(batch.y) if batch.mask is None else batch.mask
    rounding = 8 * np.finfo(float).eps * np.abs(used * batch.y).max(axis=1)
    agree = np.abs(used * fitted.resid).max(axis=1) <= rounding
    spare = batch.df > 0
    scale[spare] = np.where(agree, 0.0, fitted.rss())[spare] / batch.df[spare]
    return np.maximum(scale, 1.0) if test == "hksj_adhoc" else scale


def _with_weights(batch: Batch, tau2: float, weights: Array) -> Fit:
    """The fit with fixed weights; its `inverse` is the covariance of coefficients so weighted."""
    found = weighted_least_squares(batch.y, weights[None, :], batch.design)
    middle = batch.design.moments(found.w**2 * (batch.v + tau2))
    return replace(found, inverse=found.inverse @ middle @ found.inverse)


def _tau2(batch: Batch, model: str, method: str | None, fixed: float | None, weights: Array | None) -> float:
    """0 of a common effect, the one that is given, or the estimate; NotEstimable where nothing is left for one."""
    if model == "common":
        return 0.0
    if fixed is not None:
        return fixed
    k, p = batch.y.shape[1], batch.design.p
    if 1 < p >= k:
        raise NotEstimable(f"{p} coefficients and tau2 cannot be estimated from {k} studies", code="saturated")
    return float(tau2_estimators.estimate(batch, method or "REML", weights)[0])


def fit_model(
    yi: Array,
    vi: Array,
    design: Design | None = None,
    *,
    model: str = "random",
    method: str | None = "REML",
    test: str = "z",
    level: float = 0.95,
    tau2: float | None = None,
    weights: Array | None = None,
    weighted_mean: bool = False,
) -> ModelFit:
    """Fit the model to yi, vi of shape (k,); `tau2` fixes the between-study variance.

    `weights` (k,), positive, are those of the generalised Q estimators of tau2. With `weighted_mean` they weight
    the coefficients too, whose covariance is then (X'AX)^-1 X'A M A X (X'AX)^-1, M = diag(v + tau2); otherwise the
    weights are 1/(v + tau2), as DerSimonian & Kacker (2007) have it. The scale of hksj is that of the latter fit.
    With k = p the tests fall back to z. Raises NotEstimable for k = 0 and where moderators leave nothing to
    estimate tau2 from (k <= p), InputError for bad input.
    """
    check_choice(model, MODELS, "model")
    check_choice(test, TESTS, "test")
    y, v = checked_effects(yi, vi)
    if len(y) == 0:
        raise NotEstimable("no study has both an effect and a variance, so nothing can be pooled", code="k0")
    batch = batch_of(y, v, design)
    weights = checked_weights(weights, len(y))
    tau2 = _tau2(batch, model, method, tau2, weights)
    q = float(batch.fit().rss()[0])
    if not np.isfinite(q):
        raise NotEstimable("the effects are too large against their variances to compute with", code="numerical")
    fitted = batch.fit(tau2)
    spare = len(y) - batch.design.p
    test = test if spare > 0 else "z"
    scale = float(hartung_knapp_scale(fitted, batch, test)[0])
    weighted_mean = weighted_mean and weights is not None
    if weighted_mean:
        fitted = _with_weights(batch, tau2, weights)
    return ModelFit(
        batch=batch,
        fitted=fitted,
        model=model,
        method=None if model == "common" else method,
        test=test,
        level=level,
        tau2=tau2,
        coef=fitted.coefficients()[0],
        vcov=fitted.covariance()[0] * scale,
        scale=scale,
        df=None if test == "z" else spare,
        Q=q,
        weights=weights,
        weighted_mean=weighted_mean,
    )
