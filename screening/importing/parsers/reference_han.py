"""References in Chinese and Japanese without marks of their kind: names without initials or blanks, points and
commas as wide as a letter: "山田太郎，鈴木花子：睡眠と光．睡眠医療，12(3)：45–50，2019．" """

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_lines import HAN
from .reference_parts import Parts

STYLE = "han"
_DIGITS = "".join(map(chr, range(0xFF10, 0xFF1A)))
_FULL = str.maketrans(f"{_DIGITS}［］（），．：；－／", "0123456789[](),.:;-/")
_KIND = re.compile(r"[\[［][A-Z](?:[/／][A-Z]{1,2})?[\]］]")  # "[J]", as GB/T 7714 prints behind the title
_WIDE = str.maketrans(f"{_DIGITS}，．。：；（）－〜～", "0123456789,..:;()---")
_SIGN = f"(?:{HAN.pattern}|[々ー])"
_NAME = rf"{_SIGN}{{1,6}}(?:\s{_SIGN}{{1,6}})?"
_OTHERS = r"[,、]?\s?(?:ほか|他|等)"
_NAMES = rf"(?P<names>{_NAME}(?:\s?[,、・;]\s?{_NAME}){{0,40}})(?P<short>{_OTHERS})?"
_TITLE = r"(?P<title>[^.]{4,300}?)[.\s]\s?(?P<container>[^.,\d]{2,60}?)"
_VOLUME = r"(?P<volume>\d+)\s?(?:\((?P<issue>[^()]{1,20})\))?"
_PAGES = rf"(?P<pages>{shapes.PAGES})"
_DATE = rf"(?P<date>{shapes.YEAR})年?"
_SHAPES = tuple(
    re.compile(shape, re.S)
    for shape in (
        rf"{_NAMES}[.:]\s?{_TITLE}[.,]?\s?{_DATE}[;,]\s?{_VOLUME}\s?:\s?{_PAGES}\s?\.?",
        rf"{_NAMES}[.:]\s?{_TITLE}[.,]?\s?{_VOLUME}\s?[:,]\s?{_PAGES},\s?{_DATE}\s?\.?",
        rf"{_NAMES}\s?\({_DATE}\)[.:]?\s?{_TITLE}[.,]\s?{_VOLUME}[,:]\s?{_PAGES}\s?\.?",
    )
)
_BETWEEN = re.compile(r"\s?[,、・;]\s?")


def narrowed(text: str) -> str:
    """As many signs, those that are as wide as a Chinese letter in their plain form, where the kind of work stands
    behind the title: "山田．睡眠［J］．医学，２０１９，12（3）：1－5．" as "山田.睡眠[J].医学,2019,12(3):1-5." """
    return text.translate(_FULL) if _KIND.search(text) else text


def han(body: str, parts: Parts) -> bool:
    """Whether it is an article with its names in such signs; then it is taken apart."""
    if not HAN.match(body[:1]):
        return False
    plain = body.translate(_WIDE)  # as many signs as before
    found = next((found for shape in _SHAPES if (found := shape.fullmatch(plain))), None)
    if not found:
        return False
    parts.authors = _BETWEEN.split(found["names"])
    parts.short = bool(found["short"])
    for name in ("title", "container"):
        setattr(parts, name, body[slice(*found.span(name))].strip())
    for name in ("date", "volume", "issue", "pages"):
        setattr(parts, name, found[name] or "")
    parts.style, parts.names_score, parts.marked = STYLE, 1.0, True
    return True
