"""RIS of works whose title stands where others print the journal: Scopus leaves TI out of works it only knows from
reference lists and of whole proceedings, and prints their title in T2 alone.
"""

from __future__ import annotations

from .records import Problem
from .taglines import Entry, Tags

TITLES = ("TI", "T1", "CT", "BT", "TT", "ST")
JOURNALS = ("JF", "JO", "JA", "J2", "J1")
PLACES = ("VL", "VO", "IS", "SP", "PG")  # in a journal or book: what has one is a part of it whose title is missing
WHOLE = frozenset({"book", "conference", "report", "thesis"})  # may have a volume and pages of its own


def title_in_t2(tags: Tags, kind: str) -> str:
    """The title of a work that has none of its own in the file, where T2 holds it; "" where T2 is its journal."""
    one = tags.one
    said = one.get("T2", "")
    if not said or any(tag in one for tag in TITLES):
        return ""
    journals = {one[tag] for tag in JOURNALS if tag in one}
    if journals:
        return "" if said in journals else said
    return "" if kind not in WHOLE and any(tag in one for tag in PLACES) else said


def told(entry: Entry, title: str) -> list[Problem]:
    """What is said of a title that was taken from T2."""
    if not title or title != dict(entry.fields).get("T2") or any(tag in entry.tags for tag in TITLES):
        return []
    line = next(number for number, tag in zip(entry.lines, entry.tags, strict=False) if tag == "T2")
    what = "The record has no TI or T1; its only title is that in T2, where a journal or book is the rule."
    return [Problem(line, "title", what, "It was taken as the title of the work. Please compare with the source.")]
