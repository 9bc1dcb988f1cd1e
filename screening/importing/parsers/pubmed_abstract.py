"""PubMed's "Abstract (text)": numbered records of paragraphs, from the journal's line to DOI and PMID.

Books and their chapters have no such line: they begin with their title, their date or the book they are in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import dois
from .capitals import CAPITAL
from .citation_cell import read_citation
from .draft import Draft, finish
from .imprint import MEDIUM, Imprint, read_imprint
from .names import GROUP_WORDS
from .outside import between
from .records import ParsedRecord, Problem
from .source import Source

_NUMBERED = re.compile(r"(\d{1,6})[.:] +(?=\S)")
_HEAD = re.compile(r"\d{1,6}[.:] +(?:[^.()]|\([^()]*\)){2,150}\. +(?:1[89]|20)\d\d\b")
_PMID = re.compile(r"^PMID: ?(\d+)", re.M)
_PMCID = re.compile(r"^PMCID: ?(PMC\d+)", re.M)
_DOI = re.compile(r"^DOI: ?(\S.*)", re.M)
_IDS = re.compile(r"(?:DOI|PMC?ID): ?\S")
_LANGUAGE = re.compile(r"\[Article in ([^\]]+)\]$")
_NO_NAMES = re.compile(r"\[No authors? (?:listed|available)\]", re.I)
_NAMES = re.compile(rf"[^.:]{{1,60}}? [{CAPITAL}]{{1,5}}(?: (?:Jr|Sr|2nd|3rd|4th))?(?:\(\d[\d)(, ]*\)?)?\s*[,.;]")
_NAME = re.compile(rf".+ [{CAPITAL}]{{1,5}}(?: (?:Jr|Sr|2nd|3rd|4th))?")
_SMALL = re.compile(r"[a-z]{4,}")  # what begins no name of a group
_LONGEST_GROUP = 200  # characters
_MARKS = re.compile(r"(?:\(\d+\))+")  # which address belongs to the author
_LEFT = re.compile(
    r"Author information:|Collaborators:|Contributed equally|Copyright\b|©|Conflict of interest statement:|\(\d+\)"
)
_IDS_PARAGRAPH = re.compile(r"\n\s*\n(?:(?:DOI|PMCID): ?\S.*\n)*PMID: ?\d")
_EDITED = re.compile(r",? ?\beditors?\b\.?$")
_YEAR = re.compile(r"\. +((?:1[89]|20)\d\d)\b")
_BEFORE_THE_TEXT = frozenset({"citation", "title", "language", "authors", "book"})
_BOOK_WITHIN = 4  # paragraphs
_NOTE = re.compile(
    r"(?:Comment|Erratum|Update|Retraction|Republished|Summary for patients|Expression of concern|"
    r"Reprint) (?:in|of|on|from)\b|Corrected and republished|\[Indexed"
)

Paragraph = list[str]


def looks_like(head: str) -> bool:
    """A numbered line, of journal and date or of anything else, paragraphs below it, and one with the PMID."""
    text = head.lstrip()
    begins, _, after = text.partition("\n\n" if "\n\n" in text else "\n")
    if not _NUMBERED.match(begins) or begins.count("\n") > 6:
        return False
    if _HEAD.match(" ".join(begins.split())):
        return bool(_PMID.search(after))
    own = re.split(r"\n\s*\n(?=\d{1,6}[.:] )", text, maxsplit=1)[0]
    return own.count("\n\n") > 1 and bool(_IDS_PARAGRAPH.search(own))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for line, lines in _records(source.lines()):
        if not _NUMBERED.match(lines[0]):
            yield between([(line + at, text) for at, text in enumerate(lines) if text.strip()])
            continue
        draft = draft_of(line, _paragraphs(lines))
        yield from finish(draft)
        yield from _doubts(line, draft)


def _doubts(line: int, draft: Draft) -> Iterator[Problem]:
    """What is told of an entry that may be none, or more than one."""
    more = sum(name == "ids" and bool(_PMID.search(text)) for name, text in draft.raw) - 1
    if more > 0:
        what = f"The entry has {more + 1} paragraphs with a PMID: others stand in it without a number."
        yield Problem(line, "PMID", what, "They were read as one record. Export the search again as MEDLINE.", more)
    if not (any(draft.dates) or draft.booktitle or draft.publisher or draft.pmid or draft.doi):
        what = f"“{draft.title[:80]}” has neither the line of a journal or book nor a PMID."
        yield Problem(line, "citation", what, "It was read as an entry all the same. Please compare.")


def _records(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of each record with the number of its first one; what stands before the first record as well.

    An abstract may hold numbered paragraphs. So a numbered line behind an empty one begins a record where two of
    these are so: it is a journal's, it goes on counting, the PMID of the one before has been read, two lines are
    empty. Behind a PMID numbers may be left out."""
    held: list[str] = []
    first, count, ended, empty = 1, 0, True, 2
    for number, line in enumerate(lines, 1):
        found = _NUMBERED.match(line) if empty else None
        ahead = int(found[1]) - count if found else 0
        if found and sum((bool(_HEAD.match(line)), ahead == 1 or ended and ahead > 0, ended, empty > 1)) > 1:
            if held:
                yield first, held
            held, first, count, ended = [], number, int(found[1]), False
        empty = 0 if line.strip() else empty + 1
        ended = ended or bool(_PMID.match(line))
        if held or not empty:
            first = first if held else number
            held.append(line)
    if held:
        yield first, held


def _paragraphs(lines: list[str]) -> list[Paragraph]:
    found: list[Paragraph] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def draft_of(line: int, paragraphs: list[Paragraph]) -> Draft:
    """The fields by their order: the journal's line, title, authors, then what each paragraph says it is."""
    raw = _named(paragraphs)
    said = {name: [text for own, text in raw if own == name] for name, _ in raw}
    ids = "\n".join(said.get("ids", []))
    language = next((found[1] for text in said.get("language", []) if (found := _LANGUAGE.match(text))), "")
    draft = Draft(
        line=line,
        raw=raw,
        title="".join(said.get("title", [])),
        doi=_first(_DOI, ids) or dois.find_doi("".join(said.get("citation", []))),
        pmid=_first(_PMID, ids),
        pmcid=_first(_PMCID, ids),
        accession=_first(_PMID, ids),
        abstract="\n\n".join(said.get("abstract", [])),
        language=language,
        database="PubMed",
        notes=said.get("note", []),
    )
    people = " ".join(text for text in said.get("authors", []) if not _NO_NAMES.match(text))
    edited = bool(_EDITED.search(people))
    draft.authors = [] if edited else _people(people)
    draft.editors = _people(_EDITED.sub("", people)) if edited else []
    if "book" in said:
        _put_book(draft, read_imprint(" ".join(said["book"])) or Imprint())
    else:
        _put_journal(draft, "".join(said.get("citation", [])))
    return draft


def _put_journal(draft: Draft, citation: str) -> None:
    got = read_citation(citation)
    draft.type = "preprint" if "[Preprint]" in citation else "article"
    draft.dates = [got.get("year", "") or _first(_YEAR, citation)]
    draft.journal = got.get("journal", "") or citation.partition(". ")[0]
    draft.volume = got.get("volume", "")
    draft.issue = got.get("issue", "")
    draft.start_page = got.get("pages", "")


def _put_book(draft: Draft, book: Imprint) -> None:
    """The book's line: with a title of its own the record is a chapter of that book."""
    part = bool(draft.title and book.title)
    draft.type = "chapter" if part else "book"
    draft.title = MEDIUM.sub("", draft.title) or book.title
    draft.booktitle = book.title if part else ""
    draft.editors = [*draft.editors, *_people(book.editors)]
    draft.dates = [book.year, book.date]
    draft.place, draft.publisher, draft.edition = book.place, book.publisher, book.edition


def _named(paragraphs: list[Paragraph]) -> list[tuple[str, str]]:
    """Each paragraph with what it is; the number is taken from the first."""
    texts = [_joined(paragraph) for paragraph in paragraphs]
    texts[0] = texts[0].partition(" ")[2].strip()
    book = _book_at(texts)
    names = [_heading(texts, book)]
    for at, text in enumerate(texts[1:], 1):
        names.append("book" if at == book else _name(text, names, above_book=at < book))
    return list(zip(names, texts, strict=True))


def _book_at(texts: list[str]) -> int:
    """Which paragraph is the line of a book, -1 for none; a journal's line on top leaves none for one further down,
    unless names stand below it, as below a title."""
    journal = _HEAD.match(f"1. {texts[0]}") and not (texts[1:] and _are_names(texts[1]))
    among = texts[: 1 if journal else _BOOK_WITHIN]
    return next((at for at, text in enumerate(among) if not _IDS.match(text) and read_imprint(text)), -1)


def _heading(texts: list[str], book: int) -> str:
    """What the first paragraph is: the line of a journal or a book, or the title where no such line is above it."""
    if book >= 0:
        return "title" if book else "book"
    below = [*texts[1:3], "", ""]
    if _HEAD.match(f"1. {texts[0]}"):
        return "citation"
    named = _are_names(below[0]) or _is_group(below[0]) and not _are_names(below[1])
    return "title" if named or not below[0] or _IDS.match(below[0]) else "citation"


def _name(text: str, had: list[str], *, above_book: bool) -> str:
    """What a paragraph is, by how it begins and by what stood before it."""
    if _IDS.match(text):
        return "ids"
    if "title" not in had and not (had == ["book"] and _are_names(text)):
        return "title"
    for name, sign in (("language", _LANGUAGE), ("note", _NOTE), ("left", _LEFT)):
        if sign.match(text):
            return name
    is_early = set(had) <= _BEFORE_THE_TEXT and "authors" not in had
    return "authors" if is_early and (above_book or _are_names(text) or _is_group(text)) else "abstract"


def _are_names(text: str) -> bool:
    return bool(_NO_NAMES.match(text) or _NAMES.match(text))


def _is_group(text: str) -> bool:
    """Whether it is the name of a group alone: short, with a word that groups have, and no long word in small."""
    return (
        len(text) < _LONGEST_GROUP and bool(GROUP_WORDS.search(text)) and not any(map(_SMALL.match, text.split()))
    )


def _joined(paragraph: Paragraph) -> str:
    return "\n".join(paragraph) if _IDS.match(paragraph[0]) else " ".join(paragraph)


def _people(text: str) -> list[str]:
    """ "Roe SP(1)(2), Poe L(3); A Group." without the numbers of the addresses; a group has a comma at its end."""
    found: list[str] = []
    for part in _MARKS.sub("", text).removesuffix("et al.").rstrip("., ").split(";"):
        names = [name.strip() for name in part.split(",") if name.strip()]
        people = any(map(_NAME.fullmatch, names)) and (not found or all(map(_NAME.fullmatch, names)))
        found += names if people else [f"{part.strip()},"] if names else []
    return found


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
