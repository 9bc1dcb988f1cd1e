"""Capital and small letters of every script that has them, as the insides of a character class.

Expressions of the standard library have no name for them, and initials stand in all: "Şahin Ğ", "Иванов ИИ".
"""

from __future__ import annotations

from collections.abc import Callable

LAST = 0xFFFF  # what lies beyond takes a slower path through every expression, and no name is written in it


def _class_of(belongs: Callable[[str], bool]) -> str:
    """The letters for which `belongs` is true, as ranges."""
    ranges: list[list[int]] = []
    for code in range(LAST + 1):
        letter = chr(code)
        if not letter.isalpha() or not belongs(letter):
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(chr(first) if first == last else f"{chr(first)}-{chr(last)}" for first, last in ranges)


CAPITAL = _class_of(lambda letter: letter.isupper() or letter.istitle())
SMALL = _class_of(str.islower)
