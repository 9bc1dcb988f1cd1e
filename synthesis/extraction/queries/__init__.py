"""What is read of extraction outside the sealed forms: cells, reconciled values, progress, rows to pool."""

from synthesis.extraction.queries.arms import ArmLine, arms_reporting
from synthesis.extraction.queries.cells import (
    CellGroup,
    Cells,
    cell_groups,
    keys_of,
    passages_of,
    reports_of,
    required_keys,
)
from synthesis.extraction.queries.findings import findings_of, unfilled_keys
from synthesis.extraction.queries.pooling import all_pooling_rows, pooling_rows
from synthesis.extraction.queries.progress import StudyLine, step_count, study_lines
from synthesis.extraction.queries.reconciled import history_of, reconciled_of, reconciled_values

__all__ = [
    "ArmLine",
    "CellGroup",
    "Cells",
    "StudyLine",
    "all_pooling_rows",
    "arms_reporting",
    "cell_groups",
    "findings_of",
    "history_of",
    "keys_of",
    "pooling_rows",
    "reconciled_of",
    "reconciled_values",
    "passages_of",
    "reports_of",
    "required_keys",
    "step_count",
    "study_lines",
    "unfilled_keys",
]
