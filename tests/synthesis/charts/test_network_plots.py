"""Network graph and rankogram: sizes follow the numbers, no text touches another."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, Line, Rect, shapes, texts
from synthesis.charts.network_plots import (
    Link,
    Treatment,
    network_graph,
    network_numbers,
    network_table,
    rank_table,
    rankogram,
)

NAMES = ("Placebo", "Ketamine 0.5 mg/kg", "Lidocaine", "Magnesium sulfate", "Midazolam", "Methadone")


def treatments(count: int) -> list[Treatment]:
    return [Treatment(NAMES[i % 6] if i < 6 else f"{NAMES[i % 6]} {i}", 20 * (i + 1)) for i in range(count)]


@pytest.mark.parametrize("width", [420, 300, 280])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 6, 9])
def test_no_text_touches_another_or_leaves_the_sheet(count, width):
    links = [Link(0, i, i) for i in range(1, count)]
    shares = [[1 / count] * count for _ in range(count)] if count else []
    names = [t.name for t in treatments(count)]
    for scene in (
        network_graph("Who was compared with whom", treatments(count), links, width=width),
        rankogram(
            "How probable each rank is", names, shares, [i / max(count, 1) for i in range(count)], width=width
        ),
    ):
        assert collisions(scene) == []
        assert outside(scene) == []


def test_area_follows_people_and_width_follows_studies():
    scene = network_graph(
        "Network", [Treatment("A", 100), Treatment("B", 400), Treatment("C", 400)], [Link(0, 1, 2), Link(1, 2, 4)]
    )
    small, large, _ = (shape.r for shape in shapes(scene.items) if isinstance(shape, Circle))
    assert (large / small) ** 2 == pytest.approx(4)
    thin, wide = (shape.width for shape in shapes(scene.items) if isinstance(shape, Line))
    assert wide == pytest.approx(2 * thin)


def test_the_people_of_a_comparison_are_those_of_its_studies():
    nodes = [Treatment("A", 100), Treatment("B", 400)]
    assert network_table(nodes, [Link(0, 1, 2, (22, 1022))])[1] == (("A – B", "2", "22", "1,022"),)
    assert network_numbers(nodes, [Link(0, 1, 2, (22, 1022))])[1] == (("A", "B", 2, 22, 1022),)
    assert network_table(nodes, [Link(0, 1, 2)])[1] == (("A – B", "2", "–", "–"),)


def test_bars_are_as_high_as_ranks_are_probable_and_the_best_stands_first():
    scene = rankogram("Ranks", ["A", "B"], [[0.25, 0.75], [0.75, 0.25]], [0.25, 0.75])
    heights = [shape.height for shape in shapes(scene.items) if isinstance(shape, Rect)]
    assert heights[0] / heights[1] == pytest.approx(3)
    assert [t.text for t in texts(scene) if "SUCRA" in t.text] == ["B (SUCRA 75%)", "A (SUCRA 25%)"]
    assert rank_table(["A", "B"], [[0.25, 0.75], [0.75, 0.25]], [0.25, 0.75])[1][0] == (
        "B",
        "75%",
        "75.0%",
        "25.0%",
    )


def test_short_names_stand_beside_their_discs_and_long_ones_in_the_legend_alone():
    def beside(*names):
        scene = network_graph("Pain", [Treatment(name, 10) for name in names], [Link(0, 1, 2)])
        return [text.text for text in texts(scene) if text.weight == "bold"][1:]

    assert beside("Placebo", "Ketamine") == ["Placebo", "Ketamine"]
    assert beside("Placebo", "Intravenous racemic ketamine over four hours") == ["1", "2"]
