"""Lists as a PDF gives them: whatever the style, the width and the pages, no two references are one."""

import pytest

from screening.importing.parsers.reference_split import Item, split

from .made_lists import STYLES, printed, works


@pytest.mark.parametrize("width", [55, 70, 76, 80, 100, 140])
@pytest.mark.parametrize("style", STYLES)
def test_each_reference_is_one_of_its_own(style, width):
    for seed, count in ((1, 30), (12, 68), (14, 76)):
        listed = [STYLES[style](work) for work in works(count, seed)]
        for hanging, pages in ((False, False), (False, True), (True, seed == 1)):
            text = printed(listed, width, hanging=hanging, pages=pages)
            found = [item.text.text for item in split(text) if isinstance(item, Item)]
            assert [_bare(text) for text in found] == [_bare(text) for text in listed]


def _bare(text: str) -> str:
    """Without blanks and hyphens, which the ends of lines may cost or add."""
    return text.replace(" ", "").replace("-", "")
