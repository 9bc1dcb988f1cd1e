"""A network's run in words and tables: the same digits on the page, in the plots and in files. Pure."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from synthesis.analyses.printing import LONG, SHORT, crossover_words, is_ratio, print_p
from synthesis.analyses.settings_words import setting_name, setting_words
from synthesis.charts.network_plots import rank_table
from synthesis.charts.numbers import (
    digits_for,
    print_difference,
    print_i2,
    print_number,
    print_ratio,
    print_spread,
)

Held = Mapping[str, Any]
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
NOTHING = "–"
Z95 = 1.959963984540054
SHOWN_SETTINGS = ("measure", "model", "tau2", "reference", "larger_is_better", "level")


def names_of(result: Held) -> list[str]:
    """The treatments in the order of every matrix."""
    return [node["name"] for node in result["treatments"]]


def ranked(result: Held) -> list[int]:
    """Places of the treatments, the highest P-score first."""
    scores = result["p_scores"]
    return sorted(range(len(scores)), key=lambda place: -scores[place])


def shown(settings: Held, value: float) -> float:
    """A value of the analysis scale as people read it."""
    return math.exp(min(value, 700.0)) if is_ratio(settings) else value


def print_value(settings: Held, result: Held, value: float) -> str:
    """A value of the analysis scale, printed with one number of decimals for the whole network."""
    return print_shown(settings, result, shown(settings, value))


def print_shown(settings: Held, result: Held, value: float) -> str:
    """A value of the scale that people read, printed likewise."""
    if is_ratio(settings):
        return print_ratio(value, 2)
    return print_difference(value, digits_for(each for row in result["estimate"] for each in row))


def print_effect(settings: Held, result: Held, first: int, second: int) -> str:
    """The first treatment against the second: "0.45 (0.20 to 1.01)"."""
    values = [result[name][first][second] for name in ("estimate", "ci_lb", "ci_ub")]
    middle, low, high = (print_value(settings, result, value) for value in values)
    return f"{middle} ({low} to {high})"


def tokens(settings: Held, result: Held, first: int, second: int) -> dict[str, str]:
    """What a statement may quote of one comparison, by name; `k` is the number of studies that compare the two."""
    value, low, high = (result[name][first][second] for name in ("estimate", "ci_lb", "ci_ub"))
    middle, low, high = (print_value(settings, result, each) for each in (value, low, high))
    level = f"{100 * settings['level']:g}"
    found = {
        "est_ci": f"{SHORT[settings['measure']]} {middle} ({level}% CI {low} to {high})",
        "est": middle,
        "ci": f"{low} to {high}",
        "p": print_p(math.erfc(abs(value / result["se"][first][second]) / math.sqrt(2))),
        "k": str(len(direct_studies(result, first, second))),
        "measure": LONG[settings["measure"]].lower(),
        "method": result["method"],
    }
    if predicted(result):
        found["pi"] = print_prediction(settings, result, first, second)
    if result["tau2"] is not None:
        found["tau2"] = print_spread(result["tau2"])
    return found


def direct_studies(result: Held, first: int, second: int) -> list[str]:
    """The studies that compare the two treatments."""
    pair = {names_of(result)[first], names_of(result)[second]}
    return next((edge["studies"] for edge in result["comparisons"] if {edge["first"], edge["second"]} == pair), [])


def places_of(result: Held, first: str, second: str) -> tuple[int, int] | None:
    """Where two treatments stand in the matrices; None where the network lacks one."""
    names = names_of(result)
    return (names.index(first), names.index(second)) if {first, second} <= set(names) else None


def league(settings: Held, result: Held) -> Table:
    """Each treatment (row) against each other (column), the best by P-score first."""
    return _league(settings, result, print_effect)


def _league(settings: Held, result: Held, printed: Callable[[Held, Held, int, int], str]) -> Table:
    order, names = ranked(result), names_of(result)
    rows = tuple(
        (names[i], *(NOTHING if i == j else printed(settings, result, i, j) for j in order)) for i in order
    )
    return (f"{SHORT[settings['measure']]}, row v column", *(names[j] for j in order)), rows


def predicted(result: Held) -> Held | None:
    """The predictions of a run; None where it has none, or was made before there were any."""
    held = result.get("prediction")
    return held if held and held["df"] is not None else None


def print_prediction(settings: Held, result: Held, first: int, second: int) -> str:
    """Where the first against the second is expected in a new study: "0.15 to 1.31"; a dash without predictions."""
    held = predicted(result)
    if held is None:
        return NOTHING
    return " to ".join(print_value(settings, result, held[side][first][second]) for side in ("lb", "ub"))


def predictions(settings: Held, result: Held) -> Table | None:
    """The league of prediction intervals; None where there are none."""
    return _league(settings, result, print_prediction) if predicted(result) else None


def prediction_line(result: Held) -> str:
    """What prediction intervals rest on, or why there are none; "" for a run made before there were any."""
    held = result.get("prediction")
    if held is None:
        return ""
    if held["df"] is None:
        return f"No prediction intervals: {held['reason']}"
    return f"Where the effect in a new study is expected (t with {held['df']} degrees of freedom)"


def ranking(result: Held) -> Table:
    """P-score, SUCRA, mean rank and the probability of being best and worst, the best first."""
    ranks, names = result["ranks"], names_of(result)
    rows = tuple(
        (
            names[i],
            f"{result['p_scores'][i]:.2f}",
            f"{100 * ranks['sucra'][i]:.0f}%",
            f"{ranks['mean_rank'][i]:.1f}",
            f"{100 * ranks['probability'][i][0]:.0f}%",
            f"{100 * ranks['probability'][i][-1]:.0f}%",
        )
        for i in ranked(result)
    )
    return ("Treatment", "P-score", "SUCRA", "Mean rank", "Best", "Worst"), rows


def rank_chances(result: Held) -> Table:
    """The table of the rankogram."""
    return rank_table(names_of(result), result["ranks"]["probability"], result["ranks"]["sucra"])


def comparisons(result: Held) -> Table:
    """Each direct comparison, its studies by number and name."""
    rows = tuple(
        (f"{edge['first']} v {edge['second']}", str(len(edge["studies"])), "; ".join(edge["studies"]))
        for edge in result["comparisons"]
    )
    return ("Direct comparison", "Studies", "Which"), rows


def splits(settings: Held, result: Held) -> Table:
    """Direct, indirect and network effect of each comparison that has both kinds of evidence."""
    rows = []
    names = names_of(result)
    for split in result["inconsistency"]["splits"]:
        first, second = names.index(split["first"]), names.index(split["second"])
        parts = [_with_se(settings, result, split[kind], split[f"{kind}_se"]) for kind in ("direct", "indirect")]
        gap = _with_se(settings, result, split["difference"], split["difference_se"])
        whole = print_effect(settings, result, first, second)
        name = f"{split['first']} v {split['second']}"
        rows.append((name, str(split["studies"]), *parts, whole, gap, print_p(split["pval"])))
    word = "Ratio" if is_ratio(settings) else "Difference"
    headers = ("Comparison", "Studies", "Direct", "Indirect", "Network", f"{word} direct to indirect", "p")
    return headers, tuple(rows)


def _with_se(settings: Held, result: Held, value: float, se: float) -> str:
    middle, low, high = (print_value(settings, result, value + side * Z95 * se) for side in (0, -1, 1))
    return f"{middle} ({low} to {high})"


def unsplit(result: Held) -> Table | None:
    """Comparisons that could not be split, with the reason; None where there is none."""
    held = result["inconsistency"]["unsplit"]
    if not held:
        return None
    rows = tuple((name, f"{reason[:1].upper()}{reason[1:]}") for name, reason in held)
    return ("Comparison", "Why it cannot be split"), rows


def heterogeneity_line(result: Held) -> str:
    """tau², Q and I² of the whole network; "" where nothing is left to estimate them from."""
    if result["Q"] is None:
        return ""
    parts = []
    if result["tau2"] is not None:
        parts.append(f"tau² = {print_spread(result['tau2'])}")
    parts.append(
        f"Q = {print_number(result['Q'], 2)}, df = {result['Q_df']}, p {equals(print_p(result['Q_pval']))}"
    )
    parts.append(f"I² = {print_i2(result['I2'])} (from Q)")
    return "Heterogeneity and inconsistency together: " + "; ".join(parts)


def inconsistency_line(result: Held) -> str:
    """The design-by-treatment interaction test in words, or why there is none."""
    held = result["inconsistency"]
    if held["design"] is None:
        reason = held["reason"]
        return f"No global test of consistency: {reason}"
    test = held["design"]
    said = f"chi² = {print_number(test['chi2'], 2)}, df = {test['df']}, p {equals(print_p(test['pval']))}"
    own = f", tau² within designs = {print_spread(test['tau2'])}" if result["tau2"] is not None else ""
    return f"Design-by-treatment interaction ({len(test['designs'])} designs): {said}{own}"


def equals(text: str) -> str:
    """A p-value after "p": "= 0.04" or "< 0.001"."""
    return text if text.startswith("<") else f"= {text}"


class Fact(NamedTuple):
    """A figure at the head of a result; `note`: what it counts, in small letters beside its name."""

    name: str
    value: str
    note: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """The name and, for tables and lines of text, the value with its note in brackets."""
        return self.name, f"{self.value} ({self.note})" if self.note else self.value


def participants(result: Held) -> Fact:
    """Everybody in the network; runs that did not count them once say so."""
    held = result.get("everybody")
    if held is None:
        return Fact("Participants, by arm", f"{sum(node['people'] for node in result['treatments']):,}")
    return Fact("Participants", f"{held['people']:,}", crossover_words(held["crossover"]))


def facts(settings: Held, result: Held) -> list[Fact]:
    """The figures at the head of a result."""
    held = [
        Fact("Treatments", str(len(result["treatments"]))),
        Fact("Studies", str(result["k_studies"])),
        Fact("Direct comparisons", str(len(result["comparisons"]))),
        participants(result),
    ]
    if result["tau2"] is not None:
        held.append(Fact("tau²", print_spread(result["tau2"])))
    if result["I2"] is not None:
        held.append(Fact("I² (from Q)", print_i2(result["I2"])))
    return held


def setting_lines(settings: Held) -> list[tuple[str, str]]:
    """The settings of a run in words."""
    asked = [key for key in SHOWN_SETTINGS if key != "tau2" or settings["model"] == "random"]
    return [(setting_name(key), setting_words(key, settings[key])) for key in asked]


def exclusions(inputs: Sequence[Held], result: Held) -> list[tuple[str, str]]:
    """What is not in the network, and why."""
    gone = [(f"{row['study']}, {row['treat']}", row["reason"].rstrip(".")) for row in inputs if not row["usable"]]
    return gone + [(each["label"], each["reason"]) for each in result["exclusions"]]
