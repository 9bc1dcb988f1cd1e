"""What a record is by the type its database gives: a notice, or an article, a letter, a book. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_NOTICES = {
    "correction": re.compile(r"\berrat(?:um|a)\b|\bcorrigend|\bcorrections?\b|\baddendum\b"),
    "retraction": re.compile(r"\bretraction\b|\bwithdrawal\b|\bexpression of concern\b"),
}
_GENRES = {
    "part of a book": re.compile(r"\bsection\b|\bchapter\b|incollection|inbook|^chap$"),
    "book": re.compile(r"\bbooks?\b(?! (?:section|chapter|review|part))|\bmonograph\b|^edbook$"),
    "report": re.compile(r"\breports?\b|techreport|^rprt$"),
    "letter or comment": re.compile(
        r"\bletters?\b|\beditorials?\b|\bcomment(?:ary|s)?\b|\breply\b|\bnotes?\b|\bnews\b"
    ),
    "article": re.compile(r"\barticles?\b|\btrials?\b|\breview\b|\bstudy\b|^jour$"),
}
_CASE = re.compile(r"\bcase reports?\b")


@lru_cache(maxsize=20_000)
def notice_told(type: str) -> str:
    """correction or retraction where the type says so: "Published Erratum"; "" of "Retracted Publication", which
    is the article itself."""
    told = type.lower()
    return next((kind for kind, pattern in _NOTICES.items() if pattern.search(told)), "")


@lru_cache(maxsize=20_000)
def genres_of(type: str) -> frozenset[str]:
    """All that the type names, as one record may have several: "Journal Article; Comment"; empty where it tells
    nothing."""
    told = _CASE.sub("article", type.lower())
    return frozenset(genre for genre, pattern in _GENRES.items() if pattern.search(told))
