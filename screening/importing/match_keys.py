"""What records are compared by: identifiers and titles with their spelling taken out. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+|10/(?=[a-z\d]{0,7}[a-z])[a-z\d]{3,8}")  # or a short one
_DOI_PREFIX = re.compile(r"^(?:https?://)?(?:dx\.)?(?:doi\.org/|doi:\s*)", re.I)
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without accents: "Göbel, Müller-Schwefe" -> "gobel, muller-schwefe"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The words of a text, folded, without punctuation."""
    return _WORD.findall(folded(text))


def normal_title(title: str) -> str:
    """The title's words joined by blanks: "[Ketamine: a trial.]" -> "ketamine a trial"."""
    return " ".join(words_of(title))


def normal_doi(doi: str) -> str:
    """The DOI in lower case without a URL; "" for anything that is no whole DOI, which identifies nothing."""
    bare = _DOI_PREFIX.sub("", doi.strip()).lower().rstrip(".,;")
    return bare if _DOI.fullmatch(bare) else ""


def normal_pmid(pmid: str) -> str:
    """The digits without leading zeros; "" where the field is no plain number."""
    digits = pmid.strip()
    return digits.lstrip("0") if digits.isdecimal() else ""


def first_author(authors: Sequence[str]) -> str:
    """The first author's family name, folded and closed up: "De Oliveira, G." -> "deoliveira"; "" for none."""
    return "".join(words_of(authors[0].partition(",")[0])) if authors else ""


def match_key(title: str, year: int | None, authors: Sequence[str]) -> str:
    """64 hexadecimal characters that two records share when title, year and first author agree.

    "" where one of the three is missing: then nothing can be said. Blanks and hyphens do not count.
    """
    compact, author = "".join(words_of(title)), first_author(authors)
    if not (compact and year and author):
        return ""
    return hashlib.sha256(f"{compact}|{year}|{author}".encode()).hexdigest()
