"""Plots and tables as files: one geometry for every format."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from ketreview import calculator
from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import standalone
from ketreview.web import download
from screening.errors import Closed
from screening.exporting.escaping import safe_cell

PLOT_TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "eps": "application/postscript",
    "tiff": "image/tiff",
}
RESOLUTIONS = {"300": 300, "600": 600}


def drawn(scene: Scene, name: str, file_format: str, resolution: str = "") -> HttpResponse:
    """The scene as a file; all but SVG is drawn by the companion process. Raises Closed where it cannot now."""
    if file_format == "svg":
        return download(standalone(scene).encode(), name, PLOT_TYPES["svg"])
    try:
        dpi = RESOLUTIONS.get(resolution, 300)
        content = calculator.ask("ketreview.drawing.publish:publish", scene, file_format, dpi=dpi, seconds=30.0)
    except calculator.NotNow as error:
        raise Closed(str(error)) from None
    return download(content, name, PLOT_TYPES[file_format])


def csv_file(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = True) -> HttpResponse:
    """A table as CSV; a text that a spreadsheet would run is made plain. `bom`: told to spreadsheets as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return download(text.getvalue().encode("utf-8-sig" if bom else "utf-8"), name, "text/csv; charset=utf-8")
