"""The forest plot of a run, and the hash by which a drawn file is found again."""

import hashlib
from collections.abc import Sequence

from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import standalone
from synthesis.analyses.ordering import offered, order_of
from synthesis.analyses.run_forest import forest_data
from synthesis.charts.plot import Plot, forest_plot

FORMATS = ("svg", "pdf", "png")
"""What the worker draws with a run."""


def forest_of(run, order: str = "") -> Plot:
    """The run's forest plot with its studies in that order; "" or one that is not offered gives the usual."""
    analysis = run.analysis
    favours = (analysis.favours_left, analysis.favours_right)
    data = forest_data(analysis.title, run.settings, run.inputs, run.result, favours, order)
    return forest_plot("forest", "Forest plot", "", data, offered(run.inputs), order_of(order, run.inputs))


def figure_hash(sheets: Sequence[Scene]) -> str:
    """sha256 of the drawings of one file."""
    return hashlib.sha256("".join(map(standalone, sheets)).encode()).hexdigest()
