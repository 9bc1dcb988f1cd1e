"""What differs between two sentences, and between two versions of a narrative. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from synthesis.narratives.document import Document, Passage, Pin

_WORD = re.compile(r"[-−]?\d+(?:[.,]\d+)*|\w+|\s+|.")
"""Numbers whole, words, blanks and marks each by themselves, so that only what differs is marked."""


@dataclass(frozen=True)
class Span:
    """Some words, and whether the other side lacks them."""

    text: str
    changed: bool


def word_changes(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both sentences as spans; joined, each side gives its sentence again."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    left, right = [], []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(Span("".join(old[a:b]), what != "equal"))
        right.append(Span("".join(new[c:d]), what != "equal"))
    return tuple(span for span in left if span.text), tuple(span for span in right if span.text)


@dataclass(frozen=True)
class Difference:
    """One statement of either version: added, removed, changed (words), moved (status) or the same."""

    kind: str
    before: Passage | None
    after: Passage | None

    @property
    def spans(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Its words on both sides."""
        return word_changes(bare(self.before), bare(self.after))


def bare(passage: Passage | None) -> str:
    """Words and figures without citation numbers, which shift whenever something is cited earlier."""
    return "".join(piece.text for piece in passage.pieces if not piece.numbers) if passage else ""


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side."""

    statements: tuple[Difference, ...]
    references_added: tuple[str, ...]
    references_removed: tuple[str, ...]
    runs: tuple[tuple[Pin, Pin], ...]

    def count(self, kind: str) -> int:
        return sum(difference.kind == kind for difference in self.statements)


def compare(before: Document, after: Document) -> Comparison:
    """Statements matched by their lasting id, in the order of the later version, then those removed."""
    old = {passage.uid: passage for passage in before.passages}
    new = {passage.uid: passage for passage in after.passages}
    statements = [Difference(_kind(old.get(uid), passage), old.get(uid), passage) for uid, passage in new.items()]
    statements += [Difference("removed", passage, None) for uid, passage in old.items() if uid not in new]
    listed = [[entry.text for entry in document.references] for document in (before, after)]
    return Comparison(
        tuple(statements),
        references_added=_missing(listed[1], listed[0]),
        references_removed=_missing(listed[0], listed[1]),
        runs=_other_runs(before.pins, after.pins),
    )


def _kind(before: Passage | None, after: Passage) -> str:
    if before is None:
        return "added"
    if bare(before) != bare(after):
        return "changed"
    return "same" if before.status == after.status else "moved"


def _missing(rows: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    return tuple(row for row in rows if row not in other)


def _other_runs(before: Sequence[Pin], after: Sequence[Pin]) -> tuple[tuple[Pin, Pin], ...]:
    """Analyses of which both versions print figures, from different runs; the newest of each."""
    old, new = ({pin.slug: pin for pin in pins} for pins in (before, after))
    return tuple((old[slug], new[slug]) for slug in new if slug in old and old[slug].run_id != new[slug].run_id)
