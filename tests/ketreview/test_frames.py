"""A call with room does not ask the system for memory at every turn of a loop, however deep it runs."""

import resource

from ketreview.frames import with_room


def _turn(one, two, three, four):
    return one


def _loop_at(depth: int) -> int:
    """How many pages of memory the system hands out for a thousand calls at that depth."""
    if depth:
        return _loop_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for number in range(1_000):
        _turn(number, 2, 3, 4)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_no_depth_is_slow():
    """Twice as many depths as the frames of one piece of 16 kB."""
    assert max(with_room(_loop_at, depth) for depth in range(200)) < 500


def test_what_is_called_returns_what_it_would():
    assert with_room(int, "20", base=3) == 6
