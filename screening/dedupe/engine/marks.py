"""What databases write into titles and a title is without: markup, languages, pointers to other records. Pure."""

from __future__ import annotations

import html
import re

from screening.importing.match_keys import words_of

FEWEST_WORDS = 4  # words that make a title of their own
_TAG = re.compile(r"<[^<>]{1,80}>")
_ASIDE = re.compile(
    r"[\[(](?:\d{1,3}|see comments?|multiple letters|review|letter"
    r"|(?:structured |meeting |conference |poster |provisional )?abstracts?|brief record"
    r"|abstract no[^\])]*|in [a-z]+|article in [a-z]+|[a-z]+ transl|author'?s? transl|editorial|proceedings?"
    r"|\d+ refs?|english|german|french|spanish|chinese|russian|japanese|italian|portuguese|polish|dutch|danish"
    r"|turkish|korean|hungarian|czech|swedish|norwegian|corrected)\.?[\])]",
    re.I,
)
_NUMBERED = re.compile(r"[\[(](\d{1,3})[\])]")
# A note of the database that a correction or a comment exists elsewhere: the record itself is not one.
_POINTER = re.compile(
    r"[.\s]*\[\s*(?:corrected\W+)?(?:published )?(?:errat\w+|corrections?|comments?|reply|retraction|update"
    r"|republished) (?:appears?|in|of)\b.*$|(?:\.{3}\s*)?\[(?:corrected\]\W*\[|published errat\w+).*$",
    re.I,
)
_LAST_BRACKET = re.compile(r"[\s\-–—.]*\[[^\[\]]{1,40}\][\s.]*$")
# How databases name the work that a correction is about: (vol 142, pg 616, 2003), (Journal (2009) 360 (542-544))
_CITED = re.compile(
    r"[\[(](?:vol\.? ?\d+|[^()\[\]]{4,120}\((?:19|20)\d\d\)[^()]*\d)[^()\[\]]*(?:\([^()]*\))?[^()\[\]]*[\])]?", re.I
)
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd]+(?=[^\W\d_])")  # letters that a database could not write: Fran?ais
_QUOTES = re.compile("\u00e2\u20ac(?:[\u2122\u02dc]|(.?))")  # of a text read in a wrong encoding: â€œX â€™ s
_SIGNS = re.compile(r"(?<=\w)[(]?([+−-])(?=[\s),./]|$)|([<>≤≥])")
_ONE_SIGN = str.maketrans("≤≥−", "<>-")
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
    }
)


def plain(raw: str) -> tuple[str, tuple[str, ...]]:
    """The title without markup and the marks databases put behind titles, and numbers in brackets and the words
    of a bracket at its end, which is no mark that is known: "<i>X</i> (Review) [part 2]" -> "X", ("part", "2")."""
    text = raw
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    if "\u00e2\u20ac" in text:
        text = _QUOTES.sub(lambda found: "" if found[1] is None else " ", text)
    if "?" in text or "\ufffd" in text:
        text = _LOST.sub("", text)
    aside: tuple[str, ...] = ()
    if "[" in text or "(" in text:
        aside = tuple(_NUMBERED.findall(text))
        text = _ASIDE.sub(" ", _POINTER.sub(" ", text))
    last = _LAST_BRACKET.search(text) if text.endswith(("]", "].")) else None
    if last and len(words_of(text[: last.start()])) >= FEWEST_WORDS:
        aside += tuple(words_of(last.group()))
        text = text[: last.start()]
    return text.translate(_GREEK).strip(), aside


def signs_of(text: str) -> tuple[str, ...]:
    """The signs that turn what they stand beside, in order: "HER2+, BMI ≥30" -> +, >."""
    return tuple(max(sign).translate(_ONE_SIGN) for sign in _SIGNS.findall(text))


def without_cited(text: str) -> tuple[str, bool]:
    """The title without the place of another work in it, and whether one was there."""
    cited = _CITED.search(text) if "(" in text or "[" in text else None
    return (text[: cited.start()] + text[cited.end() :], True) if cited else (text, False)
