"""The notice that stands under a list copied with the end of its page: whose it is, and how it may be used."""

from __future__ import annotations

import re

from .records import Problem
from .reference_lines import Line, like_reference

MOST = 15  # lines of a notice
_OPENS = re.compile(
    r"[\s*_#>]*(?:(?:Copyright\b\W{0,3}(?:©|\(?c\)|(?:19|20)\d\d\b|by\b)|©|\(c\)\s*(?:19|20)\d\d)|"
    r"This (?:work|article|paper|is an open[ -]access article)\b.{0,80}\b(?:licen[sc]ed?|distributed)\b|"
    r"(?:Open Access:?\s+)?This (?:work|article) is\b.{0,40}\bopen[ -]access\b|"
    r"(?:Articles?|All articles|Content) (?:are|is)\b.{0,80}\blicen[sc]ed?\b|"
    r"All rights reserved\b|(?:Disclaimer/)?Publisher[’'´`]?s[’'´`]? note\b)",
    re.I,
)
_TELLS = re.compile(
    r"copyright|©|licen[sc]|creative\s?commons|\bcc[ -]by\b|rights reserved|open[ -]access|"
    r"publisher[’'´`]?s note|jurisdictional|institutional affiliations|solely those of|injury to people",
    re.I,
)
_SAYS_WHERE = re.compile(  # "37(5), 591", "37:591"; but no DOI, which a notice may bear
    r"\d\s?\(\d[^()]*\)\s?[:,]\s?\w*\d|;\s?\d+\s?(?:\([^()]*\))?\s?:\s?\w*\d"
)


def without_notice(lines: list[Line]) -> tuple[list[Line], list[Problem]]:
    """The lines down to the notice under the list, and what is said of it; all lines where there is none, or where
    something that may be a reference stands in it."""
    filled = [at for at, line in enumerate(lines) if line.text.strip()][-MOST:]
    for n, first in enumerate(filled):
        if first and _OPENS.match(lines[first].text) and _is_notice([lines[at] for at in filled[n:]]):
            text, more = lines[first].text.strip(), len(filled) - n - 1
            shown = text if len(text) <= 80 else text[:79] + "…"
            others = f" and {more} more line{'s' if more > 1 else ''} tell" if more else " tells"
            what = f"“{shown}”{others} of copyright and licence, not of a reference."
            return lines[:first], [
                Problem(lines[first].number, "", what, "It was left out; no reference was lost.")
            ]
    return lines, []


def _is_notice(lines: list[Line]) -> bool:
    tells = sum(bool(_TELLS.search(line.text)) for line in lines)
    return 3 * tells >= len(lines) and not any(_may_be_reference(line.text) for line in lines)


def _may_be_reference(text: str) -> bool:
    return bool(_SAYS_WHERE.search(text)) or like_reference(text) and not _TELLS.search(text)
