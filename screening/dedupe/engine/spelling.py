"""One word in two spellings: the habits of languages, the slips of typists, and what is neither. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

# Letters of a word in which a wrong letter may be a slip, is more likely one, is one; and in which a wrong vowel or
# two wrong letters may be
LEAST_STUMBLE, LEAST_SLIP, LONG = 3, 7, 11
LEAST_VOWEL, LEAST_SECOND = 9, 10
_VOWELS = frozenset("aeiouy")
# British and American, old and new, with and without umlaut: both spellings end as one.
_HABITS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"ae|oe", "e"),
        (r"ou(?=r)", "o"),
        (r"(?<=[iy])s(?=[aei])", "z"),
        (r"ph", "f"),
        (r"leuk", "leuc"),
        (r"([tb])re(?=s?$)", r"\1er"),
        (r"([lp])\1", r"\1"),
        (r"ogue(?=s?$)", "og"),
        (r"mme(?=s?$)", "m"),
        (r"(?<=g)e(?=ing$|ment)", ""),
        (r"ense(?=s?$)", "ence"),
    )
)
_DIPHTHONGS = ("ae", "oe")
_ROMAN = re.compile("[ivxlc]+")
LEAST_CUT = 4  # letters of a word that a field had no room for; fewer count parts
_UMLAUTS = re.compile(r"(?<=[aou])e")
_OPPOSITES = (
    ("hyper", "hypo"), ("pre", "post"), ("intra", "inter"), ("intra", "extra"), ("anti", "pro"), ("under", "over"),
    ("micro", "macro"), ("mono", "poly"), ("uni", "bi"), ("uni", "multi"), ("homo", "hetero"), ("endo", "exo"),
    ("in", "de"), ("up", "down"), ("ante", "retro"), ("antero", "retro"), ("iso", "aniso"), ("infra", "supra"),
    ("hiper", "hipo"), ("iper", "ipo"), ("pre", "peri"), ("pre", "per"), ("ab", "ad"),
)  # fmt: skip
_NEGATING = ("non", "un", "in", "im", "ir", "il", "a", "an", "dis", "anti", "para", "de", "fe", "wo", "nicht", "no")
# Endings that make another substance, or another operation; cholin and choline are one.
_ENDINGS = (
    "ate", "ite", "ide", "ine", "ane", "ene", "yne", "one", "olone", "ase", "ose", "al", "ol", "il", "yl", "an",
    "en", "in", "on", "eine", "tomy", "stomy", "ectomy",
)  # fmt: skip
# Words one letter apart, of which each is at home in titles.
_LOOK_ALIKES = {
    word: group
    for group in (
        "insulin inulin", "facial fascial", "mediation medication meditation", "causal casual", "marital martial",
        "prostate prostrate", "mucus mucous", "diary dairy", "silicon silicone", "palate plate", "cardia cardiac",
        "dominica dominican", "cysteine cystine", "preform perform", "united untied", "sever severe",
        "rational rationale", "moral morale", "local locale", "human humane", "genera general", "breath breathe",
    )
    for word in group.split()
}  # fmt: skip


def one_word(x: str, y: str) -> bool:
    """True for one word as two countries, or two ways to write an umlaut, have it (haemolytic, hemolytic), and for
    a long one with a letter dropped, doubled or turned."""
    if len(x) < 4 or len(y) < 4 or abs(len(x) - len(y)) > 3 or not (_is_latin(x) and _is_latin(y)):
        return False
    if x[0] != y[0] and x[:2] not in _DIPHTHONGS and y[:2] not in _DIPHTHONGS:
        return False
    if _in_habit(x) == _in_habit(y) or _UMLAUTS.sub("", x) == _UMLAUTS.sub("", y):
        return True
    return min(len(x), len(y)) >= LONG and x[0] == y[0] and _stumbles(x, y, 1) and _comparable(x, y)


def slip(x: str, y: str) -> bool:
    """True for a longer word with one letter dropped, doubled, turned or one vowel wrong, and for a plural. Other
    scripts have habits of their own, of which nothing is known here: in them each letter counts."""
    short, long = sorted((x, y), key=len)
    return (_is_plural(short, long) or _is_slip(short, long)) and _comparable(x, y)


def _is_plural(short: str, long: str) -> bool:
    return len(short) > 3 and long in (short + "s", short + "es", short[:-1] + "ies")


def _is_slip(short: str, long: str) -> bool:
    if len(short) < LEAST_SLIP or short[0] != long[0] or len(long) - len(short) > 1:
        return False
    return _stumbles(short, long, 1) or (len(short) >= LEAST_VOWEL and _other_vowel(short, long))


def small_slip(small: str, word: str) -> bool:
    """True for a small word and what one letter less or more makes of it: "of" and "o", "for" and "foer". Of a
    single letter it makes anything."""
    return len(small) > 1 and _is_latin(small) and _is_latin(word) and _stumbles(small, word, 1)


def stumble(x: str, y: str) -> bool:
    """True for a shorter word with one letter dropped, doubled or turned, or a long one with two: the other may be
    a word of its own (insulin and inulin), so that all else must agree."""
    least = min(len(x), len(y))
    return least >= LEAST_STUMBLE and _stumbles(x, y, 2 if least >= LEAST_SECOND else 1) and _comparable(x, y)


def alike(x: str, y: str) -> bool:
    """True for words so near that they may be one, written badly: prednisone and prednisolone are, too."""
    short = min(len(x), len(y))
    if short < 4 or abs(len(x) - len(y)) > 3 or not (x.isalpha() and y.isalpha()):
        return False
    if one_word(x, y):
        return True
    if x[:2] != y[:2]:
        return False  # maternal and paternal, abduction and adduction; slips are rare at the beginning
    most = 1 if short < 8 else 2 if short < 14 else 3
    return OSA.distance(x, y, score_cutoff=most) <= most and not opposite(x, y)


def opposite(x: str, y: str) -> bool:
    """True for words that differ by a prefix that turns the meaning: hyper and hypo, intra and extra."""
    for one, other in _OPPOSITES:
        for p, q in ((one, other), (other, one)):
            if x.startswith(p) and y.startswith(q) and x[len(p) :][:3] == y[len(q) :][:3] != "":
                return True
    short, long = (x, y) if len(x) < len(y) else (y, x)
    return any(long == prefix + short for prefix in _NEGATING)


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def cut_off(short: str, long: str) -> bool:
    """True for a word that a field had no room for; "I" and "II", "1" and "12" count parts."""
    counts = _ROMAN.fullmatch(short) and _ROMAN.fullmatch(long)
    return len(long) >= LEAST_CUT and long.isalpha() and long.startswith(short) and not counts


def _comparable(x: str, y: str) -> bool:
    latin = _is_latin(x) and _is_latin(y) and not (_ROMAN.fullmatch(x) and _ROMAN.fullmatch(y))
    if x in _LOOK_ALIKES and _LOOK_ALIKES[x] == _LOOK_ALIKES.get(y):
        return False
    return latin and not opposite(x, y) and not _other_ending(x, y)


@lru_cache(maxsize=20_000)
def _in_habit(word: str) -> str:
    for pattern, to in _HABITS:
        word = pattern.sub(to, word)
    return word


def _other_ending(x: str, y: str) -> bool:
    """True for nitrate and nitrite, prednisone and prednisolone: one stem, and endings that each mean something."""
    for one in _ENDINGS:
        if x.endswith(one) and y.startswith(x[: -len(one)]):
            other = y[len(x) - len(one) :]
            if other in _ENDINGS and not (one.startswith(other) or other.startswith(one)):
                return True
    return False


def _stumbles(x: str, y: str, most: int, begun: bool = False) -> bool:
    """True where at most so many letters dropped, added or turned lead from one to the other; two that follow each
    other are no slips but a syllable."""
    if abs(len(x) - len(y)) > most:
        return False
    at = _common(x, y)
    if at == len(x) == len(y):
        return True
    if not most or (begun and not at):
        return False
    x, y = x[at:], y[at:]
    rests = [(x[1:], y), (x, y[1:])]
    if len(x) > 1 and x[:2] == y[1::-1]:
        rests.append((x[2:], y[2:]))
    return any(_stumbles(*rest, most - 1, True) for rest in rests)


def _other_vowel(x: str, y: str) -> bool:
    at = _common(x, y)
    return x[at + 1 :] == y[at + 1 :] and len(x) == len(y) and x[at] in _VOWELS and y[at] in _VOWELS


def _common(x: str, y: str) -> int:
    """With how many equal letters they begin."""
    return next((n for n, (c, d) in enumerate(zip(x, y, strict=False)) if c != d), min(len(x), len(y)))
