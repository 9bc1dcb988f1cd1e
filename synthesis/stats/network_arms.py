"""Arms of a network from columns: log odds, log risks or means with their variances.

Counts: 0.5 is added to events and non-events of every arm of a study in which one arm has no or only events, so
that all contrasts of the study rest on the same arm. A study without any event, or with nothing but events, says
nothing about relative effects and gives no arm. Sources: Cochrane Handbook 10.4.4; Higgins et al. (2012)
Res. Synth. Methods 3, 98-110 (arm-based data of networks).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.stats.errors import InputError
from synthesis.stats.network import Arm
from synthesis.stats.study_data import column

MEASURES = {"arm_binary": ("OR", "RR"), "arm_continuous": ("MD",)}
COLUMNS = {"arm_binary": ("study", "treat", "e", "n"), "arm_continuous": ("study", "treat", "m", "sd", "n")}


@dataclass(frozen=True)
class Arms:
    """The arms that enter, studies that say nothing (with the reason), and studies with corrected zero cells."""

    arms: tuple[Arm, ...]
    silent: tuple[tuple[str, str], ...] = ()
    corrected: tuple[str, ...] = ()


def arms_of(columns: Mapping[str, Sequence[Any]], kind: str, measure: str) -> Arms:
    """Arms of `kind` (arm_binary: study treat e n, OR or RR; arm_continuous: study treat m sd n, MD).

    An arm with a missing number is left out. Raises InputError with row and field for impossible values.
    """
    for name in COLUMNS[kind]:
        if name not in columns:
            raise InputError(f"{kind} data need this column", field=name)
    if measure not in MEASURES[kind]:
        raise InputError(f"choose one of {', '.join(MEASURES[kind])}", field="measure")
    for name in ("study", "treat"):
        for row, value in enumerate(columns[name]):
            if value is None or str(value).strip() == "":
                raise InputError("a name is needed", row=row, field=name)
    return _of_counts(columns, measure) if kind == "arm_binary" else _of_means(columns)


def _of_counts(columns: Mapping[str, Sequence[Any]], measure: str) -> Arms:
    events, sizes = column(columns["e"], "e"), column(columns["n"], "n")
    for i, (e, n) in enumerate(zip(events, sizes, strict=True)):
        if e < 0 or e > n:
            raise InputError(f"events must lie between 0 and n = {n:g}, got {e:g}", row=i, field="e")
        if n <= 0:
            raise InputError("an arm needs people", row=i, field="n")
    studies = [str(s) for s in columns["study"]]
    arms: list[Arm] = []
    silent, corrected = [], []
    for study in dict.fromkeys(studies):
        known = [i for i, s in enumerate(studies) if s == study and not math.isnan(events[i] + sizes[i])]
        e, n = events[known], sizes[known]
        if len(known) == 0:
            continue
        if e.sum() == 0 or e.sum() == n.sum():
            what = "no arm has an event" if e.sum() == 0 else "everybody in every arm has the event"
            silent.append((study, f"{what}, so it says nothing about relative effects"))
            continue
        half = 0.5 if np.any((e == 0) | (e == n)) else 0.0
        if half:
            corrected.append(study)
        effect, variance = _transformed(measure, e + half, n - e + half)
        names = [str(columns["treat"][i]) for i in known]
        arms += [Arm(study, *each) for each in zip(names, effect.tolist(), variance.tolist(), strict=True)]
    return Arms(tuple(arms), tuple(silent), tuple(corrected))


def _transformed(measure: str, yes: np.ndarray, no: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log odds or log risk of each arm and its variance."""
    if measure == "OR":
        return np.log(yes / no), 1 / yes + 1 / no
    return np.log(yes / (yes + no)), no / (yes * (yes + no))


def _of_means(columns: Mapping[str, Sequence[Any]]) -> Arms:
    mean, sd, n = (column(columns[name], name) for name in ("m", "sd", "n"))
    arms = []
    for i, (m, s, size) in enumerate(zip(mean, sd, n, strict=True)):
        if s <= 0 or size <= 0:
            raise InputError("a standard deviation and a size above 0 are needed", row=i, field="sd")
        if not math.isnan(m + s + size):
            arms.append(Arm(str(columns["study"][i]), str(columns["treat"][i]), float(m), float(s**2 / size)))
    return Arms(tuple(arms))
