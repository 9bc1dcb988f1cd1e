"""SVG for a page under a strict policy, and SVG that stands alone in a file."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from ketreview.drawing.palette import PRINT, ROLES
from ketreview.drawing.scene import Group, Rect, Scene, Text
from ketreview.drawing.svg import on_screen, standalone
from tests.ketreview.drawing.scenes import every_shape

STYLES = Path(__file__).parents[3] / "ketreview" / "static" / "css" / "figures.css"
SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode())


def test_the_screen_svg_needs_nothing_a_strict_policy_forbids():
    svg = on_screen(every_shape(), prefix="f1")
    names = {element.tag for element in parsed(svg).iter()}
    attributes = {name for element in parsed(svg).iter() for name in element.attrib}
    assert names & {"style", "script", "foreignObject"} == set()
    assert {name for name in attributes if name == "style" or name.startswith("on")} == set()
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", svg) == []


def test_title_and_description_name_the_figure():
    root = parsed(on_screen(every_shape(), prefix="f1"))
    assert root.get("aria-labelledby") == "f1-title"
    assert root.get("aria-describedby") == "f1-desc"
    assert root.find("title").text == "A <title>"
    assert root.find("desc").text == "What it shows & how."


def test_a_row_can_be_reached_by_keyboard_and_is_read_as_one_sentence():
    row = parsed(on_screen(every_shape(), prefix="f1")).find("g")
    assert dict(row.attrib) == {
        "id": "f1-row-0", "class": "kr-fig-row", "aria-label": "Smith: 0.5", "role": "img", "tabindex": "0",
    }  # fmt: skip


def test_a_number_with_records_behind_it_is_a_link():
    link = parsed(on_screen(every_shape(), prefix="f1")).find("a")
    assert (link.get("href"), link.get("aria-label"), link.get("tabindex")) == ("/r/?a=1&b=2", "12 records", None)


def test_a_figure_with_nothing_to_reach_is_one_image_and_else_a_group():
    still = Scene(10, 10, "t", "d", (Rect(0, 0, 5, 5),))
    assert parsed(on_screen(still, prefix="a")).get("role") == "img"
    assert parsed(on_screen(every_shape(), prefix="a")).get("role") == "group"


def test_grid_lines_are_hidden_from_screen_readers():
    hidden = parsed(on_screen(every_shape(), prefix="f1")).findall("g[@aria-hidden='true']")
    assert [child.tag for group in hidden for child in group] == ["line"]


def test_text_is_escaped_and_characters_that_xml_forbids_are_replaced():
    scene = Scene(10, 10, "t", "d", (Text(0, 9, "a<b>&\"'\x00\x1b"), Group((), label='"><script>')))
    root = parsed(on_screen(scene, prefix="x"))
    assert root.find("text").text == "a<b>&\"'\ufffd\ufffd"
    assert root.find("g").get("aria-label") == '"><script>'


def test_two_figures_on_a_page_share_no_id():
    ids = [
        e.get("id") for p in ("a", "b") for e in parsed(on_screen(every_shape(), prefix=p)).iter() if e.get("id")
    ]
    assert len(ids) == len(set(ids)) == 8


def test_the_file_is_self_contained_with_real_text_in_print_colours():
    svg = standalone(every_shape())
    root = parsed(svg)
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words == ["Smith & Jones <2014>", "n = 12", "τ² = −1 $x$"]
    assert root.get("width") == "100pt"
    assert "class=" not in svg
    assert {e.get("fill") for e in root.iter(f"{SVG}text")} == {PRINT["text"]}


def test_the_same_scene_gives_the_same_bytes():
    assert standalone(every_shape()) == standalone(every_shape())


def test_an_unknown_colour_role_is_refused_by_both_renderers():
    scene = replace(every_shape(), items=(Rect(0, 0, 1, 1, fill="mauve"),))
    with pytest.raises(ValueError, match="Unknown colour role 'mauve'"):
        on_screen(scene, prefix="a")
    with pytest.raises(ValueError, match="Unknown colour role 'mauve'"):
        standalone(scene)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_has_its_screen_colour(role):
    styles = STYLES.read_text()
    assert re.search(rf"\.kr-fill-{role}\b[^-]", styles)
    assert re.search(rf"\.kr-stroke-{role}\b[^-]", styles)
