"""Subgroups, moderators and sensitivity sets of a run as printed tables, for pages, files and reports. Pure."""

from collections.abc import Mapping
from typing import Any

from synthesis.analyses.printing import SHORT, print_p, print_value, scale_of
from synthesis.analyses.settings_words import Label, planned_words
from synthesis.charts.numbers import print_difference, print_i2, print_number, print_spread

Held = Mapping[str, Any]
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
NOTHING = "–"


def _level(settings: Held) -> str:
    return f"{100 * settings.get('level', 0.95):g}% interval"


def _shown(settings: Held, result: Held, value: float | None) -> str:
    return NOTHING if value is None else print_value(settings, result["display"], value)


def _interval(settings: Held, result: Held, held: Held, low: str = "ci_lb", high: str = "ci_ub") -> str:
    if held.get(low) is None or held.get(high) is None:
        return NOTHING
    return f"{_shown(settings, result, held[low])} to {_shown(settings, result, held[high])}"


def _spread(tau2: float | None) -> str:
    return NOTHING if tau2 is None else print_spread(tau2)


def _share(value: float | None) -> str:
    return NOTHING if value is None else print_i2(value)


def subgroup_table(settings: Held, result: Held) -> Table | None:
    """One line a subgroup; None where the run has none."""
    held = result.get("subgroups")
    if not held or not held["groups"]:
        return None
    headers = (
        held["name"],
        "Studies",
        SHORT[settings["measure"]],
        _level(settings),
        "tau²",
        "I² (from Q)",
        "Weight",
    )
    rows = tuple(
        (
            group["level"],
            str(group["k"]),
            _shown(settings, result, group["estimate"]),
            _interval(settings, result, group),
            _spread(group["tau2"]),
            _share(group["I2_from_Q"]),
            NOTHING if group["weight_pct"] is None else f"{group['weight_pct']:.1f}%",
        )
        for group in held["groups"]
    )
    return headers, rows


def moderator_table(settings: Held, result: Held) -> Table | None:
    """One line a coefficient, on the scale of the analysis; None where the run has no meta-regression."""
    held = result.get("moderators")
    if not held or not held["fit"]:
        return None
    fit = held["fit"]
    scale = scale_of(settings, SHORT)
    shuffled = (held.get("permuted") or {}).get("pval")
    headers = ("Term", f"Coefficient ({scale})", "SE", _level(settings), "p")
    headers += ("p (permutation)",) if shuffled else ()
    columns = zip(fit["terms"], fit["coef"], fit["se"], fit["ci_lb"], fit["ci_ub"], fit["pval"], strict=True)
    rows = tuple(
        (
            "Intercept" if term == "intrcpt" else term,
            _coefficient(coef),
            _coefficient(se),
            NOTHING if low is None or high is None else f"{_coefficient(low)} to {_coefficient(high)}",
            print_p(pval),
            *((print_p(shuffled[place]),) if shuffled else ()),
        )
        for place, (term, coef, se, low, high, pval) in enumerate(columns)
    )
    return headers, rows


def _coefficient(value: float | None) -> str:
    """Four significant digits at least where a slope is small."""
    if value is None:
        return NOTHING
    return print_difference(value, 3 if abs(value) >= 0.1 else 5)


def moderator_lines(result: Held, label: Label = planned_words) -> tuple[str, ...]:
    """The test of all moderators, what they explain, and what is left, in words."""
    held = result.get("moderators")
    if not held or not held["fit"]:
        return ()
    fit = held["fit"]
    first, second = fit["QM_df"]
    name = f"chi²({first})" if second is None else f"F({first}, {second})"
    mark, stat = label(held["planned"], "moderators"), print_number(fit["QM"], 2)
    lines = [f"All moderators ({mark}): {name} = {stat}, p {_equals(fit['QM_pval'])}"]
    if shuffled := held.get("permuted"):
        lines.append(_permutation_words(shuffled))
    if fit["tau2"] is not None:
        left = print_spread(fit["tau2"])
        lines.append(f"They explain {fit['R2']:.0f}% of the variance between studies (R²); tau² left {left}")
    lines.append(
        f"Heterogeneity left: Q = {print_number(fit['QE'], 2)}, df = {fit['QE_df']}, p {_equals(fit['QE_pval'])}"
    )
    return tuple(lines)


def _permutation_words(held: Held) -> str:
    """The permutation test of all moderators with how it was made, and what it can reach at best."""
    count = f"{held['arrangements']:,}"
    made = f"all {count} arrangements" if held["exact"] else f"{count} arrangements, seed {held['seed']}"
    least = f"; p cannot be below {print_p(1 / held['arrangements'])}" if held["arrangements"] < 100 else ""
    return f"Permutation test of all moderators ({made}): p {_equals(held['QM_pval'])}{least}"


def _equals(pval: float | None) -> str:
    text = print_p(pval)
    return text if text.startswith("<") else f"= {text}"


def sensitivity_table(settings: Held, result: Held) -> Table | None:
    """The run as it is, then without each set; None where the recipe has no sets."""
    held = result.get("sensitivity")
    if not held:
        return None
    headers = (
        "Analysis",
        "Studies",
        SHORT[settings["measure"]],
        _level(settings),
        "tau²",
        "I² (from Q)",
        "Left out",
    )
    pooled, spread = result["pooled"], result["pooled"]["heterogeneity"] or {}
    shown = result["display"]
    whole = ("All studies of the run", pooled["k"], shown, spread.get("tau2"), spread.get("I2_from_Q"), NOTHING)
    lines = [whole]
    for each in held:
        name = f"{each['name']} ({planned_words(each['planned'])})"
        gone = ", ".join(each["left_out"]) or "no study"
        note = f"{gone}. {each['note']}" if each["note"] and each["left_out"] else gone
        lines.append((name, each["k"], each, each.get("tau2"), each.get("I2_from_Q"), note))
    rows = tuple(
        (
            name,
            str(k),
            _shown(settings, result, numbers.get("estimate")),
            _interval(settings, result, numbers),
            _spread(tau2),
            _share(i2),
            note,
        )
        for name, k, numbers, tau2, i2, note in lines
    )
    return headers, rows


def exploration_notes(result: Held) -> tuple[str, ...]:
    """What to know: refusals, subgroups of one study, studies of which a value is not known."""
    notes: list[str] = []
    for part in ("subgroups", "moderators"):
        held = result.get(part)
        if held:
            notes += held["notes"]
            if held["unknown"]:
                what = held["name"] if part == "subgroups" else " or ".join(held["names"])
                notes.append(f"{what} is not known of {', '.join(held['unknown'])}: left out of the comparison.")
    return tuple(notes)
