"""What the pages of a printed list leave in its text: running heads, page numbers, and where a copy came from."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby

from .reference_lines import Line

PAGE_NUMBER = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\s*$", re.I)
_DOI_LIKE = re.compile(r"10\.\d{4}|doi|https?:", re.I)
_BESIDE = re.compile(
    r"^\d{1,4}(?:\s{2,}|\s*\|\s*)(?=\D)|(?:\s{2,}|\s*\|\s*)\d{1,4}$"
)  # the page number on the head's line
_COPIED = re.compile(
    r"^\s*(?:Downloaded (?:from|by|on)\b|This article is (?:protected by copyright|licensed)|Author manuscript\b|"
    r"(?:Copyright )?©\s?(?:\d{4}|the authors?\b)|www\.\S+\s+(?:Vol\b|Published online)|All rights reserved)",
    re.I,
)
_OF = re.compile(r"^\s*page\s+\d{1,4}\s+(?:of|/)\s+\d{1,4}\s*$", re.I)
_PAGE_OR_OF = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*$", re.I)
_YEAR = r"(?:19|20)\d\d"
_HEADS = re.compile(  # what stands at the head or foot of a page and in no reference
    r"^\s*(?:.{0,60}\b[Ff]irst published as\s.{0,20}10\.\d{4,9}/|"
    rf"[^/]{{3,70}}\s/\s[^/]{{3,80}}\s\d+\s\({_YEAR}\)\s[\w–-]+\s*$|"  # J. Smith, K. Roe / Journal 245 (2019) 11–19
    rf"\d{{1,4}}\s[^/\d]{{3,70}}\s/\s[^/\d]{{3,80}}\s\d+\s\({_YEAR}\)\s*$|"  # 12 J. Smith et al. / Pain 160 (2019)
    r"[^|.]{3,60}\s\|\s(?:https?:|www\.|doi)|"  # PLOS ONE | https://doi.org/...
    r"https?://\S+\s+Published online by\b|(?:Author Manuscript\s*)+$|"
    r".{3,80}\bAuthor manuscript; available in PMC\b|"
    r".{3,60}\bet al\.?,?\s+Page\s\d{1,4}\s*$)"
)
_BESIDE_PAGE = re.compile(  # the same beside a page number only: a reference may be cut to such a line
    rf"^\s*(?:.{{2,60}}\bet al\.?,?\s.{{3,70}}\({_YEAR}\)\s?\d+(?:\s?\([\w ]+\))?(?::\s?[\w–-]+)?|"
    rf"[^\W\d_][^\d,;:]{{3,70}}\s{_YEAR},\s\d+,\s\w+)\s*$"
)
LONGEST = 90  # characters of a running head
MOST_BETWEEN = 3  # lines between two pages


def page_furniture(lines: list[Line]) -> set[int]:
    """The numbers of the lines that are running heads, which come again with other numbers, of lone page numbers
    beside them, and of lines that say where the page was copied from.
    """
    pages = {line.number for line in lines if PAGE_NUMBER.match(line.text)}
    heads = repeated_lines(lines)
    numbered = {line.number for line in lines if line.number in heads and _BESIDE.search(line.text.strip())}
    kept = _beside_pages([line for line in lines if line.number in heads], pages)
    near = {n for n in pages if any(n + d in kept or n + d in numbered for d in (-2, -1, 1, 2))}
    lone = pages if len(pages) >= 2 and len(pages) < len(lines) / 8 else near
    copied = {line.number for line in lines if _COPIED.match(line.text) and len(line.text) < 2 * LONGEST}
    return lone | near | kept | numbered | copied | _single_heads(lines) | _between_pages(lines)


def _beside_pages(heads: list[Line], pages: set[int]) -> set[int]:
    """The numbers of those that stand beside page numbers, as at least half of the like do, and two where there are
    two pages: a journal and its numbers may come again too, and once beside a page's end."""
    beside = [line for line in heads if any(line.number + d in pages for d in (-2, -1, 1, 2))]
    all_like, like = Counter(_shape(line.text) for line in heads), Counter(_shape(line.text) for line in beside)
    least = {shape: max(many / 2, min(2, len(pages))) for shape, many in all_like.items()}
    return {line.number for line in beside if like[_shape(line.text)] >= least[_shape(line.text)]}


def _single_heads(lines: list[Line]) -> set[int]:
    """The numbers of lines that are heads or feet by their form, though they come only once, and of the page
    numbers beside them.
    """
    filled = [line for line in lines if line.text.strip()]
    found: set[int] = set()
    for at, line in enumerate(filled):
        near = [filled[beside] for beside in (at - 1, at + 1) if 0 <= beside < len(filled)]
        paged = any(_PAGE_OR_OF.match(other.text) for other in near)
        if len(line.text) < 2 * LONGEST and (
            _HEADS.match(line.text) or _OF.match(line.text) or paged and _BESIDE_PAGE.match(line.text)
        ):
            found |= {line.number, *(other.number for other in near if _PAGE_OR_OF.match(other.text))}
    return found


def _between_pages(lines: list[Line]) -> set[int]:
    """The numbers of the lines in blocks between empty lines that hold nothing but a page number and, at most, a
    short line without a digit: one page ends there and the next begins."""
    found: set[int] = set()
    blocks = [list(block) for filled, block in groupby(lines, key=lambda line: bool(line.text.strip())) if filled]
    for block in blocks[1:-1]:
        heads = [line.text.strip() for line in block if not PAGE_NUMBER.match(line.text)]
        if len(heads) < len(block) <= MOST_BETWEEN and all(map(_may_stand_between, heads)):
            found |= {line.number for line in block}
    return found


def _may_stand_between(text: str) -> bool:
    return len(text) <= LONGEST and not re.search(r"\d", text) and text[-1:] not in ".,;:-"


def repeated_lines(lines: list[Line]) -> set[int]:
    """The numbers of short lines that come again with other digits, or word for word beside page numbers."""
    shapes = Counter(_shape(line.text) for line in lines)
    pages = {line.number for line in lines if PAGE_NUMBER.match(line.text)}
    by_page: dict[str, list[bool]] = {}
    for line in lines:
        if shapes[_shape(line.text)] >= 2 and len(line.text) <= LONGEST:
            beside = any(line.number + d in pages for d in (-2, -1, 1, 2))
            by_page.setdefault(line.text.strip(), []).append(beside)
    return {
        line.number for line in lines if shapes[_shape(line.text)] >= 2 and _may_be_head(line.text.strip(), by_page)
    }


def _may_be_head(text: str, by_page: dict[str, list[bool]]) -> bool:
    if not (3 <= len(text) <= LONGEST and text[0].isalnum()) or _DOI_LIKE.search(text) or PAGE_NUMBER.match(text):
        return False
    if text.endswith((".", ",", "-")):
        places = by_page.get(text, [])
        return len(places) >= 2 and all(places)
    return text[0].isalpha() or bool(_BESIDE.search(text))


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", _BESIDE.sub("", text.strip()))
