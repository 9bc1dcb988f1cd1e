"""Conversions, chosen by what is given and what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from synthesis.stats import conversions as c
from synthesis.stats.errors import InputError
from synthesis.stats.evaluation.request import Request
from synthesis.stats.study_data import number


def _ratio(v: Mapping[str, float]) -> dict[str, float]:
    yi, se = c.log_ratio(v["estimate"], v["ci_lb"], v["ci_ub"], v.get("level", 0.95))
    return {"yi": yi, "se": se, "vi": se**2}


def _named(names: tuple[str, ...], function: Callable[..., tuple], *inputs: str) -> Callable[..., dict]:
    return lambda v: dict(zip(names, function(*(v[name] for name in inputs)), strict=True))


def _from_or(v: Mapping[str, float]) -> dict[str, float]:
    rr = c.rr_from_or(v["or"], v["cer"])
    return {"rr": rr, **c.absolute_effect(rr, v["cer"])}


def _ci(normal: bool) -> Callable[..., dict]:
    return lambda v: {"sd": c.sd_from_ci(v["ci_lb"], v["ci_ub"], v["n"], v.get("level", 0.95), normal=normal)}


ROUTES: dict[tuple[str, str], Callable[..., dict[str, Any]]] = {
    ("se", "sd"): lambda v: {"sd": c.sd_from_se(v["se"], v["n"])},
    ("ratio and CI", "yi, vi (log scale)"): _ratio,
    ("estimate and two-sided p (normal)", "se"): _named(("se", "z"), c.se_from_p, "estimate", "p"),
    ("mean difference and two-sided t-test p", "pooled sd"): _named(
        ("sd", "se", "t"), c.pooled_sd_from_p, "md", "p", "n1", "n2"
    ),
    ("two groups (Handbook table 6.5.a)", "one group"): _named(
        ("n", "m", "sd"), c.combine_groups, "n1", "m1", "sd1", "n2", "m2", "sd2"
    ),
    ("baseline sd, final sd, correlation", "sd of change"): lambda v: {
        "sd_change": c.sd_of_change(v["sd_baseline"], v["sd_final"], v["corr"])
    },
    ("baseline, final and change sd", "correlation"): lambda v: {
        "corr": c.correlation_from_sds(v["sd_baseline"], v["sd_final"], v["sd_change"])
    },
    ("min, median, max", "mean, sd"): lambda v: c.from_range(v["n"], v["min"], v["median"], v["max"]),
    ("q1, median, q3", "mean, sd"): lambda v: c.from_quartiles(v["n"], v["q1"], v["median"], v["q3"]),
    ("min, q1, median, q3, max", "mean, sd"): lambda v: c.from_five_numbers(
        v["n"], v["min"], v["q1"], v["median"], v["q3"], v["max"]
    ),
    ("OR and assumed comparator risk", "RR"): _from_or,
    ("RR and assumed comparator risk", "absolute effect"): lambda v: c.absolute_effect(v["rr"], v["cer"]),
    ("SMD", "log OR (logistic, Hasselblad-Hedges)"): _named(("yi", "vi"), c.log_or_from_smd, "yi", "vi"),
    ("log OR", "SMD"): _named(("yi", "vi"), c.smd_from_log_or, "yi", "vi"),
    ("SMD and reference sd", "mean difference in units"): lambda v: {"md": v["smd"] * v["sd"]},
    ("r, n", "Fisher z"): _named(("z", "vi", "d"), c.fisher_z, "r", "n"),
    ("cluster trial, ICC (Handbook 23.1.4)", "effective sample size"): _named(
        ("design_effect", "events", "total"), c.effective_sample, "events", "total", "icc", "cluster_size"
    ),
}
DISTRIBUTIONS = {"t (n - 1 df)": _ci(normal=False), "normal": _ci(normal=True)}
WORDS = {"from", "to", "distribution", "note"}


def convert(request: Request) -> dict[str, Any]:
    call = request.call
    for name in ("from", "to", "distribution"):
        if not isinstance(call.get(name, ""), str):
            raise InputError(f"a text is needed, got {call[name]!r}", field=name)
    pair = (call.get("from"), call.get("to"))
    if pair == ("ci", "sd"):
        route = DISTRIBUTIONS.get(call.get("distribution", "t (n - 1 df)"))
    else:
        route = ROUTES.get(pair)
    if route is None:
        raise NotImplementedError(f"there is no conversion from {pair[0]!r} to {pair[1]!r}")
    try:
        return route({name: number(value, field=name) for name, value in call.items() if name not in WORDS})
    except KeyError as missing:
        raise InputError("this conversion needs a value", field=str(missing.args[0])) from missing


CAPABILITIES = {"convert": convert}
