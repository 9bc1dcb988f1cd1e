"""A network meta-analysis from arm-level rows to one frozen result: effects, ranks, inconsistency, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthesis.stats.analysis import versions
from synthesis.stats.consistency import design_by_treatment, node_split, ranking
from synthesis.stats.distributions import checked_level, chi2_upper, quantile
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.network import Contrasts, Network, contrasts_of, fit_network
from synthesis.stats.network_arms import COLUMNS, Arms, arms_of
from synthesis.stats.network_results import Inconsistency, NetworkResult, Predictions, Ranking
from synthesis.stats.network_structure import Structure, structure
from synthesis.stats.network_wording import NO_SPARE, disconnected, method, notices
from synthesis.stats.results import Exclusion, finite
from synthesis.stats.study_data import label_of

Rows = Sequence[Mapping[str, Any]]
NAMES = ("study", "treat")


def analyse_network(
    rows: Rows,
    kind: str,
    measure: str,
    reference: str,
    model: str = "random",
    tau2: str = "REML",
    *,
    level: float = 0.95,
    larger_is_better: bool = True,
    draws: int = 20_000,
    seed: int = 1,
) -> NetworkResult:
    """Pool the arms of all studies into effects of every treatment against every other.

    `rows`: one dict an arm with study, treat and the columns of `kind` (arm_binary e n, arm_continuous m sd n,
    arm_rate x t); `measure` one that `network_arms` has for it; `model` random (one tau2, correlation 0.5 within
    multi-arm studies) or common; `tau2` REML or ML. Effects are on the analysis scale, row minus column.
    Confidence intervals are normal, prediction intervals on t. Raises InputError (row, field) for impossible
    values, NotEstimable where nothing is compared, the network is in parts, or a random-effects model has no
    spare comparison.
    """
    if kind not in COLUMNS:
        raise InputError(f"networks know {', '.join(COLUMNS)} data, got {kind!r}", field="kind")
    if model not in ("random", "common") or tau2 not in ("REML", "ML"):
        raise InputError("choose random or common, and REML or ML", field="model")
    checked_level(level)
    rows = [
        {**row} | {name: label_of(row.get(name), row=i, field=name) for name in NAMES} for i, row in enumerate(rows)
    ]
    arms = arms_of({name: [row.get(name) for row in rows] for name in COLUMNS[kind]}, kind, measure)
    used = _used(rows, arms)
    shape = structure(used, reference)
    if len(shape.parts) > 1:
        raise NotEstimable(disconnected(shape), code="disconnected")
    contrasts = contrasts_of(arms.arms, reference)
    if model == "random" and len(contrasts.y) < len(contrasts.treatments):
        raise NotEstimable(NO_SPARE, code="no_df")
    network = fit_network(contrasts, random=model == "random", restricted=tau2 == "REML")
    settings = {
        "kind": kind,
        "measure": measure,
        "model": model,
        "tau2": tau2 if model == "random" else None,
        "reference": reference,
        "level": level,
        "larger_is_better": larger_is_better,
        "draws": draws,
        "seed": seed,
    }
    ranks = ranking(network, larger_is_better=larger_is_better, draws=draws, seed=seed)
    return _result(rows, arms, shape, network, ranks, settings)


def _used(rows: Rows, arms: Arms) -> list[Mapping[str, Any]]:
    """The rows whose arm entered."""
    entered = {(arm.study, arm.treatment) for arm in arms.arms}
    return [row for row in rows if (row["study"], row["treat"]) in entered]


def _result(
    rows: Rows, arms: Arms, shape: Structure, network: Network, ranks: Ranking, settings: dict[str, Any]
) -> NetworkResult:
    estimate, se = network.league()
    larger = network.p_scores().tolist()
    random = settings["model"] == "random"
    inconsistency = inconsistency_of(network.contrasts, shape, random=random)
    ends = quantile(settings["level"])
    software = versions()
    df = network.Q_df
    predicted = predictions(network, settings["level"], random=random)
    return NetworkResult(
        treatments=shape.nodes,
        comparisons=shape.edges,
        k_studies=len(network.contrasts.studies),
        k_contrasts=len(network.contrasts.y),
        multi_arm=_multi_arm(network.contrasts),
        estimate=_rows(estimate),
        se=_rows(se),
        ci_lb=_rows(estimate - ends * se),
        ci_ub=_rows(estimate + ends * se),
        Q=network.Q if df else None,
        Q_df=df,
        Q_pval=chi2_upper(network.Q, df) if df else None,
        I2=100 * max(0.0, (network.Q - df) / network.Q) if df and network.Q > 0 else (0.0 if df else None),
        tau2=network.tau2 if random else None,
        loglik=finite(network.state.loglik),
        p_scores=tuple(larger if settings["larger_is_better"] else [1 - score for score in larger]),
        p_score_larger_better=tuple(larger),
        ranks=ranks,
        inconsistency=inconsistency,
        exclusions=exclusions_of(((row["study"], row["treat"]) for row in rows), arms),
        warnings=notices(arms, shape, network, inconsistency, random=random),
        method=method(settings, arms, predicted, software),
        settings=settings,
        versions=software,
        prediction=predicted,
        everybody=shape.everybody,
    )


def predictions(network: Network, level: float, *, random: bool) -> Predictions:
    """The prediction interval of every comparison, or why there is none."""
    if not random:
        reason = "a common-effect model has no variance between studies to predict with"
        return Predictions(None, None, None, reason)
    try:
        low, high = network.prediction(level)
    except NotEstimable as refusal:
        return Predictions(None, None, None, str(refusal))
    return Predictions(_rows(low), _rows(high), network.Q_df - 1)


def _rows(matrix: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


def _multi_arm(c: Contrasts) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(c.studies) if c.rows_study.count(place) > 1)


def exclusions_of(names: Iterable[tuple[str, str]], arms: Arms) -> tuple[Exclusion, ...]:
    """Arms with a missing number, studies that say nothing, and studies left with one arm; `names` are study and
    treatment of every row.
    """
    silent = dict(arms.silent)
    entered = {(arm.study, arm.treatment) for arm in arms.arms}
    sizes = Counter(arm.study for arm in arms.arms)
    found = []
    for place, (study, treat) in enumerate(names):
        label = f"{study}, {treat}"
        if study in silent:
            found.append(Exclusion(place, label, "no_information", silent[study]))
        elif (study, treat) not in entered:
            found.append(Exclusion(place, label, "missing", "a number is missing"))
        elif sizes[study] == 1:
            found.append(Exclusion(place, label, "one_treatment", "its study compares it with no other treatment"))
    return tuple(found)


def inconsistency_of(c: Contrasts, shape: Structure, *, random: bool) -> Inconsistency:
    """The design-by-treatment test and a split of every direct comparison; refusals as words."""
    reason, design = "", None
    try:
        design = design_by_treatment(c, random=random)
    except NotEstimable as refusal:
        reason = str(refusal)
    splits, unsplit = [], []
    for edge in shape.edges:
        try:
            splits.append(node_split(c, edge.first, edge.second, random=random))
        except NotEstimable as refusal:
            unsplit.append((f"{edge.first} v {edge.second}", str(refusal)))
    return Inconsistency(design, reason, tuple(splits), tuple(unsplit))
