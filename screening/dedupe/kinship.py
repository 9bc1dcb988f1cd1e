"""What one of two records may be of the other, told by their titles and places: proposed, never decided. Pure."""

from collections.abc import Mapping
from typing import Any

from screening.dedupe.engine.notices import notice_of, without_mark
from screening.dedupe.engine.places import kind_of


def likely_relation(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[str, int]:
    """The kind, "" for none, and the place of the one that is the article (0 or 1)."""
    said = [_said_of(record) for record in (first, second)]
    for place, kind in enumerate(said):
        if kind and not said[1 - place]:
            return kind, 1 - place
    return "", 0


def _said_of(record: Mapping[str, Any]) -> str:
    """The kind of notice or version a record is by its own words; an article marked as retracted is no notice."""
    title, type, journal, doi = (str(record.get(name) or "") for name in ("title", "type", "journal", "doi"))
    return ("" if without_mark(title)[1] else notice_of(title)) or kind_of(type, journal, doi)
