"""CSL-JSON as Zotero, Mendeley and Crossref write it, and works as the interfaces of others give them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from . import values
from .draft import Draft, finish
from .endless import endless_field
from .json_shapes import as_csl, is_work, name_parts, not_a_work, roles_of, unwrapped
from .names import people, person
from .records import ParsedRecord, Problem
from .source import Source

LIMIT = 400_000_000  # characters; the file is read whole
_TYPE = re.compile(r'"type"\s*:\s*"(?:article|book|chapter|paper|webpage|report|thesis|dataset|document)')
_OUR_PLACE = re.compile(r"record-\d+")  # the id that our writer gives to what has no accession number
_BLANKS = re.compile(r"[\s,]*")
_KINDS = {
    "paper-conference": "conference",
    "chapter": "chapter",
    "webpage": "webpage",
    "post": "webpage",
    "posted-content": "preprint",
    "article": "preprint",
    "monograph": "book",
    "journal-article": "article",
}


def looks_like(head: str) -> bool:
    if not re.match(r"\s*[\[{]", head):
        return False
    return bool(
        re.search(
            r'"(?:title|DOI|container-title|author|issued|message|items|results|resultList|display_name|paperId)"\s*:',
            head,
        )
        or _TYPE.search(head)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    if refused := endless_field(source, b'"', escape=b"\\"):
        yield refused
        return
    text = source.text().read(LIMIT + 1)
    if len(text) > LIMIT:
        yield Problem(
            1, "file", f"The file is longer than {LIMIT:,} characters.", "Nothing was read. Please split it."
        )
        return
    for item in _items(text):
        yield from (item,) if isinstance(item, Problem) else _record(*item)


def _items(text: str) -> Iterator[tuple[int, Any] | Problem]:
    """Each object with its line. A fault costs the object it is in and what follows, and is reported."""
    decoder = json.JSONDecoder(strict=False)
    at = _BLANKS.match(text, 1 if text[:1] == "\ufeff" else 0).end()  # type: ignore[union-attr]
    listed = text[at : at + 1] == "["
    at = _BLANKS.match(text, at + 1).end() if listed else at  # type: ignore[union-attr]
    line, counted = 1, 0
    while at < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            item, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            place = getattr(error, "lineno", line)
            what = f"The JSON is broken in line {place}: {getattr(error, 'msg', 'it is nested too deeply')}."
            yield Problem(place, "file", what, "The records before this place were read; what follows was lost.", 1)
            return
        for found in unwrapped(item):
            if isinstance(found, dict) and (other := not_a_work(found)):
                what = f"“{str(_text(as_csl(found).get('title')) or other)[:60]}” is a Zotero {other}, no work."
                yield Problem(line, "", what, "It was left out; no record was lost.")
            else:
                yield line, found
        at = _BLANKS.match(text, at).end()  # type: ignore[union-attr]


def _record(line: int, item: Any) -> Iterator[ParsedRecord | Problem]:
    if not isinstance(item, dict):
        yield Problem(line, "", f"“{str(item)[:60]}” is not a record.", "It was left out.", lost=1)
        return
    if not is_work(as_csl(item)):
        shown = ", ".join(list(map(str, item))[:4])
        what = f"An object with the keys {shown[:80]} names no work." if shown else "An object is empty."
        yield Problem(line, "", what, "It was left out.", lost=1)
        return
    yield from finish(_draft(line, item))


def _draft(line: int, given: dict[str, Any]) -> Draft:
    item = as_csl(given)

    def text(*keys: str) -> str:
        return next((found for key in keys if (found := _text(item.get(key)))), "")

    kind = _KINDS.get(text("type")) or values.kind_of_work(
        text("type"), "article" if item.get("container-title") else "other"
    )
    if text("type") == "article" and item.get("container-title"):
        kind = "article"
    in_book = kind in ("chapter", "conference", "book", "thesis", "report")
    if text("type") in ("article", "document", ""):
        kind = values.kind_of_work(text("genre"), kind)
    note = text("note")
    found = re.search(r"PMID:?\s*(\d+)", note)
    authors, editors = roles_of(item.get("author"))
    words = _list(item.get("keyword")) + _list(item.get("subject"))
    return Draft(
        line=line,
        raw=[
            (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for key, value in given.items()
        ],
        type=kind,
        title=text("title"),
        other_title=text("original-title"),
        authors=_people(authors),
        editors=_people(item.get("editor") or editors),
        dates=[
            d for key in ("issued", "published-print", "published-online", "created") for d in _dates(item.get(key))
        ],
        journal="" if in_book else text("container-title", "journalAbbreviation"),
        booktitle=text("container-title") if in_book else "",
        volume=text("volume"),
        issue=text("issue"),
        start_page=text("page", "page-first"),
        article_number=text("article-number") or (text("number") if not item.get("page") else ""),
        doi=text("DOI"),
        pmid=text("PMID").rstrip("/").rpartition("/")[2] or (found[1] if found else ""),
        pmcid=text("PMCID"),
        accession="" if _OUR_PLACE.fullmatch(text("id")) else text("id"),
        issn=_list(item.get("ISSN")) + _list(item.get("ISBN")),
        abstract=text("abstract"),
        keywords=values.words(words, r"[;\n]" if any(";" in word for word in words) else r"[,\n](?![^(]*\))"),
        url=text("URL"),
        language=text("language"),
        publisher=text("publisher"),
        place=text("publisher-place"),
        edition=text("edition"),
        database=text("source"),
        notes=[line for line in note.split("\n") if line.strip()],
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return next((found for one in value if (found := _text(one))), "")
    if isinstance(value, dict):  # a tag of Zotero, a keyword of OpenAlex
        return _text(value.get("tag") or value.get("display_name") or value.get("value"))
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [text for one in values if (text := _text(one))]


def _people(value: Any) -> list[str]:
    """Names from a list of people, of texts or of both, from one person, or from one text with all names."""
    if isinstance(value, str):
        return people(value, True)
    return [name for one in (value if isinstance(value, list) else [value]) if (name := _person(one))]


def _person(one: Any) -> str:
    if isinstance(one, str):
        return person(one, True)
    if not isinstance(one, dict):
        return ""
    said = name_parts(one)
    if said["family"]:
        family = f"{said['particle']} {said['family']}".strip()
        return ", ".join(part for part in (family, said["given"], said["suffix"]) if part)
    if said["literal"]:
        whole = "literal" in one or "creatorType" in one or "sequence" in one  # said to be a group
        return f"{said['literal']}," if whole else person(said["literal"], True)
    return said["given"]


def _dates(value: Any) -> list[str]:
    """["2021-6-3"] from {"date-parts": [[2021, 6, 3]]}, and the date as it was printed."""
    if not isinstance(value, dict):
        return [_text(value)]
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else parts
    if not isinstance(first, list):
        first = [value.get("year"), value.get("month"), value.get("day")]
    numbers = "-".join(text for part in first if (text := _text(part))) if first and first[0] else ""
    printed = _text(value.get("raw")) or _text(value.get("literal"))
    return [numbers, printed] if numbers else [printed or _text(value.get("date-time"))]
