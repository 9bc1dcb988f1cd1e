"""References that print the kind of work behind the title, as GB/T 7714 asks: "Title[J]. Journal, 2019, 12: 45-50."

Nothing else prints these marks, so what stands before and behind them is known.
"""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_heads import leading_names, vancouver_names
from .reference_lines import HAN
from .reference_names import ET_AL, names_in
from .reference_parts import Parts

STYLE = "gb/t"
KINDS = {
    "J": "article",
    "N": "article",
    "M": "book",
    "G": "book",
    "C": "conference",
    "D": "thesis",
    "R": "report",
    "EB": "webpage",
    "DB": "dataset",
    "DS": "dataset",
}
_STOP = "[.．。]"
_COMMA = "[,，]"
_COLON = "[:：]"
_MARK = re.compile(
    rf"\s?\[\s?(?P<kind>[JNMGCDRPSZA]|EB|DB|DS|CP|CM)(?:\s?/\s?(?:OL|CD|DK|MT))?\s?\]\s*(?P<host>//|∥)?{_STOP}?\s*"
)
_DAY = r"(?:-\d{1,2}){0,2}"
_DATED = re.compile(rf"(?<!\d)(?P<date>{shapes.YEAR}){_DAY}(?!\d)")
_JOURNAL = re.compile(
    rf"(?P<container>.+?){_COMMA}\s*(?P<date>{shapes.YEAR}){_DAY}(?:{_COMMA}\s*(?P<volume>[^\s(（:：,，.]+))?"
    rf"\s*(?:[(（](?P<issue>[^()（）]*)[)）])?(?:\s*{_COLON}\s*(?P<pages>[^\s.。\[]+))?"
)
_PUBLISHED = re.compile(
    rf"(?:(?P<edition>[^{_STOP[1:]}{{1,12}}?(?:版|ed)){_STOP}\s*)?(?:(?P<place>[^:：]{{1,40}}){_COLON}\s*)?"
    rf"(?P<publisher>.+?){_COMMA}\s*(?P<date>{shapes.YEAR}){_DAY}(?:\s*{_COLON}\s*(?P<pages>[^\s.。\[]+))?"
)
_HOST = re.compile(rf"(?:(?P<editors>[^.．。]+){_STOP}\s*)?(?P<book>[^.．。]+){_STOP}\s*(?P<rest>.+)", re.S)
_FAMILY_FIRST = re.compile(r"(?P<family>[^\W\d_][\w’'‐ -]*?)\s(?P<given>(?:[^\W\d_a-z]{1,3}(?:[ -](?=\S)|$)){1,4})")
_AND_OTHERS = re.compile(rf"[,，、]?\s*等\s*{_STOP}?\s*$")


def marked_kind(body: str, parts: Parts) -> bool:
    """Whether the reference has such a mark with a date behind it; then it is taken apart."""
    mark = _MARK.search(body)
    if not mark or not mark.start() or not _DATED.search(body, mark.end()):
        return False
    _names_and_title(body[: mark.start()], parts)
    parts.type, parts.style, parts.marked = KINDS.get(mark["kind"], "other"), STYLE, True
    rest = body[mark.end() :].strip()
    if mark["host"]:
        parts.type = "conference" if mark["kind"] == "C" else "chapter"
        rest = _host(rest, parts)
    numbered = parts.type == "article" and not mark["host"]
    found = (_JOURNAL if numbered else _PUBLISHED).match(rest) or _DATED.search(rest)
    said = found.groupdict() if found else {}
    if mark["kind"] == "N":  # "2011-03-04(5)": the page of that day
        said["pages"], said["issue"] = said.get("issue"), ""
    for name, value in said.items() if mark["kind"] != "P" else ():  # behind a patent's number stands its day
        setattr(parts, name, (value or "").strip())
    if not parts.date and (dated := _DATED.search(rest)):
        parts.date = dated["date"]
    return bool(parts.title)


def _names_and_title(head: str, parts: Parts) -> None:
    """Han names end at the first stop and are parted by commas; others are told by their initials."""
    names, stop, title = re.split(f"({_STOP})", head, maxsplit=1) if re.search(_STOP, head) else ("", "", head)
    if HAN.search(names or title):
        parts.short = bool(_AND_OTHERS.search(names))
        listed = re.split(r"\s*[,，、;；]\s*", _AND_OTHERS.sub("", names))
        parts.authors, parts.title = [name.strip() for name in listed if name.strip()], title.strip()
    else:
        parts.short = bool(ET_AL.search(names))
        said = [_FAMILY_FIRST.fullmatch(name.strip()) for name in ET_AL.sub("", names).split(",")]
        if all(said):
            parts.authors = [f"{name['family']}, {name['given']}" for name in said if name]
        else:  # names with stops, or full ones
            parts.authors, title, parts.short = leading_names(head)
        if not parts.authors:
            listed, title = vancouver_names(head)
            parts.authors, parts.short = names_in(listed) if listed else ([], False)
        parts.title = title.strip(" .,") or head.strip()
    parts.names_score = 1.0 if parts.authors else 0.0


def _host(rest: str, parts: Parts) -> str:
    """Takes "Editors. Book. " from what follows; the publisher and the year are left."""
    found = _HOST.match(rest)
    if not found:
        return rest
    parts.container = found["book"].strip()
    if found["editors"] and HAN.search(found["editors"]):
        parts.editors = [name for name in re.split(r"\s*[,，、;；]\s*", found["editors"].strip()) if name]
    elif found["editors"]:
        parts.editors = names_in(found["editors"])[0]
    return found["rest"]
