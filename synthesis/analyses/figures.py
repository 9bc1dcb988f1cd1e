"""The plots of a run as scenes, and the hash by which a drawn file is found again."""

import hashlib

from ketreview.drawing.scene import Scene
from ketreview.drawing.svg import standalone
from synthesis.analyses.printing import forest_data
from synthesis.charts.forest import forest
from synthesis.charts.forest_data import ForestData


def forest_data_of(run) -> ForestData:
    """The run's forest plot before it is drawn."""
    analysis = run.analysis
    favours = (analysis.favours_left, analysis.favours_right)
    return forest_data(analysis.title, run.settings, run.inputs, run.result, favours)


def forest_of(run) -> Scene:
    """The run's forest plot as a scene."""
    return forest(forest_data_of(run))


def figure_hash(scene: Scene) -> str:
    """sha256 of the drawing."""
    return hashlib.sha256(standalone(scene).encode()).hexdigest()
