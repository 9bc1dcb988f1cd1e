"""Plain reference lists: every reference becomes a record with its place in the text and a confidence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from ..citing.cited import CitedCounts, cited_in
from .dois import why_none
from .draft import Draft, finish
from .labelled_lines import labels_in
from .marked_text import Marked, without_markdown
from .records import ParsedRecord, Problem, Span
from .reference_groups import put_back, with_plain_name
from .reference_han import narrowed
from .reference_learned import Learned
from .reference_likeness import is_hardly_a_list, is_shaped
from .reference_lines import YEAR, holds_another
from .reference_parts import Parts
from .reference_reading import Reading, read_best
from .reference_split import Item, split, text_outside
from .source import Source
from .unread_formats import said_of

LIMIT = 20_000_000  # characters; a reference list is read whole, and none is longer
LONGEST = 5_000  # characters; longer stretches are no single reference and are kept as text only
DOUBTFUL = 0.5
TWO_IN_ONE = 0.4  # the most that is told of what seems to be two references run together
UNLIKE = 0.2  # the most that is told of what is not shaped like a reference in a text that is hardly a list
ALONE = 0.4  # the most that is told of a dash for the authors before where none stand before
STOPPED = 5  # letters with the stop; a longer word is none that is cut short
MOST_TOLD = 20  # marks that lead nowhere, and references never cited, one by one
_SAME_AUTHORS = re.compile(r"\s*(?:[-‐-―_−]{2,}|[—―](?=[.,]))[.,:;]*\s+\S")
_LETTER = re.compile(r"[^\W\d_]")
_DASHES = re.compile(r"[-‐-―_−]+[.,:;]*\s+")


def looks_like(head: str) -> bool:
    """Text in which most pieces hold a year and begin like names."""
    if re.match(r"\s*(?:[{<]|\[\s*[{\"])", head) or labels_in(head) or said_of(head):
        return False
    items = [item for item in split(head[:30_000]) if isinstance(item, Item)]
    if not items:
        return False
    dated = sum(bool(YEAR.search(item.text.text)) and 30 < len(item.text.text) < 3_000 for item in items)
    return dated >= max(1, 0.5 * len(items))


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    yield from read_text(source.text().read(LIMIT + 1))


def read_text(text: str, learned: Learned | None = None) -> Iterator[ParsedRecord | Problem]:
    """The references of a list, or of the section of a longer text that holds them. `learned` stands for our model
    where another is tried out."""
    if len(text) > LIMIT:
        what = f"The list is longer than {LIMIT:,} characters."
        yield Problem(1, "file", what, "Nothing was read. Please split it, or choose the right format.")
        return
    citing = text_outside(text)
    if citing.strip():
        yield from _with_citations(text, citing, list(_read(text, learned)))
    else:
        yield from _read(text, learned)


def _read(text: str, learned: Learned | None) -> Iterator[ParsedRecord | Problem]:
    before: list[str] = []
    found = list(split(text))
    prose = is_hardly_a_list(item.text.text for item in found if isinstance(item, Item))
    for item in found:
        if isinstance(item, Problem):
            yield item
        else:
            yield from _record(item, before, learned, prose)


def _with_citations(
    text: str, citing: str, found: list[ParsedRecord | Problem]
) -> Iterator[ParsedRecord | Problem]:
    """The same, each record with a note on how often the text outside the list cites it."""
    records = [got for got in found if isinstance(got, ParsedRecord)]
    cited = cited_in(citing, records, [int(dict(record.raw).get("number", 0)) for record in records])
    if not cited.links:
        yield from found
        return
    yield _told(cited)
    for sentence, mark in cited.unknown[:MOST_TOLD]:
        what = f"The text cites {mark}, which no reference of the list is."
        yield Problem(citing.count("\n", 0, sentence.start) + 1, "citation", what, "Look in the text or the list.")
    counts = iter(cited.counts)
    for got in found:
        yield (
            dataclasses.replace(got, notes=(*got.notes, cited_note(next(counts))))
            if isinstance(got, ParsedRecord)
            else got
        )


def _told(cited: CitedCounts) -> Problem:
    known = len(cited.counts)
    what = f"The text outside the list cites {known - len(cited.never):,} of {known:,} references"
    if cited.never:
        listed = ", ".join(map(str, cited.never[:MOST_TOLD])) + ("…" if len(cited.never) > MOST_TOLD else "")
        what += f"; never cited: {listed}"
    return Problem(1, "citation", f"{what}.", "Each reference says in its notes how often it is cited.")


def cited_note(count: int) -> str:
    """What a record's notes say of it."""
    if not count:
        return "Never cited in the text."
    return f"Cited in {count:,} sentence{'s' if count != 1 else ''} of the text."


def _record(
    item: Item, before: list[str], learned: Learned | None, prose: bool
) -> Iterator[ParsedRecord | Problem]:
    """The record and what is doubtful in it. `before` has the authors of the last reference, and is given these;
    in `prose` what is not shaped like a reference is most likely none."""
    clean, emphasised = without_markdown(item.text)
    plain = narrowed(clean.text)
    standing = with_plain_name(plain)
    reading = (
        read_best(standing.text, emphasised, learned) if len(clean.text) <= LONGEST else Reading(Parts(), {}, 0.0)
    )
    put_back(reading.parts, standing)
    _as_printed(reading.parts, clean.text, plain)
    parts, sure = reading.parts, reading.sure
    ran_together = holds_another(clean.text)
    if ran_together:
        sure = min(sure, TWO_IN_ONE)
    unlike = prose and sure > 0 and not is_shaped(clean.text)
    if unlike:
        sure = min(sure, UNLIKE)
    if sure == 0:
        parts = Parts(type="other", doi=parts.doi, no_doi=parts.no_doi, url=parts.url)
    _take_dashes(parts, item.text.text)
    if parts.same_authors:
        parts.authors = list(before)
        sure = sure if before else min(sure, ALONE)
    before[:] = parts.authors
    draft = draft_of(item, clean, parts, sure, reading.places)
    for got in finish(draft):
        if isinstance(got, ParsedRecord) or got.field != "title":
            yield got
    if parts.no_doi:
        what = f"“{parts.no_doi[:80]}” stands where the DOI should be: {why_none(parts.no_doi)}."
        yield Problem(item.line, "doi", what, "The DOI was left empty; the reference is kept with its full text.")
    if sure < DOUBTFUL:
        shown = clean.text if len(clean.text) <= 80 else clean.text[:79] + "…"
        read_so_far = "could be read only in part" if sure else "could not be read"
        if ran_together:
            read_so_far = "seems to hold more than one"
        if unlike:
            read_so_far = "is not shaped like a reference"
        what = f"The {'text' if unlike else 'reference'} “{shown}” {read_so_far}."
        yield Problem(
            item.line,
            "reference",
            what,
            "It was kept with its full text. Put it right before the import, or correct the record later.",
        )


def _take_dashes(parts: Parts, text: str) -> None:
    """Where a reference begins with a dash instead of names, say so of its authors, and take it from its title."""
    if _SAME_AUTHORS.match(text) and not any(map(_LETTER.search, parts.authors)):
        parts.same_authors = True
        parts.title = _DASHES.sub("", parts.title, count=1) if _DASHES.match(parts.title) else parts.title


def _as_printed(parts: Parts, text: str, plain: str) -> None:
    """Give title and journal the signs they are printed with; `plain` has as many as `text`."""
    for field in ("title", "container") if plain != text else ():
        value = getattr(parts, field)
        if value and (at := plain.find(value)) >= 0:
            setattr(parts, field, text[at : at + len(value)])


def draft_of(item: Item, clean: Marked, parts: Parts, sure: float, places: dict[str, tuple[int, int]]) -> Draft:
    in_book = parts.type in ("chapter", "book", "conference")
    title = f"{parts.title} [{parts.other_title}]" if parts.other_title else parts.title
    return Draft(
        line=item.line,
        raw=[("reference", item.text.text)] + ([("number", str(item.number))] if item.number else []),
        type=parts.type,
        title=title,
        authors=[_without_stop(name) for name in parts.authors],
        editors=parts.editors,
        dates=[parts.date if re.search(r"\d", parts.date) else ""],
        journal="" if in_book else parts.container,
        booktitle=parts.container if in_book else "",
        volume=parts.volume,
        issue=parts.issue,
        start_page=parts.pages,
        article_number=parts.number,
        doi=parts.doi,
        pmid=parts.pmid,
        accession=parts.trial,
        url=parts.url,
        publisher=parts.publisher,
        place=parts.place,
        edition=parts.edition,
        notes=_notes(parts),
        confidence=sure,
        spans=_spans(item, clean, parts, places),
    )


def _without_stop(name: str) -> str:
    """A group that the list ends with a stop, without it; "Roe, J. Jr." keeps its own."""
    last = name.rpartition(" ")[2]
    return name[:-1] if name.endswith(".") and "," not in name and len(last) > STOPPED else name


def _notes(parts: Parts) -> list[str]:
    notes = ["The list of authors is cut short (“et al.” or “…”)."] if parts.short else []
    if parts.same_authors:
        notes.append("A dash stands for the authors of the reference before.")
    return notes


def _spans(item: Item, clean: Marked, parts: Parts, places: dict[str, tuple[int, int]]) -> list[Span]:
    if not item.text.at:
        return []
    spans = [Span("reference", item.text.at[0], item.text.at[-1] + 1)]
    first_author = parts.authors[0].partition(",")[0] if parts.authors and not parts.same_authors else ""
    wanted = (
        ("authors", first_author),
        ("title", parts.title),
        ("year", parts.date),
        ("container", parts.container),
        ("doi", parts.doi),
    )
    for name, value in wanted:
        if name in places:
            start, end = places[name]
            spans.append(Span(name, clean.at[start], clean.at[end - 1] + 1))
        elif place := clean.find(value) or Marked(narrowed(clean.text), clean.at).find(value):
            spans.append(Span(name, *place))
    return spans
