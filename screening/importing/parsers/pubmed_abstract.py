"""PubMed's "Abstract (text)": numbered records of paragraphs, from the journal's line to DOI and PMID."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import dois
from .citation_cell import read_citation
from .draft import Draft, finish
from .outside import between
from .records import ParsedRecord, Problem
from .source import Source

_HEAD = re.compile(r"(\d{1,6})[.:] +((?:[^.()]|\([^()]*\)){2,150}\. +(?:1[89]|20)\d\d\b.*)$")
_PMID = re.compile(r"^PMID: ?(\d+)", re.M)
_PMCID = re.compile(r"^PMCID: ?(PMC\d+)", re.M)
_DOI = re.compile(r"^DOI: ?(\S+)", re.M)
_IDS = re.compile(r"(?:DOI|PMC?ID): ?\S")
_LANGUAGE = re.compile(r"\[Article in ([^\]]+)\]$")
_NAMES = re.compile(r"[^.:]{1,60}? [A-Z]{1,5}(?: (?:Jr|Sr|2nd|3rd|4th))?(?:\(\d[\d)(, ]*\)?)?\s*[,.;]")
_MARKS = re.compile(r"(?:\(\d+\))+")  # which address belongs to the author
_LEFT = re.compile(
    r"Author information:|Collaborators:|Contributed equally|Copyright\b|©|Conflict of interest statement:|\(\d+\)"
)
_NOTE = re.compile(
    r"(?:Comment|Erratum|Update|Retraction|Republished|Summary for patients|Expression of concern|"
    r"Reprint) (?:in|of|on|from)\b|Corrected and republished|\[Indexed"
)

Paragraph = list[str]


def looks_like(head: str) -> bool:
    """A numbered line of journal and date, a paragraph below it, and a line with the PMID."""
    first = next((line for line in head.split("\n") if line.strip()), "")
    begins = _HEAD.match(first.strip())
    after = head.partition(first)[2] if begins else ""
    return bool(begins and _PMID.search(after)) and bool(re.match(r"(?:\n\S.*){0,6}\n\s*\n", after))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for line, lines in _records(source.lines()):
        if _HEAD.match(lines[0]):
            yield from finish(draft_of(line, _paragraphs(lines)))
        else:
            yield between([(line + at, text) for at, text in enumerate(lines) if text.strip()])


def _records(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of each record with the number of its first one; what stands before the first record as well.

    A numbered journal's line begins a record behind an empty line, where it goes on counting or the PMID of the one
    before has been read: an abstract may hold numbered paragraphs."""
    held: list[str] = []
    first, count, ended, blank = 1, 0, True, True
    for number, line in enumerate(lines, 1):
        found = _HEAD.match(line) if blank else None
        if found and (ended or int(found[1]) == count + 1):
            if held:
                yield first, held
            held, first, count, ended = [], number, int(found[1]), False
        blank = not line.strip()
        ended = ended or bool(_PMID.match(line))
        if held or not blank:
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
    raw: list[tuple[str, str]] = []
    for paragraph in paragraphs:
        raw.append((_name(paragraph, [name for name, _ in raw]), _joined(paragraph)))
    raw[0] = ("citation", raw[0][1].partition(" ")[2].strip())
    said = {name: [text for own, text in raw if own == name] for name, _ in raw}
    ids = "\n".join(said.get("ids", []))
    got = read_citation(raw[0][1])
    language = next((found[1] for text in said.get("language", []) if (found := _LANGUAGE.match(text))), "")
    return Draft(
        line=line,
        raw=raw,
        type="article",
        title="".join(said.get("title", [])),
        authors=_people(" ".join(said.get("authors", []))),
        dates=[got.get("year", "")],
        journal=got.get("journal", "") or raw[0][1].partition(". ")[0],
        volume=got.get("volume", ""),
        issue=got.get("issue", ""),
        start_page=got.get("pages", ""),
        doi=_first(_DOI, ids) or dois.find_doi(raw[0][1]),
        pmid=_first(_PMID, ids),
        pmcid=_first(_PMCID, ids),
        accession=_first(_PMID, ids),
        abstract="\n\n".join(said.get("abstract", [])),
        language=language,
        database="PubMed",
        notes=said.get("note", []),
    )


def _name(paragraph: Paragraph, had: list[str]) -> str:
    """What a paragraph is, by how it begins and by what stood before it."""
    text = paragraph[0]
    if not had:
        return "citation"
    if _IDS.match(text):
        return "ids"
    if "title" not in had:
        return "title"
    if _LANGUAGE.match(text):
        return "language"
    if _NOTE.match(text):
        return "note"
    if _LEFT.match(text):
        return "left"
    return "authors" if set(had) <= {"citation", "title", "language"} and _NAMES.match(text) else "abstract"


def _joined(paragraph: Paragraph) -> str:
    return "\n".join(paragraph) if _IDS.match(paragraph[0]) else " ".join(paragraph)


def _people(text: str) -> list[str]:
    """ "Roe SP(1)(2), Poe L(3); A Group." without the numbers of the addresses; a group has a comma at its end."""
    people, _, groups = _MARKS.sub("", text).rstrip(". ").partition(";")
    names = [name.strip() for name in people.split(",") if name.strip()]
    return names + [f"{group.strip()}," for group in groups.split(";") if group.strip()]


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
