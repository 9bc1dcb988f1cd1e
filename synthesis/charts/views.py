"""Plots and tables as files: one geometry for every format."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from django.http import Http404, HttpResponse

from ketreview import calculator
from ketreview.drawing.svg import standalone
from ketreview.web import download
from screening.errors import Closed
from screening.exporting.escaping import safe_cell
from synthesis.charts.plot import Plot, Sheets

PLOT_TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "eps": "application/postscript",
    "tiff": "image/tiff",
}
DRAWING_SECONDS = 60.0
"""A PDF of hundreds of studies takes its time."""
RESOLUTIONS = {"300": 300, "600": 600}


def sheet_asked(asked: str | None, count: int) -> int:
    """The sheet of a plot that ?page= names, 1 to `count`; one that does not exist gives the nearest."""
    return min(max(int(asked), 1), count) if asked and asked.isdecimal() and len(asked) < 6 else 1


def sheets_of_file(plot: Plot, file_format: str, page: str | None) -> tuple[str, Sheets]:
    """What a file of the plot is called and the sheets in it: all in a PDF, else the one that is asked for."""
    sheets = plot.wide()
    if file_format == "pdf" or len(sheets) == 1:
        return f"{plot.name}.{file_format}", sheets
    number = sheet_asked(page, len(sheets))
    return f"{plot.name}-page-{number}.{file_format}", (sheets[number - 1],)


def file_of(plot: Plot, stem: str, file_format: str, asked: Mapping[str, str]) -> HttpResponse:
    """A plot in a format of PLOT_TYPES or its numbers as CSV; `asked` may name `page` and `dpi`. Else 404."""
    if file_format == "csv":
        return csv_file(f"{stem}-{plot.name}.csv", *plot.numbers())
    if file_format not in PLOT_TYPES:
        raise Http404(f"There is no format {file_format}; choose csv or one of {', '.join(PLOT_TYPES)}.")
    name, sheets = sheets_of_file(plot, file_format, asked.get("page"))
    return drawn(sheets, f"{stem}-{name}", file_format, asked.get("dpi", ""))


def drawn(sheets: Sheets, name: str, file_format: str, resolution: str = "") -> HttpResponse:
    """The sheets as one file, of which only PDF takes several; all but SVG is drawn by the companion process.

    Raises Closed where it cannot draw now.
    """
    if file_format == "svg":
        return download(standalone(sheets[0]).encode(), name, PLOT_TYPES["svg"])
    try:
        dpi = RESOLUTIONS.get(resolution, 300)
        content = calculator.ask(
            "ketreview.drawing.publish:publish_sheets", sheets, file_format, dpi=dpi, seconds=DRAWING_SECONDS
        )
    except calculator.NotNow as error:
        raise Closed(str(error)) from None
    return download(content, name, PLOT_TYPES[file_format])


def csv_file(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = True
) -> HttpResponse:
    """A table as CSV; a text that a spreadsheet would run is made plain. `bom`: told to spreadsheets as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return download(text.getvalue().encode("utf-8-sig" if bom else "utf-8"), name, "text/csv; charset=utf-8")
