"""Plots on pages."""

from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import on_screen
from synthesis.charts.plot import Plot
from synthesis.charts.views import sheet_asked

OFFERED = ("svg", "pdf", "png", "csv")


def on_page(plot: Plot, asked: QueryDict) -> dict[str, Any]:
    """What the page shows of a plot: one sheet, wide and narrow, with the way to the others; its table; its files.

    `asked` is the query of the page: a sheet by the plot's own name, an order of its rows as `order`. Files follow
    what is shown.
    """
    wide, narrow = plot.wide(), plot.narrow()
    number = sheet_asked(asked.get(plot.name), len(wide))
    sheets = [(each, _address(asked, plot, **{plot.name: each})) for each in range(1, len(wide) + 1)]
    return {
        "name": plot.name,
        "heading": plot.heading,
        "question": plot.question,
        **both(wide[number - 1], narrow[number - 1], plot.name),
        "cells": plot.table,
        "formats": OFFERED,
        "number": number,
        "sheets": sheets,
        "previous": sheets[number - 2][1] if number > 1 else "",
        "next": sheets[number][1] if number < len(sheets) else "",
        "last": sheets[-1][1],
        "orders": [
            (words, _address(asked, plot, **{plot.name: 1}, order=key), key == plot.order)
            for key, words in plot.orders
        ],
        "files": _query_of_files(plot, number, len(wide)),
    }


def both(wide: Scene, narrow: Scene, prefix: str) -> dict[str, SafeString]:
    """A drawing for wide and one for narrow screens, as SVG to put into a page."""
    return {
        "wide": mark_safe(on_screen(wide, prefix=prefix, css_class="kr-fig-wide")),
        "narrow": mark_safe(on_screen(narrow, prefix=f"{prefix}-narrow", css_class="kr-fig-narrow")),
    }


def _address(asked: QueryDict, plot: Plot, **changes: object) -> str:
    """This page with another sheet or order, at the plot."""
    query = asked.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}#{plot.name}-heading"


def _query_of_files(plot: Plot, number: int, count: int) -> str:
    """What the addresses of files say of the order and the sheet that are shown."""
    query = QueryDict(mutable=True)
    if plot.orders:
        query["order"] = plot.order
    if count > 1:
        query["page"] = str(number)
    return f"?{query.urlencode()}" if query else ""
