"""How much a record's words speak for it: the score by which a ranked stage gives records out. Pure.

The words are the team's own lists, the text is the record's title and abstract; no vote is asked. A learned score
may take its place: `assignment.place` asks for a number alone.
"""

from collections.abc import Iterable

from screening.workflow.highlight import Words

FOR, AGAINST = "include", "exclude"


class Scorer:
    """Counts which of the (kind, words) for inclusion stand in a text, less those against it. A word counts once,
    however often it stands there; words of other kinds do not count. Words match as they are marked on the card."""

    def __init__(self, keywords: Iterable[tuple[str, str]]):
        points = {FOR: 1, AGAINST: -1}
        self._words = [
            (points[kind], Words(text)) for kind, text in keywords if kind in points and text.strip(" *")
        ]

    @property
    def counts(self) -> tuple[int, int]:
        """How many words speak for a record, and how many against it."""
        return tuple(sum(point == each for point, _ in self._words) for each in (1, -1))

    def __call__(self, title: str, abstract: str) -> int:
        """The words for inclusion found, less those against it."""
        text = f"{title}\n{abstract}"
        folded = text.casefold()
        return sum(point for point, words in self._words if words.stand_in(text, folded))
