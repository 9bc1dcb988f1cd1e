"""The pages of a record: of an issue, a number of the publisher, or as meeting abstracts are paged. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.dedupe.engine.packed import Packed
from screening.importing.match_keys import folded, words_of

_PAGE = re.compile(r"^([a-z]*)0*(\d+)([a-z]*)$")
_RANGE = re.compile(r"[\s]*(?:[-–—‐‑−]+|\bto\b)[\s]*")
_BETWEEN = re.compile(r"[,;+&]")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATED = re.compile(r"^0?(\d{1,2})-(" + "|".join(_MONTHS) + r")$")
_DIGITS = re.compile(r"\d+")
_POSTER = re.compile(r"\W*P[.\s]*\d[\d.]*\W*")  # one number behind a large P; p. 12 and P. 12-19 are pages
_NUMBERED = re.compile(r"(?:e|cd|unsp|(?:art(?:icle|n)?)?(?:no|id|number)?)\d{3,}")
_LOST_FIRST = re.compile(r"(?:p?t|suppl)(\d+)")
_BEHIND = re.compile(r"(?<=\d)\s*[\[(].*")
LONGEST_RANGE = 100  # pages
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Pages(Packed):
    """First and last page in letters and figures; `last` is "" where only one is given; `starts` of all ranges."""

    first: str = ""
    last: str = ""
    starts: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Pages in the range, 1 for a single one, 0 where nothing is known."""
        return _count(self.first, self.last) if self.first else 0

    @property
    def digits(self) -> str:
        """The first page without a letter before it, which databases leave out: S12, viii108."""
        return self.first.lstrip(_LETTERS)

    @property
    def is_lettered(self) -> bool:
        """True of A345, P1.04, viii108, e1234: no page of an issue as articles have them."""
        return self.first[:1].isalpha()

    @property
    def is_article_number(self) -> bool:
        """True of e1234, CD006273, article 123: a running number of the publisher. Other letters page abstracts."""
        return not self.last and self.is_lettered and bool(_NUMBERED.fullmatch(self.first))

    @property
    def is_review_number(self) -> bool:
        """True of CD006273, which a Cochrane review keeps in every issue that has a version of it."""
        return self.is_article_number and self.first.startswith("cd")

    @property
    def is_of_abstracts(self) -> bool:
        """True of A345, OP0123, iv12, S12-S13: where supplements and meetings page what they print."""
        return self.is_lettered and not self.is_article_number and not self.first.startswith("e")

    def has_lost_first(self, other: Pages) -> bool:
        """True of Suppl-16 beside S12-S16 and t-20 beside 314-320: the first page is lost."""
        found = _LOST_FIRST.fullmatch(self.first) if self.is_lettered and not self.last else None
        return found is not None and other.last.endswith(found[1])

    def is_slip_of(self, other: Pages) -> bool:
        """The same last page, and first pages of which one figure is wrong: 201-209, 207-209 and 101-209."""
        if not (self.last and self.last == other.last and len(self.first) == len(other.first)):
            return False
        return sum(x != y for x, y in zip(self.first, other.first, strict=True)) == 1

    def lies_across(self, other: Pages) -> bool:
        """True where ranges share a page without beginning on one, which may be a slip or two works."""
        if not (self.first.isdigit() and other.first.isdigit() and (self.last or other.last)):
            return False
        a, b = ((int(one.first), one.end_page) for one in (self, other))
        short = all(0 <= end - start < LONGEST_RANGE for start, end in (a, b))
        return short and max(a[0], b[0]) <= min(a[1], b[1])

    @property
    def end_page(self) -> int:
        """The last page of a range in figures, or the only one."""
        return int(self.last) if self.last.isdigit() else int(self.first)


@lru_cache(maxsize=20_000)
def _count(first: str, last: str) -> int:
    a, b = _DIGITS.search(first), _DIGITS.search(last or first)
    return max(1, int(b.group()) - int(a.group()) + 1) if a and b else 1


@lru_cache(maxsize=20_000)
def pages_of(raw: str) -> Pages:
    """ "S1-10" -> s1, s10; "971-6" -> 971, 976; "O-12" -> o12; "P.12" -> p12, and "p. 12" -> 12; 01-Sep, which a
    spreadsheet made of 1-9 -> 1, 9."""
    text = folded(raw)
    if "P" not in raw or not _POSTER.fullmatch(raw):
        text = text.replace("pp.", "").replace("p.", "").strip(" .;,\"'")
    if "[" in text or "(" in text:
        text = _BEHIND.sub("", text)
    dated = _DATED.match(text)
    if dated:
        text = f"{dated[1]}-{_MONTHS.index(dated[2]) + 1}"
    elif not text or _MONTH.search(text):
        return Pages()
    ranges = [found for part in _BETWEEN.split(text) if (found := _range(part)) is not None]
    if not ranges:
        return Pages()
    first, last = ranges[0]
    return Pages(first, last, tuple(start for start, _ in ranges))


def _range(text: str) -> tuple[str, str] | None:
    parts = _ends(text)
    first = _page(parts[0]) if parts else ""
    if not first:
        return None
    last = _page(parts[1]) if len(parts) > 1 else ""
    return first, "" if last == first else _whole(first, last)


def _ends(text: str) -> list[str]:
    """What stands on the sides of a dash; letters alone belong to the number behind them: "O-12" is one page."""
    ends: list[str] = []
    for part in filter(None, _RANGE.split(text.strip())):
        if ends and not any(map(str.isdigit, ends[-1])):
            ends[-1] += part
        else:
            ends.append(part)
    return ends


def _page(text: str) -> str:
    compact = "".join(words_of(text))
    found = _PAGE.match(compact)
    if found is None:
        return compact if any(c.isdigit() for c in compact) else ""
    return f"{found[1]}{found[2]}{found[3]}"


def _whole(first: str, last: str) -> str:
    """The last page in full: 971, 6 -> 976; s1, 10 -> s10."""
    a, b = _PAGE.match(first), _PAGE.match(last)
    if not (a and b):
        return last
    digits = b[2]
    if len(digits) < len(a[2]):
        digits = a[2][: len(a[2]) - len(digits)] + digits
    return f"{b[1] or a[1]}{digits}"
