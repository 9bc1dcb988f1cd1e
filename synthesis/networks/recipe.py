"""What a network's recipe asks of the statistics library. Pure."""

from dataclasses import asdict, dataclass
from typing import Any

from synthesis.networks.nodes import DATA

MEASURES: dict[str, tuple[str, ...]] = {
    "binary": ("OR", "RR", "RD"),
    "continuous": ("MD", "SMD", "ROM"),
}
"""The measures that each kind of outcome allows in a network; the first is offered first."""

NO_ARMS = (
    "“{outcome}” is recorded as one estimate a study, so the arms are not known. "
    "A network needs an outcome that is recorded arm by arm: events and totals, or means."
)


@dataclass(frozen=True)
class NetworkRecipe:
    """Everything that determines a result beside the numbers; stored whole with every run."""

    kind: str
    measure: str
    model: str
    tau2: str
    reference: str
    larger_is_better: bool
    level: float = 0.95
    draws: int = 20_000
    seed: int = 1

    def __post_init__(self) -> None:
        if self.kind not in MEASURES:
            raise ValueError("A network needs an outcome that is recorded arm by arm.")
        if self.measure not in MEASURES[self.kind]:
            allowed = ", ".join(MEASURES[self.kind])
            raise ValueError(
                f"{self.measure} does not fit a {self.kind} outcome in a network; choose one of {allowed}."
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    def call(self) -> dict[str, Any]:
        """Keyword arguments of `analyse_network`, apart from the rows."""
        return self.to_dict() | {"kind": DATA[self.kind]}
