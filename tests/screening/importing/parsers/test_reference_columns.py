"""Lists printed in two columns: each is read to its end, and what only looks like columns is not."""

import pytest

from screening.importing.parsers.records import ParsedRecord
from screening.importing.parsers.reference_columns import in_columns
from screening.importing.parsers.reference_list import read_text
from screening.importing.parsers.reference_split import Item, lines_of, split

from .made_lists import STYLES, printed, side_by_side, works


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def _listed(style: str, count: int = 40, seed: int = 1) -> list[str]:
    return [STYLES[style](work) for work in works(count, seed)]


@pytest.mark.parametrize("width", [40, 48, 58, 70])
@pytest.mark.parametrize("style", STYLES)
def test_each_reference_of_two_columns_is_one_of_its_own(style, width):
    for numbered in (False, True):
        listed = _listed(style)
        shown = [f"{at}. {text}" for at, text in enumerate(listed, 1)] if numbered else listed
        for page, end, indent in (
            (999, "", 0),
            (40, "\f", 0),
            (30, "\f", 3),
            (30, "\n4\nSleep and lamps, a review\n\n", 0),
        ):
            text = side_by_side(shown, width, page=page, end=end, indent=indent)
            found = [item.text.text for item in split(text) if isinstance(item, Item)]
            assert [_bare(text) for text in found] == [_bare(text) for text in listed]


def test_lines_may_miss_the_gutter_by_two_signs():
    rows = side_by_side(_listed("Vancouver"), 56, gap=5).split("\n")
    text = "\n".join(row[:57] + " " * (at % 3) + row[57:] for at, row in enumerate(rows))
    assert sum(isinstance(item, Item) for item in split(text)) == 40


def test_places_point_into_the_text_as_it_is():
    text = "References\n" + side_by_side(_listed("Vancouver"), 50)
    records = [got for got in read_text(text) if isinstance(got, ParsedRecord)]
    assert len(records) == 40
    lines = text.split("\n")
    for record in records:
        places = {span.field: text[span.start : span.end] for span in record.spans}
        assert places["year"] == str(record.year)
        assert record.authors[0].partition(",")[0].split()[-1] in lines[record.line - 1]


@pytest.mark.parametrize("style", STYLES)
def test_one_column_stays_as_it_is(style):
    for width in (60, 100):
        for hanging in (False, True):
            lines = lines_of(printed(_listed(style), width, hanging=hanging))
            assert in_columns(lines) is lines


def test_cells_are_no_columns():
    listed = _listed("Vancouver")
    tabs = lines_of("\n".join(f"Study {at}\tincluded in the review\t{text}" for at, text in enumerate(listed)))
    short = lines_of("\n".join(f"{f'Abbot and others {at}':<40}{text}" for at, text in enumerate(listed)))
    cells = lines_of("\n".join(f"{'yes' * (at % 9):<40}{text[:50]}" for at, text in enumerate(listed)))
    assert in_columns(tabs) is tabs
    assert in_columns(cells) is cells
    assert in_columns(short) is short
