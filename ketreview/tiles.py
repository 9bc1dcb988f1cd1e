"""What a feature says of its step to the review's home page and to my work; knows no model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StepCount:
    """How far a step is: `done` of `total` things, `mine` waiting for this member at `url`.

    `label` names the button that opens that very queue, e.g. "Screen 40 records"; `unit` is the plural noun.
    """

    done: int
    total: int
    unit: str
    mine: int = 0
    url: str = ""
    label: str = ""
    note: str = ""
