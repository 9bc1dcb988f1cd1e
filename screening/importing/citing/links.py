"""Which references the sentences of a text cite by number: [3], [3,5], [3–5], [3][2], also after the full stop,
and as superscripts: ³ ³⁻⁵ <sup>3,5</sup> ^3,5^.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from screening.importing.citing.segment import MARK, Sentence

_MARK = re.compile(MARK)
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PART = re.compile(r"(\d{1,4})(?:\s*[-\u2010-\u2015]\s*(\d{1,4}))?")
LONGEST = 100  # references; a longer range is no citation


@dataclass(frozen=True, slots=True)
class Citing:
    """A sentence and the numbers it cites, in the order of their marks and each once."""

    sentence: Sentence
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """`marks` counts marks as printed, `links` pairs of sentence and reference; `unknown` are the numbers that no
    reference bears, with their sentence.
    """

    citing: tuple[Citing, ...]
    marks: int
    links: int
    never_cited: tuple[int, ...]
    unknown: tuple[tuple[Sentence, int], ...]


def numbers_in(text: str) -> tuple[int, ...]:
    """(3, 4, 5, 2) for "as shown [3–5][2]."."""
    found: list[int] = []
    for mark in _MARK.findall(text):
        for first, last in _PART.findall(mark.translate(_LOWERED)):
            low, high = int(first), int(last or first)
            found += range(low, high + 1) if low <= high < low + LONGEST else [low, high]
    return tuple(dict.fromkeys(found))


def link(sentences: Iterable[Sentence], references: Sequence[int]) -> Links:
    """`references` are the numbers of the reference list. A bracketed number that none of them bears is unknown."""
    known = set(references)
    citing, unknown, marks = [], [], 0
    for sentence in sentences:
        numbers = numbers_in(sentence.text)
        marks += len(_MARK.findall(sentence.text))
        unknown += [(sentence, number) for number in numbers if number not in known]
        if cited := tuple(number for number in numbers if number in known):
            citing.append(Citing(sentence, cited))
    cited_at_all = {number for each in citing for number in each.numbers}
    return Links(
        tuple(citing),
        marks,
        sum(len(each.numbers) for each in citing),
        tuple(number for number in references if number not in cited_at_all),
        tuple(unknown),
    )
