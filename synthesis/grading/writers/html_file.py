"""A summary of findings as one HTML file that needs nothing else; `fragment` is its part for a report."""

from collections.abc import Sequence
from html import escape
from typing import Any

from synthesis.grading.findings import HEADERS, Cell, Finding, printed
from synthesis.grading.writers.table_file import GRADES, words_over

STYLE = """body{font:15px/1.5 Georgia,serif;color:#1b1a17;background:#fff;margin:2rem auto}
body{max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%;font:13px/1.4 system-ui,sans-serif}
th,td{border:1px solid #c9c1b2;padding:.4rem .5rem;text-align:left;vertical-align:top}thead th{background:#f5f2eb}
sup{font-size:.8em;line-height:0}
.wide{overflow-x:auto}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}
"""


def fragment(table: Any, found: Sequence[Finding]) -> str:
    """The table with what stands over and under it, without a page around it."""
    told = printed(found)
    over = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in words_over(table))
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in HEADERS)
    body = "".join(_row(row) for row in told.rows)
    notes = "".join(f"<li><sup>{letter}</sup> {escape(note)}</li>" for letter, note in told.notes)
    warning = f'<p class="warned"><strong>{escape(told.warning)}</strong></p>' if told.warning else ""
    grades = "; ".join(f"{name}: {words}" for name, words in GRADES)
    return (
        f"<dl>{over}</dl>{warning}"
        f'<div class="wide" role="region" aria-label="{escape(table.title)}" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<ul class="notes">{notes}</ul><p>GRADE. {escape(grades)}.</p>'
    )


def _row(cells: Sequence[Cell]) -> str:
    rest = "".join(f"<td>{_cell(cell)}</td>" for cell in cells[1:])
    return f'<tr><th scope="row">{_cell(cells[0])}</th>{rest}</tr>'


def _cell(cell: Cell) -> str:
    return escape(cell.text) + (f"<sup>{cell.marks}</sup>" if cell.marks else "")


def to_html(table: Any, found: Sequence[Finding]) -> bytes:
    """The whole file."""
    title = escape(table.title)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main><h1>Summary of findings: {title}</h1>{fragment(table, found)}</main></body></html>\n"
    ).encode()
