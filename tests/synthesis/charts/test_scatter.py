"""Scatter plots and the three plots that are made of them: what stands where, and that no text touches another."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, Polyline, groups, shapes, texts
from synthesis.charts.scatter import Curve, ScatterData, ScatterPoint, scatter, table
from synthesis.charts.study_plots import Bubble, Estimate, Influence, Risks, baujat, bubble, cloud, labbe, radial
from tests.synthesis.charts.plots import TRIALS

INFLUENCE = [Influence("Hart 1977", 1.58, 0.24), Influence("Madras 1980", 1.66, 0.2, flagged=True)]
INFLUENCE += [Influence(f"Small {i}", 0.02 * i, 0.001 * i) for i in range(8)]
ESTIMATES = [Estimate("exact", 0.5, 0.1), Estimate("vague", 0.4, 0.5), Estimate("off", -0.6, 0.2)]
RISKS = [Risks(f"{name} {year}", e1, n1, e2, n2) for name, year, e1, n1, e2, n2 in TRIALS]

BUBBLES = [
    Bubble(f"{name} {year}", float(year), 0.4 + place / 8, 2.0 + place)
    for place, (name, year, *_) in enumerate(TRIALS)
]
COURSE = [(1940.0 + step, 0.5 + step / 90, 0.3 + step / 90, 0.9 + step / 60) for step in range(0, 41, 4)]
SUBSETS = [(0.4 + (i % 50) / 60, float(i % 101), i % 3 == 0) for i in range(500)]


def dots(scene):
    return [shape for shape in shapes(scene.items) if isinstance(shape, Circle) and shape.fill != "hit"]


@pytest.mark.parametrize("width", [420, 300, 280])
@pytest.mark.parametrize(
    "data",
    [
        baujat("What each study does", INFLUENCE),
        radial("Radial plot", ESTIMATES, 0.4, measure="log odds ratio"),
        labbe("Risks in both arms", RISKS, "RR", 0.49),
        labbe("Risks in both arms", RISKS, "OR", 0.47),
        labbe("Risks in both arms", RISKS[:1], "RD", -0.05),
        bubble("By year", BUBBLES, COURSE, moderator="Year", measure="Risk ratio", log=True, level=95),
        bubble("A difference", BUBBLES, COURSE, moderator="Year", measure="Mean difference", log=False, level=95),
        bubble("No studies", [], [], moderator="Year", measure="Risk ratio", log=True, level=95),
        cloud("Every subset", SUBSETS, measure="Risk ratio", log=True, marked="Madras 1980", effect=0.49),
        cloud("No subset", [], measure="Risk ratio", log=True, marked="", effect=None),
        baujat("Nothing yet", []),
        radial("Nothing yet", [], 0.0, measure="effect"),
        labbe("Nothing yet", [], "OR", None),
    ],
    ids=lambda d: d.title,
)
def test_no_text_touches_another_or_leaves_the_sheet(data, width):
    scene = scatter(data, width=width)
    assert collisions(scene) == []
    assert outside(scene) == []


def test_points_lie_where_their_numbers_say():
    points = (ScatterPoint("A", 0.0, 0.0), ScatterPoint("B", 1.0, 2.0), ScatterPoint("C", 2.0, 1.0))
    a, b, c = dots(scatter(ScatterData("Plot", "x", "y", points)))
    assert a.cx < b.cx < c.cx
    assert b.cy < c.cy < a.cy
    assert b.cx - a.cx == pytest.approx(c.cx - b.cx)


def test_a_name_that_would_cover_another_goes_elsewhere_or_stays_in_the_table():
    crowd = tuple(ScatterPoint(f"A study with a long name {i}", 1.0, 1 + i / 1000, named=True) for i in range(9))
    scene = scatter(ScatterData("Plot", "x", "y", crowd))
    assert collisions(scene) == []
    drawn = [text.text for text in texts(scene) if text.text.startswith("A study")]
    assert 1 <= len(drawn) < 9
    assert [row[0] for row in table(ScatterData("Plot", "x", "y", crowd))[1]] == [p.label for p in crowd]


def test_a_name_keeps_off_a_line_where_it_can():
    flat = Curve(((0.0, 1.0), (4.0, 1.0)), "level")
    points = (ScatterPoint("Name", 1.0, 1.0, named=True), ScatterPoint("other", 4.0, 2.0))
    scene = scatter(ScatterData("Plot", "x", "y", points, (flat,)))
    (name,) = [text for text in texts(scene) if text.text == "Name"]
    (line,) = [shape for shape in shapes(scene.items) if isinstance(shape, Polyline)]
    assert abs(name.y - 3 - line.points[0][1]) > 4


def test_baujat_names_what_stands_out_and_says_what_is_influential():
    data = baujat("What each study does", INFLUENCE)
    assert [point.label for point in data.points if point.named][:2] == ["Hart 1977", "Madras 1980"]
    headers, rows = table(data)
    assert headers == ("Study", "Contribution to heterogeneity (Q)", "Influence on the result", "Note")
    assert rows[1] == ("Madras 1980", "1.66", "0.20", "influential")
    spoken = [group.label for group in groups(scatter(data).items) if group.focusable]
    assert spoken[1] == (
        "Madras 1980: Contribution to heterogeneity (Q) 1.66, Influence on the result 0.20. influential."
    )


def test_the_slope_of_a_radial_plot_is_the_pooled_effect():
    data = radial("Radial plot", ESTIMATES, 0.4, measure="log odds ratio")
    (_, (x, y)) = data.curves[0].points
    assert y / x == pytest.approx(0.4)
    assert [(p.x, p.y) for p in data.points][:2] == [
        (pytest.approx(10), pytest.approx(5)),
        (pytest.approx(2), pytest.approx(0.8)),
    ]
    assert [p.label for p in data.points if p.named] == ["off"]


@pytest.mark.parametrize("width", [420, 280])
def test_every_study_outside_the_band_is_marked_and_the_caption_claims_no_more_names(width):
    many = [Estimate(f"Trial of ketamine {i}", (1.0 if i % 2 else -0.4), 0.08 + i / 4000) for i in range(120)]
    data = radial("Radial", [*many, Estimate("inside", 0.31, 0.2)], 0.3, measure="effect")
    scene = scatter(data, width=width)
    assert (collisions(scene), outside(scene)) == ([], [])
    drawn = [text.text for text in texts(scene) if text.text.startswith("Trial")]
    assert 0 < len(drawn) < 120
    assert [row[-1] for row in table(data)[1]] == ["outside the band"] * 120 + [""]
    big, small = ({dot.r for dot in dots(scene) if dot.fill == role} for role in ("pooled", "estimate"))
    assert min(big) > max(small)
    assert "those with room are named" in data.notes[0]


@pytest.mark.parametrize(("measure", "effect", "risk"), [("RR", 0.5, 10), ("RD", -0.05, 15), ("OR", 0.5, 100 / 9)])
def test_the_line_of_a_labbe_plot_is_the_pooled_effect(measure, effect, risk):
    studies = [Risks("A", 10, 100, 20, 100), Risks("B", 5, 50, 20, 50)]
    (curve,) = [c for c in labbe("Risks", studies, measure, effect).curves if c.label.startswith("pooled")]
    near = min(curve.points, key=lambda p: abs(p[0] - 20))
    assert near[1] == pytest.approx(risk, rel=0.05)


def test_the_area_of_a_labbe_point_follows_the_study_and_small_ones_lie_on_top():
    points = labbe("Risks", [Risks("small", 2, 25, 4, 25), Risks("large", 10, 100, 20, 100)], "OR", 0.5).points
    assert [p.label for p in points] == ["large", "small"]
    assert (points[0].radius / points[1].radius) ** 2 == pytest.approx(4)
    assert points[0].note == "10 of 100 against 20 of 100"


def test_a_bubble_has_an_area_by_its_weight_and_stands_on_a_log_axis():
    data = bubble(
        "By year", [Bubble("A", 1950, 0.5, 10.0), Bubble("B", 1960, 1.0, 40.0), Bubble("C", 1970, 2.0, 10.0)],
        [(1950, 0.5, 0.4, 0.7), (1970, 2.0, 1.2, 3.0)], moderator="Year", measure="Risk ratio", log=True, level=95,
    )  # fmt: skip
    found = {dot.r: dot for dot in dots(scatter(data))}
    largest = max(found)
    assert sorted(round((r / largest) ** 2, 2) for r in found) == [0.25, 1.0]
    b = found[largest]
    a, c = (dot for dot in dots(scatter(data)) if dot.r < largest)
    assert a.cy - b.cy == pytest.approx(b.cy - c.cy)
    assert table(data)[1][0][:3] == ("B", "1960", "1.00")


def test_a_cloud_draws_every_dot_and_none_takes_the_focus():
    scene = scatter(cloud("Every subset", SUBSETS, measure="RR", log=True, marked="A", effect=0.5))
    assert len(dots(scene)) == 500
    assert not any(group.focusable for group in groups(scene.items))
