"""Why do studies differ: subgroups and moderators of one analysis, with its own effects, model and interval.

`subgroups(result, labels, ...)` and `moderators(result, columns, ...)` take an `AnalysisResult` and what is known
of each of its rows; they answer with frozen records. Group estimates and limits are on the scale people read,
slopes on the scale of the analysis (logs for ratios). Rows whose value is not known take no part and are named.
Sources: the modules `subgroups` and `meta_regression`, which compute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.stats import subgroups as engine
from synthesis.stats.back_transform import transformer
from synthesis.stats.distributions import chi2_upper
from synthesis.stats.errors import NotEstimable, StatsError
from synthesis.stats.heterogeneity import i2_and_h2
from synthesis.stats.linear_model import ModelFit, fit_model
from synthesis.stats.measures import MEASURES
from synthesis.stats.meta_regression import MetaRegression, Regression, moderators_of, regress
from synthesis.stats.permutation import PermutationTest, permutation_test
from synthesis.stats.results import AnalysisResult, Record, StudyRow, finite
from synthesis.stats.sensitivity import all_subsets, some_subsets
from synthesis.stats.table_pooling import TableFit, tables_of

Show = Callable[[float], float]
LINE_POINTS = 41
AGREE = (
    "Subgroups: all studies of one subgroup agree exactly, so its Hartung-Knapp standard error is 0 and nothing "
    "can be compared; choose the ad hoc variant or z."
)


@dataclass(frozen=True)
class Group(Record):
    """One subgroup: its studies (0-based rows), summary, and heterogeneity within."""

    level: str
    rows: tuple[int, ...]
    k: int
    yi: float | None
    se: float | None
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    weight_pct: float | None
    tau2: float | None
    I2_from_Q: float | None
    Q: float | None
    Q_df: int
    Q_pval: float | None


@dataclass(frozen=True)
class SubgroupAnalysis(Record):
    """Groups in the order asked for and the test of their difference; `df` is (numerator, denominator or None)."""

    spread: str
    groups: tuple[Group, ...]
    stat: float | None = None
    df: tuple[int | None, ...] = ()
    pval: float | None = None
    R2: float | None = None
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinePoint(Record):
    """The mean effect at one value of a moderator, on the scale people read."""

    x: float
    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None


@dataclass(frozen=True)
class ModeratorAnalysis(Record):
    """A meta-regression; `line` is its course over the only moderator where that is a number."""

    names: tuple[str, ...]
    fit: MetaRegression | None = None
    rows: tuple[int, ...] = ()
    line: tuple[LinePoint, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    permuted: PermutationTest | None = None


@dataclass(frozen=True)
class Cloud(Record):
    """The pooled effect and I² (from Q) of subsets of the studies: all of them, or a seeded draw (`whole` False).

    `labels` name the places of the masks ("1" = in the subset); estimates are on the scale people read.
    """

    labels: tuple[str, ...]
    whole: bool
    masks: tuple[str, ...]
    estimate: tuple[float | None, ...]
    I2: tuple[float | None, ...]


MOST_WHOLE = 10
DRAWN = 1000
MOST_EXACT = 7
SEED = 1


def subsets(result: AnalysisResult, *, seed: int = 1) -> Cloud | None:
    """GOSH of the run: every subset of two or more up to ten studies, else 1,000 drawn; None below three studies.

    Source: Olkin, Dahabreh & Trikalinos (2012) Res. Synth. Methods 3, 214-223.
    """
    studies = _used(result)
    if len(studies) < 3:
        return None
    y, v = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    method, whole = _options(result)["method"], len(studies) <= MOST_WHOLE
    masks, found = all_subsets(y, v, method) if whole else some_subsets(y, v, method, DRAWN, seed)
    tables = tables_of(result, studies)
    estimates, q = tables.subsets(masks) if tables else (found.estimate, found.Q)
    show = _show(result)
    sizes = masks.sum(axis=1)
    kept = [i for i in range(len(masks)) if sizes[i] >= 2 and np.isfinite(estimates[i])]
    spread = [100 * max(0.0, 1 - (sizes[i] - 1) / q[i]) if q[i] > 0 else 0.0 for i in kept]
    return Cloud(
        labels=tuple(s.label for s in studies),
        whole=whole,
        masks=tuple("".join(str(int(bit)) for bit in masks[i]) for i in kept),
        estimate=tuple(finite(show(float(estimates[i]))) for i in kept),
        I2=tuple(float(value) for value in spread),
    )


def _used(result: AnalysisResult) -> list[StudyRow]:
    return [s for s in result.studies if s.excluded_reason is None and s.yi is not None and s.vi is not None]


def _options(result: AnalysisResult) -> dict[str, Any]:
    own = result.pooled
    method = own.tau2_estimator if own.model == "random" else None
    return {"model": own.model, "method": method, "test": own.test, "level": own.level}


def _show(result: AnalysisResult, studies: Sequence[StudyRow] | None = None) -> Show:
    """The way back to the scale of readers; Freeman-Tukey's needs the sizes of `studies`, by default all used."""
    told = _used(result) if studies is None else studies
    return transformer(MEASURES[result.measure].display, [float(s.data.get("n") or 1) for s in told])


def subgroups(
    result: AnalysisResult, labels: Sequence[str | None], levels: Sequence[str], *, spread: str = "separate"
) -> SubgroupAnalysis:
    """Each level of `labels` (one text a row of `result.studies`, None where not known) pooled on its own.

    `spread` "separate": an own tau2 a level, tested by Cochran's Q over the summaries (chi-square, levels - 1 df).
    "common": one tau2, tested by the Wald test of the factor (F where the interval of the run is by t).
    With fewer than two levels there is no test and a note says so.
    """
    known = [s for s in _used(result) if labels[s.row] is not None]
    unknown = tuple(s.label for s in _used(result) if labels[s.row] is None)
    present = [level for level in levels if any(labels[s.row] == level for s in known)]
    if len(present) < 2:
        only = f"All studies are “{present[0]}”" if present else "No study has a value"
        return SubgroupAnalysis(spread, (), unknown=unknown, notes=(f"{only}: there are no subgroups to compare.",))
    y, v = (np.array([getattr(s, name) for s in known], dtype=float) for name in ("yi", "vi"))
    words = [str(labels[s.row]) for s in known]
    members = {level: [s for s in known if labels[s.row] == level] for level in present}
    run = _common if spread == "common" else _separate
    if result.settings.get("method") == "mantel_haenszel":
        run = _by_tables
    try:
        return run(result, y, v, words, present, members, unknown)
    except StatsError as refusal:
        return SubgroupAnalysis(spread, (), unknown=unknown, notes=(f"Subgroups: {refusal}.",))
    except ZeroDivisionError:
        return SubgroupAnalysis(spread, (), unknown=unknown, notes=(AGREE,))


Members = Mapping[str, list[StudyRow]]


def _separate(
    result: AnalysisResult, y, v, words: list[str], levels: list[str], members: Members, unknown: tuple[str, ...]
) -> SubgroupAnalysis:
    found = engine.separate(y, v, words, levels, **_options(result))
    groups = tuple(
        _group(result, level, members[level], fit, 0, fit.tau2)
        for level, fit in zip(levels, found.fits, strict=True)
    )
    return SubgroupAnalysis(
        "separate", groups, finite(found.Q_between), (found.df, None), finite(found.pval), None, unknown,
        _warnings(groups, result),
    )  # fmt: skip


def _by_tables(
    result: AnalysisResult, y, v, words: list[str], levels: list[str], members: Members, unknown: tuple[str, ...]
) -> SubgroupAnalysis:
    """Each level by Mantel-Haenszel, tested by Cochran's Q over the summaries with weights 1/SE²."""
    fits = [tables_of(result, members[level]).fit() for level in levels]
    groups = tuple(
        _group_of_tables(result, level, members[level], fit) for level, fit in zip(levels, fits, strict=True)
    )
    lost = [level for level, fit in zip(levels, fits, strict=True) if not fit.estimable or not fit.se > 0]
    if lost:
        named = ", ".join(f"“{level}”" for level in lost)
        note = f"The sums of {named} give no effect with a standard error, so subgroups cannot be compared."
        return SubgroupAnalysis("separate", groups, unknown=unknown, notes=(note, *_warnings(groups, result)))
    means, weights = (np.array(side) for side in ([f.estimate for f in fits], [1 / f.se**2 for f in fits]))
    q = float((weights * (means - (weights * means).sum() / weights.sum()) ** 2).sum())
    df = len(levels) - 1
    return SubgroupAnalysis(
        "separate", groups, finite(q), (df, None), finite(chi2_upper(q, df)), None, unknown,
        _warnings(groups, result),
    )  # fmt: skip


def _group_of_tables(result: AnalysisResult, level: str, studies: list[StudyRow], fit: TableFit) -> Group:
    show, several = _show(result), fit.k > 1
    values = (fit.estimate, *fit.interval(result.pooled.level)) if fit.estimable else (None, None, None)
    shares = [s.weight_pct for s in studies if s.weight_pct is not None]
    shown = [None if value is None else finite(show(value)) for value in values]
    return Group(
        level, tuple(s.row for s in studies), fit.k, finite(fit.estimate), finite(fit.se), *shown,
        weight_pct=sum(shares) if shares else None,
        tau2=None,
        I2_from_Q=fit.I2 if several and fit.estimable else None,
        Q=finite(fit.Q),
        Q_df=fit.k - 1,
        Q_pval=finite(chi2_upper(fit.Q, fit.k - 1)) if several and fit.estimable else None,
    )  # fmt: skip


def _common(
    result: AnalysisResult, y, v, words: list[str], levels: list[str], members: Members, unknown: tuple[str, ...]
) -> SubgroupAnalysis:
    found = engine.common(y, v, words, levels, **_options(result))
    stat, df, pval = found.omnibus()
    groups = tuple(
        _group(result, level, members[level], found.cells, place, found.cells.tau2)
        for place, level in enumerate(levels)
    )
    return SubgroupAnalysis(
        "common", groups, finite(stat), (df, found.contrasts.df), finite(pval), finite(found.R2), unknown,
        _warnings(groups, result),
    )  # fmt: skip


def _group(
    result: AnalysisResult, level: str, studies: list[StudyRow], fit: ModelFit, place: int, tau2: float
) -> Group:
    """A subgroup's line; Q and I2 are those of its own studies whatever the tau2."""
    show = _show(result, studies)
    y, v = (np.array([getattr(s, name) for s in studies], dtype=float) for name in ("yi", "vi"))
    within = fit_model(y, v, model="common")
    low, high = (float(side[place]) for side in fit.ci)
    middle = float(fit.coef[place])
    shares = [s.weight_pct for s in studies if s.weight_pct is not None]
    return Group(
        level=level,
        rows=tuple(s.row for s in studies),
        k=len(studies),
        yi=finite(middle),
        se=finite(fit.se[place]),
        estimate=finite(show(middle)),
        ci_lb=finite(show(low)),
        ci_ub=finite(show(high)),
        weight_pct=sum(shares) if shares else None,
        tau2=finite(tau2) if result.pooled.model == "random" else None,
        I2_from_Q=finite(i2_and_h2(within)[0]) if len(studies) > 1 else None,
        Q=finite(within.Q),
        Q_df=within.Q_df,
        Q_pval=finite(within.Q_pval) if len(studies) > 1 else None,
    )


def _warnings(groups: Sequence[Group], result: AnalysisResult) -> tuple[str, ...]:
    lone = [g.level for g in groups if g.k == 1]
    if not lone:
        return ()
    how = "its study's own effect with a normal interval" if len(lone) == 1 else "that of its only study, each"
    named = ", ".join(f"“{level}”" for level in lone)
    return (f"Subgroups of one study ({named}) show {how}; differences between so few studies are weak evidence.",)


def moderators(
    result: AnalysisResult,
    columns: Mapping[str, Sequence[Any]],
    *,
    references: Mapping[str, str] | None = None,
    permuted: bool = False,
) -> ModeratorAnalysis:
    """Meta-regression of the run's effects on `columns` (name -> one value a row of `result.studies`).

    Numbers enter as they are, texts as 0/1 columns against their first value. Refusals (too few studies, one value
    only, columns that say the same) come back as notes, never as numbers. `permuted` adds the permutation test: all
    arrangements of up to seven studies, else 1,000 drawn by a seed.
    """
    used = {s.row: s for s in _used(result)}
    rows = range(len(result.studies))
    names = tuple(columns)
    try:
        table = moderators_of(columns, list(names), np.array([i in used for i in rows]), references)
        part = tuple(i for i in rows if table.complete[i])
        _refuse_few(len(part), len(table.terms), table.matrix[list(part)], table.terms)
        filler = [(used[i].yi, used[i].vi) if i in used else (0.0, 1.0) for i in rows]
        y, v = (np.array(side, dtype=float) for side in zip(*filler, strict=True))
        found = regress(y, v, table, **_options(result))
    except (StatsError, ValueError) as refusal:
        return ModeratorAnalysis(names, notes=(f"Meta-regression: {str(refusal).rstrip('.')}.",))
    unknown = tuple(s.label for i, s in used.items() if i not in part)
    here, notes = list(part), _few(len(part), found.fit.p)
    shuffled = None
    if permuted:
        try:
            shuffled = _permuted(y[here], v[here], table.matrix[here], _options(result))
        except StatsError as refusal:
            notes += (f"Permutation test: {str(refusal).rstrip('.')}.",)
    return ModeratorAnalysis(
        names, found.result(), part, _line(result, found, part, columns, names), unknown, notes, shuffled
    )


def _permuted(y, v, X, options: Mapping[str, Any]) -> PermutationTest:
    most = math.factorial(len(y)) if len(y) <= MOST_EXACT else DRAWN
    asked = {name: options[name] for name in ("model", "test")} | {"method": options["method"] or "REML"}
    return permutation_test(y, v, X, most=most, seed=SEED, **asked)


def _refuse_few(k: int, p: int, matrix, terms: Sequence[str]) -> None:
    if k <= p:
        raise NotEstimable(f"{p} coefficients need more than {k} studies that have all moderators", code="few")
    for place, term in enumerate(terms[1:], 1):
        if np.ptp(matrix[:, place]) == 0:
            raise NotEstimable(f"all studies have the same {term.strip()}", code="constant")


def _few(k: int, p: int) -> tuple[str, ...]:
    if k >= 10 * (p - 1):
        return ()
    columns = "one moderator column" if p == 2 else f"{p - 1} moderator columns"
    return (f"{k} studies for {columns}: ten studies a column are the usual least.",)


def _line(
    result: AnalysisResult, found: Regression, part: Sequence[int], columns: Mapping[str, Sequence[Any]], names
) -> tuple[LinePoint, ...]:
    if len(names) != 1 or len(found.moderators.terms) != 2 or found.moderators.terms[1] != names[0]:
        return ()
    values = [float(columns[names[0]][i]) for i in part]
    show = _show(result)
    points = []
    for x in np.linspace(min(values), max(values), LINE_POINTS):
        told = found.predict([1.0, float(x)])
        shown = [finite(show(told[name])) for name in ("pred", "ci_lb", "ci_ub")]
        points.append(LinePoint(float(x), *shown))
    return tuple(points)
