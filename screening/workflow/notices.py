"""What an imported record says of its own standing: retracted, under concern, corrected. Pure."""

import re
from collections.abc import Iterable

NONE, CORRECTED, CONCERN, RETRACTED = "none", "corrected", "concern", "retracted"
_TITLE = [
    (
        RETRACTED,
        re.compile(r"^\W*(?:retracted|withdrawn)(?: article| publication| paper)?\s*[:.\])]", re.IGNORECASE),
    ),
    (RETRACTED, re.compile(r"[\[(]\s*retracted(?: article| publication)?\s*[\])]", re.IGNORECASE)),
]
_TYPES = {"retracted publication": RETRACTED}
_TAGS = [
    (RETRACTED, re.compile(r"^(?:RIN|RetractionIn)$")),
    (CONCERN, re.compile(r"^(?:ECI|ExpressionOfConcernIn)$")),
    (CORRECTED, re.compile(r"^(?:EIN|ErratumIn|CRI)$")),
]
"""The tags under which PubMed says where the notice stands (RIN: retraction in; ECI; EIN)."""


def notice_in(title: str, types: Iterable[str], raw: Iterable[Iterable[str]]) -> str:
    """The gravest notice that the record carries about itself, or "none".

    `types` are its publication types and keywords, `raw` its original (tag, value) pairs. A record that *is* a
    notice ("Retraction of: ...") is not retracted itself.
    """
    found = {kind for kind, pattern in _TITLE if pattern.search(title)}
    found |= {_TYPES[kind.casefold().strip()] for kind in types if kind.casefold().strip() in _TYPES}
    for tag, *values in (tuple(pair) for pair in raw if pair):
        found |= {kind for kind, pattern in _TAGS if pattern.match(str(tag))}
        found |= {_TYPES[said] for value in values if (said := str(value).casefold().strip()) in _TYPES}
    return next((kind for kind in (RETRACTED, CONCERN, CORRECTED) if kind in found), NONE)
