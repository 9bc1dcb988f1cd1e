"""Texts that collide or leave the sheet are found."""

from ketreview.drawing.legibility import collisions, outside, text_box
from ketreview.drawing.scene import Scene, Text


def scene(*texts: Text) -> Scene:
    return Scene(100, 50, "t", "d", texts)


def test_two_texts_on_one_spot_collide_and_neighbours_do_not():
    assert collisions(scene(Text(10, 20, "one"), Text(12, 22, "two"))) == [("one", "two")]
    assert collisions(scene(Text(10, 20, "one"), Text(60, 20, "two"))) == []
    assert collisions(scene(Text(10, 20, "one"), Text(10, 32, "two"))) == []


def test_a_text_beyond_the_sheet_is_named():
    assert outside(scene(Text(95, 20, "too far"), Text(5, 20, "in"))) == ["too far"]
    assert outside(scene(Text(5, 3, "above"))) == ["above"]


def test_a_turned_text_stands_where_it_is_drawn():
    left, top, right, bottom = text_box(Text(50, 40, "Standard", 10, rotate=-90))
    assert bottom == 40
    assert right - left < bottom - top
    assert left < 50 < right
