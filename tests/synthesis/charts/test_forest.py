"""Forest plots: squares, arrows, diamonds in their places; readable at any length."""

import math
from dataclasses import replace

import pytest

from ketreview.drawing import legibility
from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Group, Line, Polygon, Rect, groups, shapes, texts
from synthesis.charts.axis import build_axis
from synthesis.charts.forest import forest, forest_pages
from synthesis.charts.forest_data import Excluded, ForestData, ForestStudy, PooledRow, PredictionRow
from synthesis.charts.forest_marks import diamond, prediction_bar, square_side, study_marks
from synthesis.charts.forest_phone import forest_phone, forest_phone_pages
from synthesis.charts.forest_rows import pages_of
from synthesis.charts.forest_sheet import describe
from tests.synthesis.charts.plots import bcg, extremes, long_words, of_length, with_subgroups

AXIS = build_axis([1], [], left=0, right=100, log=True, limits=(0.25, 4))
PLOTS = {
    "bcg": bcg(), "subgroups": with_subgroups(), "extremes": extremes(), "long words": long_words(),
    **{f"k={k}": of_length(k) for k in (1, 2, 5, 20, 100)},
}  # fmt: skip


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize(
    "draw", [forest_pages, forest_phone_pages, lambda data: [forest(data), forest_phone(data)]]
)
def test_no_text_touches_another_or_leaves_the_sheet(name, draw):
    for scene in draw(PLOTS[name]):
        assert collisions(scene) == []
        assert outside(scene) == []


@pytest.mark.parametrize("name", PLOTS)
def test_a_phone_gets_at_most_420_pixels(name):
    assert forest_phone(PLOTS[name]).width * 4 / 3 <= 420


def test_the_area_of_a_square_follows_the_weight():
    assert square_side(10, 40) ** 2 / square_side(40, 40) ** 2 == pytest.approx(10 / 40)
    assert square_side(0, 40) == 2.0


def test_a_study_is_a_square_on_its_estimate_with_whiskers_to_its_limits():
    line, square = study_marks(ForestStudy("A", "", (), 1.0, 0.5, 2.0), AXIS, 30, 8)
    assert line == Line(25, 30, 75, 30, role="text", width=1)
    assert square == Rect(46, 26, 8, 8, fill="estimate")


def test_an_interval_narrower_than_its_square_is_drawn_within_it():
    *_, inner = study_marks(ForestStudy("A", "", (), 1.0, 0.99, 1.01), AXIS, 30, 8)
    assert (inner.role, inner.y1) == ("surface", 30)


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow_on_that_side():
    marks = study_marks(ForestStudy("A", "", (), 1.0, 0.5, 40.0), AXIS, 30, 8)
    tips = [mark.points[0] for mark in marks if isinstance(mark, Polygon)]
    assert tips == [(100, 30)]


@pytest.mark.parametrize("limits", [(0.0, 2.0), (-1.0, 2.0)])
def test_a_limit_that_a_log_axis_cannot_show_is_an_arrow(limits):
    marks = study_marks(ForestStudy("A", "", (), 1.0, *limits), AXIS, 30, 8)
    assert [mark.points[0] for mark in marks if isinstance(mark, Polygon)] == [(0, 30)]


def test_a_study_beyond_the_axis_is_an_arrow_without_a_square():
    marks = study_marks(ForestStudy("A", "", (), 50.0, 20.0, math.inf), AXIS, 30, 8)
    assert [type(mark) for mark in marks] == [Line, Polygon]


def test_a_diamond_spans_its_interval_and_stands_highest_at_the_estimate():
    (shape,) = diamond(PooledRow("All", 1.0, 0.5, 2.0), AXIS, 30, 10)
    assert {x for x, _ in shape.points} == {25, 50, 75}
    assert {y for x, y in shape.points if x == 50} == {25, 35}
    assert {y for x, y in shape.points if x == 25} == {30}


def test_a_diamond_is_cut_at_the_end_of_the_axis():
    shape, arrow = diamond(PooledRow("All", 1.0, 1 / 16, 2.0), AXIS, 30, 10)
    assert arrow.points[0] == (0, 30)
    left = min(x for x, _ in shape.points)
    assert left > max(x for x, _ in arrow.points)
    half = 5 * (left + 50) / 100
    assert sorted(y for x, y in shape.points if x == left) == pytest.approx([30 - half, 30 + half])
    assert [x for x, y in shape.points if y in (25, 35)] == pytest.approx([50, 50])


def test_a_diamond_cut_at_both_ends_points_both_ways():
    shape, *arrows = diamond(PooledRow("All", 1.0, 0.0, math.inf, "common"), AXIS, 30, 10)
    assert [arrow.points[0] for arrow in arrows] == [(0, 30), (100, 30)]
    assert (shape.fill, {arrow.fill for arrow in arrows}) == ("surface", {"pooled"})


def test_a_prediction_bar_spans_its_interval_with_arrows_beyond_the_axis():
    (bar,) = prediction_bar(PredictionRow(0.5, 2.0), AXIS, 30)
    assert (bar.x, bar.width, bar.fill) == (25, 50, "prediction")
    assert len(prediction_bar(PredictionRow(0.1, 9.0), AXIS, 30)) == 3


def test_the_line_of_no_effect_and_a_broken_line_at_each_summary_run_through_the_plot():
    data = replace(bcg(), pooled=(*bcg().pooled, PooledRow("Common effect", 0.65, 0.6, 0.7, "common")))
    upright = [shape for shape in shapes(forest(data).items) if isinstance(shape, Line) and shape.x1 == shape.x2]
    tall = [line for line in upright if line.y2 - line.y1 > 200]
    assert [line.role for line in tall] == ["line", "pooled", "pooled"]
    assert [line.dash for line in tall] == [(), (1.0, 2.0), (4.0, 3.0)]


def test_each_study_and_summary_can_be_reached_in_order():
    names = [group.id for group in groups(forest(bcg()).items) if group.focusable]
    assert names == [f"row-{index}" for index in range(15)]


def test_a_study_with_an_address_is_a_link():
    data = replace(bcg(), studies=(replace(bcg().studies[0], href="/studies/1/"),))
    assert [group.href for group in groups(forest(data).items) if group.href] == ["/studies/1/"]


@pytest.mark.parametrize("draw", [forest, forest_phone])
def test_without_studies_the_sheet_says_what_to_do_and_what_was_left_out(draw):
    data = ForestData("Opioid use", excluded=(Excluded("Nobody 1950", "no events"),))
    words = " ".join(text.text for text in texts(draw(data)))
    assert words == (
        "Opioid use No study gives an estimate yet. Extract results to see the plot. "
        "Not in the plot: Nobody 1950 (no events)."
    )


def test_studies_without_any_estimate_are_still_listed():
    data = replace(bcg(), studies=(ForestStudy("A", "2001", note="no events"),), pooled=(), prediction=None)
    words = [text.text for text in texts(forest(data))]
    assert [word for word in words if word.startswith(("A ", "Not"))] == [
        "A 2001", "Not estimable", "Not estimable: A 2001 (no events).",
    ]  # fmt: skip


def test_one_study_has_no_summary_row():
    assert [g.kind for g in groups(forest(replace(of_length(1), pooled=(), prediction=None)).items) if g.kind] == [
        "row kr-fig-study"
    ]


def test_a_long_list_is_paged_with_every_row_once_and_the_summary_last():
    pages = forest_pages(of_length(100), rows_on_a_page=40)
    studies = [[g.label for g in groups(page.items) if g.kind == "row kr-fig-study"] for page in pages]
    assert [len(names) for names in studies] == [40, 40, 20]
    assert len({name for names in studies for name in names}) == 100
    assert [sum(g.kind == "row kr-fig-pooled" for g in groups(page.items)) for page in pages] == [0, 0, 1]
    assert [page.title for page in pages] == [f"{bcg().title} ({n} of 3)" for n in (1, 2, 3)]
    assert len({page.width for page in pages}) == 1


@pytest.mark.parametrize("draw", [forest_pages, forest_phone_pages])
def test_every_sheet_has_the_axis_and_the_last_alone_the_notes(draw):
    data = replace(of_length(100), favours_left="Favours vaccine", heterogeneity="Q = 1", order="Studies by year.")
    words = [{text.text for text in texts(page)} for page in draw(data)]
    assert [("Favours vaccine" in told, "Q = 1" in told) for told in words] == [
        (True, False),
        (True, False),
        (True, True),
    ]
    assert len({frozenset(told & {"0.1", "1", "10"}) for told in words}) == 1
    first, last = draw(data)[0], draw(data)[-1]
    assert first.description.endswith(". Page 1 of 3: Author 0 2001 to Author 39 2001.")
    assert last.title == f"{data.title} (3 of 3)"


def test_a_subgroup_that_goes_over_to_the_next_sheet_is_named_there_again():
    pages = pages_of(with_subgroups(), 5)
    heading = pages[0][0].label
    assert pages[1][0].label == f"{heading} (continued)"
    assert all(page[0].kind == "heading" for page in pages)
    assert sum(row.kind == "study" for page in pages for row in page) == 13


def test_a_heading_is_never_the_last_row_of_a_page():
    pages = forest_pages(with_subgroups(), rows_on_a_page=11)
    kinds = [[g.kind for g in groups(page.items) if "kr-fig-" in g.kind] for page in pages]
    assert [page[-1] for page in kinds] == ["row kr-fig-note", "row kr-fig-prediction"]
    assert kinds[1][0] == "row kr-fig-heading"


def test_the_description_says_the_result():
    assert describe(bcg()) == (
        "Forest plot of 13 studies, Risk ratio. Random effects (REML): 0.49 (0.34 to 0.70). "
        "Prediction interval: 0.13 to 1.79. "
        "Heterogeneity: τ² = 0.31; χ² = 152.23, df = 12 (P < 0.001); I² = 92.2%"
    )


def test_decorations_repeat_nothing_that_is_read_aloud():
    decorative = [group for group in groups(forest(bcg()).items) if group.decorative]
    assert [group.label for group in decorative] == ["", ""]
    assert all(isinstance(group, Group) for group in decorative)


def test_a_ratio_whose_null_is_zero_is_refused_instead_of_drawn_without_a_line():
    with pytest.raises(ValueError, match="On a log axis no effect is 1, not 0"):
        ForestData("Ratio", log_axis=True, null_value=0)
    assert ForestData("Proportion", log_axis=True, null_value=None).null_value is None


@pytest.mark.parametrize("name", PLOTS)
def test_no_text_touches_another_where_a_file_is_shown_in_dejavu_as_it_is(name, monkeypatch):
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import LoadFlags

    def drawn(text, size, weight="normal"):
        font = get_font(findfont(FontProperties(family="DejaVu Sans", weight=weight)))
        units = sum(font.load_char(ord(each), flags=LoadFlags.NO_SCALE).horiAdvance for each in text)
        return units / font.units_per_EM * size

    monkeypatch.setattr(legibility, "text_width", drawn)
    assert [pair for scene in forest_pages(PLOTS[name]) for pair in collisions(scene)] == []
