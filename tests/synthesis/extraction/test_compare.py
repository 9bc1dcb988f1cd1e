"""Two forms side by side."""

import pytest

from synthesis.extraction.compare import Entry, Standing, compare_forms, standing_of

EIGHT, NOT_REPORTED = Entry("8", 8.0), Entry("", None)


@pytest.mark.parametrize(
    ("first", "second", "standing"),
    [
        (EIGHT, Entry("8", 8.0), Standing.AGREED),
        (Entry("0,5", 0.5), Entry("0.50", 0.5), Standing.AGREED),
        (EIGHT, Entry("8", 8.0, page="3", quote="8 of 12"), Standing.AGREED),
        (NOT_REPORTED, Entry("", None), Standing.AGREED),
        (EIGHT, Entry("9", 9.0), Standing.DIFFER),
        (EIGHT, NOT_REPORTED, Standing.DIFFER),
        (EIGHT, None, Standing.ONLY_FIRST),
        (None, NOT_REPORTED, Standing.ONLY_SECOND),
        (None, None, Standing.NEITHER),
    ],
)
def test_standing(first, second, standing):
    assert standing_of(first, second) is standing


def test_every_cell_is_compared_in_the_order_of_the_form():
    keys = [(1, 2, "events"), (1, 2, "total"), (1, 3, "events")]
    compared = compare_forms(keys, {keys[0]: EIGHT}, {keys[0]: EIGHT, keys[2]: EIGHT})
    assert [(each.key, each.standing, each.needs_decision) for each in compared] == [
        (keys[0], Standing.AGREED, False),
        (keys[1], Standing.NEITHER, False),
        (keys[2], Standing.ONLY_SECOND, True),
    ]
