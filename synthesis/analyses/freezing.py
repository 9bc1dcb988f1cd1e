"""Frozen runs: the canonical bytes of what went in, and what differs between two of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.analyses.settings_words import setting_name, setting_words
from synthesis.studies.attributes import printed


def canonical(value: Any) -> bytes:
    """The value as JSON with sorted keys and no spare blanks: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


# The numbers of a row, in the order of a forest plot, and what people call them.
NUMBERS = {
    "x1": "events",
    "t1": "over",
    "x2": "v events",
    "t2": "over",
    "e1": "events",
    "n1": "of",
    "m1": "mean",
    "sd1": "SD",
    "e2": "v events",
    "n2": "of",
    "m2": "v mean",
    "sd2": "SD",
    "x": "events",
    "r": "r",
    "n": "n",
    "estimate": "estimate",
    "ci_lb": "from",
    "ci_ub": "to",
    "level": "level",
}
OF_ARMS = {"e": "e1", "m": "m1", "sd": "sd1", "n": "n1", "crossover": "crossover"}
OF_PAIRS = ("x1", "t1", "x2", "t2", "e1", "m1", "sd1", "n1", "e2", "m2", "sd2", "n2")
ORDER = (*OF_PAIRS, "x", "r", "n", "estimate", "ci_lb", "ci_ub", "level")
TOLD = ("attributes", "risk_of_bias", "appraisal", "crossover")


def labelled(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row under the names that hashes and comparisons use; an arm of a network has study and treatment."""
    if "label" in row:
        return row
    return {"label": f"{row['study']}, {row['treat']}"} | {OF_ARMS[key]: row[key] for key in OF_ARMS if key in row}


def inputs_hash(rows: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]) -> str:
    """sha256 of what is pooled: each study's label, numbers and asked attributes, and the recipe.

    Ids and notes do not count.
    """
    told = map(labelled, rows)
    bare = [{"label": row["label"]} | {key: row[key] for key in (*ORDER, *TOLD) if key in row} for row in told]
    return hashlib.sha256(canonical({"rows": bare, "settings": dict(settings)})).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One thing that differs: where, what it was and is. `kind` is added, removed, changed, told or setting."""

    what: str
    before: str
    after: str
    kind: str = "setting"


def differences(
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    settings_before: Mapping[str, Any],
    settings_after: Mapping[str, Any],
) -> tuple[Difference, ...]:
    """Studies added, removed and changed, then settings changed; in the order of the studies."""
    old, new = ({row["label"]: row for row in map(labelled, rows)} for rows in (before, after))
    both = [label for label in old if label in new]
    found = [
        Difference(f"{label} removed", _numbers(old[label]), "", "removed") for label in old if label not in new
    ]
    found += [Difference(f"{label} added", "", _numbers(new[label]), "added") for label in new if label not in old]
    found += [
        Difference(f"{label} changed", _numbers(old[label]), _numbers(new[label]), "changed")
        for label in both
        if _numbers(old[label]) != _numbers(new[label])
    ]
    names = _attribute_names(settings_before) | _attribute_names(settings_after)
    found += [line for label in both for line in _told(label, old[label], new[label], names)]
    keys = sorted(set(settings_before) | set(settings_after))
    found += [
        Difference(
            setting_name(key), *(setting_words(key, held.get(key)) for held in (settings_before, settings_after))
        )
        for key in keys
        if settings_before.get(key) != settings_after.get(key)
    ]
    return tuple(found)


def summary(found: Sequence[Difference], *, values: bool = False) -> str:
    """What differs in one line: "1 study added, 2 changed; Model"; settings with their `values` where asked."""
    words = {"added": "added", "removed": "removed", "changed": "changed", "told": "described otherwise"}
    parts = []
    for kind, word in words.items():
        count = len({line.what for line in found if line.kind == kind})
        if count:
            noun = "" if parts else ("study " if count == 1 else "studies ")
            parts.append(f"{count} {noun}{word}")
    settings = [
        f"{line.what} {line.before} → {line.after}" if values else line.what
        for line in found
        if line.kind == "setting"
    ]
    return "; ".join(part for part in (", ".join(parts), ", ".join(settings)) if part)


def _attribute_names(settings: Mapping[str, Any]) -> dict[str, str]:
    asked = [settings.get("subgroup") or {}, *(settings.get("moderators") or {}).get("columns", ())]
    asked += [*settings.get("population", ())]
    asked += [condition for each in settings.get("leave_outs", ()) for condition in each["conditions"]]
    return {each["attribute"]: each["name"] for each in asked if each}


def _told(
    label: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> list[Difference]:
    """Attributes that both runs asked for and that differ."""
    old, new = (
        {
            **(row.get("attributes") or {}),
            "risk of bias": row.get("risk_of_bias"),
            "crossover trial": "yes" if row.get("crossover") else "no",
            **_by_domain(row),
        }
        for row in (before, after)
    )
    return [
        Difference(f"{label}, {names.get(key, key)}", printed(old.get(key)), printed(new.get(key)), "told")
        for key in old | new
        if (key in new and key in old) or key.startswith(DOMAIN)
        if printed(old.get(key)) != printed(new.get(key))
    ]


DOMAIN = "risk of bias, "


def _by_domain(row: Mapping[str, Any]) -> dict[str, str]:
    """The levels of a settled appraisal's domains as attributes."""
    held = row.get("appraisal")
    return {f"{DOMAIN}{code}": held["levels"][code] for code in held["domains"]} if held else {}


def _numbers(row: Mapping[str, Any]) -> str:
    """The numbers of one study in one line, those missing left out."""
    return " ".join(f"{NUMBERS[key]} {row[key]:g}" for key in ORDER if row.get(key) is not None)
