"""The plots that show how sturdy a run is, from what the run holds: nothing is computed that was not frozen."""

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from synthesis.analyses.ordering import NAMES, cumulative_sentence
from synthesis.analyses.printing import (
    LONG,
    SCALES,
    SHORT,
    by_tables,
    is_ratio,
    null_of,
    print_p,
    print_value,
    scale_of,
)
from synthesis.analyses.small_studies import asymmetry_cautions
from synthesis.charts import funnel, influence_panels, scatter
from synthesis.charts.forest_data import ForestData, ForestStudy, PooledRow
from synthesis.charts.numbers import digits_for, print_i2, print_number, print_spread
from synthesis.charts.plot import NARROW, Numbers, Plot, Table, forest_plot, scatter_plot
from synthesis.charts.study_plots import Bubble, Estimate, Influence, Risks, baujat, bubble, cloud, labbe, radial

Held = Mapping[str, Any]
I2_HEADERS = {"random": "I² (from tau²)", "common": "I² (from Q)"}  # of refits, as the model defines it


@dataclass(frozen=True)
class _Run:
    """The parts of a run that plots need."""

    settings: Held
    result: Held
    order: str = ""

    @property
    def held(self) -> Held:
        return self.result.get("sturdiness") or {}

    @property
    def studies(self) -> list[Held]:
        return [s for s in self.result["studies"] if s["excluded_reason"] is None]

    def on_funnel(self, value: float) -> float:
        """A value of the analysis scale on the axis of a funnel: logarithms as ratios, all others as they are."""
        return math.exp(min(value, 700.0)) if is_ratio(self.settings) else value


def sturdy_plots(settings: Held, result: Held, order: str = "") -> tuple[Plot, ...]:
    """Every plot that this run can show; the cumulative one adds studies in `order`, "" for the usual."""
    run = _Run(settings, result, order)
    if not run.held.get("left_out"):
        return ()
    makers = (_without_one, _one_by_one, _baujat, _influence, _funnel, _radial, _labbe)
    return tuple(plot for plot in (make(run) for make in makers) if plot is not None)


def _steps(run: _Run, title: str, word: str, steps: list[Held]) -> ForestData:
    studies = tuple(
        ForestStudy(
            f"{word} {step['label']}",
            cells=("–" if step["I2"] is None else print_i2(step["I2"]),),
            numbers=(step["I2"], step["tau2"]),
            estimate=step["estimate"],
            ci_lb=step["ci_lb"],
            ci_ub=step["ci_ub"],
        )
        for step in steps
    )
    shown = run.result["display"]
    whole = PooledRow(
        "All studies", shown["estimate"], shown["ci_lb"], shown["ci_ub"], run.settings["model"], cells=("",)
    )
    return ForestData(
        title,
        studies=studies,
        column_headers=(I2_HEADERS[run.settings["model"]],),
        number_headers=("I2", "tau2"),
        measure=LONG[run.settings["measure"]],
        measure_short=SHORT[run.settings["measure"]],
        log_axis=is_ratio(run.settings),
        null_value=null_of(run.settings),
        level_pct=100 * run.settings.get("level", 0.95),
        pooled=(whole,) if shown["ci_lb"] is not None else (),
    )


def _without_one(run: _Run) -> Plot:
    data = _steps(run, "Pooled without one study", "Without", run.held["left_out"])
    return forest_plot(
        "without-one", "Without one study at a time", "Does any single study carry the result?", data
    )


def _one_by_one(run: _Run) -> Plot:
    found = run.result.get("cumulative") or [AS_IN_THE_TABLE | {"steps": run.held["one_by_one"]}]
    chosen = next((each for each in found if each["order"] == run.order), found[0])
    told = cumulative_sentence({"cumulative": [chosen]})
    data = replace(_steps(run, "Pooled study after study", "With", chosen["steps"]), order=told)
    orders = tuple((each["order"], NAMES[each["order"]]) for each in found if each["order"] in NAMES)
    question = f"When did the answer settle? {told}"
    return forest_plot("one-by-one", "Study after study", question, data, orders, chosen["order"])


AS_IN_THE_TABLE = {"order": "", "words": "their place in the table of numbers"}
"""Of runs of before there was a choice."""


def _baujat(run: _Run) -> Plot:
    studies = [
        Influence(w["label"], w["heterogeneity"] or 0.0, w["influence"] or 0.0, w["flagged"])
        for w in run.held["weighings"]
    ]
    data = baujat("What each study does to the result", studies)
    return scatter_plot(
        "baujat", "Heterogeneity and influence (Baujat)", "Which studies differ, and which matter?", data
    )


MEDIAN_CHI2 = 0.455
"""Of one degree of freedom: the limit of Cook's distance."""


def _tau2_digits(held: list[Held]) -> int:
    return digits_for((w["tau2_without"] for w in held if w["tau2_without"] is not None), least=3)


def _influence(run: _Run) -> Plot | None:
    """Deletion diagnostics with the limits by which a study is called influential."""
    held, k = run.held["weighings"], len(run.held["weighings"])
    if k < 2:
        return None
    spread = (run.result["pooled"]["heterogeneity"] or {}).get("tau2")
    wide = 3 / math.sqrt(k - 1)
    asked = [
        ("rstudent", "Residual (rstudent)", 0.0, (-1.96, 1.96), 2),
        ("dffits", "DFFITS", 0.0, (-wide, wide), 2),
        ("cooks_d", "Cook’s distance", 0.0, (MEDIAN_CHI2,), 3),
        ("hat", "Hat", 1 / k, (3 / k,), 3),
        ("tau2_without", "tau² without it", spread, (), _tau2_digits(held)),
        ("weight_pct", "Weight (%)", 100 / k, (), 1),
    ]
    by_inverse_variance = any(w["dffits"] is not None for w in held)
    if not by_inverse_variance:
        asked = [each for each in asked if each[0] not in ("dffits", "hat")]
    if run.settings["model"] != "random" or spread is None:
        asked = [each for each in asked if each[0] != "tau2_without"]
    rows = [w | {"hat": None if w["weight_pct"] is None else w["weight_pct"] / 100} for w in held]
    drawn = tuple(
        influence_panels.Panel(title, tuple(row[name] for row in rows), base, limits, digits, key=name)
        for name, title, base, limits, digits in asked
    )
    which = "DFFITS, Cook’s distance and hat beyond the broken lines are influential"
    if not by_inverse_variance:
        which = "a Cook’s distance beyond the broken line is influential"
    beyond = f"Residuals beyond ±1.96 are unusual; {which}"
    notes = (
        f"{beyond} (Viechtbauer and Cheung 2010): names in bold, larger dots.",
        "The plain lines: 0, equal weights, and the tau² of all studies."
        if "tau2_without" in {each[0] for each in asked}
        else "The plain lines: 0, and equal weights.",
    )
    if run.result["pooled"]["test"].startswith("hksj") and by_inverse_variance:
        notes += ("Residuals, DFFITS and Cook’s distance take the Hartung-Knapp variances of the run.",)
    labels = tuple(w["label"] for w in held)
    data = influence_panels.PanelsData(
        "Influence of each study", labels, tuple(w["flagged"] for w in held), drawn, notes
    )
    return Plot(
        "influence",
        "Without each study, side by side",
        "What happens to the result, its spread and its weights when a study is left out?",
        lambda: influence_panels.panel_pages(data),
        lambda: influence_panels.panel_pages(data, width=NARROW),
        influence_panels.table(data),
        lambda: influence_panels.numbers(data),
    )


def _funnel(run: _Run) -> Plot:
    points = [
        funnel.FunnelStudy(s["label"], run.on_funnel(s["yi"]), s["se"]) for s in run.studies if s["se"] is not None
    ]
    notes = [*asymmetry_cautions(run.settings, run.result, [point.se for point in points])]
    notes += [_test_note(test) for test in run.held["asymmetry"]]
    if by_tables(run.settings):
        notes.append("Tests, and trim and fill, are by inverse variance.")
    notes += [note for note in run.held["notes"] if note.startswith(OF_THE_FUNNEL)]
    filled = run.held.get("filled")
    if filled:
        points += [
            funnel.FunnelStudy(f"Filled in {i}", run.on_funnel(y), se, imputed=True)
            for i, (y, se) in enumerate(zip(filled["yi"], filled["se"], strict=True), 1)
        ]
        notes.append(_filled_note(run, filled))
    null = null_of(run.settings)
    data = funnel.FunnelData(
        "Funnel plot" if null is None else "Funnel plot with regions of significance",
        tuple(points),
        measure=_capital(SCALES.get(run.settings["measure"], LONG[run.settings["measure"]])),
        log_axis=is_ratio(run.settings),
        null_value=null,
        pooled=run.on_funnel(run.result["pooled"]["estimate"]),
        notes=tuple(notes),
    )
    return Plot(
        "funnel",
        "Small studies (funnel plot)",
        "Are small studies missing on one side?"
        if null is None
        else "Are small studies missing where their result would not be significant?",
        lambda: (funnel.funnel(data),),
        lambda: (funnel.funnel(data, width=NARROW),),
        funnel.table(data),
        lambda: funnel.numbers(data),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


OF_THE_FUNNEL = ("Egger:", "Harbord:", "Peters:", "Trim and fill:")
"""How notes of a run begin that say why the funnel lacks something."""


def _test_note(test: Held) -> str:
    return f"{test['name']}: {test['statistic'].replace('-', '−')}, p {_equals(print_p(test['pval']))}."


BY_TEST = {
    "z": "normal",
    "t": "t",
    "hksj": "Hartung-Knapp",
    "hksj_adhoc": "Hartung-Knapp, never narrower",
}
"""How an interval was made; runs of before say nothing and used the normal one."""


def _filled_note(run: _Run, filled: Held) -> str:
    if not filled["k0"]:
        return "Trim and fill (L0) finds no study missing."
    noun = "study" if filled["k0"] == 1 else "studies"
    ci, way = f"{100 * run.settings.get('level', 0.95):g}% CI", BY_TEST[filled.get("test", "z")]
    values = [_effect(run.settings, run.result, filled[name]) for name in ("estimate", "ci_lb", "ci_ub")]
    short = SHORT[run.settings["measure"]]
    said = (
        f"with {'it' if filled['k0'] == 1 else 'them'} {short} {values[0]} ({ci} {values[1]} to {values[2]}, {way})"
    )
    return f"Trim and fill (L0) adds {filled['k0']} {noun} on the {filled['side']}: {said}. Hollow points."


def _radial(run: _Run) -> Plot:
    studies = [Estimate(s["label"], s["yi"], s["se"]) for s in run.studies if s["se"]]
    measure = scale_of(run.settings, {code: name.lower() for code, name in LONG.items()})
    compared = null_of(run.settings) is not None
    data = radial("Radial plot", studies, run.result["pooled"]["estimate"], measure=measure, compares=compared)
    return scatter_plot("radial", "Precision (radial plot)", "Which studies lie off the common slope?", data)


def _labbe(run: _Run) -> Plot | None:
    """Only for counts with a measure that turns one risk into the other."""
    if run.settings["kind"] != "binary" or run.settings["measure"] not in ("OR", "RR", "RD", "PETO"):
        return None
    studies = [Risks(s["label"], *(s["data"][n] for n in ("e1", "n1", "e2", "n2"))) for s in run.studies]
    data = labbe("Risks in both arms", studies, run.settings["measure"], run.result["display"]["estimate"])
    return scatter_plot(
        "labbe", "Risks in both arms (L'Abbé)", "Does the effect depend on how often events happen?", data
    )


def bubble_plot(settings: Held, result: Held) -> Plot | None:
    """The bubble plot of a run whose only moderator is a number; None where there is none."""
    held = result.get("moderators")
    if not held or not held["line"]:
        return None
    run = _Run(settings, result)
    by_row = {s["row"]: s for s in run.studies}
    studies = [
        Bubble(by_row[row]["label"], x, by_row[row]["display"]["estimate"], by_row[row]["weight_pct"] or 0.0)
        for row, x in held["values"]
    ]
    course = [tuple(point[name] for name in ("x", "estimate", "ci_lb", "ci_ub")) for point in held["line"]]
    data = bubble(
        f"{LONG[settings['measure']]} by {held['names'][0].lower()}",
        studies,
        [point for point in course if None not in point],
        moderator=held["names"][0],
        measure=LONG[settings["measure"]],
        log=is_ratio(settings),
        level=100 * settings.get("level", 0.95),
    )
    question = f"Does the effect move with {held['names'][0].lower()}?"
    return scatter_plot("bubble", f"Effect by {held['names'][0].lower()} (bubble plot)", question, data)


def _quantity(values: list[float]) -> str:
    return _value(statistics.median(values)) if values else "–"


def gosh_plot(settings: Held, result: Held) -> Plot | None:
    """Every subset of the studies, or those drawn; None where the run holds none."""
    held = result.get("gosh")
    if not held:
        return None
    dots = [
        (x, y, mask)
        for x, y, mask in zip(held["estimate"], held["I2"], held["masks"], strict=True)
        if x is not None and (x > 0 or not is_ratio(settings))
    ]
    rows, moves = [], []
    for place, label in enumerate(held["labels"]):
        for word, bit in (("With", "1"), ("Without", "0")):
            part = [dot for dot in dots if dot[2][place] == bit]
            rows.append(
                (
                    f"{word} {label}",
                    str(len(part)),
                    _quantity([d[0] for d in part]),
                    _quantity([d[1] for d in part]),
                )
            )
        sides = [[d[0] for d in dots if d[2][place] == bit] for bit in "10"]
        moves.append(abs(statistics.median(sides[0]) - statistics.median(sides[1])) if all(sides) else 0.0)
    most = moves.index(max(moves))
    whole = ("All subsets", str(len(dots)), _quantity([d[0] for d in dots]), _quantity([d[1] for d in dots]))
    short = SHORT[settings["measure"]]
    what = (
        "Every subset of the studies" if held["whole"] else f"{len(dots):,} subsets of the studies, drawn at random"
    )
    data = cloud(
        what,
        [(x, y, mask[most] == "1") for x, y, mask in dots],
        measure=LONG[settings["measure"]],
        log=is_ratio(settings),
        marked=held["labels"][most],
        effect=result["display"]["estimate"],
    )
    return Plot(
        "gosh",
        "All ways to choose the studies (GOSH)",
        "Is the result one cloud, or do some studies split it in two?",
        lambda: (scatter.scatter(data),),
        lambda: (scatter.scatter(data, width=NARROW),),
        (("Subsets", "Number", f"Median {short}", "Median I² (%, from Q)"), (whole, *rows)),
        lambda: _subsets(held),
    )


def _subsets(held: Held) -> Numbers:
    """Every subset: its pooled effect and I², and 1 for each study that it holds."""
    rows = zip(held["estimate"], held["I2"], held["masks"], strict=True)
    return ("estimate", "I2_from_Q", *held["labels"]), tuple((x, y, *map(int, mask)) for x, y, mask in rows)


def run_plots(settings: Held, result: Held, order: str = "") -> tuple[Plot, ...]:
    """Every plot of a run beside the forest plot: reports and files find them here by name."""
    extra = (gosh_plot(settings, result), bubble_plot(settings, result))
    return (*sturdy_plots(settings, result, order), *(plot for plot in extra if plot is not None))


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"


def ways_table(settings: Held, result: Held) -> Table:
    """The run's own way to pool and others, as printed."""
    headers = (
        "Method",
        "Studies",
        SHORT[settings["measure"]],
        f"{100 * settings.get('level', 0.95):g}% interval",
        "tau²",
    )
    rows = []
    for way in (result.get("sturdiness") or {}).get("ways", ()):
        name = f"{way['name']} (this run)" if way["chosen"] else way["name"]
        tau2 = "–" if way["tau2"] is None else print_spread(way["tau2"])
        told = (_effect(settings, result, way["estimate"]), _interval(settings, result, way))
        rows.append((name, str(way["k"]), *told, tau2))
    return headers, tuple(rows)


def weighings_table(result: Held) -> Table:
    """Deletion diagnostics, study by study."""
    headers = ("Study", "Weight", "Residual", "DFFITS", "Cook's D", "tau² without", "Note")
    rows = tuple(
        (
            w["label"],
            f"{w['weight_pct']:.1f}%",
            *(_value(w[name]) for name in ("rstudent", "dffits", "cooks_d")),
            "–" if w["tau2_without"] is None else print_spread(w["tau2_without"]),
            "influential" if w["flagged"] else "",
        )
        for w in (result.get("sturdiness") or {}).get("weighings", ())
    )
    return headers, rows


def _value(value: float | None) -> str:
    return "–" if value is None else print_number(value, 2)


def _effect(settings: Held, result: Held, value: float | None) -> str:
    return "–" if value is None else print_value(settings, result["display"], value)


def _interval(settings: Held, result: Held, way: Held) -> str:
    if way["ci_lb"] is None:
        return "–"
    return " to ".join(_effect(settings, result, way[side]) for side in ("ci_lb", "ci_ub"))
