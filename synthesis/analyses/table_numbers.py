"""The tables of a run as files hold them: each number unrounded in a column of its own. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthesis.charts.plot import Numbers

Held = Mapping[str, Any]
LIMITS = ("estimate", "ci_lb", "ci_ub")


def columns_of(records: Iterable[Held], names: Sequence[str]) -> Numbers:
    """The named values of each record; what it does not hold is empty."""
    return tuple(names), tuple(tuple(each.get(name) for name in names) for each in records)


def ways_numbers(result: Held) -> Numbers:
    """The run's own way to pool and others."""
    held = (result.get("sturdiness") or {}).get("ways", ())
    return columns_of(held, ("name", "k", *LIMITS, "tau2", "chosen"))


def weighings_numbers(result: Held) -> Numbers:
    """Deletion diagnostics, study by study."""
    names = ("label", "weight_pct", "rstudent", "dffits", "cooks_d", "tau2_without", "heterogeneity", "influence")
    return columns_of((result.get("sturdiness") or {}).get("weighings", ()), (*names, "flagged"))


def subgroup_numbers(result: Held) -> Numbers | None:
    """One line a subgroup; None where the run has none."""
    held = result.get("subgroups")
    if not held or not held["groups"]:
        return None
    names = ("level", "k", *LIMITS, "tau2", "Q", "Q_df", "Q_pval", "I2_from_Q", "weight_pct")
    return columns_of(held["groups"], names)


def moderator_numbers(result: Held) -> Numbers | None:
    """One line a coefficient on the scale of the analysis; None where the run has no meta-regression."""
    held = result.get("moderators")
    if not held or not held["fit"]:
        return None
    names = ("terms", "coef", "se", "ci_lb", "ci_ub", "pval")
    columns = [held["fit"][name] for name in names]
    if held.get("permuted"):
        names, columns = (*names, "pval_permuted"), [*columns, held["permuted"]["pval"]]
    return ("term", *names[1:]), tuple(zip(*columns, strict=True))


def corrected_numbers(result: Held) -> Numbers | None:
    """PET, PEESE and the selection model; None where the run holds none."""
    held = result.get("corrected")
    if not held or not held["lines"]:
        return None
    names = (
        "name",
        "k",
        *LIMITS,
        "yi",
        "se",
        "df",
        "pval",
        "chosen",
        "step",
        "alternative",
        "delta",
        "tau2",
        "lrt",
    )
    return columns_of([*held["lines"], held["selection"]], (*names, "lrt_pval", "reason"))


def sensitivity_numbers(result: Held) -> Numbers | None:
    """The run as it is, then without each set; None where the recipe has no sets."""
    held = result.get("sensitivity")
    if not held:
        return None
    spread = result["pooled"]["heterogeneity"] or {}
    whole = {"name": "All studies of the run", "k": result["pooled"]["k"], "left_out": []} | result["display"]
    whole |= {name: spread.get(name) for name in ("tau2", "I2_from_Q")}
    told = [each | {"left_out": "; ".join(each["left_out"])} for each in (whole, *held)]
    return columns_of(told, ("name", "k", *LIMITS, "tau2", "I2_from_Q", "left_out", "note"))
