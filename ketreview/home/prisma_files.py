"""The flow as files: a table for spreadsheets, the table that PRISMA2020 for R draws from, a Word document."""

import csv
import io
from collections.abc import Iterable, Sequence

from ketreview.drawing.scene import Scene
from screening.exporting.escaping import safe_cell
from screening.progress import flow_boxes
from screening.progress.documents import Document, Picture, Table, to_docx
from screening.progress.flow import FlowCounts
from screening.progress.r_table import HEADINGS, r_rows


def numbers_csv(counts: FlowCounts) -> bytes:
    """Arm, step, number and key of every number."""
    rows = ([safe_cell(cell) for cell in row] for row in flow_boxes.table(counts))
    return _csv(["arm", "step", "n", "key"], rows).encode("utf-8-sig")


def r_csv(counts: FlowCounts) -> bytes:
    """What `PRISMA_data(read.csv(file))` reads; no byte order mark, which R takes for part of the first heading."""
    return _csv(HEADINGS, ([safe_cell(cell) for cell in row] for row in r_rows(counts))).encode()


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue()


def flow_docx(scene: Scene, counts: FlowCounts, drawing: bytes, title: str, note: str) -> bytes:
    """The drawing (a PNG) with its numbers as a table of Word; `note` says as at when and what is unfinished."""
    rows = [(arm, step, n) for arm, step, n, _ in flow_boxes.table(counts)]
    return to_docx(
        Document(
            title=title,
            subtitle=f"PRISMA 2020 flow diagram: {counts.variant}",
            paragraphs=(note,),
            picture=Picture(drawing, scene.width, scene.height, scene.description),
            tables=(Table("Numbers of the flow", ("Arm", "Step", "n"), rows),),
        )
    )
