"""A summary of findings as CSV, with what stands over and under it."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from screening.exporting.escaping import safe_cell
from synthesis.grading.findings import HEADERS, Finding, printed


def words_over(table: Any) -> list[tuple[str, str]]:
    """What stands over the table: name and words of each part that is filled in."""
    told = (
        ("Population", table.population),
        ("Setting", table.setting),
        ("Intervention", table.intervention),
        ("Comparison", table.comparison),
    )
    return [(name, words) for name, words in told if words]


GRADES = (
    ("High", "the true effect is very probably close to the estimate"),
    ("Moderate", "the true effect is probably close, but may be substantially different"),
    ("Low", "the true effect may be substantially different"),
    ("Very low", "the true effect is likely to be substantially different"),
)


def to_csv(table: Any, found: Sequence[Finding]) -> bytes:
    """The rows as printed, then the footnotes."""
    told = printed(found)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in told.rows)
    writer.writerow([])
    if told.warning:
        writer.writerow(("Warning", safe_cell(told.warning)))
    if told.notes:
        writer.writerow(("Footnote", "Text"))
    writer.writerows((letter, safe_cell(note)) for letter, note in told.notes)
    return text.getvalue().encode("utf-8-sig")
