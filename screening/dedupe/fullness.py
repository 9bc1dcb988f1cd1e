"""How well a record of a work can stand for it, on the card that is screened and in what is cited. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.importing.match_keys import words_of

FIELDS = ("authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "issn", "type", "accession")
TOLD = ("title", "abstract", *FIELDS)
MOST_CAPITALS = 0.7  # of the letters of a title; one that is set in capitals may keep the small "n" of n = 20
FEWEST_LETTERS = 8  # of which it can be told
_CUT = ("…", "...")

Fullness = tuple[bool, bool, bool, int, int]
EMPTY: Fullness = (False, False, False, 0, 0)


def fullness_of(record: Mapping[str, Any]) -> Fullness:
    """What is greater stands better: there is an abstract, the title is easy to read and not cut off, more fields
    are told, and the title says more. The same of equal records, in whatever order they came."""
    title = str(record.get("title") or "").strip()
    told = sum(bool(record.get(name)) for name in FIELDS)
    whole = bool(title) and not title.endswith(_CUT)
    return bool(record.get("abstract")), is_plain(title), whole, told, len("".join(words_of(title)))


def is_plain(text: str) -> bool:
    """True of a text as it is printed, not in capitals or in small letters throughout."""
    cased = [letter for letter in text if letter.isupper() or letter.islower()]
    capitals = sum(map(str.isupper, cased))
    return 0 < capitals <= MOST_CAPITALS * len(cased) if len(cased) >= FEWEST_LETTERS else True
