"""Values as databases write them: dates, pages, markup, identifiers, kinds of work."""

from __future__ import annotations

import html
import re
from functools import lru_cache

_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f"  # what str.split() takes for a blank, without the ordinary one
_WIDE_BLANKS = _BLANKS + "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:0[0-9]|1[0-2])(?:[0-2]\d|3[01])?(?!\d)")
_MARKUP = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|inf|it|ital|italic|bold|sc|scp|span|p|br|div|(?:jats|mml):[\w-]+|uri|xref|"
    r"ext-link|inline-formula|tex-math|math|mi|mo|mn|mrow|msub|msup|msubsup|mfenced|mtext)(?:\s[^<>]*)?/?>",
    re.I,
)
_HEADING = re.compile(
    r"<jats:title(?:\s[^<>]*)?>(?P<said>(?:(?!</?jats:title).)*)</jats:title>\s*(?P<more>\S)?", re.I | re.S
)
_BLOCK = re.compile(  # markup that parts words, other than that of single ones
    r"</?(?:p|br|div|jats:(?:p|title|sec|list|list-item|label|break|disp-\w+|def-\w+|def|term|table|t[rdh]))"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_LOCAL = re.compile(
    r"\s*(?:file|internal-pdf|zotero|mendeley|papers\d?|bookends|x-devonthink-item):|"
    r"\s*(?:[A-Za-z]:[\\/]|\\\\|~?/(?:home|Users|Volumes|mnt|media)/|~/|\.{1,2}[\\/]|(?:files|storage)[\\/])",
    re.I,
)
_PAIRED = re.compile(r"<(i|b|em|strong|su[bp])>(.*?)</\1>", re.I | re.S)  # markup that came as entities
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.I)
_PAGE_WORD = re.compile(r"^(?:pp?|pages?|s)\.?[\s:]+(?=[\dA-Za-z])|^pp?\.?(?=\d)", re.I)
_DIGITS = re.compile(r"\d+")
_PAGES = re.compile(r"([1-9]\d*)-([1-9]\d*)")
_DASH = re.compile(r"\s*(?:[\u2010-\u2015\u2212-])+\s*")
_NOT_A_PAGE = frozenset(
    {"n.pag", "n.pag-n.pag", "no", "specified", "no-specified", "n/a", "na", "-", "no pagination"}
)
_ISSN = re.compile(r"(?<![\dA-Z-])\d{4}-?\d{3}[\dXx](?![\d-])")
_ISSN_ALONE = re.compile(r"\d{4}-\d{3}[\dX](?:; ?\d{4}-\d{3}[\dX])*")
_ISBN = re.compile(r"(?<!\d)(?:97[89]\d{10}|\d{9}[\dXx])(?!\d)")
_NO_YEAR = frozenset({"", "na", "n/a", "nan", "none", "null", "n.d.", "nd", "///", "//"})
EMPTY_ABSTRACTS = frozenset(
    {"[no abstract available]", "no abstract available", "no abstract available.", "n/a", "na"}
)

TYPES = {
    "article": "article journal journalarticle article-journal articlejournal magazinearticle newspaperarticle "
    "journal-article review shortsurvey articleinpress editorial letter note magazine newspaper "
    "electronicarticle article-magazine article-newspaper abstract suppperiodical periodical",
    "chapter": "chapter booksection bookchapter inbook incollection book-chapter suppbook bookinbook "
    "encyclopediaarticle dictionaryentry inreference entry-encyclopedia entry-dictionary electronicbooksection",
    "webpage": "webpage website web www online electronic blogpost forumpost post-weblog post blog",
    "book": "book editedbook mvbook collection ebook electronicbook reference serial booklet monograph proceedings",
    "conference": "conference conferencepaper inproceedings paper-conference conferenceproceedings "
    "conferenceproceeding "
    "proceedingspaper proceedings-article presentation poster meetingabstract conferenceabstract",
    "thesis": "thesis phdthesis mastersthesis dissertation",
    "report": "report techreport governmentdocument",
    "preprint": "preprint",
    "dataset": "dataset data onlinedatabase aggregateddatabase",
    "trial": "trial clinicaltrial trialregistryrecord trialregistry",
    "other": "other generic misc",
}
_TYPE_OF = {name: kind for kind, names in TYPES.items() for name in names.split()}


@lru_cache(maxsize=1_000)
def kind_of_work(text: str, default: str = "other") -> str:
    """Our word for a type as sources name it: "Journal Article", "article-journal", "inbook" ..."""
    key = re.sub(r"[^a-z-]", "", text.lower())
    return _TYPE_OF.get(key) or _TYPE_OF.get(key.replace("-", ""), default)


def plain(text: str) -> str:
    """One line of plain text: entities decoded, inline markup removed, blanks closed up."""
    if not text:
        return text
    if "<" in text:
        text = _MARKUP.sub("", _BLOCK.sub(" ", _HEADING.sub(_headed, text) if "<jats:title" in text else text))
    if "&" in text and _ENTITY.search(text):
        text = _PAIRED.sub(r"\2", html.unescape(text))
    return closed_up(text)


def _headed(found: re.Match[str]) -> str:
    """ "Background: " of a heading within an abstract; the heading “Abstract” over all of it says nothing."""
    said, more = _MARKUP.sub("", _BLOCK.sub(" ", found["said"])).strip(), found["more"] or ""
    if not said or not found.start() and more and said.lower() in ("abstract", "summary"):
        return f" {more}"
    return f" {said}{'' if said[-1] in '.:;?!' or not more else ':'} {more}"


def parted(text: str, separators: str = ";") -> list[str]:
    """The text cut at the separators, a regular expression; the semicolon that ends an entity is none."""
    if "&" not in text:
        return re.split(separators, text)
    held = _ENTITY.sub(_held, text)
    return [part.replace("\0", ";") for part in re.split(separators, held)]


def _held(found: re.Match[str]) -> str:
    """The entity without its semicolon; as it is where no entity has this name."""
    return found[0] if html.unescape(found[0]) == found[0] else found[0][:-1] + "\0"


def unescaped(text: str) -> str:
    """The text with its entities decoded, where it has any."""
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def closed_up(text: str) -> str:
    """The text with one ordinary blank wherever there are blanks; a long one is not taken apart in vain."""
    if "  " in text or text[:1] == " " or text[-1:] == " ":
        return " ".join(text.split())
    if len(text) < 200:  # the quicker question for short ones
        return text if text.isprintable() else " ".join(text.split())
    odd = any(map(text.__contains__, _BLANKS if text.isascii() else _WIDE_BLANKS))
    return " ".join(text.split()) if odd else text


def is_local(text: str) -> bool:
    """Whether it is the place of a file on somebody's own computer: `file:///C:/…`, `C:\\…`, `/home/…`, `internal-pdf://…`."""
    return bool(_LOCAL.match(text))


plain_again = lru_cache(maxsize=5_000)(plain)  # plain() for what many records have in common, as their journal


def escaped(text: str) -> str:
    """The inverse of plain() for text that would read as an entity or as markup."""
    if "&" in text and _ENTITY.search(text):
        text = text.replace("&", "&amp;")
    if "<" in text and _MARKUP.search(text):
        text = text.replace("<", "&lt;")
    return text


def first_number(text: str) -> str:
    """The first digits: of "PMID: 31234567", a spreadsheet's 31234567.0, an address of PubMed; "" for none."""
    found = _DIGITS.search(text)
    return found[0] if found else ""


def year_of(*texts: str) -> int | None:
    """The first year from 1500 to 2099 in the texts, taken in order."""
    for text in texts:
        if len(text) == 4 and text.isdigit() and text.isascii() and "1500" <= text < "2100":
            return int(text)
        if text and (found := _YEAR.search(text) or _COMPACT.search(text)):
            return int(found[1])
    return None


def says_no_year(text: str) -> bool:
    """True for a date field that is only a way of being empty."""
    return text.strip().lower() in _NO_YEAR or not re.search(r"\w", text)


def page_range(start: str, end: str = "") -> str:
    """ "first-last" from a range or from two fields; "" for the fillers databases print."""
    if start.isalnum() and end.isalnum() and start[-1:].isdigit() and start[:1] != "p" and end[:1] != "p":
        return start if start == end else f"{start}-{end}"
    if not end and (found := _PAGES.fullmatch(start)):
        return found[1] if found[1] == found[2] else start
    start, end = _page(start), _page(end)
    if end and "-" not in start and end != start:
        return f"{start}-{end}" if start else end
    first, _, last = start.partition("-")
    return first if first == last else start


def _page(text: str) -> str:
    text = _PAGE_WORD.sub("", " ".join(text.split()).rstrip(".,;"))
    text = _DASH.sub("-", text).strip("- ") if text else ""
    return "" if text.lower() in _NOT_A_PAGE else text


@lru_cache(maxsize=5_000)
def issns(*texts: str) -> str:
    """The ISSNs in the texts as 1234-567X, in order, without repeats, joined by "; "."""
    if len(texts) == 1 and _ISSN_ALONE.fullmatch(texts[0]) and len(texts[0]) == 9:
        return texts[0]
    found = [f"{n[:4]}-{n[-4:]}".upper() for text in texts for n in _ISSN.findall(text)]
    return "; ".join(dict.fromkeys(found))


@lru_cache(maxsize=5_000)
def isbns(*texts: str) -> str:
    """The ISBNs in the texts, digits only, without repeats, joined by "; "."""
    long = [text for text in texts if len(text) > 9 and not _ISSN_ALONE.fullmatch(text)]
    bare = (re.sub(r"(?<=\d)[- ](?=[\dXx])", "", text) for text in long)
    return "; ".join(dict.fromkeys(n.upper() for text in bare for n in _ISBN.findall(text)))


def words(texts: list[str], separators: str = r"[;\n]") -> list[str]:
    """Keywords: split, cleared of the asterisk of a major heading, without repeats."""
    if separators in (";", r"[;\n]"):
        said = ";".join(texts)
        if plain(said) == said:  # one look at all of them together
            parts = said.split(";")
            if "*" in said:
                parts = [part.strip().lstrip("*") for part in parts]
            return list(filter(None, dict.fromkeys(map(str.strip, parts))))
    parts = [part for text in texts for part in parted(text, separators)]
    return list(filter(None, dict.fromkeys(map(_word, parts))))


def _word(text: str) -> str:
    return plain(text).lstrip("*").strip()
