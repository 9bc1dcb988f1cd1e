"""What is missing or odd in one form; the rows are given by the reader of forms."""

from collections.abc import Mapping, Sequence

from synthesis.extraction.fields import Finding, Key, check_cells, labelled
from synthesis.extraction.queries.cells import CellGroup, required_keys
from synthesis.models import ExtractedValue


def unfilled_keys(groups: Sequence[CellGroup], values: Mapping[Key, ExtractedValue]) -> list[Key]:
    """Required cells that hold neither a value nor "not reported"."""
    return [key for key in required_keys(groups) if key not in values or not values[key].filled]


def findings_of(
    groups: Sequence[CellGroup], values: Mapping[Key, ExtractedValue]
) -> list[tuple[Key, Finding, str]]:
    """What is odd in a form: the cell, the finding with its field's label, and where it is in words."""
    found = []
    for group in groups:
        for line in group.lines:
            cells = {each.code: values.get(line.key(each.code)) for each in group.fields}
            numbers = {code: row.number if row else None for code, row in cells.items()}
            kind = group.study_outcome.outcome.kind
            where = f"{group.study_outcome}, {line.label}"
            found += [
                (line.key(finding.field), labelled(kind, finding), where) for finding in check_cells(kind, numbers)
            ]
    return found
