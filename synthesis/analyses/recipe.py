"""What a recipe asks of the statistics library: measures by kind of outcome, and the call they make."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from synthesis.charts.numbers import print_plain
from synthesis.studies.attributes import Attribute

MEASURES: dict[str, tuple[str, ...]] = {
    "binary": ("RR", "OR", "RD", "PETO", "AS", "PHI"),
    "continuous": ("MD", "SMD", "SMDH", "ROM"),
    "rate2": ("IRR", "IRD"),
    "generic": ("GEN", "GEN_LOG"),
    "proportion": ("PLO", "PFT", "PAS", "PR"),
    "correlation": ("ZCOR", "COR"),
}
"""The measures each kind of outcome allows; the first is offered first."""

KINDS = {"rate2": "person-time"}
"""Kinds that are called otherwise than in the database."""
METHODS = ("inverse_variance", "mantel_haenszel")
BY_TABLES = ("OR", "RR", "RD", "IRR", "IRD")
"""What Mantel-Haenszel pools."""
ZERO_MEASURES = (*BY_TABLES, "PLO", "PR")
"""The measures whose studies need something in place of an empty cell."""
ZERO_WHEN = ("studies_with_zero", "all_if_any_zero", "all_studies", "never")
USUAL_ZERO_CELLS = {"add": 0.5, "when": "studies_with_zero", "drop_double_zero": None}
LEVELS = (0.9, 0.95, 0.99)
PREDICTIONS = ("t_k_minus_2", "t_k_minus_1", "normal", "none")
OF_ONE_GROUP = {"PLO", "PFT", "PAS", "PR"}
"""Measures that compare nothing: no value means no effect, and nothing is tested or favoured."""
OF_ASSOCIATION = {"ZCOR", "COR"}
RATIOS = {"OR", "RR", "PETO", "IRR", "ROM", "GEN_LOG"}


class Misfit(ValueError):
    """A setting that does not go with the others; `setting` names it, the text says what to do."""

    def __init__(self, text: str, setting: str):
        super().__init__(text)
        self.setting = setting


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a result beside the numbers; stored whole with every run.

    Names of attributes stand beside their keys, so that a frozen run stays readable. `subgroup` {"attribute",
    "name", "words", "spread", "planned"}; `moderators` {"columns": [{"attribute", "name", "numeric"}], "planned"};
    `population` a list of conditions {"attribute", "name", "values"}; `window` [from, to] in days;
    `leave_outs` a list of {"name", "conditions", "studies" (labels by id), "planned"}. What is not asked is empty.
    `zero_cells` {"add", "when", "drop_double_zero"} as `synthesis.stats.ZeroCells`; empty for the usual rule.
    """

    kind: str
    measure: str
    model: str
    tau2: str
    interval: str
    level: float = 0.95
    prediction: str = "t_k_minus_2"
    method: str = "inverse_variance"
    zero_cells: dict[str, Any] = field(default_factory=dict)
    subgroup: dict[str, Any] = field(default_factory=dict)
    moderators: dict[str, Any] = field(default_factory=dict)
    population: list[dict[str, Any]] = field(default_factory=list)
    window: list[float | None] = field(default_factory=list)
    leave_outs: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.measure not in MEASURES[self.kind]:
            allowed = ", ".join(MEASURES[self.kind])
            text = (
                f"{self.measure} does not fit a {KINDS.get(self.kind, self.kind)} outcome; choose one of {allowed}."
            )
            raise Misfit(text, "measure")
        _check_choices(self)
        if self.method == "mantel_haenszel":
            _check_tables(self)
        if self.zero_cells:
            _check_zero_cells(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what is not asked is left out, so that older runs keep their hash."""
        held = asdict(self)
        kept = {name: value for name, value in held.items() if name not in OPTIONAL or value}
        return {name: value for name, value in kept.items() if USUAL.get(name) != value}


def _check_choices(recipe: Recipe) -> None:
    if recipe.level not in LEVELS:
        raise Misfit("The confidence level is 90, 95 or 99%.", "level")
    if recipe.prediction not in PREDICTIONS:
        raise Misfit("Choose one of the prediction intervals offered.", "prediction")
    if recipe.method not in METHODS:
        raise Misfit("Pool by inverse variance or by Mantel-Haenszel.", "method")


def _check_tables(recipe: Recipe) -> None:
    """Mantel-Haenszel: a common effect of tables, without moderators, each subgroup by itself."""
    if recipe.measure not in BY_TABLES:
        text = "Mantel-Haenszel pools ratios and differences of odds, risks and rates: choose one of them, "
        raise Misfit(f"{text}or inverse variance.", "method")
    if recipe.model != "common":
        text = "Mantel-Haenszel pools a common effect: choose the common-effect model, or inverse variance "
        raise Misfit(f"{text}for random effects.", "method")
    if recipe.moderators:
        text = "Meta-regression is by inverse variance: take the moderators out, or choose inverse variance."
        raise Misfit(text, "moderators")
    if recipe.subgroup.get("spread") == "common":
        text = "Mantel-Haenszel has no tau² that subgroups could share: let each subgroup have its own."
        raise Misfit(text, "subgroup_spread")


def _check_zero_cells(recipe: Recipe) -> None:
    rule = recipe.zero_cells
    if rule["add"] < 0:
        text = f"{print_plain(rule['add'])} cannot be added to a cell, as no number of events is negative: "
        raise Misfit(f"{text}give a number above 0 and at most 1.", "zero_add")
    if recipe.measure not in ZERO_MEASURES:
        text = (
            "Only ratios and differences of odds, risks and rates, and proportions by logit or untransformed, need "
        )
        text += "something in place of an empty cell: "
        raise Misfit(f"{text}leave the rule as it is offered.", "zero_when")
    if recipe.measure in OF_ONE_GROUP and rule["drop_double_zero"] is not None:
        raise Misfit(
            "In one group a study without events counts like any other: leave this as offered.", "double_zero"
        )
    if rule["when"] not in ZERO_WHEN:
        raise Misfit("Choose one of the studies offered.", "zero_when")
    if not 0 < rule["add"] <= 1:
        raise Misfit("Add more than 0 and at most 1; to add nothing, choose “Nothing is added”.", "zero_add")
    if recipe.method == "mantel_haenszel" and rule["when"] == "never":
        text = "The Mantel-Haenszel sums take the cells as they are in any case. The rule is for the effects of "
        raise Misfit(f"{text}single studies, which the plot and Q need: say to which studies to add.", "zero_when")


def zero_cells_of(add: float, when: str, double_zero: str) -> dict[str, Any]:
    """The rule as a recipe holds it: empty for the usual one. `double_zero` is "usual", "kept" or "left_out"."""
    rule = {"add": add, "when": when, "drop_double_zero": {"kept": False, "left_out": True}.get(double_zero)}
    return {} if rule == USUAL_ZERO_CELLS else rule


def check_settings(fields: Mapping[str, Any]) -> None:
    """Raises Misfit where measure, method and the rest do not go together; `fields` as the model has them."""
    parts = {name: fields[name] for name in ("level", "prediction", "method") if name in fields}
    zero = [fields.get(name, usual) for name, usual in USUAL_FIELDS.items()]
    Recipe(
        fields["outcome"].kind, fields["measure"], fields["model"], fields["tau2"], fields["interval"],
        zero_cells=zero_cells_of(*zero),
        subgroup={"spread": fields.get("subgroup_spread", "separate")} if fields.get("subgroup") else {},
        moderators={"columns": fields["moderators"]} if fields.get("moderators") else {},
        **parts,
    )  # fmt: skip


def check_window(low: float | None, high: float | None, days: float | None, time_point: str) -> None:
    """Raises Misfit where a time window (days, None for open) is upside down or does not hold its time point."""
    if low is None and high is None:
        return
    at = "window_from" if high is None else "window_to"
    if low is not None and high is not None and low > high:
        text = f"The time window runs from {print_plain(low)} to {print_plain(high)} days: "
        raise Misfit(f"{text}the first number must be the smaller one.", at)
    if days is None:
        text = f"A time window needs the days of “{time_point}”: give them under Studies, outcomes."
        raise Misfit(text, at)
    if (low is not None and low > days) or (high is not None and high < days):
        raise Misfit(f"The time window must hold “{time_point}” itself ({print_plain(days)} days).", at)


USUAL_FIELDS = {"zero_add": 0.5, "zero_when": "studies_with_zero", "double_zero": "usual"}


def recipe_parts(analysis: Any, known: Sequence[Attribute]) -> dict[str, Any]:
    """The parts of a recipe that ask for attributes of studies; `analysis` has the fields of the model."""
    names = {each.key: each for each in known}

    def named(key: str) -> dict[str, Any]:
        return {"attribute": key, "name": names[key].name if key in names else "A column that is archived"}

    def conditions(held: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [named(each["attribute"]) | {"values": list(each["values"])} for each in held]

    parts: dict[str, Any] = {"population": conditions(analysis.population)}
    if key := analysis.subgroup:
        words = list(names[key].words) if key in names else []
        told = {"words": words, "spread": str(analysis.subgroup_spread), "planned": analysis.subgroup_planned}
        parts["subgroup"] = named(key) | told
    if analysis.moderators:
        columns = [named(key) | {"numeric": key in names and names[key].numeric} for key in analysis.moderators]
        parts["moderators"] = {"columns": columns, "planned": analysis.moderators_planned}
    parts["leave_outs"] = [each | {"conditions": conditions(each["conditions"])} for each in analysis.leave_outs]
    return parts


USUAL = {"method": "inverse_variance"}
OPTIONAL = ("zero_cells", "subgroup", "moderators", "population", "window", "leave_outs")


def library_call(recipe: Recipe) -> dict[str, Any]:
    """Keyword arguments of `synthesis.stats.analyse`, apart from the rows."""
    call = {
        "kind": recipe.kind,
        "measure": recipe.measure,
        "model": recipe.model,
        "tau2": recipe.tau2,
        "test": "z" if recipe.model == "common" else recipe.interval,
        "level": recipe.level,
        "prediction": recipe.prediction,
        "method": recipe.method,
    }
    if recipe.zero_cells:
        call |= {"zero_cells": dict(recipe.zero_cells)}
    if recipe.measure == "GEN_LOG":
        call |= {"scale": "natural"}
    return call
