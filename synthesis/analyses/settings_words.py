"""The settings of a run in words, for pages that show or compare them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ketreview.wording import in_sentence
from synthesis.analyses.printing import LONG

Held = Mapping[str, Any]
NAMES = {
    "kind": "Kind of data",
    "measure": "Measure",
    "model": "Model",
    "tau2": "tau² estimator",
    "interval": "Interval",
    "method": "Pooled by",
    "level": "Level",
    "zero_cells": "Empty cells",
    "prediction": "Prediction interval",
    "subgroup": "Subgroups",
    "moderators": "Moderators",
    "population": "Population",
    "window": "Time window",
    "leave_outs": "Sensitivity sets",
    "reference": "Reference treatment",
    "larger_is_better": "Better",
    "draws": "Draws of ranks",
    "seed": "Seed of the draws",
}
VALUES = {
    "kind": {"rate2": "events over person-time", "proportion": "events of a total, one group"},
    "model": {"random": "random effects", "common": "common effect"},
    "interval": {"hksj": "Hartung-Knapp", "hksj_adhoc": "Hartung-Knapp, never narrower than z", "z": "normal (z)"},
    "prediction": {"t_k_minus_2": "t, k − 2 df", "t_k_minus_1": "t, k − 1 df", "normal": "normal", "none": "none"},
    "method": {"inverse_variance": "inverse variance", "mantel_haenszel": "Mantel-Haenszel"},
}
NOT_ASKED = "–"
USUAL = {
    "method": "inverse_variance",
    "zero_cells": {"add": 0.5, "when": "studies_with_zero", "drop_double_zero": None},
}


def setting_name(key: str) -> str:
    """What people call a setting."""
    return NAMES.get(key, key)


def setting_words(key: str, value: Any) -> str:
    """The value of a setting as people read it; what older runs do not name is what was usual."""
    value = USUAL.get(key) if value is None else value
    if value is None or (not isinstance(value, bool) and value in ("", [], {})):
        return NOT_ASKED
    if key in WRITERS:
        return WRITERS[key](value)
    if key == "measure":
        return LONG.get(value, str(value))
    if key == "level":
        return f"{100 * value:g}%"
    return VALUES.get(key, {}).get(value, str(value))


Label = Callable[..., str]
"""(planned, key, name of a set) -> the label of a part: `planned_words`, or `Plan.part`, which dates it."""


def planned_words(planned: bool, key: str = "", name: str = "") -> str:
    """Whether a part of the recipe stood in the protocol."""
    return "planned" if planned else "post hoc"


def condition_words(condition: Held) -> str:
    """One condition: "Dose class: high or medium"."""
    return f"{condition['name']}: {' or '.join(condition['values'])}"


def _subgroup(held: Held, label: Label = planned_words) -> str:
    spread = "one tau²" if held["spread"] == "common" else "a tau² each"
    return f"{held['name']} ({spread}; {label(held['planned'], 'subgroup')})"


def _moderators(held: Held, label: Label = planned_words) -> str:
    return f"{', '.join(each['name'] for each in held['columns'])} ({label(held['planned'], 'moderators')})"


def _population(held: Sequence[Held]) -> str:
    return "; ".join(condition_words(each) for each in held)


def window_words(held: Sequence[float | None]) -> str:
    """Days: "7 to 90 days", "from 7 days", "up to 90 days"."""
    low, high = held
    if low is None:
        return f"up to {high:g} days"
    return f"from {low:g} days" if high is None else f"{low:g} to {high:g} days"


def leave_out_words(held: Held, label: Label = planned_words) -> str:
    """What a sensitivity set leaves out."""
    parts = [condition_words(each) for each in held["conditions"]]
    if held["studies"]:
        parts.append(f"{len(held['studies'])} named {'study' if len(held['studies']) == 1 else 'studies'}")
    return f"{held['name']} (without {'; '.join(parts)}; {label(held['planned'], 'leave_outs', held['name'])})"


def _leave_outs(held: Sequence[Held]) -> str:
    return "; ".join(leave_out_words(each) for each in held)


ZERO_WHEN = {
    "studies_with_zero": "in studies with an empty cell",
    "all_if_any_zero": "in all studies, where any has an empty cell",
    "all_studies": "in all studies",
}
DOUBLE_ZERO = {
    None: "left out of ratios, kept for differences",
    True: "left out",
    False: "kept",
}


def _zero_cells(held: Held) -> str:
    added = f"{held['add']:g} added {ZERO_WHEN[held['when']]}" if held["when"] in ZERO_WHEN else "nothing added"
    return f"{added}; studies without events, or with events only, {DOUBLE_ZERO[held['drop_double_zero']]}"


WRITERS = {
    "zero_cells": _zero_cells,
    "larger_is_better": lambda larger: "larger effects" if larger else "smaller effects",
    "subgroup": _subgroup,
    "moderators": _moderators,
    "population": _population,
    "window": window_words,
    "leave_outs": _leave_outs,
}


def asked_words(settings: Held, label: Label = planned_words) -> list[tuple[str, str]]:
    """What a recipe asks beside measure, model and interval: name and words of each part but the sets."""
    parts = ("method", "zero_cells", "population", "window", "subgroup", "moderators")
    told = {key: setting_words(key, settings[key]) for key in parts if settings.get(key)}
    if held := settings.get("subgroup"):
        plain = f"{held['name']} ({label(held['planned'], 'subgroup')})"
        told["subgroup"] = plain if settings["model"] == "common" else _subgroup(held, label)
    if held := settings.get("moderators"):
        told["moderators"] = _moderators(held, label)
    return [(setting_name(key), words) for key, words in told.items()]


def method_sentences(settings: Held, label: Label = planned_words) -> str:
    """What a recipe asks beside the pooled effect as methods text (PRISMA 2020 items 13e and 13f)."""
    parts = []
    if settings.get("population"):
        parts.append(f"Only studies with {_population(settings['population'])} were pooled.")
    if settings.get("window"):
        window = window_words(settings["window"])
        parts.append(f"Of each study the result nearest to the time point was taken, within a window of {window}.")
    if held := settings.get("subgroup"):
        test = "the Wald test of the factor in a model with one tau² for all"
        if held["spread"] == "separate":
            test = "Cochran's Q over the subgroup estimates, each with its own tau²"
        if settings["model"] == "common":
            test = "Cochran's Q over the subgroup estimates"
        mark = label(held["planned"], "subgroup")
        parts.append(f"Subgroups by {in_sentence(held['name'])} ({mark}) were compared by {test}.")
    if held := settings.get("moderators"):
        names = " and ".join(in_sentence(each["name"]) for each in held["columns"])
        parts.append(f"Meta-regression was on {names} ({label(held['planned'], 'moderators')}).")
    if held := settings.get("leave_outs"):
        sets = "; ".join(leave_out_words(each, label) for each in held)
        parts.append(f"Sensitivity analyses: {sets}.")
    return " ".join(parts)
