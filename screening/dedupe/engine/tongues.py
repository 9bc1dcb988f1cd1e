"""The language and the script of a text, as far as a comparison needs them: one work may be told in two. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

_SMALL_WORDS = {
    "English": "the of and in for with on to a an by from among during between after is are as at or its using",
    "German": "der die das und in von mit bei fur im des den dem zur zum eine ein einer als auf aus nach zu uber",
    "French": "le la les de des du et en dans chez sur un une au aux par pour avec l d",
    "Spanish": "el la los las de del y en con por para un una al sobre su entre",
    "Portuguese": "o a os as de do da dos das e em no na nos nas com por para um uma ao sobre",
    "Italian": "il lo la i gli le di del della dei delle e in nel nella con per un una al da sul",
    "Dutch": "de het een en van in op met bij voor naar door uit",
    "Polish": "w z i na do u o po przez oraz",
    "Turkish": "ve ile bir icin olan",
}
_SMALL: defaultdict[str, list[str]] = defaultdict(list)  # small word -> the languages that have it
for _tongue, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _SMALL[_word].append(_tongue)
_ENGLISH = ("the", "and", "with", "were", "was")
_SURELY, _HARDLY = 0.011, 0.005  # of these in a letter of an English text, and of one that is not


def tongue_of(words: Iterable[str]) -> str:
    """The language whose small words a title has most of, the script of one that is not Latin; "" where it cannot
    be told."""
    words = list(words)
    script = script_of("".join(words))
    if script != "LATIN":
        return script
    counts = Counter(tongue for word in words for tongue in _SMALL.get(word, ()))
    best = counts.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else ""


def tongues_in(words: Iterable[str]) -> frozenset[str]:
    """The languages of which a title has most small words, as Spanish and French share many; the script of one that
    is not Latin."""
    words = list(words)
    script = script_of("".join(words))
    if script != "LATIN":
        return frozenset((script,))
    counts = Counter(tongue for word in words for tongue in _SMALL.get(word, ()))
    most = max(counts.values(), default=0)
    return frozenset(tongue for tongue, count in counts.items() if count == most)


def two_tongues(x: str, y: str) -> bool:
    """True where one of two texts, closed up, is English and the other is not."""
    first, second = sorted((_english(x), _english(y)))
    return first <= _HARDLY and second >= _SURELY


def _english(text: str) -> float:
    return sum(map(text.count, _ENGLISH)) / len(text)


@lru_cache(maxsize=20_000)
def script_of(text: str) -> str:
    """LATIN, CYRILLIC, CJK, ...: the script of the first letter that is not plain Latin; Japanese and Korean count
    as CJK."""
    if text.isascii():
        return "LATIN"
    letter = next((c for c in text if c.isalpha() and not c.isascii()), "a")
    script = unicodedata.name(letter, "LATIN").split()[0]
    return "CJK" if script in ("HIRAGANA", "KATAKANA", "HANGUL") else script
