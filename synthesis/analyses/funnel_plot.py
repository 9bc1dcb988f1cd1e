"""The funnel plot of a run, with what its tests and trim and fill say of small studies. Pure."""

from synthesis.analyses.printing import LONG, SCALES, SHORT, by_tables, is_ratio, null_of, print_p
from synthesis.analyses.small_studies import asymmetry_cautions
from synthesis.analyses.sturdy_run import Held, SturdyRun, printed_effect
from synthesis.charts import funnel
from synthesis.charts.plot import NARROW, Plot


def funnel_plot(run: SturdyRun) -> Plot:
    """Effects by their standard errors, with studies that trim and fill adds."""
    points = [
        funnel.FunnelStudy(s["label"], run.on_funnel(s["yi"]), s["se"]) for s in run.studies if s["se"] is not None
    ]
    null = null_of(run.settings)
    data = funnel.FunnelData(
        "Funnel plot" if null is None else "Funnel plot with regions of significance",
        (*points, *_filled_in(run)),
        measure=_capital(SCALES.get(run.settings["measure"], LONG[run.settings["measure"]])),
        log_axis=is_ratio(run.settings),
        null_value=null,
        pooled=run.on_funnel(run.result["pooled"]["estimate"]),
        notes=tuple(_notes(run, [point.se for point in points])),
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


def _filled_in(run: SturdyRun) -> list[funnel.FunnelStudy]:
    filled = run.held.get("filled")
    if not filled:
        return []
    return [
        funnel.FunnelStudy(f"Filled in {i}", run.on_funnel(y), se, imputed=True)
        for i, (y, se) in enumerate(zip(filled["yi"], filled["se"], strict=True), 1)
    ]


def _notes(run: SturdyRun, errors: list[float]) -> list[str]:
    """What speaks against reading the funnel, its tests, and what trim and fill adds."""
    notes = [*asymmetry_cautions(run.settings, run.result, errors)]
    notes += [_test_note(test) for test in run.held["asymmetry"]]
    if by_tables(run.settings):
        notes.append("Tests, and trim and fill, are by inverse variance.")
    notes += [note for note in run.held["notes"] if note.startswith(OF_THE_FUNNEL)]
    filled = run.held.get("filled")
    return [*notes, _filled_note(run, filled)] if filled else notes


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


def _filled_note(run: SturdyRun, filled: Held) -> str:
    if not filled["k0"]:
        return "Trim and fill (L0) finds no study missing."
    noun = "study" if filled["k0"] == 1 else "studies"
    ci, way = f"{100 * run.settings.get('level', 0.95):g}% CI", BY_TEST[filled.get("test", "z")]
    values = [printed_effect(run.settings, run.result, filled[name]) for name in ("estimate", "ci_lb", "ci_ub")]
    short = SHORT[run.settings["measure"]]
    said = (
        f"with {'it' if filled['k0'] == 1 else 'them'} {short} {values[0]} ({ci} {values[1]} to {values[2]}, {way})"
    )
    return f"Trim and fill (L0) adds {filled['k0']} {noun} on the {filled['side']}: {said}. Hollow points."


def _equals(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"
