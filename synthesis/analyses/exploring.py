"""What a recipe asks beside the pooled effect, computed with the run: subgroups, moderators, sets. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from synthesis.analyses.ordering import in_order, offered, order_words, usual_order
from synthesis.studies.attributes import NO_VALUE, fits, levels, printed

Held = Mapping[str, Any]
Rows = Sequence[Held]


def with_reasons(result: Any, rows: Rows) -> Any:
    """The result of `analyse` with why numbers are missing as extraction says it: what is not reconciled yet is
    neither reported nor withheld by the study. Rows without a reason of their own keep the library's."""
    said = {
        gone.row: _within_a_sentence(rows[gone.row]["reason"])
        for gone in result.exclusions
        if gone.code == "missing" and rows[gone.row].get("reason")
    }
    exclusions = tuple(replace(gone, reason=said.get(gone.row, gone.reason)) for gone in result.exclusions)
    studies = tuple(replace(s, excluded_reason=said.get(s.row, s.excluded_reason)) for s in result.studies)
    return replace(result, exclusions=exclusions, studies=studies)


def corrected(result: Any) -> dict[str, Any] | None:
    """PET-PEESE and the selection model; None where there is nothing to say."""
    from synthesis.stats.selective import corrections

    found = corrections(result)
    return found.to_dict() if found.lines or found.notes else None


def _within_a_sentence(text: str) -> str:
    """“Not reported: x. No arm.” as “not reported: x. No arm”."""
    return text[:1].lower() + text[1:].rstrip(".")


def explored(result: Any, rows: Rows, settings: Held, call: Held, *, permuted: bool = False) -> dict[str, Any]:
    """The crossover trials, and the parts of a frozen result that the settings ask for.

    `call` are the arguments of `analyse`.

    `permuted` adds the permutation test of moderators, which takes seconds for hundreds of studies.
    """
    parts: dict[str, Any] = {}
    if crossover := [row["label"] for row in rows if row.get("crossover")]:
        parts["crossover"] = crossover
    if settings.get("subgroup"):
        parts["subgroups"] = subgroups_of(result, rows, settings["subgroup"])
    if settings.get("moderators"):
        parts["moderators"] = moderators_of(result, rows, settings["moderators"], permuted=permuted)
    if settings.get("leave_outs"):
        parts["sensitivity"] = [without(rows, each, call) for each in settings["leave_outs"]]
    return parts


def subgroups_of(result: Any, rows: Rows, asked: Held) -> dict[str, Any]:
    """The subgroup analysis, with the attribute's name."""
    from synthesis.stats.exploration import subgroups

    told = [printed(row["attributes"].get(asked["attribute"])) for row in rows]
    order = [level for level in levels(told, asked["words"]) if level != NO_VALUE]
    labels = [None if text == NO_VALUE else text for text in told]
    found = subgroups(result, labels, order, spread=asked["spread"])
    return {"name": asked["name"], "planned": asked["planned"]} | found.to_dict()


def moderators_of(result: Any, rows: Rows, asked: Held, *, permuted: bool = False) -> dict[str, Any]:
    """The meta-regression; terms of words read "Dose class: high"."""
    from synthesis.stats.exploration import moderators

    columns = {}
    for each in asked["columns"]:
        values = [row["attributes"].get(each["attribute"]) for row in rows]
        if each["numeric"]:
            columns[each["name"]] = [None if value in (None, "") else float(value) for value in values]
        else:
            columns[f"{each['name']}: "] = [None if value in (None, "") else printed(value) for value in values]
    found = moderators(result, columns, permuted=permuted)
    names = tuple(each["name"] for each in asked["columns"])
    return found.to_dict() | {"names": list(names), "planned": asked["planned"], "values": _values(columns, found)}


def _values(columns: Mapping[str, Sequence[Any]], found: Any) -> list[list[Any]]:
    """Of each row that took part, its row number and its values, for plots and packages."""
    return [[row, *(column[row] for column in columns.values())] for row in found.rows]


def left_out(rows: Rows, asked: Held) -> list[int]:
    """Which rows (0-based) a sensitivity set leaves out."""
    named = set(asked["studies"])
    return [
        place
        for place, row in enumerate(rows)
        if row.get("study_id") in named or any(fits(row, condition) for condition in asked["conditions"])
    ]


def cumulatives(result: Any, rows: Rows) -> list[dict[str, Any]]:
    """The pooled effect study after study in every order that is offered, the usual one first."""
    from synthesis.stats.sturdiness import study_after_study

    held = [study for study in result.to_dict()["studies"] if study["excluded_reason"] is None]
    usual = usual_order(rows)
    found = []
    for order in sorted((key for key, _ in offered(rows)), key=lambda key: key != usual):
        places = [study["row"] for study in in_order(order, held, rows)]
        steps = [step.to_dict() for step in study_after_study(result, places)]
        found.append({"order": order, "words": order_words(order, held, rows), "steps": steps})
    return [each for each in found if each["steps"]]


def without(rows: Rows, asked: Held, call: Held) -> dict[str, Any]:
    """The run again without what the set leaves out."""
    from synthesis.stats import analyse

    gone = left_out(rows, asked)
    kept = [row for place, row in enumerate(rows) if place not in gone]
    told = {
        "name": asked["name"],
        "planned": asked["planned"],
        "rows": gone,
        "left_out": [rows[i]["label"] for i in gone],
    }
    if not kept:
        return told | {"k": 0, "note": "It leaves out every study."}
    found = analyse(kept, **call)
    spread = found.pooled.heterogeneity
    shown = found.display
    note = "It leaves out no study of this run." if not gone else found.pooled.reason
    return told | {
        "k": found.pooled.k,
        "yi": found.pooled.estimate,
        "se": found.pooled.se,
        "estimate": shown.estimate,
        "ci_lb": shown.ci_lb,
        "ci_ub": shown.ci_ub,
        "pi_lb": shown.pi_lb,
        "pi_ub": shown.pi_ub,
        "pval": found.pooled.pval,
        "tau2": spread.tau2 if spread else None,
        "I2_from_Q": spread.I2_from_Q if spread else None,
        "note": note or "",
    }
