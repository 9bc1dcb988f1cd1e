"""In which order records are screened. Pure."""

import unicodedata
from hashlib import sha256

RANKS = 2**31 - 1


def rank(seed: str, record: int) -> int:
    """The record's place in a stage, from 0 to 2**31 - 2: random, yet the same for the same seed and record.

    Every record's rank stands alone, so records that come later fall evenly among those already there and no
    earlier rank moves. Two records may share a rank; their ids then decide.
    """
    return int.from_bytes(sha256(f"{seed}:{record}".encode()).digest()[:8]) % RANKS


_YEARS, _WITHIN = 10_000, 2**17
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


_MOST_POINTS, _EQUALS = 1_000, 2**20


def place(sequence: str, *, seed: str, record: int, year: int | None, title: str, score: int = 0) -> int:
    """The record's rank in the stage's sequence: "newest" by year with a random order inside a year and records
    without one last; "title" by its first six letters; "ranked" by its score, the highest first, in random order
    among equals; else random.

    As a rank stands alone, records that come later find their place without moving any other.
    """
    if sequence == "newest":
        age = _YEARS - 1 - min(max(year or 0, 0), _YEARS - 1)
        return age * _WITHIN + rank(seed, record) % _WITHIN
    if sequence == "title":
        return _title_rank(title)
    if sequence == "ranked":
        below = _MOST_POINTS - max(-_MOST_POINTS, min(score, _MOST_POINTS))
        return below * _EQUALS + rank(seed, record) % _EQUALS
    return rank(seed, record)


def _title_rank(title: str) -> int:
    """Titles in the order of the alphabet, by their letters alone; those without any come last."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    letters = [sign for sign in plain if sign in _LETTERS][:6]
    if not letters:
        return RANKS - 1
    digits = [_LETTERS.index(sign) + 1 for sign in letters] + [0] * (6 - len(letters))
    found = 0
    for digit in digits:
        found = found * 27 + digit
    return found


def beginning(seed: str, reviewer: int) -> int:
    """Where in a random order the reviewer begins, so that two reviewers do not follow one path."""
    return rank(f"{seed}:begin", reviewer)
