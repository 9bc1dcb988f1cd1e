"""Whether a text is a list of references at all, or prose in which a year stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .reference_lines import STARTS
from .reference_starts import begins_like_reference

LEAST_SIGNS = 2
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\bn\.\s?d\.|(?i:in press|forthcoming)")
_PLACE = re.compile(  # a volume, an issue, pages, an address, a publisher's place, a mark of the kind
    r"\d\s?[(（]\w{1,9}[)）]|\d\s?[-‐-―~]\s?[a-z]?\d|[;:：,，]\s?\d+\s?[:：(（,，.]|\b(?:pp?|S|стр|С|vol|no|Bd|Jg|t)\.\s?\d|"
    r"10\.\d{4,9}/|https?://|www\.|\[[A-Z](?:/[A-Z]{2})?\]|\w:\s[^\W\d_][^.;:]{2,60}[;,]\s?\d{4}",
    re.I,
)
_HEADING = re.compile(r"#{1,6}\s|```|\$\s")


def is_shaped(text: str) -> bool:
    """Two of: it begins as references do, it is dated, it says where the work is found."""
    if _HEADING.match(text):
        return False
    begins = bool(STARTS.match(text)) or begins_like_reference(text)
    return begins + bool(_YEAR.search(text)) + bool(_PLACE.search(text)) >= LEAST_SIGNS


def is_hardly_a_list(texts: Iterable[str]) -> bool:
    """Most pieces of the text are not shaped like references."""
    shaped = [is_shaped(text) for text in texts]
    return bool(shaped) and 2 * sum(shaped) <= len(shaped)
