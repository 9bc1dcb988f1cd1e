"""What the columns of a table most likely are, told from their cells where no heading says it. Pure.

Only a proposal for the person who assigns them: nothing is read so unasked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from screening.importing.parsers.dois import clean_doi, is_plain

LONG = 300  # characters of an abstract, on average; titles are shorter
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_ADDRESS = re.compile(r"https?://\S+")
_INITIALS = r"(?:[A-Z]\.?[ -]?){1,4}"
_NAME = rf"(?:[^\W\d_]['’\w-]+[ ]?){{1,3}}(?:,[ ]?(?:{_INITIALS}|[A-Z]['’\w-]+(?:[ ]{_INITIALS})?)|[ ]{_INITIALS})"
_NAMES = re.compile(rf"{_NAME}(?:(?:[ ]?[;,]|[ ]and|[ ]&)[ ]?{_NAME})*(?:,? et al\.?)?")


def likely_fields(cells: Mapping[str, Sequence[str]], known: Iterable[str]) -> dict[str, str]:
    """Heading -> field, for headings whose cells (some of each column, none of them empty) show it.

    `known` are the fields that other columns hold already; each is proposed once, for the first column it fits.
    """
    taken, found = set(known), {}
    for heading, values in cells.items():
        if values and (field := _shown_by(values)) and field not in taken:
            found[heading] = field
            taken.add(field)
    if "title" not in taken and (heading := _titles({h: v for h, v in cells.items() if h not in found})):
        found[heading] = "title"
    return found


def _shown_by(values: Sequence[str]) -> str:
    """The field that every one of the cells looks like, "" for none."""
    if all(_YEAR.fullmatch(value) for value in values):
        return "year"
    if all(is_plain(clean_doi(value)) for value in values):
        return "doi"
    if all(_ADDRESS.fullmatch(value) for value in values):
        return "url"
    if all(_NAMES.fullmatch(value) for value in values):
        return "authors"
    return "abstract" if _length(values) > LONG else ""


def _titles(cells: Mapping[str, Sequence[str]]) -> str:
    """The column with the longest texts of several words; "" where none has such."""
    texts = {heading: values for heading, values in cells.items() if values and _length(values) <= LONG}
    texts = {heading: values for heading, values in texts.items() if _words(values) >= 2}
    return max(texts, key=lambda heading: _length(texts[heading]), default="")


def _length(values: Sequence[str]) -> float:
    return sum(map(len, values)) / len(values)


def _words(values: Sequence[str]) -> float:
    return sum(len(value.split()) for value in values) / len(values)
