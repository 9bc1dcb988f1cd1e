"""Quotation marks around a title, and those that belong to it: “Long nights” in the north is a whole title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .capitals import CAPITAL, SMALL

_CLOSING = {"“": "”“", "„": "“”", "«": "»", "‘": "’", '"': '"”', "'": "'", "`": "'’`"}
_STRAY = "”»"  # what closes nothing that was opened
_LATEX = ("``", "''")
_GOES_ON = re.compile(
    rf"(?!(?:in|dans|en|em|vol|no|pp?|npj|doi|available|accessed|viewed|retrieved|https?|eds?|edited|unpublished|"
    rf"paper|presented|the)\b)[{SMALL}]{{1,30}}(?![{CAPITAL}\w])"
)
_IN_BOOK = re.compile(r"\b(?:[Ee]ds?|[Ee]dited|[Ee]ditors?|[Hh]rsg|pp?)\b")
_IN = re.compile(r"in\s")
_SENTENCE_AND_NUMBERS = re.compile(rf"[.?!]\s+[{CAPITAL}][^.?!]*?(?:,?\s\d|[.,]\s\d)")
LONGEST_QUOTE = 4  # words of a quote with which a title begins, where no comma or stop ends it


_OWN = {  # by the opening mark: what stands between it and its own closing mark
    opening: re.compile(
        rf"{opening}\s*(?P<title>.+?)(?:[{closing}]\s?[,.;]|[,.]\s?[{closing}](?!\w))\s+(?P<rest>.*)", re.S
    )
    for opening, closing in _CLOSING.items()
}
_ANY = re.compile(
    r"[‘“\"'«„`]+\s*(?P<title>.+?)(?:[’”\"»“']+\s?[,.;]|[,.]\s?[’”\"»“']+(?!\w))\s+(?P<rest>.*)", re.S
)  # a comma or stop beside the closing mark: no apostrophe
_OPEN = re.compile(
    r"[‘“\"'«„`]+\s*(?P<title>.+?)[,.]?\s*(?:[’”\"»](?!\w)|''|'(?=[,.]\s))+[,.]?\s*(?P<rest>.*)", re.S
)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A title in quotation marks and what follows; `closed` says that a comma or stop stands beside the last."""

    title: str
    rest: str
    closed: bool


def closed_title(text: str) -> Quoted | None:
    """The title in quotes with which the text begins, where a comma or stop shows its end."""
    own = _OWN.get(text[:1])
    found = own and own.fullmatch(text) or (_ANY.fullmatch(text) if own else None)
    if not found or goes_on(found["title"], found["rest"], True):
        return None
    return Quoted(found["title"].strip(), found["rest"], True)


def quoted_title(text: str) -> Quoted | None:
    """The same where nothing but the mark shows it."""
    found = _OPEN.fullmatch(text)
    if not found or goes_on(found["title"], found["rest"], False):
        return None
    return Quoted(found["title"].strip(), found["rest"], False)


def goes_on(quoted: str, rest: str, closed: bool) -> bool:
    """Whether the title goes on behind the words in quotes with which it begins. `closed` says that a comma or stop
    stands beside the closing mark."""
    if closed:
        return bool(_GOES_ON.match(rest) and _SENTENCE_AND_NUMBERS.search(rest))
    if _IN.match(rest):
        return not _IN_BOOK.search(rest)
    if _GOES_ON.match(rest):
        return True
    return len(quoted.split()) <= LONGEST_QUOTE and bool(_SENTENCE_AND_NUMBERS.search(rest))


def unquoted(title: str) -> str:
    """The title without the quotation marks that enclose all of it, or that have lost their other half."""
    title = title.strip()
    if title.startswith(_LATEX[0]) and title.endswith(_LATEX[1]):
        return title[2:-2].strip(" ,.")
    closing = _CLOSING.get(title[:1], "")
    if not closing:
        lone = title[-1:] in _STRAY and not re.search("[“«„]", title)
        return (title[:-1] if lone or title[-1:] == '"' == title[-1:] and title.count('"') == 1 else title).strip()
    inside = title[1:]
    if not any(mark in inside for mark in closing):
        return inside.strip()
    if inside[-1] in closing and _encloses(title[0], inside[:-1], closing):
        return inside[:-1].strip(" ,.")
    return title


def _encloses(opening: str, inside: str, closing: str) -> bool:
    """Whether the mark at the end closes the one at the beginning, and no later one."""
    if opening in "\"'`":
        ends = [found.start() for found in re.finditer(rf"(?<=[\w.?!])[{closing}](?!\w)", inside)]
        starts = [found.start() for found in re.finditer(rf"(?<!\w)[{opening}](?=\w)", inside)]
        return not starts or bool(ends) and starts[0] < ends[0]
    depth = 1
    for at, sign in enumerate(inside):
        if sign == opening:
            depth += 1
        elif sign in closing and (opening != "‘" or not re.match(r"\w", inside[at + 1 :])):
            depth -= 1
            if depth == 0 and opening in inside[at:]:
                return False
    return True
