"""What a recipe asks of the statistics library: measures by kind of outcome, and the call they make."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from synthesis.studies.attributes import Attribute

MEASURES: dict[str, tuple[str, ...]] = {
    "binary": ("RR", "OR", "RD", "PETO"),
    "continuous": ("MD", "SMD", "SMDH", "ROM"),
    "generic": ("GEN", "GEN_LOG"),
}
"""The measures each kind of outcome allows; the first is offered first."""

RATIOS = {"OR", "RR", "PETO", "ROM", "GEN_LOG"}


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a result beside the numbers; stored whole with every run.

    Names of attributes stand beside their keys, so that a frozen run stays readable. `subgroup` {"attribute",
    "name", "words", "spread", "planned"}; `moderators` {"columns": [{"attribute", "name", "numeric"}], "planned"};
    `population` a list of conditions {"attribute", "name", "values"}; `window` [from, to] in days;
    `leave_outs` a list of {"name", "conditions", "studies" (labels by id), "planned"}. What is not asked is empty.
    """

    kind: str
    measure: str
    model: str
    tau2: str
    interval: str
    level: float = 0.95
    prediction: str = "t_k_minus_2"
    subgroup: dict[str, Any] = field(default_factory=dict)
    moderators: dict[str, Any] = field(default_factory=dict)
    population: list[dict[str, Any]] = field(default_factory=list)
    window: list[float | None] = field(default_factory=list)
    leave_outs: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.measure not in MEASURES[self.kind]:
            allowed = ", ".join(MEASURES[self.kind])
            raise ValueError(f"{self.measure} does not fit a {self.kind} outcome; choose one of {allowed}.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values; what is not asked is left out, so that older runs keep their hash."""
        held = asdict(self)
        return {name: value for name, value in held.items() if name not in OPTIONAL or value}


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


OPTIONAL = ("subgroup", "moderators", "population", "window", "leave_outs")


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
    }
    if recipe.measure == "GEN_LOG":
        call |= {"scale": "natural"}
    return call
