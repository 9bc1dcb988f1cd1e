"""A mark chosen from a list goes before the closing full stop."""

import pytest

from synthesis.narratives.insertion import insert_mark


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("It helps.", "It helps [@3]."),
        ("Does it help? ", "Does it help [@3]?"),
        ("It helps", "It helps [@3]"),
        ("", "[@3]"),
        ("RR {{an:a|est}}.", "RR {{an:a|est}} [@3]."),
    ],
)
def test_a_mark_is_inserted(text, after):
    assert insert_mark(text, "[@3]") == after
