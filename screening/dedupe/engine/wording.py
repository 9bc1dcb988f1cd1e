"""How two titles differ, word by word: spelling, an added subtitle, or another subject. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel

from screening.dedupe.engine.titles import Title

EQUAL, SPELLING, PART, ADDED, SWAPPED, OTHER = "equal", "spelling", "part", "added", "swapped", "other"
SAME = (EQUAL, SPELLING)
_STOP_WORDS = (
    "a an the of and in on for to with from by at as is are or its it their this that vs versus und der "
    "die das de la le les des et el los en y "
)
_STOP = frozenset(_STOP_WORDS.split())
_OPPOSITES = (
    ("hyper", "hypo"), ("pre", "post"), ("intra", "inter"), ("intra", "extra"), ("anti", "pro"), ("under", "over"),
    ("micro", "macro"), ("mono", "poly"), ("uni", "bi"), ("uni", "multi"), ("homo", "hetero"), ("endo", "exo"),
    ("in", "de"), ("up", "down"), ("ante", "retro"), ("antero", "retro"), ("iso", "aniso"), ("infra", "supra"),
)  # fmt: skip
_NEGATING = ("non", "un", "in", "im", "ir", "a", "an", "dis", "anti", "fe", "wo")
LEAST_PART, LEAST_LETTERS = (
    4,
    20,
)  # words and letters that a title must have to be the beginning or end of a longer one


@dataclass(frozen=True, slots=True)
class Wording:
    """How alike two titles are from 0 to 1, in what way, and the words that only one of them has."""

    kind: str
    ratio: float
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        return self.kind in SAME


def wording(a: Title, b: Title) -> Wording:
    """Compare two titles; the best of their parallel titles counts."""
    if not a.letters or not b.letters:
        return Wording(OTHER, 0.0)
    if a.letters == b.letters:
        return Wording(EQUAL, 1.0)
    if _share_parallel(a, b):
        return Wording(EQUAL, 1.0)
    ratio = Indel.normalized_similarity(a.letters, b.letters)
    only_a, only_b = _leftover(a.words, b.letters, b.words), _leftover(b.words, a.letters, a.words)
    only_a, only_b = _without_misspelt(only_a, only_b)
    if not only_a and not only_b:
        return Wording(SPELLING if ratio >= 0.75 else OTHER, ratio)
    if _is_part(a, b):
        return Wording(PART, ratio, only_a, only_b)
    if ratio < 0.6:
        return Wording(OTHER, ratio, only_a, only_b)
    return Wording(SWAPPED if only_a and only_b else ADDED, ratio, only_a, only_b)


def _share_parallel(a: Title, b: Title) -> bool:
    mine, theirs = {a.letters, *a.others}, {b.letters, *b.others}
    return bool(mine & theirs)


def _leftover(words: tuple[str, ...], letters: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Words that the other title has neither as words nor, for longer ones, run together with others."""
    known = set(others)
    return tuple(
        word
        for word in words
        if word not in known and word not in _STOP and not (len(word) > 3 and word.isalpha() and word in letters)
    )


def _without_misspelt(only_a: tuple[str, ...], only_b: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take out what is one word spelt in two ways, alone or run together with its neighbours."""
    if only_a and only_b and "".join(only_a) == "".join(only_b):
        return (), ()
    left_b = list(only_b)
    left_a = []
    for word in only_a:
        match = next((other for other in left_b if misspelt(word, other)), None)
        if match is None:
            left_a.append(word)
        else:
            left_b.remove(match)
    if left_a and left_b and misspelt("".join(left_a), "".join(left_b)) and len(left_a) != len(left_b):
        return (), ()
    return tuple(left_a), tuple(left_b)


def misspelt(x: str, y: str) -> bool:
    """True for one word in two spellings (tumour, tumor); False for opposites, numbers and short words."""
    short = min(len(x), len(y))
    if short < 4 or abs(len(x) - len(y)) > 3 or not (x.isalpha() and y.isalpha()):
        return False
    if _plain(x) == _plain(y):
        return True
    if x[:2] != y[:2]:
        return False  # maternal and paternal, abduction and adduction; slips are rare at the beginning
    most = 1 if short < 8 else 2 if short < 14 else 3
    return OSA.distance(x, y, score_cutoff=most) <= most and not opposite(x, y)


def _plain(word: str) -> str:
    """Without the diphthongs that English is written with or without: haemolytic, hemolytic."""
    return word.replace("ae", "e").replace("oe", "e")


def opposite(x: str, y: str) -> bool:
    """True for words that differ by a prefix that turns the meaning: hyper and hypo, intra and extra."""
    for one, other in _OPPOSITES:
        for p, q in ((one, other), (other, one)):
            if x.startswith(p) and y.startswith(q) and x[len(p) :][:3] == y[len(q) :][:3]:
                return True
    short, long = (x, y) if len(x) < len(y) else (y, x)
    return any(long == prefix + short for prefix in _NEGATING)


def _is_part(a: Title, b: Title) -> bool:
    short, long = (a, b) if len(a.letters) <= len(b.letters) else (b, a)
    if len(short.words) < LEAST_PART or len(short.letters) < LEAST_LETTERS:
        return False
    forms = (long.letters, *long.others)
    return any(form.startswith(short.letters) or form.endswith(short.letters) for form in forms)
