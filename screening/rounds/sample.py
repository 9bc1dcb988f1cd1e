"""Which records a round takes. Pure."""

from collections.abc import Iterable

from screening.workflow.assignment import rank


def draw(records: Iterable[int], size: int, seed: str) -> list[int]:
    """`size` of the records at random, in the order in which they were drawn; all where there are fewer.

    Every record has its own random number from the seed, so the same seed draws the same records out of the same
    ones, in whatever order they come, and a larger size adds to a smaller one.
    """
    return sorted(set(records), key=lambda record: (rank(seed, record), record))[: max(0, size)]
