"""Wording that claims more than evidence can: a small lint over a sentence. Pure.

Sources: Cochrane Handbook v6.5, chapter 15 (interpreting results: do not write "statistically significant",
nor "trend towards"); GRADE guidance 26 on wording by certainty.
"""

import re
from dataclasses import dataclass

_RULES = (
    (
        r"\b(?:statistically|not)\s+(?:statistically\s+)?significant(?:ly)?\b|\bsignifican(?:t|tly|ce)\b",
        "Give the estimate and its interval instead of calling a result significant or not.",
    ),
    (r"\bprove[sdn]?\b|\bproof\b", "Evidence has a certainty; it does not prove. Say how certain it is."),
    (
        r"\b(?:trend(?:s|ed|ing)?\s+towards?|trended|approach\w*\s+significance|borderline\s+significan\w+)\b",
        "An interval that includes no effect shows no trend: give the interval.",
    ),
    (
        r"\b(?:safe|safely|well[- ]tolerated)\b",
        "Say which harms were counted, in how many people, for how long.",
    ),
    (r"\bno\s+(?:effect|difference|risk)\b", "Say “no clear difference” with its interval, or why none is left."),
)


@dataclass(frozen=True)
class Note:
    """The words found, where they start in the text, and what to write instead."""

    words: str
    start: int
    advice: str


def notes(text: str) -> tuple[Note, ...]:
    """What to look at again, in the order of the text; a place is named once."""
    found: dict[int, Note] = {}
    for pattern, advice in _RULES:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not any(note.start <= match.start() < note.start + len(note.words) for note in found.values()):
                found[match.start()] = Note(match.group(), match.start(), advice)
    return tuple(found[start] for start in sorted(found))
