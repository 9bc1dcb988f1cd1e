"""The plot of each study's influence on a run, by what is frozen of the run without it. Pure."""

import math
from collections.abc import Sequence

from synthesis.analyses.sturdy_run import Held, SturdyRun
from synthesis.charts import influence_panels
from synthesis.charts.numbers import digits_for
from synthesis.charts.plot import NARROW, Plot

MEDIAN_CHI2 = 0.455
"""Of one degree of freedom: the limit of Cook's distance."""


def _tau2_digits(held: Sequence[Held]) -> int:
    return digits_for((w["tau2_without"] for w in held if w["tau2_without"] is not None), least=3)


def influence_plot(run: SturdyRun) -> Plot | None:
    """Deletion diagnostics with the limits by which a study is called influential."""
    held = run.held["weighings"]
    if len(held) < 2:
        return None
    panels = _panels(run, held)
    data = influence_panels.PanelsData(
        "Influence of each study",
        tuple(w["label"] for w in held),
        tuple(w["flagged"] for w in held),
        panels,
        _notes(run, held, panels),
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


def _panels(run: SturdyRun, held: Sequence[Held]) -> tuple[influence_panels.Panel, ...]:
    """A panel a diagnostic that the run has: its plain line, its limits, its decimals."""
    k, spread = len(held), (run.result["pooled"]["heterogeneity"] or {}).get("tau2")
    wide = 3 / math.sqrt(k - 1)
    asked = [
        ("rstudent", "Residual (rstudent)", 0.0, (-1.96, 1.96), 2),
        ("dffits", "DFFITS", 0.0, (-wide, wide), 2),
        ("cooks_d", "Cook’s distance", 0.0, (MEDIAN_CHI2,), 3),
        ("hat", "Hat", 1 / k, (3 / k,), 3),
        ("tau2_without", "tau² without it", spread, (), _tau2_digits(held)),
        ("weight_pct", "Weight (%)", 100 / k, (), 1),
    ]
    lacking = set() if _by_inverse_variance(held) else {"dffits", "hat"}
    if run.settings["model"] != "random" or spread is None:
        lacking.add("tau2_without")
    rows = [w | {"hat": None if w["weight_pct"] is None else w["weight_pct"] / 100} for w in held]
    return tuple(
        influence_panels.Panel(title, tuple(row[name] for row in rows), base, limits, digits, key=name)
        for name, title, base, limits, digits in asked
        if name not in lacking
    )


def _notes(run: SturdyRun, held: Sequence[Held], panels: Sequence[influence_panels.Panel]) -> tuple[str, ...]:
    """What the lines mean, and which variances the diagnostics take."""
    which = "DFFITS, Cook’s distance and hat beyond the broken lines are influential"
    if not _by_inverse_variance(held):
        which = "a Cook’s distance beyond the broken line is influential"
    beyond = f"Residuals beyond ±1.96 are unusual; {which}"
    notes = (
        f"{beyond} (Viechtbauer and Cheung 2010): names in bold, larger dots.",
        "The plain lines: 0, equal weights, and the tau² of all studies."
        if "tau2_without" in {panel.key for panel in panels}
        else "The plain lines: 0, and equal weights.",
    )
    if run.result["pooled"]["test"].startswith("hksj") and _by_inverse_variance(held):
        notes += ("Residuals, DFFITS and Cook’s distance take the Hartung-Knapp variances of the run.",)
    return notes


def _by_inverse_variance(held: Sequence[Held]) -> bool:
    """Whether the studies were weighted so; tables that are pooled by Mantel-Haenszel have no such diagnostics."""
    return any(w["dffits"] is not None for w in held)
