"""Lights and bars of risk of bias: every judgement once, in colour, symbol and word; no text touches another."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, Rect, shapes, texts
from synthesis.appraisal.plots import judged
from synthesis.appraisal.tools import OWN_LEVELS, ROB2, ROBINS_I, as_rows, own_domains
from synthesis.charts.traffic_lights import lights_table, summary_bars, summary_table, traffic_lights

OWN = (
    own_domains("\n".join(f"A domain with rather a long name, number {i}" for i in range(12))),
    as_rows(OWN_LEVELS),
)
TOOLS = {
    "rob2": (as_rows(ROB2.domains), as_rows(ROB2.levels)),
    "robins-i": (as_rows(ROBINS_I.domains), as_rows(ROBINS_I.levels)),
    "own": OWN,
}


def data(tool: str, count: int):
    domains, levels = TOOLS[tool]
    codes = [*(each["code"] for each in domains), "overall"]
    kinds = [each["code"] for each in levels]
    settled = [
        (
            f"Author & Somebody-Else 20{i % 100:02d}: pain response, first assessment"[: 20 + 3 * (i % 17)],
            {code: {"level": kinds[(i + j) % len(kinds)]} for j, code in enumerate(codes)},
        )
        for i in range(count)
    ]
    return judged(domains, levels, settled)


@pytest.mark.parametrize("width", [460, 300])
@pytest.mark.parametrize("count", [0, 1, 5, 20, 120])
@pytest.mark.parametrize("tool", TOOLS)
def test_no_text_touches_another_or_leaves_the_sheet(tool, count, width):
    for draw in (traffic_lights, summary_bars):
        scene = draw("Risk of bias by study", data(tool, count), width=width)
        assert collisions(scene) == []
        assert outside(scene) == []


def test_a_light_a_judgement_and_a_bar_a_share():
    held = data("rob2", 4)
    lights = [shape for shape in shapes(traffic_lights("T", held).items) if isinstance(shape, Circle)]
    assert len(lights) == 4 * 6 + 3
    bars = [shape for shape in shapes(summary_bars("T", held).items) if isinstance(shape, Rect)]
    assert bars[0].width == pytest.approx(2 * bars[1].width)
    assert {bar.fill for bar in bars} == {"low", "some", "high"}


def test_levels_of_one_colour_are_told_apart_by_symbol():
    scene = traffic_lights("T", data("robins-i", 5))
    assert {"+", "!", "−", "×", "?"} <= {text.text for text in texts(scene)}


def test_the_tables_have_the_words():
    held = data("rob2", 3)
    headers, rows = lights_table(held)
    assert headers[:2] == ("Study", "D1 Randomisation process")
    assert rows[0][1:] == ("Low", "Some concerns", "High", "Low", "Some concerns", "High")
    assert summary_table(held)[1][0] == ("D1 Randomisation process", "1", "1", "1", "0")
