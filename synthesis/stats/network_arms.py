"""Arms of a network from columns: log odds, risks, means, standardised means or rates with their variances.

Counts: 0.5 is added to events and non-events of every arm of a study in which one arm has no or only events, so
that all contrasts of the study rest on the same arm. A study without any event, or with nothing but events, says
nothing about ratios and gives no arm then; its risk or rate difference is about 0 and counts.
Standardised means: Hedges' g with the standard deviation pooled over all arms of the study, whose error all its
contrasts share: var(g_ij) = 1/n_i + 1/n_j + g_ij^2/(2N), N everybody in the study.
Sources: Cochrane Handbook 10.4.4; Higgins et al. (2012) Res. Synth. Methods 3, 98-110 (arm-based data of networks);
Gleser & Olkin (2009) in The Handbook of Research Synthesis, 2nd ed., 357-376 (several arms and one standard
deviation); Hedges, Gurevitch & Curtis (1999) Ecology 80, 1150-1156 (ratio of means).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.stats.effects_continuous import hedges_correction
from synthesis.stats.errors import InputError
from synthesis.stats.network import Arm
from synthesis.stats.study_data import column, labels_in

Columns = Mapping[str, Sequence[Any]]
Values = tuple[np.ndarray, ...]
MEASURES = {
    "arm_binary": ("OR", "RR", "RD"),
    "arm_continuous": ("MD", "SMD", "ROM"),
    "arm_rate": ("IRR", "IRD"),
}
NUMBERS = {"arm_binary": ("e", "n"), "arm_continuous": ("m", "sd", "n"), "arm_rate": ("x", "t")}
COLUMNS = {kind: ("study", "treat", *numbers) for kind, numbers in NUMBERS.items()}
NO_EVENT = "no arm has an event, so it says nothing about relative effects"
ONLY_EVENTS = "everybody in every arm has the event, so it says nothing about relative effects"
NO_RATIO = "its means are zero or differ in sign, so their ratio has no logarithm"
TOO_FEW = "it has too few people to standardise by its own standard deviation"


@dataclass(frozen=True)
class Arms:
    """The arms that enter, studies that say nothing (with the reason), and studies with corrected zero cells."""

    arms: tuple[Arm, ...]
    silent: tuple[tuple[str, str], ...] = ()
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Study:
    """One study's arms: effect and variance of each, what all share, and whether 0.5 was added."""

    effect: np.ndarray
    variance: np.ndarray
    shared: np.ndarray | None = None
    corrected: bool = False


def arms_of(columns: Columns, kind: str, measure: str) -> Arms:
    """Arms of `kind`: arm_binary (study treat e n; OR, RR, RD), arm_continuous (study treat m sd n; MD, SMD, ROM)
    or arm_rate (study treat x t, events and person-time; IRR, IRD).

    An arm with a missing number is left out. Raises InputError with row and field for impossible values.
    """
    for name in COLUMNS[kind]:
        if name not in columns:
            raise InputError(f"{kind} data need this column", field=name)
    if measure not in MEASURES[kind]:
        raise InputError(f"choose one of {', '.join(MEASURES[kind])}", field="measure")
    named = {name: labels_in(columns, name) for name in ("study", "treat")}
    for name, labels in named.items():
        if None in labels:
            raise InputError("a name is needed", row=labels.index(None), field=name)
    values = tuple(column(columns[name], name) for name in NUMBERS[kind])
    _CHECKS[kind](*values)
    return _gathered(named, values, _STUDIES[kind], measure)


def _gathered(columns: Columns, values: Values, study_of: Any, measure: str) -> Arms:
    arms: list[Arm] = []
    silent, corrected = [], []
    for study, rows in _known(columns, values):
        found = study_of(measure, *(each[rows] for each in values))
        if isinstance(found, str):
            silent.append((study, found))
            continue
        if found.corrected:
            corrected.append(study)
        shared = np.zeros(len(rows)) if found.shared is None else found.shared
        numbers = zip(found.effect.tolist(), found.variance.tolist(), shared.tolist(), strict=True)
        arms += [Arm(study, columns["treat"][i], *each) for i, each in zip(rows, numbers, strict=True)]
    return Arms(tuple(arms), tuple(silent), tuple(corrected))


def _known(columns: Columns, values: Values) -> Iterator[tuple[str, list[int]]]:
    """Each study with the rows that have all their numbers; none without such a row."""
    whole = ~np.isnan(np.sum(values, axis=0))
    held: dict[str, list[int]] = {}
    for row, study in enumerate(columns["study"]):
        if whole[row]:
            held.setdefault(study, []).append(row)
    yield from held.items()


def _check_counts(events: np.ndarray, sizes: np.ndarray) -> None:
    for i, (e, n) in enumerate(zip(events, sizes, strict=True)):
        if e < 0 or e > n:
            raise InputError(f"events must lie between 0 and n = {n:g}, got {e:g}", row=i, field="e")
        if n <= 0:
            raise InputError("an arm needs people", row=i, field="n")


def _check_means(mean: np.ndarray, sd: np.ndarray, n: np.ndarray) -> None:
    for i, (s, size) in enumerate(zip(sd, n, strict=True)):
        if s <= 0 or size <= 0:
            raise InputError("a standard deviation and a size above 0 are needed", row=i, field="sd")


def _check_rates(events: np.ndarray, time: np.ndarray) -> None:
    for i, (x, t) in enumerate(zip(events, time, strict=True)):
        if x < 0:
            raise InputError(f"a count cannot be negative, got {x:g}", row=i, field="x")
        if t <= 0:
            raise InputError("an arm needs person-time", row=i, field="t")


def _counts(measure: str, e: np.ndarray, n: np.ndarray) -> _Study | str:
    """Log odds, log risk or risk of each arm; a text says why the study tells nothing."""
    if measure != "RD" and (e.sum() == 0 or e.sum() == n.sum()):
        return NO_EVENT if e.sum() == 0 else ONLY_EVENTS
    empty = bool(np.any((e == 0) | (e == n)))
    yes, no = e + 0.5 * empty, n - e + 0.5 * empty
    total = yes + no
    if measure == "OR":
        return _Study(np.log(yes / no), 1 / yes + 1 / no, corrected=empty)
    if measure == "RR":
        return _Study(np.log(yes / total), no / (yes * total), corrected=empty)
    return _Study(yes / total, yes * no / total**3, corrected=empty)


def _means(measure: str, m: np.ndarray, sd: np.ndarray, n: np.ndarray) -> _Study | str:
    """Mean, log mean or mean in standard deviations of each arm, or why the study tells nothing."""
    if measure == "MD":
        return _Study(m, sd**2 / n)
    if measure == "ROM":
        if not (np.all(m > 0) or np.all(m < 0)):
            return NO_RATIO
        return _Study(np.log(np.abs(m)), sd**2 / (n * m**2))
    df = float((n - 1).sum())
    if df <= 1:
        return TOO_FEW
    spread = math.sqrt(float(((n - 1) * sd**2).sum()) / df)
    g = float(hedges_correction(np.array(df))) * (m - m[0]) / spread
    return _Study(g, 1 / n, shared=g / math.sqrt(2 * float(n.sum())))


def _rates(measure: str, x: np.ndarray, t: np.ndarray) -> _Study | str:
    """Log rate or rate of each arm, or why the study tells nothing."""
    if measure == "IRR" and x.sum() == 0:
        return NO_EVENT
    empty = bool(np.any(x == 0))
    events = x + 0.5 * empty
    if measure == "IRR":
        return _Study(np.log(events / t), 1 / events, corrected=empty)
    return _Study(events / t, events / t**2, corrected=empty)


_CHECKS: dict[str, Any] = {"arm_binary": _check_counts, "arm_continuous": _check_means, "arm_rate": _check_rates}
_STUDIES: dict[str, Any] = {"arm_binary": _counts, "arm_continuous": _means, "arm_rate": _rates}
