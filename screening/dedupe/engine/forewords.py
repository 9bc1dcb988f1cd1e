"""What one of two titles in two languages has and the other lacks, by which it may be about the other: a few words
of its own before a colon, or much more to say. Pure."""

from __future__ import annotations

from itertools import accumulate

from rapidfuzz.distance import Indel

from screening.dedupe.engine.alphabets import ALIKE, across
from screening.dedupe.engine.titles import Title
from screening.dedupe.engine.tongues import script_of

MOST_WORDS = 4  # before the colon
LEAST_SUBJECT = 3  # words before the colon that may name a subject in both languages
MUCH_LONGER = 1.7  # times the letters, which no two languages of one script need for the same
MOSTLY = 0.5  # of the words
LEAST_COGNATE, COGNATE = 4, 0.7  # letters of a word, and how alike it is to the same in another language


def foreword(a: Title, b: Title) -> str:
    """In words; "" where neither has more than the other as far as can be told."""
    if said := _stands_before(a, b) or _stands_before(b, a):
        return f"“{said}” stands before one title alone, which may be about the other"
    short, long = sorted((a, b), key=lambda title: len(title.letters))
    longer = len(long.letters) > MUCH_LONGER * len(short.letters)
    if longer and script_of(a.letters) == script_of(b.letters) and not _holds(long, short):
        return "one title says much more than the other, in another language"
    return ""


def _holds(long: Title, short: Title) -> bool:
    """The longer one is made of both titles: most words of the shorter are in it."""
    words = set(short.words)
    return len(words & set(long.words)) >= MOSTLY * len(words)


def _stands_before(one: Title, other: Title) -> str:
    """What stands before the first colon of one, where the other has none of its words."""
    before, theirs = _before_colon(one), _before_colon(other)
    if not before or len(before) > MOST_WORDS:
        return ""
    if one.pieces == other.pieces and min(len(before), len(theirs)) >= LEAST_SUBJECT:
        return ""
    known = any(_is_cognate(word, known) for word in before for known in other.words)
    return "" if known else " ".join(before)


def _before_colon(title: Title) -> tuple[str, ...]:
    ends = accumulate(map(len, title.words))
    return title.words[: sum(end <= len(title.head) for end in ends)]


def _is_cognate(x: str, y: str) -> bool:
    """Ketamin and ketamine, кетамин and ketamine, krafttraining and training."""
    if min(len(x), len(y)) < LEAST_COGNATE:
        return x == y and any(map(str.isdigit, x))
    if min(len(x), len(y)) > LEAST_COGNATE and (x in y or y in x):
        return True
    return (
        x[:LEAST_COGNATE] == y[:LEAST_COGNATE]
        or Indel.normalized_similarity(x, y) >= COGNATE
        or across(x, y) >= ALIKE
    )
