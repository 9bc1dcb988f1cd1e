"""BibTeX and BibLaTeX: from the entries' fields to records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from . import dois, values
from .bibtex_parents import named_by, parents_of, with_parent
from .bibtex_split import Entry, split
from .capitals import CAPITAL
from .draft import Draft, finish
from .latex import decode
from .names import GROUP_WORDS, PARTICLES, dotted_pairs, listed_by_comma, person
from .records import ParsedRecord, Problem
from .source import Source

_AND = re.compile(r"\s+and\s+", re.I)
_CAPITALS = re.compile(rf"[{CAPITAL}]{{1,3}}|(?:[{CAPITAL}]\.-?)+")
_PMID = re.compile(r"PMID:?\s*(\d{1,8})\b")
_PARTS = re.compile(r"\b(family|given|prefix|suffix)(?:-i)?\s*=\s*", re.I)
_GLUED = re.compile(r"\|+(?=https?:|&)", re.I)  # EBSCO writes several addresses without a blank
_IN_ADDRESS = re.compile(r"https?://[^\s|]*")
_BARE_TILDE = re.compile(r"(?<!\\)~")
_TILDE = r"\\textasciitilde{}"
MISSING = "NA"  # as R writes what is not there
_KEYWORDS = ("authorkeywords", "keywords", "keyword")
_NOTES = frozenset({"note", "annote", "annotation"})
_TYPES = {"inproceedings": "conference", "incollection": "chapter", "inbook": "chapter", "online": "webpage"}
_KNOWN = (
    "article book booklet inbook incollection inproceedings conference manual mastersthesis phdthesis misc "
    "proceedings techreport unpublished online thesis report collection string comment preamble electronic "
    "dataset software"
)


def looks_like(head: str) -> bool:
    found = re.findall(r"^\s*@\s*(\w+)\s*[{(]", head, re.M)
    return any(kind.lower() in _KNOWN.split() for kind in found) or bool(
        re.search(r"^\s*@\s*\w+\s*[{(]\s*[^\s,]*\s*,\s*\n\s*[\w -]+\s*=", head, re.M)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    parents = parents_of(source)
    for entry in split(source.text()):
        if isinstance(entry, Problem):
            yield entry
        elif not named_by(entry):
            yield from finish(draft_of(entry))
        else:
            whole = with_parent(entry, parents)
            if isinstance(whole, Problem):
                yield whole
                yield from finish(draft_of(entry))
            else:
                draft = draft_of(whole)
                draft.raw = [("entry", f"@{entry.kind}{{{entry.key}"), *entry.fields]
                yield from finish(draft)


def draft_of(entry: Entry) -> Draft:
    """The mapping from BibTeX and BibLaTeX fields to ours; names of fields are compared without - _ and blanks."""
    found: dict[str, str] = {}
    for name, value in entry.fields:
        if value != MISSING:
            found.setdefault(_bare(name), value)

    def text(*names: str) -> str:
        for name in names:
            if name in found and (plain := clean(found[name])):
                return plain
        return ""

    kind = _kind_of(entry.kind, text, found)
    address = text("url", "howpublished", "link")
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    subtitle = text("subtitle")
    title = text("title", "maintitle")
    notes = [note for name, value in entry.fields if name.lower() in _NOTES and (note := clean(value))]
    draft = Draft()
    draft.line = entry.line
    draft.raw = [("entry", f"@{entry.kind}{{{entry.key}"), *entry.fields]
    draft.type = kind
    draft.title = f"{title}: {subtitle}" if subtitle and title else title
    draft.other_title = text("origtitle", "titleaddon")
    draft.authors = _people(found.get("author", "") or found.get("authors", ""))
    draft.editors = _people(found.get("editor", ""))
    draft.dates = [
        text("year"),
        text("date"),
        text("issuedate"),
        text("datepublished"),
    ]  # "urldate" is when it was looked at
    draft.journal = "" if in_book else text("journal", "journaltitle", "fjournal", "shortjournal", "booktitle")
    draft.booktitle = (
        text("booktitle", "journal", "journaltitle", "series" if kind == "conference" else "") if in_book else ""
    )
    draft.volume = text("volume")
    draft.issue = text("number", "issue")
    draft.start_page = text("pages", "page")
    draft.article_number = text("articlenumber", "artnumber", "eid", "article")
    draft.doi = text("doi") or dois.doi_in_address(address) or _marked_doi(text("articleid", "locationid"))
    draft.pmid = _digits(text("pmid", "pubmedid")) or next((m[1] for note in notes if (m := _PMID.match(note))), "")
    draft.pmcid = text("pmcid")
    draft.accession = text("uniqueid", "eid", "an", "accessionnumber")
    if not draft.accession and "accessionnumber" not in found:
        draft.accession = entry.key
    draft.issn = [text("issn"), text("eissn"), text("isbn")]
    draft.abstract = text("abstract")
    words = (text(name) for name in _KEYWORDS)
    draft.keywords = list(dict.fromkeys(word for said in words if said for word in _keywords(said)))
    draft.url = _GLUED.split(text("url"), maxsplit=1)[0] or _address(address)
    draft.language = text("language", "langid")
    draft.publisher = text("publisher", "institution", "school", "organization")
    draft.place = text("address", "location")
    draft.edition = text("edition")
    draft.database = text("database", "source")
    draft.notes = notes
    return draft


def _kind_of(name: str, text: Callable[..., str], found: dict[str, str]) -> str:
    """The kind of work of an entry: by its name, by its type, by a journal, by an address and little else."""
    kind = _TYPES.get(name.lower()) or values.kind_of_work(name)
    if kind == "other":
        kind = values.kind_of_work(text("type"), "article" if text("journal", "journaltitle") else "other")
    printed = found.keys() & {"doi", "volume", "pages", "booktitle", "type"}
    if kind == "other" and not printed and _address(text("url", "howpublished", "link")):
        return "webpage"
    return kind


def _marked_doi(text: str) -> str:
    """The DOI of "S1234 [pii] and 10.1000/x [doi]", as R turns MEDLINE's files into BibTeX."""
    return dois.find_doi(text.partition("[doi]")[0].split(" and ")[-1]) if "[doi]" in text else ""


@lru_cache(maxsize=1_000)
def _bare(name: str) -> str:
    return re.sub(r"[-_ ]", "", name.lower())


def clean(value: str) -> str:
    """A value as a reader sees it, on one line."""
    if "~" in value and "://" in value:
        value = _IN_ADDRESS.sub(lambda found: _BARE_TILDE.sub(_TILDE, found[0]), value)
    return values.closed_up(decode(value)) if value else ""


def _digits(text: str) -> str:
    found = re.search(r"\d+", text)
    return found[0] if found else ""


def _address(text: str) -> str:
    found = re.search(r"https?://(?:[^\s<>|]|\|(?!\|*(?:https?:|&)))+", text)
    return found[0] if found else ""


def _keywords(text: str) -> list[str]:
    text = values.unescaped(text)
    return values.words([text], ";" if ";" in text else r",(?![^(]*\))")


def _people(value: str) -> list[str]:
    value = " ".join(value.split())
    if not value:
        return []
    if value.startswith("{") and value.endswith("}") and _AND.search(value) and _depth_ok(value[1:-1]):
        inner = value[1:-1]
        value = inner if "," in inner else value
    if parts := listed_by_comma(value) or dotted_pairs(value):
        return [person(clean(part)) for part in parts]
    names = (_name(part) for part in _at_top(value) if part.strip().lower() != "others")
    return [name for name in names if name]


def _depth_ok(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _at_top(value: str) -> list[str]:
    """The value cut at every "and" that stands outside braces; at semicolons where there is none."""
    if "{" not in value:
        parts = _AND.split(value)
        return values.parted(value) if len(parts) == 1 and ";" in value else parts
    parts, start = [], 0
    for found in _AND.finditer(value):
        before = value[: found.start()]
        if before.count("{") - before.count("}") <= 0:
            parts.append(value[start : found.start()])
            start = found.end()
    return [*parts, value[start:]]


@lru_cache(maxsize=20_000)
def _name(part: str) -> str:
    part = part.strip()
    if part.startswith("{") and part.endswith("}") and _depth_ok(part[1:-1]):
        literal = clean(part)
        return literal and f"{literal},"
    if _PARTS.match(part):
        return _from_parts(part)
    pieces = [piece.strip() for piece in _outside(part, ",")]
    if len(pieces) == 2:
        return ", ".join(text for piece in pieces if (text := clean(piece)))
    if len(pieces) > 2:  # "von Last, Jr, First"
        return ", ".join(text for piece in (pieces[0], *pieces[2:], pieces[1]) if (text := clean(piece)))
    words = _outside(part, " ")
    if len(words) < 2:
        return clean(part)
    if "{" not in part and GROUP_WORDS.search(part):
        return f"{clean(part)},"
    return _turned([clean(word) for word in words])


def _turned(words: list[str]) -> str:
    """ "First von Last": the particle is the first word in lower case, and belongs to the family name."""
    small = [n for n, word in enumerate(words[1:-1], 1) if word[:1].islower()]
    if small:
        return f"{' '.join(words[small[0] :])}, {' '.join(words[: small[0]])}"
    if len(words) == 2 and _CAPITALS.fullmatch(words[1]):
        return f"{words[0]}, {words[1]}"  # "Last FM", which BibTeX does not know but exporters write
    return (
        person(" ".join(words), given_first=True)
        if words[-2].lower() in PARTICLES
        else f"{words[-1]}, {' '.join(words[:-1])}"
    )


def _outside(text: str, mark: str) -> list[str]:
    """The text cut at marks outside braces."""
    if "{" not in text:
        return [piece for piece in text.split(mark) if piece.strip()]
    pieces, depth, current = [], 0, ""
    for character in text:
        depth += (character == "{") - (character == "}")
        if character == mark and depth <= 0:
            pieces.append(current)
            current = ""
        else:
            current += character
    return [piece for piece in [*pieces, current] if piece.strip()]


def _from_parts(part: str) -> str:
    """BibLaTeX's "family=Mann, given=Thomas"."""
    found = {m[1].lower(): "" for m in _PARTS.finditer(part)}
    for piece in _outside(part, ","):
        if match := _PARTS.match(piece.strip()):
            found[match[1].lower()] = clean(piece.strip()[match.end() :].strip('"'))
    family = " ".join(text for text in (found.get("prefix", ""), found.get("family", "")) if text)
    return ", ".join(text for text in (family, found.get("given", ""), found.get("suffix", "")) if text)
