"""A run as a forest plot: its rows, arms and totals with the digits that are printed of it everywhere."""

from collections.abc import Mapping
from typing import Any

from synthesis.analyses.lights import judgement_headers, judgement_notes, lights_of
from synthesis.analyses.ordering import in_order, order_of, order_words
from synthesis.analyses.printing import (
    LONG,
    SHORT,
    by_tables,
    compares,
    favours_words,
    group_line,
    heterogeneity_line,
    is_ratio,
    null_of,
    overall_line,
    subgroup_line,
)
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
)

COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "binary": (("e1", "Events"), ("n1", "Total"), ("e2", "Events"), ("n2", "Total")),
    "continuous": (("m1", "Mean"), ("sd1", "SD"), ("n1", "n"), ("m2", "Mean"), ("sd2", "SD"), ("n2", "n")),
    "rate2": (("x1", "Events"), ("t1", "Time"), ("x2", "Events"), ("t2", "Time")),
    "generic": (("estimate", "Estimate"), ("ci_lb", "Lower limit"), ("ci_ub", "Upper limit")),
    "proportion": (("x", "Events"), ("n", "Total")),
    "correlation": (("r", "r"), ("n", "n")),
}
NOT_DRAWN = {"estimate", "ci_lb", "ci_ub", "r"}
TWO_ARMS = ("binary", "continuous", "rate2")
ADDED = {"e1", "n1", "e2", "n2", "x1", "t1", "x2", "t2", "x", "n"}
MOST_DECIMALS = 3
CELLS = {kind: tuple(c for c, _ in held if c not in NOT_DRAWN) for kind, held in COLUMNS.items()}
HEADERS = {kind: tuple(head for c, head in held if c not in NOT_DRAWN) for kind, held in COLUMNS.items()}


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
