"""Cyrillic and Latin letters of one title: the ways to transliterate it agree on its consonants. Pure.

Of both alphabets the consonants are kept, sibilants as one and without х, which is written as h, kh, ch and x.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Indel

from screening.dedupe.engine.tongues import script_of

LEAST_BONES = 10  # consonants of a title, fewer of which are alike by chance
KEPT = 12  # consonants by which titles find each other
ALIKE = 0.85
_CYRILLIC = str.maketrans("бвгґджзклмнпрстфцчшщ", "bvggdssklmnprstfssss")
_LATIN = str.maketrans("cwz", "svs")
_GROUPS = re.compile("kh|[csz]h")
_DROPPED = re.compile("[^bvgdklmnprstf]")
_DOUBLED = re.compile(r"(.)\1+")
_OTHERS_WORDS = "the of and for with by from to der die das und les des el los las del une"
_OTHERS = frozenset(_OTHERS_WORDS.split())


@lru_cache(maxsize=5_000)
def bones(letters: str) -> str:
    """ "Лечение боли", "Lechenie boli" -> "lsnbl"."""
    if script_of(letters) == "CYRILLIC":
        text = letters.translate(_CYRILLIC)
    else:
        text = _GROUPS.sub(lambda found: "" if found[0] == "kh" else "s", letters).translate(_LATIN)
    return _DOUBLED.sub(r"\1", _DROPPED.sub("", text).replace("ts", "s"))


def across(x: str, y: str) -> float:
    """How alike two texts in the two alphabets are from 0 to 1; 0 where they are not in these."""
    if {script_of(x), script_of(y)} != {"CYRILLIC", "LATIN"}:
        return 0.0
    one, other = bones(x), bones(y)
    return Indel.normalized_similarity(one, other) if one and other else 0.0


def may_be_transliterated(letters: str, words: tuple[str, ...]) -> bool:
    """True of a title in Cyrillic letters, and of one in Latin letters without small words of other languages."""
    return script_of(letters) == "CYRILLIC" or _OTHERS.isdisjoint(words)
