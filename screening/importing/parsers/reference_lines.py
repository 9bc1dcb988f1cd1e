"""The lines of one reference put together: words and DOIs that a line's end broke are made whole again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .capitals import CAPITAL, SMALL
from .dois import why_suspicious
from .marked_text import Marked

YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-k]?\b|n\.d\.")  # also 2001a
ENDED = re.compile(r"(?:[.\])>]|\d|/\S+)$")  # a line with which a reference may end
PARTICLE_WORDS = (
    r"[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]i|[Dd]a|[Dd]el|[Dd]ella|[Dd]u|[Dd]os|[Dd]as|[Dd]o|[Ll]a|[Ll]e|[Ee]l|[Aa]l|"
    r"[Tt]er|[Tt]en|[Zz]u|[Zz]ur|[Ii]bn|[Bb]in"
)
HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # written without blanks between words
PARTICLES = rf"(?:(?:{PARTICLE_WORDS}|['’]t)\s|[dl]['’])"
_SUFFIX = r"(?:\s(?:Jr|Sr|I{2,3}|IV|2nd|3rd)\.?)?"
_UNSTOPPED = (  # "Family, II", as in Australia's Harvard
    rf"(?:{PARTICLES}){{0,3}}[{CAPITAL}][\w’'‐-]+(?:\s[{CAPITAL}][\w’'‐-]+)?,?\s[{CAPITAL}](?:-?[{CAPITAL}]){{0,3}}{_SUFFIX}(?!\w)"
)
UNSTOPPED_NAME = re.compile(rf"{_UNSTOPPED}(?=\s*$|,|\s(?:&|and)\s|\s\(?(?:1[5-9]|20)\d\d)")
UNSTOPPED_START = re.compile(
    rf"{_UNSTOPPED}(?:(?:,|\s(?:&|and))\s{_UNSTOPPED}|\s(?:1[5-9]|20)\d\d[a-z]?,\s[^\d\s])"
)
_INITIALS = r"(?:[^\W\d_]\.[ -]?){1,4}"
_NAMES = (
    rf"[^\W\d_][\w’'‐-]*(?:\s[^\W\d_][\w’'‐-]*){{0,4}},\s+{_INITIALS}|"  # Family, I. I.
    rf"[^\W\d_][\w’'‐-]+(?:\s[^\W\d_][\w’'‐-]+){{0,3}}\s"  # Family II,
    rf"[{CAPITAL}](?:-?[{CAPITAL}]){{0,3}}{_SUFFIX}[,.;]|"
    rf"{_INITIALS}\s?[^\W\d_][\w’'‐-]+,"  # I. I. Family,
)
BEGINS_WITH_NAME = re.compile(rf"^(?:{_NAMES}|[^\W\d_][\w’'‐-]+\s{_INITIALS}[,;])")  # or Family I.I.,
_HELD_SECOND = re.compile(
    rf"(?:[:;,]\s?(?:pp?\.\s?)?[A-Za-z]{{0,2}}\d+(?:[-‐-―]\w+)?\.?|10\.\d{{4,9}}/\S+)\s+(?=(?:{_NAMES}))"
)
STARTS = re.compile(rf"^(?:{_NAMES}|.{{3,120}}\(\d{{4}}[a-z]?\)|.{{3,120}}\(n\.d\.\))")  # or anything (2004)
NUMBER = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:[\[［【〔]\^?(\d{1,4})[\]］】〕]:?|[(（](\d{1,4})[)）]|(\d{1,4})[.)．）](?!\d)|(\d{1,4})(?=\s+[“\"‘'«„]?[^\W\d_])|(\d{1,4}):(?=\s))\s*"
)
_HYPHEN_WORDS = (
    "double single triple meta low high long short well self non open cross follow post pre anti co "
    "multi dose time half full first second third evidence patient placebo active head face day six "
    "two three four five ten"
)
_KEPT_HYPHEN = frozenset(_HYPHEN_WORDS.split())
_SECOND = (
    "assisted associated based blind blinded centered centred controlled deficient dependent derived driven "
    "focused free guided induced informed like mediated naive negative positive randomised randomized refractory "
    "related reported resistant sensitive specific treated treatment"
)
_SECOND_WORDS = frozenset(_SECOND.split())
_LINKED = re.compile(r"(?:a|and|at|by|for|in|of|on|or|the|to|up|with)-\w")  # jack-of-all-trades
_FIRST = (
    "auto bio chemo counter cross cyto electro haemo hemo hyper hypo immuno inter intra macro micro neuro over "
    "photo psycho radio sero super sub supra trans ultra under"
)
_PREFIXES = frozenset(_FIRST.split())  # they are written as one word with what follows
_ADDRESS_AT_SEAM = re.compile(r"(?:10\.\d{4}|https?://)\S*[-/._=]$")
_SCHEME_AT_END = re.compile(r"(?<![\w:/])https?:?/?$")
_ADDRESS_AT_END = re.compile(r"(?<!\w)(?:https?://|www\.)(?!\S*10\.\d{4})\S*\w$")
_END_OF_ADDRESS = re.compile(  # alone on its line, and neither a year nor an identifier
    r"(?!(?:1[89]|20)\d\d\b|PM(?:ID|C)|[\[(]|https?:|www\.|10\.\d{4})"
    r"(?=\S*(?:\w[/_=#%&-]\w|\d|\w\.(?:html?|cfm|aspx?|php|pdf|jsp)\b))\S+",
    re.I,
)
_BARE_PREFIX = re.compile(r"(?<!\d)10\.\d{4,9}/$")
_GOES_ON = re.compile(rf"[{SMALL}\d]|[{CAPITAL}](?=[.,;]?\s*$)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_BEGUN_DOI = re.compile(r"doi(?:\.org/|:?\s*)(10\.?\d{0,8})$", re.I)
_DOI_AT_END = re.compile(r"10\.\d{4,9}/\S*[\w()]$")
_INNER_START = re.compile(r"[./_-]\w|\(\d\d\)\d")
_LONG_END = re.compile(r"(?!(?:19|20)\d\d$)[\w.]*\d{3}[\w.]*(?:-[\w.-]+)?")
_LONE_END = re.compile(r"(?=.{5})(?=\D*\d)[a-z\d][a-z\d./_()-]*")
_BEHIND_DOI = re.compile(r"\s*(?:PMID|PMC|PubMed|\[|Epub|Accessed|Available|Retrieved)\b|\s*\[", re.I)
_BLANK_IN_DOI = re.compile(r"(?<=[\dX]\(\d\d\))\s+(?=\d{5}-[\dA-Z](?!\w))", re.I)
TOO_LONG = 10_000  # characters; longer stretches of lines are no reference and are not mended


@dataclass(slots=True)
class Line:
    """`apart` says that an empty line stands before it, other than where a page ends."""

    number: int
    start: int
    text: str
    apart: bool = False


def like_reference(text: str) -> bool:
    """Whether a line begins as references do and holds a year."""
    return bool(STARTS.match(text.strip()) or NUMBER.match(text)) and bool(YEAR.search(text))


def holds_another(text: str) -> bool:
    """Whether pages or a DOI are followed by names and another year: two references that ran together."""
    return any(
        YEAR.search(text, 0, found.start()) and YEAR.search(text, found.end())
        for found in _HELD_SECOND.finditer(text)
    )


def joined(group: list[Line], skip: int, vocabulary: Counter[str]) -> Marked:
    """The text of these lines without the first `skip` characters, which are the number in the list."""
    text = _stripped(group[0], skip)
    if sum(len(line.text) for line in group) > TOO_LONG:
        return _unbroken([text, *(_stripped(line, 0) for line in group[1:])])
    for line in group[1:]:
        text = _attach(text, _stripped(line, 0), vocabulary)
    return _without_blank_in_doi(text.plain())


def _without_blank_in_doi(text: Marked) -> Marked:
    """Elsevier's old DOIs are broken behind their bracket: "10.1016/S0006-3223(99) 00230-9"."""
    return text.without([found.span() for found in _BLANK_IN_DOI.finditer(text.text)])


def _unbroken(pieces: list[Marked]) -> Marked:
    """A stretch too long to be a reference, lines joined by blanks and otherwise as it is."""
    places = [place for piece in pieces for place in [*piece.at, piece.at[-1] if piece.at else 0]]
    return Marked(" ".join(piece.text for piece in pieces), places[:-1])


def _stripped(line: Line, skip: int) -> Marked:
    body = line.text[skip:]
    lead = len(body) - len(body.lstrip())
    return Marked.of(body.strip(), line.start + skip + lead)


def _attach(left: Marked, right: Marked, vocabulary: Counter[str]) -> Marked:
    tail = left.text[-200:]
    last = tail.rsplit(None, 1)[-1] if tail.strip() else ""
    if _BARE_PREFIX.search(last) and right.text[:1].isalnum():
        return left + right
    if HAN.match(last[-1:]) and HAN.match(right.text[:1]):
        return left + right
    if _ADDRESS_AT_SEAM.search(last) and _GOES_ON.match(right.text) or doi_goes_on(tail, right.text):
        return left + right
    if address_goes_on(last, right.text):
        return left + right
    found = re.search(r"([^\W\d_]+)-$", last)
    if found and right.text[:1].isalpha():
        begin, rest = found[1], re.match(r"[^\W\d_]+", right.text)[0]  # type: ignore[index]
        if not _LINKED.match(right.text) and _breaks_word(begin, rest, vocabulary):
            return left.cut(0, len(left.text) - 1) + right
        return left + right
    if left.text.endswith(("‐", "–", "-", "/")) and right.text[:1].isdigit():
        return left + right
    return left.joined(right, " ")


def address_goes_on(last: str, right: str) -> bool:
    """Whether a line ends within an address: in its "https://", or anywhere where the next holds nothing else."""
    if scheme := _SCHEME_AT_END.search(last):
        return bool(re.match(r"https?://\w", scheme[0] + right))
    return bool(_ADDRESS_AT_END.search(last) and _END_OF_ADDRESS.fullmatch(right.strip()))


def doi_goes_on(left: str, right: str) -> bool:
    """Whether the DOI at the end of one line is only the beginning of one, and the next line holds the rest."""
    word = right.split(None, 1)[0] if right.strip() else ""
    if begun := _BEGUN_DOI.search(left):
        return bool(_DOI.fullmatch(begun[1] + word))
    found = _DOI_AT_END.search(left)
    if not found or not word:
        return False
    doi, core = found[0], word.rstrip(".,;")
    if doi.count("(") != doi.count(")"):
        return doi.count("(") > doi.count(")") and ")" in core
    if _INNER_START.match(core):
        return True
    if doi.endswith(")"):
        return bool(_LONG_END.fullmatch(core))
    alone = not right[len(word) :].strip() or bool(_BEHIND_DOI.match(right[len(word) :]))
    whole = bool(why_suspicious((doi + core).lower())) and not why_suspicious(doi.lower())
    return alone and bool(_LONE_END.fullmatch(core)) and not whole


def _breaks_word(begin: str, rest: str, vocabulary: Counter[str]) -> bool:
    """Was the hyphen put in at the line's end, or is it the word's own?"""
    if f"{begin}-{rest}".lower() in vocabulary:
        return False
    if (begin + rest).lower() in vocabulary:
        return True
    if min(len(begin), len(rest)) > 3 and min(vocabulary[begin.lower()], vocabulary[rest.lower()]) > 1:
        return False  # both are words of this list
    if len(begin) > 3 and begin.lower() not in _PREFIXES and rest.lower() in _SECOND_WORDS:
        return False
    own = begin.lower() in _KEPT_HYPHEN or any(sign.isupper() for sign in begin[1:])
    return rest[0].islower() and len(begin) > 1 and not own
