"""Plots on pages."""

from typing import Any

from django.utils.safestring import mark_safe

from ketreview.drawing.svg import on_screen
from synthesis.analyses.sturdy_plots import Plot

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
