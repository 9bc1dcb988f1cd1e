"""Panels of deletion diagnostics: each study in its row, each value where its number says, nothing overlapping."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, Line, groups, shapes, texts
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.charts.influence_panels import Panel, PanelsData, panels, table
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness

SETTINGS = {"kind": "binary", "measure": "RR", "model": "random"}


def rows(k: int) -> list[dict]:
    """Made-up trials; the third is far off, one has a long name."""
    found = [
        {
            "label": f"Trial {i} of somebody 19{i % 90 + 10}",
            "e1": 3 + i % 7 + (40 if i == 2 else 0),
            "n1": 60 + 5 * (i % 9),
            "e2": 9 + i % 5,
            "n2": 61 + 4 * (i % 6),
        }
        for i in range(k)
    ]
    found[0]["label"] = "The collaborative group on everything with a very long name and no abbreviation 1996"
    return found


def plot(k: int, **call):
    result = analyse(rows(k), "binary", "RR", **call)
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}
    settings = SETTINGS | {"model": call.get("model", "random"), "method": call.get("method", "inverse_variance")}
    return next(each for each in sturdy_plots(settings, held) if each.name == "influence"), held


@pytest.mark.parametrize("k", [2, 5, 20, 120])
def test_no_text_touches_another_or_leaves_the_sheet(k):
    drawn, _ = plot(k)
    for scene in (*drawn.wide(), *drawn.narrow()):
        assert collisions(scene) == []
        assert outside(scene) == []


def test_every_study_has_its_row_its_words_and_a_dot_in_every_panel():
    drawn, held = plot(20)
    headers, lines = drawn.table
    assert headers == (
        "Study", "Residual (rstudent)", "DFFITS", "Cook’s distance", "Hat", "tau² without it", "Weight (%)", "Note",
    )  # fmt: skip
    (scene,) = drawn.wide()
    rows_of = [group for group in groups(scene.items) if group.focusable]
    assert [group.label.split(":")[0] for group in rows_of] == [line[0] for line in lines]
    third = held["sturdiness"]["weighings"][2]
    assert third["flagged"]
    assert lines[2][-1] == "influential"
    assert f"DFFITS {third['dffits']:.2f}" in rows_of[2].label
    assert rows_of[2].label.endswith(", influential.")
    circles = [shape for shape in shapes(rows_of[2].items) if isinstance(shape, Circle)]
    assert len(circles) == 6
    assert {circle.fill for circle in circles} == {"pooled"}
    assert len([group for group in groups(drawn.narrow()[0].items) if group.focusable]) == 3 * 20
    assert "No study" not in scene.description


def test_dots_stand_where_their_numbers_say_and_limits_are_drawn():
    data = PanelsData(
        "Panels", ("A", "B", "C"), (False, True, False), (Panel("x", (0.0, 2.0, None), 0.0, (-1.0, 1.0)),)
    )
    scene = panels(data)
    a, b = [shape for shape in shapes(scene.items) if isinstance(shape, Circle)]
    broken = sorted(shape.x1 for shape in shapes(scene.items) if isinstance(shape, Line) and shape.dash)
    assert a.cx - broken[0] == pytest.approx(broken[1] - a.cx)
    assert b.cx - a.cx == pytest.approx(2 * (broken[1] - a.cx))
    assert table(data)[1] == (("A", "0.00", ""), ("B", "2.00", "influential"), ("C", "–", ""))
    assert [text.weight for text in texts(scene) if text.text in "ABC"] == ["normal", "bold", "normal"]


def test_many_studies_stand_on_sheets_with_the_same_axes_and_every_study_once():
    drawn, held = plot(120)
    sheets, narrow = drawn.wide(), drawn.narrow()
    assert [scene.title for scene in sheets] == [f"Influence of each study ({i} of 3)" for i in (1, 2, 3)]
    assert len(narrow) == 3
    assert max(scene.height for scene in sheets) < 900
    named = [group.label.split(":")[0] for scene in sheets for group in groups(scene.items) if group.focusable]
    assert named == [weighing["label"] for weighing in held["sturdiness"]["weighings"]]
    broken = [
        {shape.x1 for shape in shapes(scene.items) if isinstance(shape, Line) and shape.dash} for scene in sheets
    ]
    assert broken[0] == broken[1] == broken[2]
    assert len(plot(41)[0].wide()) == 2
    assert len(plot(40)[0].wide()) == 1


def test_a_common_effect_has_no_tau2_and_mantel_haenszel_no_dffits():
    assert "tau² without it" not in plot(5, model="common")[0].table[0]
    by_tables, _ = plot(5, model="common", method="mantel_haenszel")
    assert by_tables.table[0] == ("Study", "Residual (rstudent)", "Cook’s distance", "Weight (%)", "Note")


def test_without_studies_there_is_a_message():
    scene = panels(PanelsData("Panels"))
    assert [text.text for text in texts(scene)] == ["Panels", "There are not enough studies for this plot yet."]


@pytest.mark.parametrize("k", [5, 20, 120])
def test_every_panel_has_a_scale_of_two_ticks_or_more(k):
    drawn, _ = plot(k)
    for scene in drawn.wide():
        held = texts(scene)
        titles = [text for text in held if text.weight == "bold" and text.anchor == "middle"]
        middles = sorted({text.x for text in titles})
        marks = [text for text in held if text.role == "muted" and text.anchor == "middle"]
        for middle in middles:
            mine = {text.text for text in marks if min(middles, key=lambda x: abs(x - text.x)) == middle}
            assert len(mine) >= 2, mine
