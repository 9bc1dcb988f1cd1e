"""A whole form sent at once: only what its sender touched is saved."""

from synthesis.extraction.cellform import Content, cell_name, read_cell_name, read_posted, seen_mark

KEY = (7, 3, "events")
STORED = Content("8", False, "4", "8 vs. 3\nof 12")


def posted(content, seen):
    data = {"7-3-events-seen": seen, "7-3-events-text": content.text, "7-3-events-page": content.page}
    data["7-3-events-quote"] = content.quote.replace("\n", "\r\n")
    if content.not_reported:
        data["7-3-events-nr"] = "1"
    (cell,) = read_posted(data, [KEY, (7, 3, "total")])
    return cell


def test_names_of_cells_are_read_back():
    for key in (KEY, (7, None, "level")):
        assert read_cell_name(cell_name(key)) == key
    assert [read_cell_name(name) for name in ("", "7", "7-3", "a-3-events", "7-b-events", "7-3-")] == [None] * 6


def test_a_cell_that_comes_back_as_it_was_shown_is_untouched():
    cell = posted(STORED, seen_mark(5, STORED))
    assert (cell.key, cell.content, cell.version, cell.touched) == (KEY, STORED, 5, False)


def test_any_changed_part_makes_it_touched():
    mark = seen_mark(5, STORED)
    changed = [
        Content("9", False, "4", "8 vs. 3\nof 12"),
        Content("8", True, "4", "8 vs. 3\nof 12"),
        Content("8", False, "5", "8 vs. 3\nof 12"),
        Content("8", False, "4", ""),
    ]
    assert [posted(content, mark).touched for content in changed] == [True] * 4


def test_a_cell_that_the_page_did_not_have_is_left_out():
    assert read_posted({}, [KEY]) == []
