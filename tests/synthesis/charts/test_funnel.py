"""Funnel plots: points by effect and standard error, regions of significance around no effect."""

import math

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, Polygon, groups, shapes, texts
from synthesis.charts.funnel import FunnelData, FunnelStudy, funnel, table
from tests.synthesis.charts.plots import trials


def bcg_funnel(**changes) -> FunnelData:
    points = tuple(FunnelStudy(s.name, s.estimate, math.log(s.ci_ub / s.ci_lb) / (2 * 1.959964)) for s in trials())
    given = {"studies": points, "measure": "Risk ratio", "log_axis": True, "null_value": 1.0, "pooled": 0.49}
    return FunnelData("Funnel plot", **(given | changes))


def dots(scene):
    return [shape for shape in shapes(scene.items) if isinstance(shape, Circle) and shape.fill != "hit"]


@pytest.mark.parametrize("width", [420, 240])
def test_no_text_touches_another_or_leaves_the_sheet(width):
    scene = funnel(bcg_funnel(notes=("Egger's test needs ten studies.",)), width=width)
    assert collisions(scene) == []
    assert outside(scene) == []


def test_precise_studies_stand_high_and_small_effects_left():
    low, high = FunnelStudy("precise", 0.5, 0.1), FunnelStudy("vague", 2.0, 0.4)
    first, second = dots(funnel(bcg_funnel(studies=(low, high))))
    assert first.cy < second.cy
    assert first.cx < second.cx


def test_a_point_on_a_contour_lies_on_its_edge():
    on_edge = FunnelStudy("P = 0.05", math.exp(-1.959964 * 0.5), 0.5)
    scene = funnel(bcg_funnel(studies=(on_edge, FunnelStudy("other", 1.0, 1.0)), contours=(0.95,)))
    dot = dots(scene)[0]
    (cone,) = [shape for shape in shapes(scene.items) if isinstance(shape, Polygon)]
    assert min(math.dist((dot.cx, dot.cy), point) for point in cone.points) < 2.5


def test_the_legend_names_the_regions_from_the_middle_outwards():
    words = [text.text for text in texts(funnel(bcg_funnel()))][1:5]
    assert words == ["P > 0.10", "0.05 < P ≤ 0.10", "0.01 < P ≤ 0.05", "P ≤ 0.01"]


def test_studies_filled_in_by_trim_and_fill_are_hollow_and_said_to_be():
    scene = funnel(bcg_funnel(studies=(FunnelStudy("A", 0.5, 0.2), FunnelStudy("Filled", 1.5, 0.2, imputed=True))))
    assert [dot.fill for dot in dots(scene)] == ["estimate", "surface"]
    labels = [group.label for group in groups(scene.items) if group.focusable]
    assert labels[1] == "Filled: Risk ratio 1.50, standard error 0.200, filled in."
    assert (
        scene.description == "Funnel plot of 1 study: Risk ratio by standard error, with 1 filled in. Summary 0.49."
    )


def test_the_table_says_the_same():
    headers, rows = table(bcg_funnel())
    assert headers == ("Study", "Risk ratio", "Standard error", "Origin")
    assert rows[0] == ("Aronson 1948", "0.41", "0.571", "observed")
    assert len(rows) == 13


def test_without_studies_there_is_a_message():
    scene = funnel(bcg_funnel(studies=()))
    assert [text.text for text in texts(scene)] == [
        "Funnel plot", "No study gives an estimate with a standard error yet.",
    ]  # fmt: skip


@pytest.mark.parametrize("se", [0.0, -1.0, math.nan])
def test_a_standard_error_that_is_no_standard_error_is_refused_by_name(se):
    with pytest.raises(ValueError, match="standard errors above 0; check Bad 1999"):
        funnel(bcg_funnel(studies=(FunnelStudy("Bad 1999", 1.0, se),)))


def test_a_difference_has_its_funnel_around_zero():
    scene = funnel(
        FunnelData("F", (FunnelStudy("A", -0.4, 0.2), FunnelStudy("B", 0.1, 0.3)), "Mean difference", pooled=-0.2)
    )
    assert collisions(scene) == []
    assert "0.0" in [text.text for text in texts(scene)]


def test_a_ratio_whose_null_is_zero_is_refused():
    with pytest.raises(ValueError, match="On a log axis no effect is 1, not 0"):
        bcg_funnel(null_value=0)
