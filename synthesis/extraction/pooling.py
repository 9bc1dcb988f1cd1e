"""One study's reconciled cells as one row of an analysis. Pure.

Columns: binary e1 n1 e2 n2, continuous m1 sd1 n1 m2 sd2 n2, rates x1 t1 x2 t2 (1 = experimental, 2 = comparator),
proportions x n of the experimental arms, correlations r n, generic estimate ci_lb ci_ub level (a fraction such as
0.95). Several arms of one role are combined
(synthesis.extraction.combine) and a note says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from synthesis.extraction.combine import Counts, Means, combine_counts, combine_means
from synthesis.extraction.fields import FIELDS, WHOLE, check_cells, labelled

SIDES = ((1, "experimental"), (2, "comparator"))
LETTERS = {"events": "e", "total": "n", "mean": "m", "sd": "sd", "n": "n"}
OWN_LETTERS = {"rate2": {"events": "x", "time": "t"}, "proportion": {"events": "x", "total": "n"}}
"""The kinds whose numbers have letters of their own."""
DEFAULT_LEVEL = 0.95
Number = float | int | None


@dataclass(frozen=True)
class Cell:
    """A reconciled cell. Without `value_id` it is not reconciled yet; without `number` it is not reported."""

    number: float | None = None
    value_id: int | None = None


@dataclass(frozen=True)
class ArmCells:
    """The cells of one arm by field; of the comparison where the kind has no arms."""

    name: str
    cells: Mapping[str, Cell]

    def get(self, code: str) -> Cell:
        return self.cells.get(code, Cell())

    def numbers(self, *codes: str) -> list[float] | None:
        """The numbers of the fields, or None where one is missing."""
        found = [self.get(code).number for code in codes]
        return None if None in found else found


@dataclass
class Pooled:
    """A row: its numbers, the ids of the ReconciledValues behind each, notes, and why it cannot be pooled."""

    numbers: dict[str, Number] = field(default_factory=dict)
    values: dict[str, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def pool_arms(kind: str, experimental: Sequence[ArmCells], comparator: Sequence[ArmCells]) -> Pooled:
    """The row of a kind with arms; a side without arms or with a missing cell gives None and a reason."""
    row = Pooled()
    for (side, role), arms in zip(SIDES, (experimental, comparator), strict=True):
        if not arms:
            row.reasons.append(f"No arm has the role “{role}”.")
        if len(arms) > 1:
            row.notes.append(_combined_note(kind, role, arms))
        numbers = _side(kind, arms)
        for code, number in numbers.items():
            name = f"{_letters(kind)[code]}{side}"
            row.numbers[name] = whole(number) if code in WHOLE else number
            row.values[name] = _behind(kind, code, arms)
    _say_what_is_missing(row, kind, [*experimental, *comparator])
    return row


def pool_group(kind: str, role: str, arms: Sequence[ArmCells]) -> Pooled:
    """Arms as one: e n, m sd n or x n; no arm or a missing cell gives None and a reason."""
    row = Pooled()
    if not arms:
        row.reasons.append(f"No arm has the role “{role}”.")
    if len(arms) > 1:
        row.notes.append(_combined_note(kind, role, arms))
    for code, number in _side(kind, arms).items():
        row.numbers[_letters(kind)[code]] = whole(number) if code in WHOLE else number
        row.values[_letters(kind)[code]] = _behind(kind, code, arms)
    _say_what_is_missing(row, kind, arms)
    return row


def pool_once(kind: str, cells: ArmCells) -> Pooled:
    """The row of a kind without arms; a level that was not given counts as 95%, with a note."""
    row = Pooled()
    _say_what_is_missing(row, kind, [cells])
    for each in FIELDS[kind]:
        cell = cells.get(each.code)
        row.numbers[each.code] = whole(cell.number) if each.code in WHOLE else cell.number
        row.values[each.code] = [cell.value_id] if cell.value_id else []
    if kind == "generic":
        _read_level(row)
    return row


def _read_level(row: Pooled) -> None:
    level = row.numbers["level"]
    row.numbers["level"] = DEFAULT_LEVEL if level is None else level / 100
    if level is None:
        row.notes.append("The level of the interval is not given; 95% is assumed.")


def _letters(kind: str) -> dict[str, str]:
    return OWN_LETTERS.get(kind, LETTERS)


def whole(number: float | None) -> Number:
    """12.0 as 12; anything else as it is."""
    return int(number) if number is not None and number == int(number) else number


def _side(kind: str, arms: Sequence[ArmCells]) -> dict[str, float | None]:
    if len(arms) == 1:
        return {each.code: arms[0].get(each.code).number for each in FIELDS[kind]}
    if kind in ("binary", "proportion"):
        return _counts(arms)
    if kind == "rate2":
        return {each.code: _sum(arms, each.code) for each in FIELDS[kind]}
    return _means(arms)


def _counts(arms: Sequence[ArmCells]) -> dict[str, float | None]:
    pairs = [arm.numbers("events", "total") for arm in arms]
    if not pairs or None in pairs:
        return {"events": None, "total": _sum(arms, "total")}
    counts = combine_counts([Counts(*pair) for pair in pairs])
    return {"events": counts.events, "total": counts.total}


def _means(arms: Sequence[ArmCells]) -> dict[str, float | None]:
    triples = [arm.numbers("mean", "sd", "n") for arm in arms]
    if not triples or None in triples or any(n < 1 for _, _, n in triples):
        return {"mean": None, "sd": None, "n": _sum(arms, "n")}
    means = combine_means([Means(*triple) for triple in triples])
    return {"mean": means.mean, "sd": means.sd, "n": means.n}


def _sum(arms: Sequence[ArmCells], code: str) -> float | None:
    found = [arm.get(code).number for arm in arms]
    return sum(found) if found and None not in found else None


def _behind(kind: str, code: str, arms: Sequence[ArmCells]) -> list[int]:
    """Ids behind one number: its own cell; for combined means and SDs, every cell of the arms."""
    codes = [each.code for each in FIELDS[kind]] if len(arms) > 1 and code in ("mean", "sd") else [code]
    return [arm.get(each).value_id for arm in arms for each in codes if arm.get(each).value_id]


def _combined_note(kind: str, role: str, arms: Sequence[ArmCells]) -> str:
    how = COMBINED.get(kind, "as in the Cochrane Handbook, table 6.5.a")
    names = ", ".join(arm.name for arm in arms)
    return f"{len(arms)} {role} arms are combined ({how}): {names}."


COMBINED = {
    "binary": "their events and totals are added",
    "proportion": "their events and totals are added",
    "rate2": "their events and person-time are added",
}


def _say_what_is_missing(row: Pooled, kind: str, arms: Sequence[ArmCells]) -> None:
    open_cells, absent = [], []
    for arm in arms:
        for each in FIELDS[kind]:
            cell = arm.get(each.code)
            if each.required and cell.number is None:
                (absent if cell.value_id else open_cells).append(f"{each.label} of {arm.name}")
        numbers = {each.code: arm.get(each.code).number for each in FIELDS[kind]}
        for finding in check_cells(kind, numbers):
            if finding.level == "error":
                label = labelled(kind, finding).field
                row.reasons.append(f"Cannot be true, {arm.name}: {label} {finding.text}.")
    if absent:
        row.reasons.append(f"Not reported: {', '.join(absent)}.")
    if open_cells:
        row.reasons.append(f"Not reconciled yet: {', '.join(open_cells)}.")
