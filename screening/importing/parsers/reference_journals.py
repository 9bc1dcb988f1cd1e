"""What stands behind the title: a journal with its numbers, or a publisher."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_books import publisher_instead
from .reference_parts import Parts

_SAYS_VOLUME = re.compile(r"\b[Vv]ol(?:ume)?\b\.?\s?\d")


def journal_of(rest: str, parts: Parts, emphasised: list[str]) -> None:
    """Takes journal, volume, issue and pages from it; where no number is, publisher and place."""
    rest = rest.strip(" ,.")
    if not rest:
        return
    for shape in reversed(shapes.CONTAINER) if _SAYS_VOLUME.search(rest) else shapes.CONTAINER:
        found = shape.match(rest)
        if found and not found["only"] and (found["volume"] or found["pages"] or found["number"] or found["issue"]):
            got = {"issue": "", "supplement": "", "number": "", **found.groupdict()}
            parts.container = got["container"].strip(" ,.")
            parts.volume, parts.issue = got["volume"] or "", got["issue"] or got["supplement"] or ""
            parts.pages, parts.number = got["pages"] or "", got["number"] or ""
            return
    if not publisher_instead(rest, parts, emphasised):
        parts.container = rest
