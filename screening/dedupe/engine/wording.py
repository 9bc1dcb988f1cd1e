"""How two titles differ, word by word: spelling, an added subtitle, or another subject. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from rapidfuzz.distance import Indel, Levenshtein

from screening.dedupe.engine.alphabets import ALIKE, LEAST_BONES, across, bones
from screening.dedupe.engine.spelling import alike, cut_off, one_word, opposite, slip, small_slip, stumble
from screening.dedupe.engine.titles import Title
from screening.dedupe.engine.tongues import script_of, tongue_of

EQUAL, SPELLING, SLIP, STUMBLE, NEAR = "equal", "spelling", "slip", "stumble", "near"
PART, ADDED, SWAPPED, OTHER, TRANSLITERATED = "part", "added", "swapped", "other", "transliterated"
SAME = (EQUAL, SPELLING)
Words = tuple[str, ...]
_SMALL_WORDS = (
    "a an the of and in on for to with by at as is are or its it their this that vs versus und der "
    "die das de la le les des et el los en y "
)
_SMALL = frozenset(_SMALL_WORDS.split())
_TURNING_WORDS = "without no not non neither nor never off against ohne nicht kein sans sin sem senza"
_TURNING = frozenset(_TURNING_WORDS.split())
LEAST_PART, LEAST_LETTERS = 4, 20  # words and letters of a title that may be the beginning or end of a longer one
CUT_SHORT = 100  # letters of a title that by itself looks cut off
CUT_FROM = 40  # letters of one that may end in the middle of a word of the other
CUT_WHOLE_FROM = 25  # letters of one that is nothing but the beginning of the other
LEAST_RATIO = 0.6
_ROMAN = dict(zip(("ii", "iii", "iv", "vi", "vii", "viii", "ix"), "2346789", strict=True))


@dataclass(frozen=True, slots=True)
class Wording:
    """How alike two titles are from 0 to 1, in what way, and the words that only one of them has.

    EQUAL. SPELLING: the same words as two countries write them. SLIP: a letter or a small word is wrong. STUMBLE: a
    letter is wrong in a word that may be one of its own. NEAR: a word may be the other, written badly, or another.
    PART: one begins or ends the other. ADDED: one has words more. SWAPPED: words stand against words. OTHER.
    TRANSLITERATED: Cyrillic and Latin letters of one title, as far as its consonants tell.
    `untold`, in words, where they cannot be held against each other: one is missing, or they are in two scripts.
    `translated`: they are in two languages, or one is told to be a translation and does more than swap a word.
    """

    kind: str
    ratio: float
    only_a: Words = ()
    only_b: Words = ()
    translated: bool = False
    untold: str = ""

    @property
    def same(self) -> bool:
        return self.kind in SAME

    @property
    def in_two_languages(self) -> bool:
        """No word of one has to be in the other."""
        return self.translated and self.kind in (OTHER, SWAPPED)


def wording(a: Title, b: Title) -> Wording:
    """Compare two titles; the best of their parallel titles counts. Which comes first makes no difference."""
    if (b.letters, b.words) < (a.letters, a.words):
        found = _wording(b, a)
        sided = found.only_a or found.only_b
        return replace(found, only_a=found.only_b, only_b=found.only_a) if sided else found
    return _wording(a, b)


def _wording(a: Title, b: Title) -> Wording:
    if not a.letters or not b.letters:
        untold = "one has no title" if a.letters or b.letters else "neither has a title"
        return Wording(OTHER, 0.0, untold=untold)
    told = [(a.signs, b.signs), (a.aside, b.aside)]
    if len(a.letters) == len(b.letters) and a.letters == b.letters:
        told.append((a.numbers, b.numbers))
    for mine, theirs in told:
        if mine and theirs and mine != theirs:
            return Wording(SWAPPED, Indel.normalized_similarity(a.letters, b.letters), mine, theirs)
    if a.letters == b.letters or _is_parallel(a, b) or _is_parallel(b, a):
        return Wording(EQUAL if a.counts == b.counts else PART, 1.0)
    ratio = Indel.normalized_similarity(a.letters, b.letters)
    if _is_turned(a, b):
        return Wording(SLIP, ratio)
    if _is_part(a, b):
        return Wording(PART, ratio, *_beyond(a.words, b.words))
    if ratio < LEAST_RATIO:
        likeness = across(a.letters, b.letters)
        if likeness >= ALIKE and min(len(bones(a.letters)), len(bones(b.letters))) >= LEAST_BONES:
            return Wording(TRANSLITERATED, likeness, translated=True)
        untold = "" if script_of(a.letters) == script_of(b.letters) else "titles in two scripts"
        return Wording(OTHER, ratio, translated=_translated(a, b, (), ()), untold=untold)
    kind, only_a, only_b = _differences(a.words, b.words)
    if kind in (SPELLING, SLIP) and a.numbers != b.numbers:
        return Wording(SWAPPED, ratio, a.numbers, b.numbers)
    translated = kind == SWAPPED and _translated(a, b, only_a, only_b)
    return Wording(kind, ratio, only_a, only_b, translated)


def runs_apart(a: Words, b: Words) -> Sequence[tuple[Words, Words]]:
    """The runs of words of two titles that stand in the place of each other and differ."""
    return [(some, others) for some, others in _blocks(a, b) if "".join(some) != "".join(others)]


def _is_turned(a: Title, b: Title) -> bool:
    """Title and subtitle have changed their places."""
    if len(a.words) != len(b.words) or not (a.head and b.head):
        return False
    turns = (a.words[n:] + a.words[:n] for n in range(1, len(a.words)))
    return len(a.letters) == len(b.letters) and any(turned == b.words for turned in turns)


def _is_parallel(one: Title, other: Title) -> bool:
    """One is the title of the other in one of its languages."""
    return other.parallel and one.letters in other.others


def _is_part(a: Title, b: Title) -> bool:
    """One is whole words at the beginning or the end of the other, and none beside them turns its meaning; or what
    stands before a colon; or a long one that is cut off in the middle of a word."""
    short, long = (a, b) if len(a.letters) <= len(b.letters) else (b, a)
    count = len(short.words)
    if short.letters == long.head:
        return True
    if count < LEAST_PART or len(short.letters) < LEAST_LETTERS:
        return False
    if _ends_in_a_word(short, long):
        return True
    if any(form.startswith(short.letters) for form in long.others):
        return True
    if long.words[:count] == short.words:
        return _adds(long.words[count:], long.words[count], short.words[-1])
    before = long.words[:-count]
    return long.words[-count:] == short.words and _adds(before, before[-1], short.words[0])


def _beyond(a: Words, b: Words) -> tuple[Words, Words]:
    """The words that a longer title has behind or before the other one."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    count = len(short)
    rest = long[count:] if long[:count] == short else long[:-count] if long[-count:] == short else ()
    return (rest, ()) if long is a else ((), rest)


def _adds(rest: Words, beside: str, neighbour: str) -> bool:
    """What a title has more turns no meaning and is not a piece of a number, of 0.5 beside 5."""
    return not _TURNING.intersection(rest) and not (beside.isdigit() and neighbour.isdigit())


def _ends_in_a_word(short: Title, long: Title) -> bool:
    """A long title is the other without the end of one of its words, and what is behind it."""
    at = len(short.letters)
    if at < CUT_WHOLE_FROM or not long.letters.startswith(short.letters):
        return False
    ends = accumulate(map(len, long.words))
    whole = next((word for word, end in zip(long.words, ends, strict=True) if end > at), "")
    return whole not in _TURNING and cut_off(short.words[-1], whole)


def _differences(a: Words, b: Words) -> tuple[str, Words, Words]:
    """The worst way in which words in one place differ, and the words that only one of them has there."""
    kind, only_a, only_b = SPELLING, [], []
    blocks = list(_blocks(a, b))
    if min(map(len, map("".join, (a, b)))) >= CUT_FROM and a[-1] != b[-1]:
        *_, (some, others) = blocks
        blocks[-1] = _without_cut(some, others)
        kind = SPELLING if blocks[-1] == (some, others) else PART
    for some, others in blocks:
        found, left_a, left_b = _difference(*_without_glued(some, others))
        kind = max(kind, found, key=_WORST.index)
        only_a += left_a
        only_b += left_b
    if kind == ADDED and ((only_a and only_b) or any(map(_is_turning, (*only_a, *only_b)))):
        kind = SWAPPED
    return kind, tuple(only_a), tuple(only_b)


_WORST = (SPELLING, SLIP, PART, STUMBLE, NEAR, ADDED, SWAPPED)


def _blocks(a: Words, b: Words) -> Iterator[tuple[Words, Words]]:
    """Runs of words of one that stand where others stand in the other."""
    start_a = start_b = end_a = end_b = 0
    for op in Levenshtein.opcodes(a, b):
        if op.tag == "equal":
            if end_a > start_a or end_b > start_b:
                yield a[start_a:end_a], b[start_b:end_b]
            start_a, start_b = op.src_end, op.dest_end
        end_a, end_b = op.src_end, op.dest_end
    if end_a > start_a or end_b > start_b:
        yield a[start_a:end_a], b[start_b:end_b]


def _without_cut(some: Words, others: Words) -> tuple[Words, Words]:
    """Without the last word of one where it is cut off, and what stands at its place and behind it in the other."""
    last = min(len(some), len(others)) - 1
    if last < 0 or _TURNING.intersection((some[last], others[last])):
        return some, others
    one, other = some[last], others[last]
    cut = (len(some) == last + 1 and cut_off(one, other)) or (len(others) == last + 1 and cut_off(other, one))
    return (some[:last], others[:last]) if cut else (some, others)


def _difference(some: Words, others: Words) -> tuple[str, Sequence[str], Sequence[str]]:
    """How two runs of words differ, alone or run together with their neighbours; what is left of each."""
    if (kind := _as_one(some, others)) is not None:
        return kind, (), ()
    worst = SLIP if _small(some) != _small(others) else SPELLING
    left_a, left_b, near = [], [word for word in others if word not in _SMALL], []
    for word in (word for word in some if word not in _SMALL):
        match = next((other for other in left_b if _word_by_word(word, other)), None)
        if match is None:
            left_a.append(word)
            continue
        left_b.remove(match)
        found = _word_by_word(word, match)
        worst = max(worst, found, key=_WORST.index)
        if found in (STUMBLE, NEAR):
            near.append((word, match))
    left_a, left_b = _without_small(left_a, others), _without_small(left_b, some)
    left_a, left_b = left_a or _letters(some, left_b), left_b or _letters(others, left_a)
    if left_a or left_b:
        short = left_a and left_b and (_stands_for(left_a, left_b) or _stands_for(left_b, left_a))
        worst = max(worst, NEAR if short else SWAPPED if left_a and left_b else ADDED, key=_WORST.index)
    return worst, [*(x for x, _ in near), *left_a], [*(y for _, y in near), *left_b]


def _stands_for(short: Sequence[str], words: Sequence[str]) -> bool:
    """One word for the initials of several, RCT, or for a figure, II: likely the same, as another may have them."""
    if len(short) != 1 or len(short[0]) < 2:
        return False
    if len(words) == 1:
        return _ROMAN.get(short[0]) == words[0]
    initials = "".join(word[0] for word in words)
    return len(initials) > 1 and short[0].startswith(initials) and len(short[0]) <= len(initials) + 1


def _letters(words: Words, against: Sequence[str]) -> Sequence[str]:
    """The words of a run, where they are letters and stand against words: the A of "type A", "type AB"."""
    return words if against and all(len(word) == 1 for word in words) else ()


def _without_small(words: Sequence[str], others: Words) -> Sequence[str]:
    """Without those that are small words of the other run, written badly."""
    small = _small(others)
    return [word for word in words if word in _TURNING or not any(small_slip(one, word) for one in small)]


def _without_glued(some: Words, others: Words) -> tuple[Words, Words]:
    """Without words at the beginning that are run together on one side: "alphavbeta3 plus", "alpha v beta 3"."""
    x = y = 1
    while x <= len(some) and y <= len(others):
        one, other = "".join(some[:x]), "".join(others[:y])
        if one == other:
            return some[x:], others[y:]
        if not (one.startswith(other) or other.startswith(one)):
            break
        x, y = (x, y + 1) if len(other) < len(one) else (x + 1, y)
    return some, others


def _as_one(some: Words, others: Words) -> str | None:
    """How they differ if their words are run together; None where they are more than one word."""
    one, other = "".join(some), "".join(others)
    if one == other:
        return SPELLING
    if len(some) != len(others) and some and others and slip(one, other):
        return SLIP
    return None


def _word_by_word(x: str, y: str) -> str:
    """SPELLING, SLIP, STUMBLE or NEAR; "" for two words."""
    if x == y or one_word(x, y):
        return SPELLING
    if slip(x, y):
        return SLIP
    if stumble(x, y):
        return STUMBLE
    return NEAR if alike(x, y) else ""


def _small(words: Words) -> Sequence[str]:
    return [word for word in words if word in _SMALL]


def _is_turning(word: str) -> bool:
    """A word which alone makes another title: a negation, a number, a letter that names a type."""
    return word in _TURNING or not word.isalpha() or len(word) == 1


def _translated(a: Title, b: Title, only_a: Words, only_b: Words) -> bool:
    tongues = tongue_of(a.words), tongue_of(b.words)
    if all(tongues) and tongues[0] != tongues[1]:
        return True
    if not (a.is_translated or b.is_translated) or max(len(only_a), len(only_b)) == 1:
        return False
    turned = any(opposite(x, y) for x in only_a for y in only_b)
    return not turned and (not all(tongues) or _shares_words(a, b))


def _shares_words(a: Title, b: Title) -> bool:
    """Two translations into one language have half of the words in common."""
    x, y = set(a.words) - _SMALL, set(b.words) - _SMALL
    return 2 * len(x & y) >= min(len(x), len(y))
