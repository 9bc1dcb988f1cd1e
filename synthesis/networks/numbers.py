"""The tables of a network's run as files hold them: each number unrounded in a column of its own. Pure."""

from collections.abc import Mapping
from typing import Any

from synthesis.charts.plot import Numbers
from synthesis.networks.printing import Z95, names_of, predicted, ranked, shown

Held = Mapping[str, Any]


def league_numbers(settings: Held, result: Held) -> Numbers:
    """A line for each treatment against each other, on the scale that people read."""
    return _pairs(settings, result, {name: result[name] for name in ("estimate", "ci_lb", "ci_ub")})


def prediction_numbers(settings: Held, result: Held) -> Numbers | None:
    """The prediction intervals likewise; None where there are none."""
    held = predicted(result)
    return _pairs(settings, result, {"pi_lb": held["lb"], "pi_ub": held["ub"]}) if held else None


def _pairs(settings: Held, result: Held, matrices: Mapping[str, Any]) -> Numbers:
    order, names = ranked(result), names_of(result)
    rows = tuple(
        (names[i], names[j], *(shown(settings, matrix[i][j]) for matrix in matrices.values()))
        for i in order
        for j in order
        if i != j
    )
    return ("treatment", "comparator", *matrices), rows


def ranking_numbers(result: Held) -> Numbers:
    """P-score, SUCRA, mean rank and the probability of being best and worst, as shares of 1, the best first."""
    ranks, names = result["ranks"], names_of(result)
    rows = tuple(
        (
            names[i],
            result["p_scores"][i],
            ranks["sucra"][i],
            ranks["mean_rank"][i],
            ranks["probability"][i][0],
            ranks["probability"][i][-1],
        )
        for i in ranked(result)
    )
    return ("treatment", "p_score", "sucra", "mean_rank", "best", "worst"), rows


def comparison_numbers(result: Held) -> Numbers:
    """Each direct comparison with its studies."""
    rows = tuple(
        (edge["first"], edge["second"], len(edge["studies"]), "; ".join(edge["studies"]))
        for edge in result["comparisons"]
    )
    return ("first", "second", "studies", "which"), rows


def split_numbers(settings: Held, result: Held) -> Numbers:
    """Direct, indirect and network effect and the difference of the first two, each with its limits."""
    kinds = ("direct", "indirect", "network", "difference")
    headers = [f"{kind}{end}" for kind in kinds for end in ("", "_ci_lb", "_ci_ub")]
    names, rows = names_of(result), []
    for split in result["inconsistency"]["splits"]:
        first, second = names.index(split["first"]), names.index(split["second"])
        numbers = []
        for kind in kinds:
            if kind == "network":
                values = [result[name][first][second] for name in ("estimate", "ci_lb", "ci_ub")]
            else:
                values = [split[kind] + side * Z95 * split[f"{kind}_se"] for side in (0, -1, 1)]
            numbers += [shown(settings, value) for value in values]
        rows.append((split["first"], split["second"], split["studies"], *numbers, split["pval"]))
    return ("first", "second", "studies", *headers, "pval"), tuple(rows)
