"""What spreadsheet programs do to cells: long texts are cut, and numbers of pages become dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .draft import Draft
from .records import Problem

MOST_IN_CELL = 32_767  # characters a cell of a spreadsheet can hold
CUT = " […] cut here: a spreadsheet cell holds no more; the CSV export has the whole text"
GOES_ON = " […] goes on in the last cells of this row"  # in our own tables

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?: 00:00:00)?|"
    rf"(?P<first>\d{{1,2}})-(?P<named>{_MONTH})(?:-\d{{2,4}})?|(?P<before>{_MONTH})-(?P<second>\d\d)"
)
_DATED = {"pages": "start_page", "issue": "issue", "volume": "volume"}


def undated(text: str) -> str:
    """The range that became a date when it was typed, lower number first: "5-7" for 2024-05-07 and for 7-May;
    any other text as it is.
    """
    found = _DATE.fullmatch(text)
    if not found:
        return text
    if found["year"]:
        year, numbers = int(found["year"]), [int(found["month"]), int(found["day"])]
        if numbers[1] == 1 and year < 2000:  # "3-45" becomes the first of March 1945
            numbers[1] = year % 100
    else:
        name, number = found["named"] or found["before"], found["first"] or found["second"]
        numbers = [_MONTHS.index(name) + 1, int(number)]
    low, high = sorted(numbers)
    return f"{low}-{high}"


def gathered(cells: list[str], headings: list[str]) -> list[str]:
    """The row of a table of ours with each cell put together that goes on behind the last heading, where the rest
    stands as ["heading", "text"]."""
    width = len(headings)
    whole, rest = cells[:width], []
    for cell in cells[width:]:
        try:
            name, text = json.loads(cell)
            at = headings.index(name)
            whole[at] = whole[at].removesuffix(GOES_ON) + text
        except (ValueError, TypeError, IndexError):
            rest.append(cell)
    return whole + rest


def is_sound(draft: Draft) -> bool:
    """Whether nothing of the kind can be in it: quicker asked than told."""
    date = _DATE.match
    dated = date(draft.start_page) or date(draft.issue) or date(draft.volume)
    return not dated and (draft.size or 0) < MOST_IN_CELL - len(CUT)


def spoiled(draft: Draft) -> Iterator[Problem]:
    """What is told of such cells; dates are turned back in the draft."""
    for name, field in _DATED.items():
        printed = getattr(draft, field)
        meant = undated(printed)
        if meant != printed and (name == "pages" or not printed[0].isalpha()):  # an issue may well be called Jan-24
            setattr(draft, field, meant)
            what = f"The cell for the {name} holds a date, {printed}: a spreadsheet makes one of {meant}."
            done = f"It was read as {meant}; the date is kept as printed. Please compare with the source."
            yield Problem(draft.line, name, what, done)
    for heading, text in draft.raw if (draft.size or 0) >= MOST_IN_CELL - len(CUT) else ():
        if len(text) == MOST_IN_CELL or text.endswith(CUT):
            what = f"The cell under “{heading}” is as long as a cell can be ({MOST_IN_CELL:,} characters)."
            done = (
                "What stands in the file was read; its end is most likely missing. A CSV or RIS file has the whole."
            )
            yield Problem(draft.line, heading, what, done)
