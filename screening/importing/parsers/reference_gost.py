"""References as GOST 7.0.5 and 7.1 print them: "Roe A. A. Title / A. A. Roe // Journal. – 2019. – Т. 12." """

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_heads import leading_names
from .reference_names import names_in
from .reference_parts import Parts

STYLE = "gost"
_BREAK = r"[.,;]?\s*(?:[–—-]\s+)?"
_ARTICLE = re.compile(
    rf"(?P<head>[^/]+?)(?:\s/\s(?P<said>[^/]+?))?\s//\s(?P<container>[^/]+?){_BREAK}(?P<date>{shapes.YEAR}){_BREAK}"
    rf"(?:(?:[ТTт]|[Vv]ol|Bd)\.?\s?(?P<volume>\d[\w-]*)\b{_BREAK})?"
    rf"(?:(?:№|[Nn]o|N|Вып|Iss)\.?\s?(?P<issue>\d[\w()/-]*)\b{_BREAK})?"
    rf"(?:(?:[СCс]|[Pp]{{1,2}}|S)\.?\s?(?P<pages>{shapes.PAGES}))?\s?\.?",
    re.S,
)
_BOOK = re.compile(
    rf"(?P<head>[^/]+?)(?:\s/\s(?P<said>[^/]+?))?\.\s[–—]\s(?P<place>[^:/\d]{{1,40}}?)\s?:\s(?P<publisher>[^,/]+),\s"
    rf"(?P<date>{shapes.YEAR})\.?(?:\s[–—]\s\d+\s?[сcps]\.)?",
    re.S,
)


def gost(body: str, parts: Parts) -> bool:
    """Whether the reference is an article behind "//" or a book behind dashes; then it is taken apart."""
    article = _ARTICLE.fullmatch(body)
    if article and not (article["volume"] or article["issue"] or article["pages"]):
        return False
    found = article or _BOOK.fullmatch(body)
    authors, title, short = leading_names(found["head"]) if found else ([], "", False)
    if not found or not title:
        return False
    if found["said"] and " " in found["said"]:  # all of them; the head names the first
        authors, short = names_in(found["said"])
    for name, value in found.groupdict().items():
        if name not in ("head", "said"):
            setattr(parts, name, (value or "").strip(" .,–—"))
    parts.authors, parts.title, parts.short = authors, title.strip(" .,"), short
    parts.type, parts.style = "article" if article else "book", STYLE
    parts.names_score, parts.marked = float(bool(authors)), True
    return True
