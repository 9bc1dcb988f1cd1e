"""Plots on pages and as files: one geometry for the screen and for every format."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import mark_safe

from ketreview import calculator
from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import on_screen, standalone
from ketreview.web import download
from screening.errors import Closed
from screening.exporting.escaping import safe_cell
from synthesis.analyses.sturdy_plots import Plot

PLOT_TYPES = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "eps": "application/postscript",
    "tiff": "image/tiff",
}
RESOLUTIONS = {"300": 300, "600": 600}
OFFERED = ("svg", "pdf", "png", "csv")


def on_page(plot: Plot) -> dict[str, Any]:
    """What the page shows of a plot: wide and narrow drawing, table, and the files it offers."""
    return {
        "name": plot.name,
        "heading": plot.heading,
        "question": plot.question,
        "wide": mark_safe(on_screen(plot.wide(), prefix=plot.name, css_class="kr-fig-wide")),
        "narrow": mark_safe(on_screen(plot.narrow(), prefix=f"{plot.name}-narrow", css_class="kr-fig-narrow")),
        "cells": plot.table,
        "formats": OFFERED,
    }


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


def csv_file(name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    """A table as CSV; a text that a spreadsheet would run is made plain."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return download(text.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")
