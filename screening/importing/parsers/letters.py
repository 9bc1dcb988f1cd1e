"""In which old encoding bytes are written, told by how likely the letters are that they stand for.

Each encoding is tried; what it makes of the bytes is measured as the number of nats (natural bits) that a language
written with it needs for them: frequent pairs of letters need few, signs inside words and undefined bytes many. The
smallest sum wins, and Western Europe wins where it is close. The frequencies stand in `model/letters.json`.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MODEL = Path(__file__).parent / "model" / "letters.json"
UNSEEN = 85  # tenths of a nat for a pair of letters that the language does not have
STRANGE = 130  # for a byte that stands for nothing, a control, or an accent without its letter
MIXED = 120  # for a plain letter beside one of another script
PLAIN_SIGN = 25  # for a usual sign that stands free
ODD_SIGN = 60  # for any other, and for a letter that stands alone
USUAL, RARE = 85, 140  # for a sign that was not counted, as the national standard has it
MARGIN, NEAR_MARGIN = (
    100,
    150,
)  # tenths of a nat by which another script, or Latin letters, must beat Western Europe
SHARE = 0.12  # and the part it must save of the words that the two read differently
COMMON_SIGNS = frozenset("–—‘’“”„…°±®©™µ×·½²³«»§¿¡€£•´†‡≥≤、。，：；（）「」《》・？！～　")

LATIN = tuple(
    "ca cs da de es et fi fr hr hu is it lt lv nb nl pl pt pt_BR ro sk sl sq sv tr".split()  # noqa: SIM905 - shorter
)
CYRILLIC = ("ru", "uk", "bg", "sr", "mk", "be")
_LETTER = r"(?:[^\W0-9_]|[\u0e31-\u0e4e])"  # Thai vowels and tones are marks
_WORD = re.compile(rf"{_LETTER}+(?:[^\w\s–—‐’‘.,;:/'-]?{_LETTER}+)*|[^\w\s]")
_CROWDED = re.compile(r"(?<=[^\x00-\x7f])[^\w\s\x00-\x7f]|[^\w\s\x00-\x7f](?=[^\x00-\x7f])")
_LONE_SIGN = re.compile(r"[A-Za-z][^\W\d_A-Za-z][A-Za-z]")


@dataclass(frozen=True)
class Encoding:
    """`unlikely` is added for encodings that are seldom met, in tenths of a nat."""

    codec: str
    label: str
    languages: tuple[str, ...]
    unlikely: int = 0
    wide: bool = False  # several bytes a sign
    errors: str = "replace"  # what is done with bytes that stand for nothing


ENCODINGS = (
    Encoding("cp1252", "Western European (Windows-1252)", LATIN),
    Encoding("cp1250", "Central European (Windows-1250)", LATIN),
    Encoding("iso8859-2", "Central European (ISO 8859-2)", LATIN, 5),
    Encoding("cp1254", "Turkish (Windows-1254)", LATIN, 5),
    Encoding("cp1257", "Baltic (Windows-1257)", LATIN, 5),
    Encoding("mac-roman", "Western European (Macintosh)", LATIN, 40),
    Encoding("cp850", "Western European (DOS)", LATIN, 40),
    Encoding("cp852", "Central European (DOS)", LATIN, 60),
    Encoding("cp1251", "Cyrillic (Windows-1251)", CYRILLIC),
    Encoding("koi8-r", "Cyrillic (KOI8-R)", CYRILLIC),
    Encoding("koi8-u", "Cyrillic (KOI8-U)", CYRILLIC, 5),
    Encoding("iso8859-5", "Cyrillic (ISO 8859-5)", CYRILLIC, 5),
    Encoding("cp866", "Cyrillic (DOS)", CYRILLIC, 20),
    Encoding("cp1253", "Greek (Windows-1253)", ("el",)),
    Encoding("iso8859-7", "Greek (ISO 8859-7)", ("el",), 5),
    Encoding("cp1255", "Hebrew (Windows-1255)", ("he",)),
    Encoding("cp1256", "Arabic (Windows-1256)", ("ar",)),
    Encoding("cp874", "Thai (Windows-874)", ("th",)),
    Encoding("gbk", "Chinese, simplified (GBK)", ("zh_Hans",), wide=True),
    Encoding("big5", "Chinese, traditional (Big5)", ("zh_Hant",), wide=True),
    Encoding("cp932", "Japanese (Shift-JIS)", ("ja",), wide=True),
    Encoding("euc_jp", "Japanese (EUC-JP)", ("ja",), wide=True),
    Encoding("cp949", "Korean (EUC-KR)", ("ko",), wide=True),
)
MIXED_UTF8 = Encoding("utf-8", "UTF-8 with bytes of Windows-1252", LATIN, errors="as-windows-1252")
LABELS = {each.codec: each.label for each in ENCODINGS}
_OTHERS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "mixed": "UTF-8 and Windows-1252"}
# The signs a national standard lists first because they are the usual ones.
_FIRST_LEVEL = {"zh_Hans": ("gb2312", 0xB0, 0xD7), "zh_Hant": ("big5", 0xA4, 0xC6), "ja": ("euc_jp", 0xA4, 0xCF)}


def label_of(codec: str) -> str:
    """The encoding in words; its plain name where we have none."""
    return {**LABELS, **_OTHERS}.get(codec, codec.upper())


@functools.cache
def _model() -> dict[str, dict[str, dict[str, int]]]:
    """Kind -> language -> pair or sign -> cost in tenths of a nat."""
    read = json.loads(MODEL.read_text(encoding="utf-8"))
    size = {"pairs": 2, "signs": 1}
    return {
        kind: {
            name: {
                text[at : at + size[kind]]: int(cost)
                for cost, text in costs.items()
                for at in range(0, len(text), size[kind])
            }
            for name, costs in languages.items()
        }
        for kind, languages in read.items()
    }


def words_of(text: str) -> list[str]:
    """Words, also with one sign inside, and single signs."""
    return _WORD.findall(text)


def letters_of(text: str) -> list[str]:
    """Unbroken stretches of letters."""
    return re.findall(f"{_LETTER}+", text)


def likeliest(words: Iterable[bytes]) -> Encoding:
    """The encoding in which these words, all with bytes above 127, are most likely written."""
    held = list(dict.fromkeys(words))
    western, *others = ENCODINGS
    before = [_cost(word, western) for word in held]
    best, saved, of = western, 0.0, 0.0
    for each in others:
        gain = sum(before) - sum(_cost(word, each) for word in held) - each.unlikely
        if gain > max(saved, NEAR_MARGIN if each.languages is LATIN else MARGIN):
            best, saved = each, gain
            of = sum(cost for cost, word in zip(before, held, strict=True) if _differs(word, each))
    return best if saved > SHARE * of else western


def is_mixed(words: Iterable[bytes], best: Encoding) -> bool:
    """Whether the words are likelier UTF-8 with single bytes of Windows-1252 than all in the best old encoding."""
    held = set(words)
    return sum(_cost(word, MIXED_UTF8) for word in held) + MARGIN < sum(_cost(word, best) for word in held)


def _differs(word: bytes, encoding: Encoding) -> bool:
    return word.decode(encoding.codec, "replace") != word.decode("cp1252", "replace")


def _cost(word: bytes, encoding: Encoding) -> int:
    text = word.decode(encoding.codec, encoding.errors)
    strange = sum(sign == "\ufffd" or "\x7f" <= sign < "\xa0" for sign in text)
    crowded = 0 if encoding.wide else len(_CROWDED.findall(text))
    cost = STRANGE * strange + (ODD_SIGN - PLAIN_SIGN) * crowded
    return cost + sum(_cheapest(word, encoding) for word in words_of(text) if not word.isascii())


@functools.lru_cache(maxsize=20_000)
def _cheapest(word: str, encoding: Encoding) -> int:
    """What the word costs in the language that fits it best."""
    if len(word) == 1 and not encoding.wide:
        return PLAIN_SIGN if word in COMMON_SIGNS else STRANGE if unicodedata.combining(word) else ODD_SIGN
    if encoding.wide:
        return min(_signs_cost(word, name) for name in encoding.languages)
    lower = word.lower()
    pairs = [pair for pair in map("".join, zip(f" {lower}", f"{lower} ", strict=True)) if not pair.isascii()]
    costs = [_model()["pairs"][language] for language in encoding.languages]
    cheapest = min(sum([cost.get(pair, UNSEEN) for pair in pairs]) for cost in costs)
    beside = list(zip(word, word[1:], strict=False))
    total = cheapest + UNSEEN * sum(a.islower() and b.isupper() for a, b in beside)
    if encoding.languages is LATIN:
        return total
    return total + MIXED * sum(a.isascii() != b.isascii() for a, b in beside)


def _signs_cost(word: str, language: str) -> int:
    costs = _model()["signs"][language]
    total = sum(costs.get(sign) or _uncounted(sign, language) for sign in word if not sign.isascii())
    return total + MIXED * len(_LONE_SIGN.findall(word))


@functools.lru_cache(maxsize=20_000)
def _uncounted(sign: str, language: str) -> int:
    """What a sign costs that was not counted: less where the national standard has it among the usual ones."""
    if sign in COMMON_SIGNS:
        return PLAIN_SIGN
    if language == "ko":
        return USUAL if "가" <= sign <= "힣" else RARE
    codec, first, last = _FIRST_LEVEL[language]
    try:
        lead = sign.encode(codec)[0]
    except UnicodeEncodeError:
        return RARE + STRANGE
    return USUAL if first <= lead <= last else RARE
