"""The plots that show how sturdy a run is, from what the run holds: nothing is computed that was not frozen."""

from dataclasses import replace

from synthesis.analyses.funnel_plot import funnel_plot
from synthesis.analyses.influence_plot import influence_plot
from synthesis.analyses.ordering import NAMES, cumulative_sentence
from synthesis.analyses.printing import LONG, SHORT, is_ratio, null_of, scale_of
from synthesis.analyses.sturdy_run import Held, SturdyRun
from synthesis.analyses.subsets_plot import gosh_plot
from synthesis.charts.forest_data import ForestData, ForestStudy, PooledRow
from synthesis.charts.numbers import print_i2
from synthesis.charts.plot import Plot, forest_plot, scatter_plot
from synthesis.charts.study_plots import Bubble, Estimate, Influence, Risks, baujat, bubble, labbe, radial

I2_HEADERS = {"random": "I² (from tau²)", "common": "I² (from Q)"}  # of refits, as the model defines it


def sturdy_plots(settings: Held, result: Held, order: str = "") -> tuple[Plot, ...]:
    """Every plot that this run can show; the cumulative one adds studies in `order`, "" for the usual."""
    run = SturdyRun(settings, result, order)
    if not run.held.get("left_out"):
        return ()
    makers = (_without_one, _one_by_one, _baujat, influence_plot, funnel_plot, _radial, _labbe)
    return tuple(plot for plot in (make(run) for make in makers) if plot is not None)


def _steps(run: SturdyRun, title: str, word: str, steps: list[Held]) -> ForestData:
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


def _without_one(run: SturdyRun) -> Plot:
    data = _steps(run, "Pooled without one study", "Without", run.held["left_out"])
    return forest_plot(
        "without-one", "Without one study at a time", "Does any single study carry the result?", data
    )


def _one_by_one(run: SturdyRun) -> Plot:
    found = run.result.get("cumulative") or [AS_IN_THE_TABLE | {"steps": run.held["one_by_one"]}]
    chosen = next((each for each in found if each["order"] == run.order), found[0])
    told = cumulative_sentence({"cumulative": [chosen]})
    data = replace(_steps(run, "Pooled study after study", "With", chosen["steps"]), order=told)
    orders = tuple((each["order"], NAMES[each["order"]]) for each in found if each["order"] in NAMES)
    question = f"When did the answer settle? {told}"
    return forest_plot("one-by-one", "Study after study", question, data, orders, chosen["order"])


AS_IN_THE_TABLE = {"order": "", "words": "their place in the table of numbers"}
"""Of runs of before there was a choice."""


def _baujat(run: SturdyRun) -> Plot:
    studies = [
        Influence(w["label"], w["heterogeneity"] or 0.0, w["influence"] or 0.0, w["flagged"])
        for w in run.held["weighings"]
    ]
    data = baujat("What each study does to the result", studies)
    return scatter_plot(
        "baujat", "Heterogeneity and influence (Baujat)", "Which studies differ, and which matter?", data
    )


def _radial(run: SturdyRun) -> Plot:
    studies = [Estimate(s["label"], s["yi"], s["se"]) for s in run.studies if s["se"]]
    measure = scale_of(run.settings, {code: name.lower() for code, name in LONG.items()})
    compared = null_of(run.settings) is not None
    data = radial("Radial plot", studies, run.result["pooled"]["estimate"], measure=measure, compares=compared)
    return scatter_plot("radial", "Precision (radial plot)", "Which studies lie off the common slope?", data)


def _labbe(run: SturdyRun) -> Plot | None:
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
    run = SturdyRun(settings, result)
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


def run_plots(settings: Held, result: Held, order: str = "") -> tuple[Plot, ...]:
    """Every plot of a run beside the forest plot: reports and files find them here by name."""
    extra = (gosh_plot(settings, result), bubble_plot(settings, result))
    return (*sturdy_plots(settings, result, order), *(plot for plot in extra if plot is not None))
