"""Arms as rows of a network: which treatment each is, arms of one treatment combined. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from synthesis.extraction.pooling import ArmCells, pool_group
from synthesis.studies.attributes import crossover_of

Row = dict[str, Any]
DATA = {"binary": "arm_binary", "continuous": "arm_continuous"}
NUMBERS = {"binary": ("e", "n"), "continuous": ("m", "sd", "n")}


class Line(Protocol):
    """An arm as `synthesis.extraction.queries.ArmLine` has it."""

    study_id: int
    study: str
    year: int | None
    arm_id: int
    arm: str
    role: str
    cells: ArmCells
    design: str


def treatment_of(line: Line, named: Mapping[str, str]) -> str:
    """The treatment's name; "" where the arm is left out."""
    return " ".join(named.get(str(line.arm_id), line.arm).split())


def rows_of(kind: str, lines: Iterable[Line], named: Mapping[str, str]) -> list[Row]:
    """One row a study and treatment: study, treat, the numbers, and what stands behind and against them.

    Keys: study, study_id, year, treat, arms (names), arm_ids, crossover where it is one, the numbers of NUMBERS,
    values (number -> ids of reconciled values), notes, usable, reason. Treatments that differ only in case are one.
    """
    groups: dict[tuple[str, str], list[Line]] = {}
    spelt: dict[str, str] = {}
    for line in lines:
        if treatment := treatment_of(line, named):
            name = spelt.setdefault(treatment.casefold(), treatment)
            groups.setdefault((line.study, name), []).append(line)
    return [_row(kind, study, name, members) for (study, name), members in groups.items()]


def _row(kind: str, study: str, treatment: str, members: Sequence[Line]) -> Row:
    pooled = pool_group(kind, f"“{treatment}”", [each.cells for each in members])
    return {
        "study": study,
        "study_id": members[0].study_id,
        "year": members[0].year,
        "treat": treatment,
        "arms": [each.arm for each in members],
        "arm_ids": [each.arm_id for each in members],
        **crossover_of(members[0].design),
        **pooled.numbers,
        "values": pooled.values,
        "notes": pooled.notes,
        "usable": not pooled.reasons,
        "reason": " ".join(pooled.reasons),
    }


def usable(rows: Iterable[Row]) -> list[Row]:
    """The rows that have all their numbers."""
    return [row for row in rows if row["usable"]]


def usual_reference(rows: Sequence[Row], lines: Sequence[Line]) -> str:
    """The treatment that most studies have as comparator, then the one that most studies have; "" without rows."""
    comparators = {line.arm_id for line in lines if line.role == "comparator"}
    counts = Counter(row["treat"] for row in rows)
    as_comparator = Counter(row["treat"] for row in rows if comparators & set(row["arm_ids"]))
    return max(counts, key=lambda name: (as_comparator[name], counts[name]), default="")


@dataclass(frozen=True)
class Naming:
    """One line of the page that names treatments."""

    line: Line
    name: str

    @property
    def field(self) -> str:
        return f"arm-{self.line.arm_id}"
