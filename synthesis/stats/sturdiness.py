"""How sturdy is a pooled result: other ways to pool it, without each study, study by study, and small studies.

`sturdiness(result)` takes an `AnalysisResult` and answers everything a reader asks of one analysis next, as one
frozen record. Estimates and limits are on the scale people read, as in `DisplayValues`, with the model and interval
of the run; what a part cannot answer is left out with a reason in `notes`. Sources: the modules that answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.stats import sensitivity, small_study
from synthesis.stats.back_transform import transformer
from synthesis.stats.bayes import bayes_pool
from synthesis.stats.distributions import quantile
from synthesis.stats.errors import StatsError
from synthesis.stats.heterogeneity import i2_and_h2
from synthesis.stats.linear_model import fit_model
from synthesis.stats.measures import COLUMNS, MEASURES
from synthesis.stats.pooling import pool
from synthesis.stats.results import AnalysisResult, PooledResult, Record, StudyRow, finite, finite_tuple
from synthesis.stats.table_pooling import MEASURES as TABLE_MEASURES
from synthesis.stats.table_pooling import Tables, deletion, fit_tables, tables_of
from synthesis.stats.trim_and_fill import trim_and_fill

Show = Callable[[float], float]
BAYES_MEASURES = {"OR", "RR", "PETO", "SMD", "SMDH", "ROM", "GEN_LOG"}
FEWEST_FOR_TESTS = 10
BY_TABLES = (
    "Without one study, study after study and influence are by Mantel-Haenszel, as the run; the tests of small "
    "studies, trim and fill, PET-PEESE, the selection model and the radial plot are by inverse variance. "
    "DFFITS has no Mantel-Haenszel form."
)


@dataclass(frozen=True)
class Way(Record):
    """One way to pool the same studies; `chosen` marks the run's own."""

    name: str
    k: int
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    tau2: float | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Step(Record):
    """The pooled effect without one study, or after one more; of a single study I2 and tau2 are None."""

    label: str
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    I2: float | None
    tau2: float | None


@dataclass(frozen=True)
class Weighing(Record):
    """What one study does: residual without it, influence, weight, its place in the Baujat plot."""

    label: str
    rstudent: float | None
    dffits: float | None
    cooks_d: float | None
    tau2_without: float | None
    weight_pct: float | None
    heterogeneity: float | None
    influence: float | None
    flagged: bool


@dataclass(frozen=True)
class Asymmetry(Record):
    """One test of small-study effects."""

    name: str
    statistic: str
    pval: float | None


@dataclass(frozen=True)
class Filled(Record):
    """Trim and fill by L0: effects and standard errors (analysis scale) that were added, and the new summary."""

    side: str
    k0: int
    yi: tuple[float | None, ...]
    se: tuple[float | None, ...]
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    test: str = "z"


@dataclass(frozen=True)
class Sturdiness(Record):
    """Everything beside the pooled effect itself; empty parts have a line in `notes`."""

    ways: tuple[Way, ...] = ()
    left_out: tuple[Step, ...] = ()
    one_by_one: tuple[Step, ...] = ()
    weighings: tuple[Weighing, ...] = ()
    asymmetry: tuple[Asymmetry, ...] = ()
    filled: Filled | None = None
    notes: tuple[str, ...] = ()


def _used(result: AnalysisResult) -> list[StudyRow]:
    return [s for s in result.studies if s.excluded_reason is None and s.yi is not None and s.vi is not None]


def _shown(show: Show, *values: float | None) -> tuple[float | None, ...]:
    return tuple(None if v is None or not math.isfinite(v) else finite(show(v)) for v in values)


def sturdiness(result: AnalysisResult) -> Sturdiness:
    """The record of one analysis. Fewer than two pooled studies give an empty one with a note."""
    studies = _used(result)
    if len(studies) < 2:
        return Sturdiness(notes=("With fewer than two studies there is nothing to vary.",))
    if result.pooled.estimate is None:
        return Sturdiness(notes=(result.pooled.reason or "Without a pooled effect there is nothing to vary.",))
    info = MEASURES[result.measure]
    show = transformer(info.display, [float(s.data.get("n") or 1) for s in studies])
    y, v = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    method = result.pooled.tau2_estimator if result.pooled.model == "random" else None
    labels = [s.label for s in studies]
    tables = tables_of(result, studies)
    notes: list[str] = [BY_TABLES] if tables else []
    filled = _filled(y, v, method, result.pooled, show, notes)
    return Sturdiness(
        ways=tuple(_ways(result, studies, y, v, show)),
        left_out=_steps(result, labels, y, v, 1 - np.eye(len(y)), show, tables),
        one_by_one=_steps(result, labels, y, v, np.tril(np.ones((len(y), len(y)))), show, tables),
        weighings=_weighings_of_tables(labels, tables) if tables else _weighings(labels, y, v, result.pooled),
        asymmetry=tuple(_asymmetry(result, studies, y, v, notes)),
        filled=filled,
        notes=tuple(notes),
    )


def study_after_study(result: AnalysisResult, rows: Sequence[int]) -> tuple[Step, ...]:
    """The cumulative analysis: the run's own model on the first study, the first two ... in the order of `rows`.

    `rows` are the `row` of pooled studies (Lau et al. 1992, N. Engl. J. Med. 327, 248-254); empty where the result
    has fewer than two or no effect. Raises KeyError for a row that is not pooled.
    """
    held = {study.row: study for study in _used(result)}
    if len(held) < 2 or result.pooled.estimate is None:
        return ()
    studies = [held[row] for row in rows]
    show = transformer(MEASURES[result.measure].display, [float(s.data.get("n") or 1) for s in studies])
    y, v = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    masks = np.tril(np.ones((len(y), len(y))))
    return _steps(result, [s.label for s in studies], y, v, masks, show, tables_of(result, studies))


def _ways(result: AnalysisResult, studies: list[StudyRow], y, v, show: Show) -> Iterable[Way]:
    """Models, estimators and intervals in common use; for counts the Mantel-Haenszel and Peto methods."""
    own, by_tables = result.pooled, result.settings.get("method") == "mantel_haenszel"
    grid = [("common", "DL", "z"), *[("random", t, i) for t in ("DL", "PM", "REML") for i in ("z", "hksj")]]
    grid.append(("random", "REML", "hksj_adhoc"))
    mine = (own.model, own.tau2_estimator if own.model == "random" else "DL", own.test)
    for model, tau2, test in grid if mine in grid else [*grid, mine]:
        found = pool(y, v, model, tau2, test, own.level)
        spread = found.heterogeneity.tau2 if found.heterogeneity else None
        name = "Common effect" if model == "common" else f"Random effects, {tau2}, {INTERVALS[test]}"
        values = _shown(show, found.estimate, found.ci_lb, found.ci_ub)
        yield Way(name, found.k, *values, tau2=spread, chosen=(model, tau2, test) == mine and not by_tables)
    if result.kind in ("binary", "rate2") and result.measure in TABLE_MEASURES:
        yield from _ways_of_tables(result, studies, show, chosen=by_tables)
    if result.measure in BAYES_MEASURES:
        found = bayes_pool(y, v, 0.5, level=own.level)
        values = _shown(show, found.mu.median, found.mu.lb, found.mu.ub)
        yield Way("Bayesian, half-normal(0.5) prior for tau", found.k, *values, tau2=found.tau.median**2)


INTERVALS = {"z": "normal", "t": "t", "hksj": "Hartung-Knapp", "hksj_adhoc": "Hartung-Knapp, never narrower"}


def _ways_of_tables(result: AnalysisResult, studies: list[StudyRow], show: Show, *, chosen: bool) -> Iterable[Way]:
    columns = [np.array([float(s.data[n]) for s in studies]) for n in COLUMNS[result.kind]]  # type: ignore[arg-type]
    half = quantile(result.pooled.level)
    used = [np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi")]
    found = fit_tables(result.measure, columns, *used)
    if not math.isnan(found.estimate):
        values = _shown(show, found.estimate, found.estimate - half * found.se, found.estimate + half * found.se)
        yield Way("Mantel-Haenszel, common effect", len(studies), *values, chosen=chosen)
    if result.measure == "OR":
        a, n1, c, n2 = columns
        n, events = n1 + n2, a + c
        expected, spread = events * n1 / n, events * (n - events) * n1 * n2 / (n**2 * (n - 1))
        if spread.sum() > 0:
            centre, se = (a - expected).sum() / spread.sum(), 1 / math.sqrt(spread.sum())
            yield Way("Peto, one step", len(studies), *_shown(show, centre, centre - half * se, centre + half * se))


def _steps(
    result: AnalysisResult, labels: list[str], y, v, masks, show: Show, tables: Tables | None
) -> tuple[Step, ...]:
    """The run's own model on the studies of every row of `masks` (k, k)."""
    own, found = result.pooled, []
    for label, mask in zip(labels, masks > 0, strict=True):
        if tables:
            part = tables.fit(mask)
            values = _shown(show, part.estimate, *part.interval(own.level))
            found.append(Step(label, *values, finite(part.I2) if part.estimable and mask.sum() > 1 else None, None))
            continue
        fit = fit_model(
            y[mask], v[mask], model=own.model, method=own.tau2_estimator, test=own.test, level=own.level
        )
        low, high = fit.ci
        values = _shown(show, float(fit.coef[0]), float(low[0]), float(high[0]))
        spread = (finite(i2_and_h2(fit)[0]), finite(fit.tau2)) if fit.k > 1 else (None, None)
        found.append(Step(label, *values, *spread))
    return tuple(found)


def _weighings(labels: list[str], y, v, own: PooledResult) -> tuple[Weighing, ...]:
    fit = fit_model(y, v, model=own.model, method=own.tau2_estimator, test=own.test)
    found = sensitivity.influence(fit)
    x, change = sensitivity.baujat(fit)
    columns = (found.rstudent, found.dffits, found.cooks_d, found.tau2_deleted, found.hat * 100, x, change)
    rows = zip(labels, *(finite_tuple(column) for column in columns), found.influential.tolist(), strict=True)
    return tuple(Weighing(*row) for row in rows)


def _weighings_of_tables(labels: list[str], tables: Tables) -> tuple[Weighing, ...]:
    found = deletion(tables)
    nothing = (None,) * len(labels)
    columns = (
        finite_tuple(found.rstudent),
        nothing,
        finite_tuple(found.cooks_d),
        nothing,
        finite_tuple(found.weights),
        finite_tuple(found.heterogeneity),
        finite_tuple(found.influence),
    )
    return tuple(Weighing(*row) for row in zip(labels, *columns, found.influential.tolist(), strict=True))


def _asymmetry(result: AnalysisResult, studies: list[StudyRow], y, v, notes: list[str]) -> Iterable[Asymmetry]:
    if len(y) < 3:
        notes.append("Tests of funnel asymmetry need at least three studies.")
        return
    if len(y) < FEWEST_FOR_TESTS:
        notes.append("With fewer than ten studies tests of funnel asymmetry have little power.")
    asked: list[tuple[str, Callable[[], small_study.Line]]] = [("Egger", lambda: small_study.egger(y, v))]
    if result.kind == "binary" and result.measure == "OR":
        cells = [np.array([float(s.data[n]) for s in studies]) for n in ("e1", "n1", "e2", "n2")]  # type: ignore[arg-type]
        asked += [("Harbord", lambda: small_study.harbord(*cells)), ("Peters", lambda: small_study.peters(*cells))]
    for name, test in asked:
        try:
            line = test()
        except StatsError as refusal:
            notes.append(f"{name}: {refusal}.")
            continue
        yield Asymmetry(name, f"t({line.df}) = {line.stat:.2f}", finite(line.pval))
    rank = small_study.begg(y, v)
    if not math.isnan(rank.tau):
        yield Asymmetry("Begg", f"Kendall's tau = {rank.tau:.2f}", finite(rank.pval))


def _filled(y, v, method: str | None, own: PooledResult, show: Show, notes: list[str]) -> Filled | None:
    """Trim and fill with the interval of the run.

    None with a note where it does not settle or the standard errors are all equal.
    """
    try:
        model = "common" if method is None else "random"
        found = trim_and_fill(y, v, "L0", model=model, method=method, level=own.level, test=own.test)
    except StatsError as refusal:
        notes.append(f"Trim and fill: {refusal}.")
        return None
    low, high = found.fit.ci
    return Filled(
        side=found.side,
        test=found.fit.test,
        k0=found.k0,
        yi=finite_tuple(found.filled_yi),
        se=finite_tuple(np.sqrt(found.filled_vi)),
        **dict(
            zip(
                ("estimate", "ci_lb", "ci_ub"),
                _shown(show, *map(float, (found.fit.coef[0], low[0], high[0]))),
                strict=True,
            )
        ),
    )
