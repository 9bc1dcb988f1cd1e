"""A file entered twice tells of its columns what it tells once."""

import pytest

from screening.dedupe.engine.run import find
from tests.screening.dedupe.test_metamorphic import library

pytestmark = pytest.mark.engine_free


def scattered(rows):
    """The rows with issues that mean nothing."""
    return [row | {"issue": str(7 * n + 1)} for n, row in enumerate(rows)]


@pytest.mark.parametrize("times", [2, 3])
def test_a_broken_column_stays_broken_when_the_file_is_entered_again(times):
    rows = scattered(library(5, works=60)[0])
    once = find(rows)
    assert "issue" in once.columns.muted
    again = find(rows * times)
    assert again.columns.muted == once.columns.muted
    assert len(again.questions) <= len(once.questions)
