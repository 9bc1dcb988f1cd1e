"""Settled appraisals as plots. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.appraisal.tools import LIGHTS, OVERALL, SYMBOLS
from synthesis.charts.traffic_lights import Judgements, Level


def judged(
    domains: Iterable[Mapping[str, str]],
    levels: Iterable[Mapping[str, str]],
    settled: Iterable[tuple[str, Mapping[str, Any]]],
) -> Judgements:
    """What the plots are drawn from: the domains of a tool with the overall judgement last."""
    codes = [*((each["code"], each["name"]) for each in domains), ("Overall", "Overall")]
    keys = [*(code for code, _ in codes[:-1]), OVERALL]
    drawn = {
        each["code"]: Level(each["name"], LIGHTS[each["code"]], SYMBOLS.get(each["code"], "?")) for each in levels
    }
    studies = tuple((label, tuple(held.get(key, {}).get("level", "") for key in keys)) for label, held in settled)
    return Judgements(tuple(codes), drawn, studies)
