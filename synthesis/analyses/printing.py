"""A run in words and as a forest plot: the same digits on the page, in the plot and in a narrative."""

from collections.abc import Mapping
from typing import Any

from ketreview.wording import in_sentence
from synthesis.analyses.lights import judgement_headers, judgement_notes, lights_of
from synthesis.analyses.ordering import in_order, order_of, order_words
from synthesis.analyses.recipe import OF_ASSOCIATION, OF_ONE_GROUP, RATIOS
from synthesis.charts.forest_data import (
    Excluded,
    ForestData,
    ForestStudy,
    ForestSubgroup,
    Judgement,
    PooledRow,
    PredictionRow,
)
from synthesis.charts.numbers import (
    digits_for,
    print_difference,
    print_i2,
    print_number,
    print_ratio,
    print_spread,
)
from synthesis.stats.head_count import HeadCount, head_count

SHORT = {
    "OR": "OR",
    "RR": "RR",
    "RD": "RD",
    "PETO": "Peto OR",
    "IRR": "IRR",
    "IRD": "IRD",
    "AS": "AS",
    "PHI": "Phi",
    "MD": "MD",
    "SMD": "SMD",
    "SMDH": "SMD",
    "ROM": "RoM",
    "GEN": "Estimate",
    "GEN_LOG": "Ratio",
    "PLO": "Proportion",
    "PFT": "Proportion",
    "PAS": "Proportion",
    "PR": "Proportion",
    "ZCOR": "r",
    "COR": "r",
}
LONG = {
    "OR": "Odds ratio",
    "RR": "Risk ratio",
    "RD": "Risk difference",
    "PETO": "Peto odds ratio",
    "IRR": "Rate ratio",
    "IRD": "Rate difference",
    "AS": "Arcsine difference",
    "PHI": "Phi coefficient",
    "MD": "Mean difference",
    "SMD": "Standardised mean difference",
    "SMDH": "Standardised mean difference (unequal variances)",
    "ROM": "Ratio of means",
    "GEN": "Estimate",
    "GEN_LOG": "Ratio",
    "PLO": "Proportion",
    "PFT": "Proportion",
    "PAS": "Proportion",
    "PR": "Proportion",
    "ZCOR": "Correlation",
    "COR": "Correlation",
}
SCALES = {
    "PLO": "logit of the proportion",
    "PFT": "double arcsine of the proportion",
    "PAS": "arcsine of the root of the proportion",
    "ZCOR": "Fisher's z",
}
"""Scales of analysis that are neither the one printed nor its logarithm."""
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "binary": (("e1", "Events"), ("n1", "Total"), ("e2", "Events"), ("n2", "Total")),
    "continuous": (("m1", "Mean"), ("sd1", "SD"), ("n1", "n"), ("m2", "Mean"), ("sd2", "SD"), ("n2", "n")),
    "rate2": (("x1", "Events"), ("t1", "Time"), ("x2", "Events"), ("t2", "Time")),
    "generic": (("estimate", "Estimate"), ("ci_lb", "Lower limit"), ("ci_ub", "Upper limit")),
    "proportion": (("x", "Events"), ("n", "Total")),
    "correlation": (("r", "r"), ("n", "n")),
}
"""The numbers of a study by kind, with their heads; those of two arms stand beside each other."""
NOT_DRAWN = {"estimate", "ci_lb", "ci_ub", "r"}
"""Numbers that a forest plot shows as the effect itself."""
TWO_ARMS = ("binary", "continuous", "rate2")
ADDED = {"e1", "n1", "e2", "n2", "x1", "t1", "x2", "t2", "x", "n"}
"""Numbers whose sums stand beside a summary."""
MOST_DECIMALS = 3
NO_INTERVAL = "not estimable"
NO_ERROR = "the standard error is 0"
CELLS = {kind: tuple(c for c, _ in held if c not in NOT_DRAWN) for kind, held in COLUMNS.items()}
HEADERS = {kind: tuple(head for c, head in held if c not in NOT_DRAWN) for kind, held in COLUMNS.items()}


def is_ratio(settings: Mapping[str, Any]) -> bool:
    return settings["measure"] in RATIOS


def null_of(settings: Mapping[str, Any]) -> float | None:
    """The value of no effect as printed; None for a measure that has none."""
    if settings["measure"] in OF_ONE_GROUP:
        return None
    return 1.0 if is_ratio(settings) else 0.0


def scale_of(settings: Mapping[str, Any], names: Mapping[str, str] = LONG) -> str:
    """What the scale of the analysis is called, in the words of `names`: "log risk ratio"."""
    measure = settings["measure"]
    return SCALES.get(measure) or ("log " if is_ratio(settings) else "") + names[measure]


def compares(settings: Mapping[str, Any]) -> bool:
    """Whether the measure sets one group against another, so that something can be favoured."""
    return settings["measure"] not in OF_ONE_GROUP | OF_ASSOCIATION


def by_tables(settings: Mapping[str, Any]) -> bool:
    """Whether the run pools by Mantel-Haenszel."""
    return settings.get("method") == "mantel_haenszel"


def print_value(settings: Mapping[str, Any], display: Mapping[str, Any], value: float) -> str:
    """A value of the effect with the decimals that the pooled row has."""
    if is_ratio(settings):
        return print_ratio(value, 2)
    shown = [display[key] for key in ("estimate", "ci_lb", "ci_ub") if display.get(key) is not None]
    return print_difference(value, digits_for(shown))


def level_of(settings: Mapping[str, Any]) -> str:
    """The level of the intervals in per cent: "95"."""
    return f"{100 * settings.get('level', 0.95):g}"


def print_p(value: float | None) -> str:
    """A p-value as journals print it: never 0, and never rounded up to a limit that it is below (0.05, 0.10)."""
    if value is None:
        return "–"
    if value < 0.001:
        return "< 0.001"
    if value >= 0.1:
        return f"{value:.2f}"
    limit = 0.05 if value < 0.05 else 0.1
    printed = (f"{value:.{digits}f}" for digits in range(3, 7))
    return next((text for text in printed if float(text) < limit), f"< {limit:.2f}")


def participants(result: Mapping[str, Any]) -> HeadCount | None:
    """The people behind the pooled effect, those of crossover trials once; None where a study does not say."""
    names, crossover = PEOPLE.get(result["kind"], ("n1", "n2")), result.get("crossover", ())
    return head_count(
        ([study["data"].get(name) for name in names], study["label"] in crossover)
        for study in result["studies"]
        if study["excluded_reason"] is None
    )


def crossover_words(count: int) -> str:
    """How people in crossover trials were counted; empty where there are none."""
    return f"{count:,} of them in crossover trials, counted once" if count else ""


def people_words(result: Mapping[str, Any]) -> str:
    """`crossover_words` of a run."""
    held = participants(result)
    return crossover_words(held.crossover) if held else ""


def with_crossover(people: int, crossover: int) -> str:
    """The people, and in brackets those in crossover trials where there are any."""
    words = crossover_words(crossover)
    return f"{people:,} ({words})" if words else f"{people:,}"


PEOPLE = {"proportion": ("n",), "correlation": ("n",)}
"""Where the people of a study are counted, in kinds without two arms."""


def tokens(settings: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, str]:
    """What a statement may quote of a run, by name; a figure that does not exist is not a key."""
    pooled, display = result["pooled"], result["display"]
    found = {"k": str(pooled["k"]), "method": result["method"], "measure": LONG[settings["measure"]].lower()}
    people = participants(result)
    if people is not None:
        found["n"] = f"{people.people:,}"
    if pooled["estimate"] is None:
        return found

    def show(value: float) -> str:
        return print_value(settings, display, value)

    interval = NO_INTERVAL
    if display["ci_lb"] is not None and display["ci_ub"] is not None:
        found["ci"] = interval = f"{show(display['ci_lb'])} to {show(display['ci_ub'])}"
    effect, ci = show(display["estimate"]), f"{level_of(settings)}% CI"
    found |= {"est": effect, "est_ci": f"{SHORT[settings['measure']]} {effect} ({ci} {interval})"}
    if pooled["pval"] is not None and null_of(settings) is not None:
        found["p"] = print_p(pooled["pval"])
    if display.get("pi_lb") is not None:
        found["pi"] = f"{show(display['pi_lb'])} to {show(display['pi_ub'])}"
    spread = pooled["heterogeneity"]
    if spread and pooled["k"] > 1:
        found["i2"] = print_i2(spread["I2_from_Q"])
        if spread["tau2"] is not None:
            found["tau2"] = print_spread(spread["tau2"])
    return found


def heterogeneity_line(result: Mapping[str, Any]) -> str:
    """Tau², Q, its p and both definitions of I² where they differ."""
    spread = result["pooled"]["heterogeneity"]
    if not spread or result["pooled"]["k"] < 2:
        return ""
    parts = []
    if spread["tau2"] is not None:
        tau2 = f"tau² = {print_spread(spread['tau2'])}"
        if spread["tau2_lb"] is not None and spread["tau2_ub"] is not None:
            level = f"{100 * result['pooled'].get('level', 0.95):g}%"
            tau2 += f" ({level} {print_spread(spread['tau2_lb'])} to {print_spread(spread['tau2_ub'])})"
        parts.append(tau2)
    parts.append(_q_words(spread))
    parts.append(f"I² = {print_i2(spread['I2_from_Q'])} (from Q)")
    if spread["I2_definition"] == "tau2" and spread["I2"] is not None:
        parts.append(f"{print_i2(spread['I2'])} (from tau²)")
    return "Heterogeneity: " + "; ".join(parts)


def _q_words(held: Mapping[str, Any]) -> str:
    return f"Q = {print_number(held['Q'], 2)}, df = {held['Q_df']}, p {_equals(print_p(held['Q_pval']))}"


def overall_line(result: Mapping[str, Any]) -> str:
    """The test of the pooled effect, with the name of its distribution; empty where no effect has no value."""
    pooled = result["pooled"]
    if result["measure"] in OF_ONE_GROUP:
        return ""
    if pooled["stat"] is None:
        return "" if pooled["estimate"] is None else f"Overall effect: test and interval {NO_INTERVAL} ({NO_ERROR})"
    name = "z" if pooled["df"] is None else f"t({pooled['df']})"
    stat = print_difference(pooled["stat"], 2)
    return f"Overall effect: {name} = {stat}, p {_equals(print_p(pooled['pval']))}"


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"


def forest_data(
    title: str,
    settings: Mapping[str, Any],
    inputs: list[dict],
    result: Mapping[str, Any],
    favours: tuple[str, str],
    order: str = "",
) -> ForestData:
    """The run as a forest plot, its studies in an order of `ordering.WORDS`; "" for the usual one."""
    kind = settings["kind"]
    left, right = (favours_words(side) if compares(settings) else "" for side in favours)
    order = order_of(order, inputs)
    used = in_order(order, [study for study in result["studies"] if study["excluded_reason"] is None], inputs)
    studies = _studies(kind, used, inputs)
    grouped = grouped_rows(result)
    loose = [study for row, study in studies if row not in grouped]
    return ForestData(
        title=title,
        studies=() if grouped else tuple(loose),
        subgroups=_subgroups(kind, settings, result, dict(studies), loose) if grouped else (),
        subgroup_test=subgroup_line(result),
        judgement_headers=judgement_headers(inputs) if any(study.judgements for _, study in studies) else (),
        order=f"Studies by {order_words(order, used, inputs)}.",
        notes=judgement_notes(inputs),
        excluded=_excluded(result),
        column_headers=HEADERS[kind],
        column_groups=_column_groups(kind, inputs),
        number_headers=CELLS[kind],
        measure=LONG[settings["measure"]],
        measure_short=SHORT[settings["measure"]],
        log_axis=is_ratio(settings),
        null_value=null_of(settings),
        level_pct=100 * settings.get("level", 0.95),
        pooled=_pooled(kind, settings, result),
        prediction=_prediction(result),
        heterogeneity=heterogeneity_line(result),
        overall_test=overall_line(result),
        favours_left=left,
        favours_right=right,
    )


def _column_groups(kind: str, inputs: list[dict]) -> tuple[tuple[str, int], ...]:
    """The names over the columns of each arm."""
    arms = [_arm(inputs, "experimental", "Experimental"), _arm(inputs, "comparator", "Comparator")]
    arms = arms if kind in TWO_ARMS else arms[:1] if kind == "proportion" else []
    return tuple((name, len(HEADERS[kind]) // len(arms)) for name in arms)


def favours_words(side: str) -> str:
    """What stands under one side of the plot: "placebo" is printed as "Favours placebo"."""
    told = side.strip()
    if not told or told.lower().startswith(("favours", "favors", "favour ", "favor ")):
        return told
    return f"Favours {told}"


def _arm(inputs: list[dict], side: str, fallback: str) -> str:
    """The arm's name where all studies call it the same, else the word for its side."""
    names = {row.get(side) for row in inputs if row.get(side)}
    return names.pop() if len(names) == 1 else fallback


def _cell(value: Any, digits: int = 0) -> str:
    return "" if value is None else print_difference(value, digits)


def _digits(values: list[Any]) -> int:
    """One number of decimals for a column: those of its most precise printed value; 2 for computed ones, more where
    the whole column is small."""
    known = [value for value in values if value is not None]
    digits = max((_decimals(value) for value in known), default=0)
    return digits if all(map(_is_short, known)) else digits_for(known, least=digits)


def _is_short(value: float) -> bool:
    return round(value, MOST_DECIMALS) == value


def _decimals(value: float) -> int:
    if not _is_short(value):
        return 2  # arms that were combined: no trial prints so many digits
    return len(f"{float(value):.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2])


def _excluded(result: Mapping[str, Any]) -> tuple[Excluded, ...]:
    outside = tuple(Excluded(label, "outside of the population") for label in result.get("outside", ()))
    return tuple(Excluded(e["label"], e["reason"]) for e in result["exclusions"]) + outside


def _studies(kind: str, used: list[Mapping[str, Any]], inputs: list[dict]) -> list[tuple[int, ForestStudy]]:
    """The pooled studies, each with its row."""
    digits = {name: _digits([study["data"].get(name) for study in used]) for name in CELLS[kind]}
    lights = lights_of(inputs)
    unknown = ("unclear",) * len(judgement_headers(inputs)) if lights else ()
    return [(study["row"], _study(kind, study, digits, lights.get(study["row"], unknown))) for study in used]


def _study(
    kind: str, study: Mapping[str, Any], digits: Mapping[str, int], lights: tuple[Judgement, ...]
) -> ForestStudy:
    shown = study["display"]
    return ForestStudy(
        label=study["label"],
        cells=tuple(_cell(study["data"].get(name), digits[name]) for name in CELLS[kind]),
        estimate=shown["estimate"],
        ci_lb=shown["ci_lb"],
        ci_ub=shown["ci_ub"],
        weight_pct=study["weight_pct"],
        judgements=lights,
        numbers=tuple(study["data"].get(name) for name in CELLS[kind]),
    )


def grouped_rows(result: Mapping[str, Any]) -> set[int]:
    """The rows that stand in a subgroup."""
    groups = (result.get("subgroups") or {}).get("groups", ())
    return {row for group in groups for row in group["rows"]}


def _subgroups(
    kind: str,
    settings: Mapping[str, Any],
    result: Mapping[str, Any],
    studies: Mapping[int, ForestStudy],
    loose: list[ForestStudy],
) -> tuple[ForestSubgroup, ...]:
    """Each subgroup with its subtotal; studies of which the value is not known stand last, without one."""
    held = result["subgroups"]
    made = [
        ForestSubgroup(
            f"{held['name']}: {group['level']}",
            tuple(study for row, study in studies.items() if row in group["rows"]),
            _subtotal(kind, settings, result, group),
            notes=tuple(line for line in (group_line(held, group),) if line),
        )
        for group in held["groups"]
    ]
    if loose:
        made.append(ForestSubgroup(f"{held['name']}: not known", tuple(loose)))
    return tuple(made)


def _subtotal(
    kind: str, settings: Mapping[str, Any], result: Mapping[str, Any], group: Mapping[str, Any]
) -> tuple[PooledRow, ...]:
    if None in (group["estimate"], group["ci_lb"], group["ci_ub"]):
        return ()
    row = PooledRow(
        label="Subtotal" if group["k"] > 1 else "Subtotal (1 study)",
        estimate=group["estimate"],
        ci_lb=group["ci_lb"],
        ci_ub=group["ci_ub"],
        model=settings["model"],
        weight_pct=group["weight_pct"],
        **_sums(kind, [study["data"] for study in result["studies"] if study["row"] in group["rows"]]),
    )
    return (row,)


def group_line(held: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    """Heterogeneity within one subgroup; nothing for one study."""
    if group["k"] < 2:
        return ""
    parts = [_q_words(group)]
    parts.append(f"I² = {print_i2(group['I2_from_Q'])} (from Q)")
    if group["tau2"] is not None and held["spread"] == "separate":
        parts.insert(0, f"tau² = {print_spread(group['tau2'])}")
    return "Heterogeneity: " + "; ".join(parts)


def subgroup_line(result: Mapping[str, Any]) -> str:
    """The test of differences between subgroups, with the name of its distribution."""
    held = result.get("subgroups")
    if not held or held["stat"] is None:
        return ""
    first, second = held["df"]
    name = f"chi²({first})" if second is None else f"F({first}, {second})"
    spread = "a tau² for each" if held["spread"] == "separate" else "one tau² for all"
    if result["pooled"]["model"] == "common":
        spread = "a common effect in each"
    mark = "planned" if held["planned"] else "post hoc"
    test = f"{name} = {print_number(held['stat'], 2)}, p {_equals(print_p(held['pval']))}"
    return f"Differences between subgroups by {in_sentence(held['name'])} ({spread}; {mark}): {test}"


def _pooled(kind: str, settings: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[PooledRow, ...]:
    shown = result["display"]
    if shown["estimate"] is None or result["pooled"]["k"] < 2:
        return ()
    name = "Random effects" if settings["model"] == "random" else "Common effect"
    if by_tables(settings):
        name = "Common effect (Mantel-Haenszel)"
    row = PooledRow(
        label=name,
        estimate=shown["estimate"],
        ci_lb=shown["ci_lb"],
        ci_ub=shown["ci_ub"],
        model=settings["model"],
        weight_pct=100.0,
        **_totals(kind, result),
    )
    return (row,)


def _totals(kind: str, result: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return _sums(kind, [study["data"] for study in result["studies"] if study["excluded_reason"] is None])


def _sums(kind: str, used: list[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """The totals of counts: `cells` as printed, `numbers` as they are."""
    columns = [[d[name] for d in used] if name in ADDED else None for name in CELLS[kind]]
    return {
        "cells": tuple("" if values is None else _added(values) for values in columns),
        "numbers": tuple(None if values is None else sum(values) for values in columns),
    }


def _added(values: list[Any]) -> str:
    """The sum of a column with the decimals of the column."""
    return _cell(sum(values), _digits(values))


def _prediction(result: Mapping[str, Any]) -> PredictionRow | None:
    shown, interval = result["display"], result["pooled"]["prediction"]
    if shown.get("pi_lb") is None or interval is None:
        return None
    df = "normal" if interval["df"] is None else f"t, {interval['df']} df"
    return PredictionRow(shown["pi_lb"], shown["pi_ub"], label=f"Prediction interval ({df})")
