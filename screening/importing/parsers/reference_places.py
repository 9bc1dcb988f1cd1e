"""Where each piece of a printed reference stands: beside the first year, in quotes, in which sentence."""

from __future__ import annotations

import re

YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")
EDGE = re.compile(r"^[^\w]+|[^\w]+$")
_QUOTED = re.compile(
    r"“[^“]{2,400}?[”“](?!\w)|„[^“”]{2,400}[“”]|«[^«]{2,400}?»|(?<!\w)\"[^\"]{2,400}\"(?!\w)|``.{2,400}?(?:''|”)"
    r"|(?<!\w)‘.{2,400}?’(?=[\s.,;:)]+(?:[^\Wa-z]|$))|(?<!\w)'.{2,400}?'(?=[\s.,;:)]+(?:[^\Wa-z]|$))"
)


def places_of(texts: list[str]) -> list[list[str]]:
    """Where each token stands: in the whole, beside the first year, in quotes and brackets, in which sentence."""
    dated = [at for at, text in enumerate(texts) if YEAR.search(text)]
    year, last = (dated[0], dated[-1]) if dated else (-1, -1)
    count = len(texts)
    style = _style(texts, year, count)
    sentences = _sentences(texts)
    quotes = _quotes(texts)
    brackets = _brackets(texts)
    found = []
    for at in range(count):
        where = "none" if not dated else "before" if at < year else "at" if at == year else "after"
        number = sentences[at]
        row = [
            f"pos={min(9, 10 * at // count)}",
            f"first={min(at, 4)}",
            f"last={min(count - 1 - at, 4)}",
            f"y={where}",
            f"style={style}",
            f"y|style={where}|{style}",
            f"sent={min(number, 6)}",
            f"sent|style={min(number, 4)}|{style}",
            f"sent|y={min(number, 4)}|{where}",
            f"q={quotes[at]}",
            f"q|y={quotes[at]}|{where}",
            f"b={brackets[at]}",
        ]
        if at in (year, last):
            row.append(f"yearno={'first' if at == year else ''}{'last' if at == last else ''}")
        found.append(row)
    return found


def _sentences(texts: list[str]) -> list[int]:
    """For each token how many sentences ended before it; initials end none."""
    found, number = [], 0
    for text in texts:
        found.append(number)
        bare = text.rstrip('”»"’)')
        if bare.endswith((".", "?", "!")) and len(EDGE.sub("", text)) > 2:
            number += 1
    return found


def _quotes(texts: list[str]) -> list[str]:
    """ "in", "after", "before" or "none" for each token: double quotes count, single ones at words' edges too."""
    whole = " ".join(texts)
    found = ["none"] * len(texts)
    match = _QUOTED.search(whole)
    if not match:
        return found
    at = 0
    for number, text in enumerate(texts):
        middle = at + len(text) // 2
        found[number] = "before" if middle < match.start() else "in" if middle < match.end() else "after"
        at += len(text) + 1
    return found


def _brackets(texts: list[str]) -> list[bool]:
    inside, found = False, []
    for text in texts:
        inside = inside or "(" in text
        found.append(inside)
        inside = inside and ")" not in text
    return found


def _style(texts: list[str], year: int, count: int) -> str:
    """The style by its marks: how the first name is printed, and where the year stands."""
    first = texts[0].rstrip()
    second = texts[1] if count > 1 else ""
    if re.fullmatch(r"(?:[^\W\d_]\.-?)+,?", first):
        name = "I.F"
    elif first.endswith(",") and re.fullmatch(r"(?:[^\W\d_]\.?-?){1,3}[,;:]?", second):
        name = "F,I"
    elif first.endswith(","):
        name = "F,G"
    elif re.fullmatch(r"[A-ZÀ-Þ][A-ZÀ-Þ-]{0,3}[,.;:]?", second):  # as the model learned it
        name = "F_I"
    elif first[:1].isdigit() or first[:1] in "[(":
        name = "num"
    else:
        name = "oth"
    place = "no" if year < 0 else "early" if year < count * 0.45 else "late" if year > count * 0.75 else "mid"
    bracket = "(" if year >= 0 and texts[year][:1] in "([" else ""
    return f"{name}{place}{bracket}"
