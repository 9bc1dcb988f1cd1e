"""Two runs side by side: estimates, studies and settings as printed tables. Pure."""

from collections.abc import Mapping
from typing import Any

from ketreview.wording import plural
from synthesis.analyses.exploration_tables import moderator_table, sensitivity_table, subgroup_table
from synthesis.analyses.printing import SHORT, print_value, tokens
from synthesis.analyses.settings_words import setting_name, setting_words

Held = Mapping[str, Any]
Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
NOTHING = "–"
TOLD = {
    "est_ci": "Pooled effect",
    "p": "p",
    "pi": "Prediction interval",
    "k": "Studies",
    "n": "Participants",
    "i2": "I² (from Q)",
    "tau2": "tau²",
}


def estimates(settings: Held, result: Held, settings_after: Held, result_after: Held) -> Table:
    """Pooled figures, subgroups, coefficients and sensitivity sets of both runs."""
    before, after = _told(settings, result), _told(settings_after, result_after)
    names = [*before, *(name for name in after if name not in before)]
    rows = tuple((name, before.get(name, NOTHING), after.get(name, NOTHING)) for name in names)
    return ("Figure", "Before", "After"), rows


def _told(settings: Held, result: Held) -> dict[str, str]:
    said = tokens(settings, result)
    found = {name: said[key] for key, name in TOLD.items() if key in said}
    for word, table in (
        ("Subgroup", subgroup_table(settings, result)),
        ("Coefficient of", moderator_table(settings, result)),
        ("Sensitivity set:", sensitivity_table(settings, result)),
    ):
        for row in table[1] if table else ():
            if word != "Sensitivity set:":
                found[f"{word} {row[0]}"] = f"{row[1 if word.startswith('Coef') else 2]} ({row[3]})"
            elif row[-1] != NOTHING:
                found[f"{word} {row[0]}"] = f"{row[2]} ({row[3]}), {plural(int(row[1]), 'study,studies')}"
    return found


def studies(settings: Held, result: Held, settings_after: Held, result_after: Held) -> Table:
    """Each study of either run: its effect and its weight."""
    before, after = _effects(settings, result), _effects(settings_after, result_after)
    headers = ("Study", "Before", "Weight", "After", "Weight")
    absent = (NOTHING, NOTHING)
    names = [*before, *(name for name in after if name not in before)]
    return headers, tuple((name, *before.get(name, absent), *after.get(name, absent)) for name in names)


def _effects(settings: Held, result: Held) -> dict[str, tuple[str, str]]:
    found = {}
    for study in result["studies"]:
        shown = study["display"]
        if study["excluded_reason"] is not None or shown["estimate"] is None:
            found[study["label"]] = ("not pooled", NOTHING)
            continue
        low, middle, high = (
            print_value(settings, result["display"], shown[name]) for name in ("ci_lb", "estimate", "ci_ub")
        )
        weight = NOTHING if study["weight_pct"] is None else f"{study['weight_pct']:.1f}%"
        found[study["label"]] = (f"{SHORT[settings['measure']]} {middle} ({low} to {high})", weight)
    return found


def settings_side_by_side(before: Held, after: Held) -> Table:
    """Every setting of either run in words."""
    names = [*before, *(name for name in after if name not in before)]
    rows = tuple(
        (setting_name(key), setting_words(key, before.get(key)), setting_words(key, after.get(key)))
        for key in names
    )
    return ("Setting", "Before", "After"), rows
