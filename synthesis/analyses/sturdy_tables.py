"""The tables of a run's sturdiness beside its plots: other ways to pool, and deletion diagnostics. Pure."""

from synthesis.analyses.printing import SHORT
from synthesis.analyses.sturdy_run import Held, printed_effect, printed_value
from synthesis.charts.numbers import print_spread
from synthesis.charts.plot import Table


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
        told = (printed_effect(settings, result, way["estimate"]), _interval(settings, result, way))
        rows.append((name, str(way["k"]), *told, tau2))
    return headers, tuple(rows)


def weighings_table(result: Held) -> Table:
    """Deletion diagnostics, study by study."""
    headers = ("Study", "Weight", "Residual", "DFFITS", "Cook's D", "tau² without", "Note")
    rows = tuple(
        (
            w["label"],
            f"{w['weight_pct']:.1f}%",
            *(printed_value(w[name]) for name in ("rstudent", "dffits", "cooks_d")),
            "–" if w["tau2_without"] is None else print_spread(w["tau2_without"]),
            "influential" if w["flagged"] else "",
        )
        for w in (result.get("sturdiness") or {}).get("weighings", ())
    )
    return headers, rows


def _interval(settings: Held, result: Held, way: Held) -> str:
    if way["ci_lb"] is None:
        return "–"
    return " to ".join(printed_effect(settings, result, way[side]) for side in ("ci_lb", "ci_ub"))
