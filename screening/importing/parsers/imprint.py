"""The line of a book as the National Library of Medicine prints it, with or without the title of the book.

`2023 Jun 5. In: StatPearls [Internet]. Treasure Island (FL): StatPearls Publishing; 2023 Jan–.`,
`In: Adam MP, Bean LJ, editors. GeneReviews [Internet]. Seattle (WA): University of Washington; 1993–. 1998 Sep 4.`,
`Washington (DC): National Academies Press (US); 2019 Mar 30.`
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .capitals import CAPITAL

LONGEST = 1_000  # characters; longer text is no such line
_YEAR = r"(?:1[89]|20)\d\d"
_DAY = rf"{_YEAR}(?: [A-Z][a-z]{{2}}(?:-[A-Z][a-z]{{2}})?(?: \d{{1,2}})?)?"
_BEFORE = re.compile(rf"(?P<date>{_DAY})(?: \[[^\]]*\])?\.\s+(?=In: )")
_AFTER = re.compile(rf"[.\u2013-]\s+(?P<date>{_DAY})(?: \[[^\]]*\])?\.?$")
_EDITORS = re.compile(r"(?P<editors>(?:[^.]|\bal\.){3,400}?),? (?:editors?|eds?)\. ")
_EDITION = re.compile(r"[.,] +(?P<edition>[\w ]{1,30} ed(?:ition|\.|\b))[^.]{0,20}$", re.I)
_IMPRINT = re.compile(
    r"(?:(?!St\. [^.]*:)(?P<title>.+?)\. )?"
    rf"(?P<place>(?:St\. )?(?=[{CAPITAL}][^:]*[^\W\d_{CAPITAL}])[^.:;]{{2,60}}): "
    rf"(?P<publisher>[^:;]{{2,150}}); (?P<year>{_DAY})(?!\w)(?!;).{{0,160}}$"
)
MEDIUM = re.compile(r" \[(?:Internet|Online)\]\.?$", re.I)


@dataclass(frozen=True)
class Imprint:
    """As printed, "" where nothing is; `date` is the chapter's own."""

    title: str = ""
    edition: str = ""
    editors: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    date: str = ""


def read_imprint(text: str) -> Imprint | None:
    """The parts of the line; None where the text has neither "In:" nor place, publisher and year."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return None
    before, after = _BEFORE.match(text), _AFTER.search(text)
    date = before or after
    bare = text[before.end() if before else 0 :]
    inside = bare.startswith("In: ")
    bare = bare.removeprefix("In: ")
    editors = _EDITORS.match(bare) if inside else None
    found = _IMPRINT.match(bare, editors.end() if editors else 0)
    if not found and not inside:
        return None
    title = (found["title"] or "") if found else bare[editors.end() if editors else 0 :].rstrip(".")
    edition = _EDITION.search(title)
    return Imprint(
        title=MEDIUM.sub("", title[: edition.start()] if edition else title),
        edition=edition["edition"] if edition else "",
        editors=editors["editors"] if editors else "",
        place=found["place"] if found else "",
        publisher=found["publisher"] if found else "",
        year=found["year"] if found else "",
        date=date["date"] if date else "",
    )
