"""What a title is of another work: a notice about it, or one part of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from screening.dedupe.engine.notice_words import BEGINS, BEGINS_ELSEWHERE, ENDS, ENDS_ELSEWHERE
from screening.importing.match_keys import folded

SHORTEST, LAST_LETTERS = 8, 40  # of a title that ends as a notice, and of its end
_PART = re.compile(
    r"\b(?:part|pt|study|chapter|phase|paper|section|session|appendix|wave)"
    r" (\d{1,3}|[ivx]{1,5}|one|two|three|four|five|six|[a-h])\b"
)
_HINT = re.compile(r"part |pt |study |chapter |phase |paper |section |session |appendix |wave ")
_ROMAN = dict(
    zip(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"], map(str, range(1, 11)), strict=True)
)
_SPELT = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_COUNTING_WORDS = (
    "one two three four five six first second third fourth fifth 1st 2nd 3rd 4th continued continuation concluded "
    "conclusion part parts pt cont erster zweiter teil partie parte suite"
)
_COUNTED_WORDS = "report study paper chapter phase section session of the a and"
_COUNTED = frozenset(_COUNTED_WORDS.split())
_COUNTING = frozenset(_COUNTING_WORDS.split())


def notice_of(text: str) -> str:
    """correction, retraction, comment or reply; "" for a work of its own."""
    last = max(0, len(text) - LAST_LETTERS)
    found = BEGINS.match(text) or (ENDS.search(text, last) if len(text) > SHORTEST else None)
    if not found:
        told = folded(text)
        last = max(0, len(told) - LAST_LETTERS)
        found = BEGINS_ELSEWHERE.match(told) or (
            ENDS_ELSEWHERE.search(told, last) if len(told) > SHORTEST else None
        )
    return next((kind for kind, value in found.groupdict().items() if value), "") if found else ""


_MARKED = "(?:article|paper|publication)"
_MARK_BEFORE = re.compile(
    rf"[\W_]*(?i:retracted|withdrawn)(?i: {_MARKED})?(?:\s*[\])]?\s*[:.]|\s*[\])]|\s+[-–—](?=\s))\s*"
    rf"|[\W_]*RETRACTED(?: {_MARKED.upper()})?\s+(?=\w+\W+[a-z])"  # of a title that is not in capitals itself
)
_MARK_BEHIND = re.compile(
    rf"(?:\s*[:.]|\s[-–—]{{1,2}})\s*retracted(?: {_MARKED})?[\W_]*$"
    rf"|\s*[\[(]\s*retracted(?: {_MARKED})?[\])][\W_]*$",
    re.I,
)


def without_mark(text: str) -> tuple[str, bool]:
    """The title of an article without the word that it was retracted, and whether it has one: "RETRACTED: ...", not
    "Retraction of ..."."""
    marked = _MARK_BEFORE.match(text)
    bare = _MARK_BEHIND.sub("", text[marked.end() :] if marked else text)
    return (bare, True) if bare.strip() and bare != text else (text, False)


_TOPIC = re.compile(
    r"[\W_]*(?:corrections?|addendum|retract\w+|withdraw\w+)"
    r" (?:of|in|for|by|from|with|after|during|under|using|and|versus)\b"
    r"(?! (?:the )?(?:article|paper|publication)\b)",
    re.I,
)


def is_notice(text: str, kind: str) -> bool:
    """True of a notice; not of "Correction of hallux valgus", which may be an article, and says less than
    "Correction: hallux valgus". Comments and replies are none, as no title tells them from an article. `kind`: what
    `notice_of` tells of the text."""
    return kind in ("correction", "retraction") and not _TOPIC.match(text)


def parts_of(words: str) -> frozenset[str]:
    """The numbers of part, chapter or study in a title: "part ii" -> 2."""
    return frozenset(_number(value) for value in _PART.findall(words)) if _HINT.search(words) else frozenset()


def counted(words: Sequence[str]) -> bool:
    """True of words that count a work among others: 2, ii, b, "second report", continued."""
    return any(len(word) == 1 or word.isdigit() or word in _ROMAN or word in _COUNTING for word in words)


_SEQUEL = re.compile(
    r"\b(?:follow ?ups?|followed up|years? later|extension|secondary|post hoc|sub ?(?:group|study|analys[ei]s)"
    r"|interim|final (?:results|report|analysis)|long term|cost|economic|pilot|replication|revisited|qualitative"
    r"|process evaluation|rationale|design|statistical analysis plan|implementation)\b"
)


def continues(words: Sequence[str]) -> bool:
    """True of a subtitle of what goes before or after another work: "five year follow up", "cost effectiveness"."""
    return bool(_SEQUEL.search(" ".join(words)))


def counted_alone(words: Sequence[str]) -> bool:
    """True of words that do nothing but count a work among others: ii, "part 2", "second report"."""
    return counted(words) and all(
        len(word) == 1 or word.isdigit() or word in _ROMAN or word in _COUNTING or word in _COUNTED
        for word in words
    )


def _number(value: str) -> str:
    return _SPELT.get(value) or _ROMAN.get(value) or value.lstrip("0") or "0"
