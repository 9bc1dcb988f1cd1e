"""What can be seen of each piece of a printed reference: its word, its shape, its place and its neighbours.

The features are strings, as a linear-chain model wants them. A model fits the features it learned from: who changes
them, here or in `reference_places` and `reference_words`, makes it anew (`python -m benchmarks.learn_references`).
"""

from __future__ import annotations

import re
import unicodedata

from .reference_places import EDGE, YEAR, places_of
from .reference_tokens import Token
from .reference_words import KINDS


def features_of(tokens: list[Token]) -> list[list[str]]:
    """The features of each token: its own, those of two neighbours on either side, and where it stands."""
    own = [_own(token) for token in tokens]
    places = places_of([token.text for token in tokens])
    found = []
    for at, (features, near) in enumerate(own):
        row = ["bias", *features, *places[at]]
        for step in (-2, -1, 1, 2):
            beside = at + step
            if 0 <= beside < len(own):
                row += [f"{step}:{feature}" for feature in own[beside][1]]
            elif beside in (-1, len(own)):
                row.append(f"{step}:edge")
        if at and at + 1 < len(own):
            row.append(f"sh3={own[at - 1][1][1][3:]}|{near[1][3:]}|{own[at + 1][1][1][3:]}")
        found.append(row)
    return found


def shape_of(word: str) -> str:
    """ "Xx.", "X.", "d-d", "Xx-Xx": capitals, small letters and digits, runs of one kind as one."""
    kinds = []
    for sign in word:
        if sign.isupper():
            kind = "X"
        elif sign.isalpha():
            kind = "x"
        elif sign.isdigit():
            kind = "d"
        elif unicodedata.category(sign) == "Pd":
            kind = "-"
        else:
            kind = sign
        if not kinds or kinds[-1] != kind or kind == "X" and len(kinds) < 2:
            kinds.append(kind)
    return "".join(kinds[:9])


def _own(token: Token) -> tuple[list[str], list[str]]:
    """All features of a token itself, and those that its neighbours see."""
    text = token.text
    core = EDGE.sub("", text)
    low = core.lower()
    tail = text[len(text.rstrip(".,;:!?)]”»’\"'")) :][-3:]
    head = text[: len(text) - len(text.lstrip("“„«‘\"'`(["))][:2]
    shape = shape_of(text)
    near = [f"w={low}" if not core.isdigit() else f"n={len(core)}", f"sh={shape}", f"t={tail}"]
    if head:
        near.append(f"h={head}")
    near += [f"k={kind}" for kind in KINDS.get(low, ())]
    if YEAR.search(text):
        near.append("year")
    own = list(near)
    if core and not core.isdigit():
        own += [f"p2={low[:2]}", f"p3={low[:3]}", f"p4={low[:4]}"]
        own += [f"s2={low[-2:]}", f"s3={low[-3:]}", f"s4={low[-4:]}"]
        own.append(f"csh={shape_of(core)}")
        own.append(f"len={min(len(core), 8)}")
        own.append(f"w|t={low}|{tail}")
    if token.glued:
        own.append("glued")
    own.append(_digits(text))
    own += _special(text)
    return own, near


def _digits(text: str) -> str:
    if not any(sign.isdigit() for sign in text):
        return "dig=no"
    if YEAR.fullmatch(text.strip("().,;:[]abcd")):
        return "dig=year"
    core = EDGE.sub("", text)
    if re.fullmatch(r"[A-Za-z]?\d+\s?[-‐-―]+\s?[A-Za-z]?\d+", core):
        return "dig=range"
    if core.isdigit():
        return f"dig=n{min(len(core), 5)}"
    if re.match(r"\d+\s?\(\d", core):
        return "dig=issue"
    return "dig=mixed"


def _special(text: str) -> list[str]:
    low = text.lower()
    if "http" in low or "www." in low:
        return ["special=url"]
    if re.fullmatch(r"[-‐-―_]{2,}[.,]*", text):
        return ["special=dashes"]
    if "10." in low and "/" in low or low.startswith("doi"):
        return ["special=doi"]
    return []
