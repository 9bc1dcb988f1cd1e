"""From the labelled pieces of a printed reference to its parts."""

from __future__ import annotations

import re

from . import reference_shapes as shapes
from .reference_heads import end_of_names_with_last
from .reference_learned import Piece
from .reference_names import end_of_dotted_names, looks_like_names, names_in
from .reference_parts import Parts
from .reference_quotes import unquoted

_YEAR = re.compile(rf"(?<!\d){shapes.YEAR}(?!\d)|1[0-4]\d\d(?!\d)")
_NO_DATE = re.compile(rf"n\.\s?d\.|s\.\s?[da]\.|{shapes.AHEAD}|o\.\s?J\.", re.I)
_EDGES = " \t,.;:()[]"
_QUOTES = "“”„«»‘’\"'`"
_IN = re.compile(rf"^(?:in|dans|en|em)\b:?\s+(?!{shapes.LATIN})(?:the\s+(?=proc))?", re.I)
_EDITED = re.compile(
    r"\b(?:edited|herausgegeben|compiled|introduction)\s+(?:by|von)\b|\b(?:eds?|hrsgg?|hgg?|dirs?|coords?|éds?)\b\.?(?:\s+(?:by|von|de)\b)?|"
    r"^(?:in|by|von|dans|en)\b:?|\beditors?\b|[()\[\]]",
    re.I,
)
_VOLUME = re.compile(
    rf"^[\s,;(]*(?:vol(?:ume|s)?\b\.?|v\.|bd\.?|band|jg\.?|t\.|tome?)?\s*(?P<volume>[A-Za-z]{{0,2}}\d[\w.{shapes.D}/]*|[IVXLC]+\b)?"
    rf"[\s,;:.]*(?:\(\s*(?:no|nr|n|iss(?:ue)?)?\.?\s*(?P<round>[^()]*)\)|(?:no|nr|num|n[°º]|n|iss(?:ue)?|heft|h)\b\.?\s*"
    rf"(?P<issue>[\w{shapes.D}/]+)|(?P<supplement>suppl(?:ement)?\.?\s?\w*))?",
    re.I,
)
_PAGES = re.compile(shapes.PAGES)
_NOT_PAGES = re.compile(r"^[\s(,:;]*(?:pp?\b|pages?|pgs?|págs?|pag|s|seiten|art(?:icle)?)\b\.?\s*", re.I)
_MEETING = re.compile(r"\b(?:proceedings|conference|symposium|workshop|congress|proc)\b", re.I)
_THESIS = re.compile(r"\b(?:thesis|dissertation|diss|habilitation)\b", re.I)
_FAMILY_AND_COMMA = re.compile(r"(?:^|[,;&]|\band)\s*[^\W\d_a-z][\w’'‐-]+,\s*$")
_GIVEN_AND_COLON = re.compile(r"(?:(?:[^\W\d_a-z]\.[ -]?){1,4}|[^\W\d_a-z][\w-]+):\s+(?=\S)")
_ACRONYM = re.compile(r"[A-Z]{3,8},\s+")
_LEADING_DASHES = re.compile(r"[-‐-―_]{2,}[.,]*\s+(?=\w)")
DASHES = re.compile(r"[-‐-―_\s]{2,}")


def parts_of(text: str, pieces: list[Piece], rules: Parts) -> Parts:
    """The parts as the pieces say; addresses and numbers of identification are the rules'."""
    pieces = mended(text, pieces)
    said = {label: _said(text, pieces, label) for label in {piece.label for piece in pieces}}
    parts = Parts(style="learned", doi=rules.doi, url=rules.url, pmid=rules.pmid, accessed=rules.accessed)
    parts.no_doi = rules.no_doi
    names = said.get("author", "")
    if DASHES.fullmatch(names.strip(_EDGES)):
        parts.same_authors = True
    elif names:
        parts.authors, parts.short = names_in(_no_role(names))
        parts.names_score = looks_like_names(names)
    parts.editors = _editors(said.get("editor", ""))
    parts.title = _no_edges(said.get("title", ""))
    parts.date = _date(said.get("date", ""))
    if not rules.date and parts.date in rules.accessed:
        parts.date = ""  # the year in which somebody looked
    journal, book = said.get("journal", ""), said.get("container-title", "")
    parts.container = _closed(_IN.sub("", journal or book), _EDGES + _QUOTES)
    _volume(said.get("volume", ""), parts)
    _pages(said.get("pages", ""), parts)
    _behind_date(text, parts)
    parts.publisher = said.get("publisher", "").strip(_EDGES)
    parts.place = said.get("location", "").strip(_EDGES)
    parts.edition = said.get("edition", "").strip(_EDGES)
    parts.type = _type(parts, journal, book, said.get("genre", "") + said.get("note", ""))
    return parts


def places_of(text: str, pieces: list[Piece]) -> dict[str, tuple[int, int]]:
    """Where authors, title, year and container stand in the text, without the punctuation around them."""
    wanted = {"author": "authors", "title": "title", "date": "year", "journal": "container"}
    wanted["container-title"] = "container"
    found: dict[str, tuple[int, int]] = {}
    for piece in mended(text, pieces):
        name = wanted.get(piece.label, "")
        if name and name not in found:
            said, edges = text[piece.start : piece.end], " ,.;:" + _QUOTES + ("()[]" if name == "year" else "")
            start = piece.start + len(said) - len(said.lstrip(edges))
            end = piece.start + len(said.rstrip(edges))
            if start < end:
                found[name] = (start, end)
    return found


def mended(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with the seams moved that the marks of print tell for certain."""
    pieces = after_acronym(text, pieces)
    return after_names(text, up_to_colon(text, after_dashes(text, pieces)))


def after_names(text: str, pieces: list[Piece]) -> list[Piece]:
    """ "Roe T.D., Poe A. | Single, | repeated doses", "Roe, T. & Poe, A. | Single, | repeated doses": what follows
    such names for certain is no name."""
    end = end_of_dotted_names(text) or end_of_names_with_last(text)
    if not end or not pieces or pieces[0].label != "author":
        return pieces
    later = [piece for piece in pieces if piece.end > end + 1]
    titled = next((at for at, piece in enumerate(later) if piece.label == "title"), None)
    start = end + len(text[end:]) - len(text[end:].lstrip())
    names = Piece("author", pieces[0].start, end)
    if titled is None and later and later[0].label == "author" and later[0].end < len(text):
        return [names, Piece("title", start, later[0].end), *later[1:]]
    if titled is None or any(piece.label != "author" for piece in later[:titled]):
        return pieces
    return [names, Piece("title", start, later[titled].end), *later[titled + 1 :]]


def after_acronym(text: str, pieces: list[Piece]) -> list[Piece]:
    """ "IPCC, | Lamps | in the north": a body's letters have no given name; the title begins with a capital."""
    found = _ACRONYM.match(text) if len(pieces) > 1 else None
    if not found or pieces[0].label != "author" or pieces[1].label != "title":
        return pieces
    cut_off = text[found.end() : pieces[0].end]
    if cut_off.isalpha() and text[pieces[1].start : pieces[1].start + 1].islower():
        return [Piece("author", 0, found.end()), Piece("title", found.end(), pieces[1].end), *pieces[2:]]
    return pieces


def up_to_colon(text: str, pieces: list[Piece]) -> list[Piece]:
    """ "Roe, J., Poe, | E.: Title": what stands between a family name and a colon is the given name."""
    for at, piece in enumerate(pieces[:-1]):
        following = pieces[at + 1]
        given = _GIVEN_AND_COLON.match(text, following.start, following.end)
        if piece.label == "author" and given and _FAMILY_AND_COMMA.search(text[piece.start : piece.end]):
            names = Piece("author", piece.start, given.end())
            rest = [Piece(following.label, given.end(), following.end)] if given.end() < following.end else []
            return [*pieces[:at], names, *rest, *pieces[at + 2 :]]
    return pieces


def after_dashes(text: str, pieces: list[Piece]) -> list[Piece]:
    """ "———. Title": what stands behind the dash is no name, but belongs to the piece that follows."""
    for at, piece in enumerate(pieces):
        found = _LEADING_DASHES.match(text, piece.start, piece.end) if piece.label == "author" else None
        if found and at + 1 < len(pieces):
            dashes, following = Piece("author", piece.start, found.end()), pieces[at + 1]
            return [*pieces[:at], dashes, Piece(following.label, found.end(), following.end), *pieces[at + 2 :]]
    return pieces


def _said(text: str, pieces: list[Piece], label: str) -> str:
    """The first stretch of that label; of authors and dates all of them."""
    stretches = [text[piece.start : piece.end] for piece in pieces if piece.label == label]
    return " ".join(stretches) if label in ("author", "date") else stretches[0]


def _closed(said: str, edges: str) -> str:
    """Without the edges, but with the bracket that closes one inside: "Lancet (London, England),"."""
    bare = said.strip(edges)
    closes = said[said.find(bare) + len(bare) :].lstrip(" .,")[:1] == ")"
    return f"{bare})" if closes and bare.count("(") == bare.count(")") + 1 else bare


def _no_edges(title: str) -> str:
    title = shapes.ONLINE.sub("", title).strip(" ,;:")
    bare = title.rstrip(_QUOTES + " ,.")
    if title[:1] in _QUOTES:
        return unquoted(title.strip(" ,.;:")).strip(" ,.;:")
    title = bare if title.rstrip(" ,.")[-1:] in '”»"' and not re.search(r"[“«\"]", bare) else title.rstrip(" ,.")
    return title[1:-1] if title[:1] == "(" and title[-1:] == ")" else title


def _no_role(names: str) -> str:
    return re.sub(r"[(\[]\s*(?:eds?|hrsg|hg|coords?|dirs?|org)\b\.?\s*[)\]]", "", names, flags=re.I)


def _editors(said: str) -> list[str]:
    names = _EDITED.sub(" ", said).strip(" ,.;:")
    return names_in(names)[0] if names else []


def _date(said: str) -> str:
    if found := _YEAR.search(said):
        return found[0]
    found = _NO_DATE.search(said)
    return found[0] if found else said.strip(_EDGES)


def _volume(said: str, parts: Parts) -> None:
    found = _VOLUME.match(said)
    if not found:
        return
    parts.volume = (found["volume"] or "").strip(_EDGES)
    parts.issue = (found["round"] or found["issue"] or found["supplement"] or "").strip(" ,;:.")
    rest = said[found.end() :]
    if pages := _PAGES.search(rest):
        parts.pages = pages[0].strip(_EDGES)


def _behind_date(text: str, parts: Parts) -> None:
    """What stands behind the semicolon of a date, as in "2011 Mar 3;40(4):12-4", is told by its marks alone."""
    found = shapes.BEHIND_DATE.search(text)
    if found and (found["volume"] or found["issue"]):
        parts.volume, parts.issue, parts.pages = found["volume"] or "", found["issue"] or "", found["pages"]


def _pages(said: str, parts: Parts) -> None:
    bare = _NOT_PAGES.sub("", said)
    if found := _PAGES.search(bare):
        parts.pages = found[0].strip(_EDGES)
    elif bare.strip(_EDGES):
        parts.pages = bare.strip(_EDGES)


def _type(parts: Parts, journal: str, book: str, genre: str) -> str:
    if _THESIS.search(genre):
        return "thesis"
    if journal:
        return "article"
    if book:
        return "conference" if _MEETING.search(book) else "chapter"
    if parts.publisher or parts.place or parts.edition:
        return "book"
    return "webpage" if parts.url and not parts.doi and not parts.volume else "article"
