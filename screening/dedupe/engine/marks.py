"""What databases write into titles and a title is without: markup, languages, pointers to other records. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.dedupe.engine.brackets import MARKS, numbers_said, sorted_out
from screening.dedupe.engine.notices import counted
from screening.dedupe.engine.tongues import tongues_in
from screening.importing.match_keys import words_of

FEWEST_WORDS = 4  # words that make a title of their own
_TAG = re.compile(r"<[/!?]?[a-z][^<>]{0,79}>", re.I)  # and not "BMI <25 and >20"
_MARKUP = re.compile(
    r"[/!?].*|.*[=:/].*|i|b|u|s|a|p|q|br|hr|em|strong|italics?|bold|roman|underline|sub|sup|su[bp]script|inf|sc|small"
    r"|big|tt|font|span|div|title|h\d|li|ul|ol|td|tr|table|center|math|m[a-z]{1,8}",
    re.I,
)
_NUMBERED = re.compile(r"([\[(])(\d{1,3})[\])]")
# A note of the database that a correction or a comment exists elsewhere: the record itself is not one.
_POINTER = re.compile(
    r"[.\s]*\[\s*(?:corrected\W+)?(?:published )?(?:errat\w+|corrections?|comments?|reply|retraction|update"
    r"|republished) (?:appears?|in)\b.*$|(?:\.{3}\s*)?\[(?:corrected\]\W*\[|published errat\w+).*$",
    re.I,
)
# And one that the record itself is one: "[Retraction of Ruiz A. In: Eur J Pain 2019]"
_ABOUT = re.compile(
    r"[.\s]*[\[(]\s*(?:published )?(errat|correct|retract|comment|reply|update|republish)\w*"
    r" (?:of|on|for|to|from)\b.*$",
    re.I,
)
_ABOUT_SORTS = {
    "errat": "correction", "correct": "correction", "retract": "retraction", "comment": "comment", "reply": "reply",
    "update": "update", "republish": "reprint",
}  # fmt: skip
_LAST_BRACKET = re.compile(r"[\s\-–—.]*\[[^\[\]]{1,40}\][\s.]*$")
# How databases name the work that a correction is about: (vol 142, pg 616, 2003), (Journal (2009) 360 (542-544))
_CITED = re.compile(
    r"[\[(](?:vol\.? ?\d+\b(?=[^()\[\]]*\b(?:pp?g?|\d{4})\b)|[^()\[\]]{4,120}\((?:19|20)\d\d\)[^()]*\d)"
    r"[^()\[\]]*(?:\([^()]*\))?[^()\[\]]*[\])]?",
    re.I,
)
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd]+(?=[^\W\d_])")  # letters that a database could not write: Fran?ais
_QUOTES = re.compile("\u00e2\u20ac(?:[\u2122\u02dc]|(.?))")  # of a text read in a wrong encoding: â€œX â€™ s
_SIGNS = re.compile(r"(?<=\w)[(]?([+−–-])(?=[\s)\],.:;/]|$)|([<>≤≥♂♀])")
_ANY_SIGN = re.compile("[-+−–<>≤≥♂♀]")
_ONE_SIGN = str.maketrans("≤≥−–", "<>--")
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:[ ,\u00a0\u2009\u202f]\d{3})+)(?![\d])")
_NUMBER = re.compile(r"\d+")
_SPELT_WORDS = "two three four five six seven eight nine ten eleven twelve"
_SPELT = {word: str(number) for number, word in enumerate(_SPELT_WORDS.split(), start=2)}
_SPELT_OUT = re.compile(rf"\b(?:{'|'.join(_SPELT)})\b", re.I)
_GREEK = str.maketrans(
    {
        "α": " alpha ",
        "β": " beta ",
        "γ": " gamma ",
        "δ": " delta ",
        "κ": " kappa ",
        "λ": " lambda ",
        "μ": " mu ",
        "µ": " mu ",
        "ω": " omega ",
        "®": " ",
        "™": " ",
        "'": "",
        "’": "",
        "‘": "",
        "ʹ": "",
        "ʺ": "",
        "ʼ": "",
    }
)


@dataclass(frozen=True, slots=True)
class Plain:
    """`text`: the title without markup and without the marks that databases put behind titles. `aside`: numbers in
    brackets and the words of a bracket at its end; `counts` where these count it among others, as a lone [2], which
    databases write, does not. `sorts`: what brackets call it, letter or protocol; `said`: the words of a bracket at
    its end that is neither a mark nor a sort that is known."""

    text: str
    aside: tuple[str, ...] = ()
    counts: bool = False
    sorts: frozenset[str] = field(default_factory=frozenset)
    said: tuple[str, ...] = ()


def plain(raw: str) -> Plain:
    """ "<i>X</i> (Review) [part 2]" -> "X", aside "part", "2", which counts."""
    text = raw
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(_tag_or_bracket, text)
    if "\u00e2\u20ac" in text:
        text = _QUOTES.sub(lambda found: "" if found[1] is None else " ", text)
    if "?" in text or "\ufffd" in text:
        text = _LOST.sub("", text)
    if "[" not in text and "(" not in text:
        return Plain(text.translate(_GREEK).strip())
    text = _POINTER.sub(" ", text)
    found = _NUMBERED.findall(text)
    aside, counts = tuple(number for _, number in found), any(bracket == "(" for bracket, _ in found)
    text, sorts, named = sorted_out(MARKS.sub(" ", text))
    if about := _ABOUT.search(text):
        text, sorts = text[: about.start()], sorts | {_ABOUT_SORTS[about[1].lower()]}
    aside, said = aside + numbers_said(named), ()
    last = _LAST_BRACKET.search(text) if text.endswith(("]", "].")) else None
    if last:
        before, said = words_of(text[: last.start()]), (*words_of(last.group()), *signs_of(last.group()))
        if len(before) < FEWEST_WORDS or _is_title(said, before):
            said = ()
        else:
            aside, counts, text = aside + said, counts or counted(said), text[: last.start()]
    return Plain(text.translate(_GREEK).strip(), aside, counts, sorts, said)


def _tag_or_bracket(tag: re.Match[str]) -> str:
    """Nothing for markup; a bracket for what is written in the same signs: "<Erratum>", "<Part 2>"."""
    said = tag[0][1:-1].strip()
    is_markup = _MARKUP.fullmatch(said) or f"</{said}>" in tag.string
    return "" if is_markup else f" [{said}]"


def _is_title(words: Sequence[str], before: Sequence[str]) -> bool:
    """True of a bracket that holds the title in another language."""
    mine, theirs = tongues_in(words), tongues_in(before)
    return len(words) >= FEWEST_WORDS and bool(mine and theirs) and not mine & theirs


def signs_of(text: str) -> tuple[str, ...]:
    """The signs that turn what they stand beside, in order: "HER2+, BMI ≥30" -> +, >."""
    if not _ANY_SIGN.search(text):
        return ()
    return tuple(max(sign).translate(_ONE_SIGN) for sign in _SIGNS.findall(text))


def in_figures(text: str) -> str:
    """ "Two-year outcomes" -> "2-year outcomes", as another database has it; one is a word of its own."""
    return _SPELT_OUT.sub(lambda found: _SPELT[found.group().lower()], text)


def numbers_of(text: str) -> tuple[str, ...]:
    """The runs of figures, in order, of which 1.5 has two and 12,500 one: closed up, 1.5 and 15 look alike."""
    return tuple(_NUMBER.findall(_THOUSANDS.sub(lambda found: "".join(_NUMBER.findall(found[1])), text)))


def without_cited(text: str) -> tuple[str, bool]:
    """The title without the place of another work in it, and whether one was there."""
    cited = _CITED.search(text) if "(" in text or "[" in text else None
    return (text[: cited.start()] + text[cited.end() :], True) if cited else (text, False)
