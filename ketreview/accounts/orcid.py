"""ORCID iDs: four groups of four, the last character a check digit (ISO 7064 MOD 11-2)."""

import re

_SHAPE = re.compile(r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?")


def check_digit(digits: str) -> str:
    """The sixteenth character that belongs to fifteen digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def orcid_of(text: str) -> str:
    """The iD as 0000-0000-0000-0000, with or without its address around it.

    Raises ValueError, worded for the person who typed it, where the shape or the check digit is wrong.
    """
    match = _SHAPE.fullmatch(text.strip())
    if not match:
        raise ValueError("An ORCID iD has sixteen digits, such as 0000-0002-1825-0097.")
    plain = "".join(match.groups()).upper()
    if check_digit(plain[:15]) != plain[15]:
        raise ValueError("The last digit does not fit the others; one of them may be mistyped.")
    return "-".join(plain[start : start + 4] for start in range(0, 16, 4))
