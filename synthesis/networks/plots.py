"""The plots of a network's run, from what it holds: graph, effects, ranks, node-splits. Pure."""

from collections.abc import Mapping
from typing import Any

from synthesis.analyses.printing import LONG, SHORT, is_ratio, print_p
from synthesis.charts.forest_data import ForestData, ForestStudy, ForestSubgroup
from synthesis.charts.network_plots import (
    Link,
    Treatment,
    network_graph,
    network_numbers,
    network_table,
    rank_numbers,
    rankogram,
)
from synthesis.charts.plot import NARROW, Plot, forest_plot
from synthesis.networks.printing import (
    Z95,
    equals,
    names_of,
    predicted,
    print_prediction,
    rank_chances,
    ranked,
    shown,
)

Held = Mapping[str, Any]


def network_plots(title: str, settings: Held, result: Held) -> tuple[Plot, ...]:
    """Every plot of the run in the order of the page."""
    found = [graph_plot(title, result), effects_plot(title, settings, result), rank_plot(title, result)]
    if result["inconsistency"]["splits"]:
        found.append(split_plot(title, settings, result))
    return tuple(found)


def graph_plot(title: str, shape: Held) -> Plot:
    """Who was compared with whom; `shape` holds `treatments` and `comparisons`."""
    names = [node["name"] for node in shape["treatments"]]
    treatments = [Treatment(node["name"], node["people"]) for node in shape["treatments"]]
    links = [
        Link(names.index(edge["first"]), names.index(edge["second"]), len(edge["studies"]), edge.get("people"))
        for edge in shape["comparisons"]
    ]
    return Plot(
        "graph",
        "Who was compared with whom",
        "Discs are as large as people had the treatment, lines as wide as there are studies. The people of a "
        "comparison are those of the studies that compare the two.",
        lambda: (network_graph(title, treatments, links),),
        lambda: (network_graph(title, treatments, links, width=NARROW),),
        network_table(treatments, links),
        lambda: network_numbers(treatments, links),
    )


def effects_plot(title: str, settings: Held, result: Held) -> Plot:
    """Every treatment against the reference, the best by P-score first."""
    names, reference = names_of(result), settings["reference"]
    against, expected = names.index(reference), predicted(result) is not None
    studies = tuple(
        ForestStudy(
            names[i],
            cells=(
                str(result["treatments"][i]["studies"]),
                f"{result['treatments'][i]['people']:,}",
                f"{result['p_scores'][i]:.2f}",
                *((print_prediction(settings, result, i, against),) if expected else ()),
            ),
            numbers=_effect_numbers(settings, result, i, against),
            **_limits(settings, *(result[name][i][against] for name in ("estimate", "ci_lb", "ci_ub"))),
        )
        for i in ranked(result)
        if i != against
    )
    sides = ("Favours the treatment", f"Favours {reference}")
    left, right = reversed(sides) if settings["larger_is_better"] else sides
    data = _forest(
        f"{title}: each treatment against {reference}",
        settings,
        studies=studies,
        row_header="Treatment",
        column_headers=("Studies", "People", "P-score", *(("In a new study",) if expected else ())),
        number_headers=("studies", "people", "p_score", *(("pi_lb", "pi_ub") if expected else ())),
        favours_left=left,
        favours_right=right,
    )
    return forest_plot(
        "effects", f"Against {reference}", "What does each treatment do, compared with the reference?", data
    )


def _effect_numbers(settings: Held, result: Held, place: int, against: int) -> tuple[float, ...]:
    node, held = result["treatments"][place], predicted(result)
    expected = () if held is None else (shown(settings, held[side][place][against]) for side in ("lb", "ub"))
    return (node["studies"], node["people"], result["p_scores"][place], *expected)


def split_plot(title: str, settings: Held, result: Held) -> Plot:
    """Direct, indirect and network effect, comparison by comparison."""
    names = names_of(result)
    groups = []
    for split in result["inconsistency"]["splits"]:
        first, second = names.index(split["first"]), names.index(split["second"])
        rows = [
            ForestStudy(word, **_around(settings, split[kind], split[f"{kind}_se"]))
            for word, kind in (("Direct", "direct"), ("Indirect", "indirect"))
        ]
        values = [result[name][first][second] for name in ("estimate", "ci_lb", "ci_ub")]
        rows.append(ForestStudy("Network", **_limits(settings, *values)))
        studies = "1 study" if split["studies"] == 1 else f"{split['studies']} studies"
        label = f"{split['first']} v {split['second']} ({studies})"
        note = f"Direct against indirect: p {equals(print_p(split['pval']))}"
        groups.append(ForestSubgroup(label, tuple(rows), notes=(note,)))
    data = _forest(
        f"{title}: direct and indirect evidence", settings, row_header="Evidence", subgroups=tuple(groups)
    )
    question = "Do studies that compare two treatments say the same as all the others together?"
    return forest_plot("splits", "Direct and indirect evidence", question, data)


def rank_plot(title: str, result: Held) -> Plot:
    """How probable each rank is."""
    held = (names_of(result), result["ranks"]["probability"], result["ranks"]["sucra"])
    return Plot(
        "ranks",
        "How probable each rank is (rankogram)",
        "A treatment can rank first by chance alone: look at the whole course of its bars.",
        lambda: (rankogram(f"{title}: ranks", *held),),
        lambda: (rankogram(f"{title}: ranks", *held, width=NARROW),),
        rank_chances(result),
        lambda: rank_numbers(*held),
    )


def _around(settings: Held, value: float, se: float) -> dict[str, float]:
    return _limits(settings, value, value - Z95 * se, value + Z95 * se)


def _limits(settings: Held, value: float, low: float, high: float) -> dict[str, float]:
    return {name: shown(settings, v) for name, v in (("estimate", value), ("ci_lb", low), ("ci_ub", high))}


def _forest(title: str, settings: Held, **rest: Any) -> ForestData:
    return ForestData(
        title,
        measure=LONG[settings["measure"]],
        measure_short=SHORT[settings["measure"]],
        log_axis=is_ratio(settings),
        null_value=1.0 if is_ratio(settings) else 0.0,
        level_pct=100 * settings["level"],
        **rest,
    )
