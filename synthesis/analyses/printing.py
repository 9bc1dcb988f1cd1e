"""A run in words: the same digits on the page, in the plot and in a narrative."""

from collections.abc import Mapping
from typing import Any

from ketreview.wording import in_sentence
from synthesis.analyses.recipe import OF_ASSOCIATION, OF_ONE_GROUP, RATIOS
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
"""The numbers of a study by kind, with their heads; those of two arms stand beside each other."""
"""Numbers that a forest plot shows as the effect itself."""
"""Numbers whose sums stand beside a summary."""
NO_INTERVAL = "not estimable"
NO_ERROR = "the standard error is 0"


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


def favours_words(side: str) -> str:
    """What stands under one side of the plot: "placebo" is printed as "Favours placebo"."""
    told = side.strip()
    if not told or told.lower().startswith(("favours", "favors", "favour ", "favor ")):
        return told
    return f"Favours {told}"


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
