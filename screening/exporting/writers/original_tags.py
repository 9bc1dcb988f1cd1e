"""What a record's file said that no field of ours holds, taken along in one more field of every format.

It is JSON, `{"original_tags": [[tag, value], ...]}`, so that any program leaves it as it is; reading it back keeps
it among the original tags, and writing it again takes it apart first. Votes and reasons that another tool wrote
into its file stay behind (docs/decisions/2026-11-imported-votes.md). Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from lxml import etree

from screening.importing.carried import openly
from screening.importing.parsers.latex import decode
from screening.importing.parsers.records import ParsedRecord, split_name, split_pages
from screening.importing.parsers.values import plain

NAME = "original_tags"
Pair = tuple[str, str]

_BEGUN = re.compile(r'(?:\{|\\lbrace\{\})\s*"original\\?_tags"\s*:')  # as JSON, and as BibTeX has it
# What readers do not leave as it is: several blanks, entities and markup, other blanks than the plain one.
_CHANGEABLE = re.compile(r"(?<=\s)\s|[&<>\u00a0\u2028\u2029\x7f-\x9f]|[^\S ]")
_TOLD = 25  # letters and digits; a value as long that stands inside a field is held by it
_SHORT = 4  # below, a value is held only where its tag says that it is the same thing
_NUMBERED = (
    "vl vo vi vol volume is ip issue number no nr sp ep bp pg page pages start end first last py y1 yr dp da pd "
    "year date la lg language ed et edition ar"
)
_SHORT_TAGS = [[word] for word in _NUMBERED.split()]


def original_tags(record: ParsedRecord) -> list[Pair]:
    """The record's original tags without votes: XML as its leaves, what was taken along before as it was."""
    return [(tag, shown) for tag, value in _pairs(record.raw) if (shown := openly(tag, value).strip())]


def unheld(record: ParsedRecord) -> list[Pair]:
    """Those of them whose value no field holds; each pair once."""
    pairs = original_tags(record)
    if not pairs:
        return []
    whole, items = _fields(record)
    return list(dict.fromkeys(pair for pair in pairs if not _is_held(*pair, whole, items)))


def taken_along(record: ParsedRecord, written: Collection[Pair] = ()) -> str:
    """The text of the one more field; "" where everything is held or was `written` under its own tag."""
    pairs = [pair for pair in unheld(record) if pair not in written]
    if not pairs:
        return ""
    text = json.dumps({NAME: pairs}, ensure_ascii=False)
    return _CHANGEABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _pairs(raw: Collection[Pair]) -> Iterator[Pair]:
    for tag, value in raw:
        if _BEGUN.match(value):
            yield from _unpacked(tag, value)
        elif tag.startswith("<") and value.startswith("<"):
            yield from _pairs(list(_leaves(value)))
        else:
            yield tag, value


def _unpacked(tag: str, value: str) -> Iterator[Pair]:
    for text in (value, decode(value)):
        try:
            found = json.loads(text)[NAME]
            yield from [(str(one), str(other)) for one, other in found]
        except (ValueError, TypeError, KeyError):
            continue
        return
    yield tag, value


def _leaves(xml: str) -> Iterator[Pair]:
    """("dates/year", "2021") for each element with text of its own, and ("@name", value) for attributes."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        yield "xml", xml
        return
    for element in root.iter(etree.Element):
        steps = [_name(one) for one in reversed([element, *element.iterancestors()])][1:]
        path = "/".join(step for step in steps if step != "style")
        if said := " ".join(f"{element.text or ''} {''.join(one.tail or '' for one in element)}".split()):
            yield path, said
        for name, value in element.attrib.items():
            if not path.endswith("style") and _name(element) != "style" and value:
                yield f"{path}@{etree.QName(name).localname}", value


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _is_held(tag: str, value: str, whole: str, items: frozenset[str]) -> bool:
    text = _letters(decode(value) if "\\" in value or "{" in value else value)
    if not text:
        return True
    if len(text) < _SHORT:
        words = re.findall(r"[a-z0-9]+", tag.rpartition("/")[2].lower())
        return text in items and words[-1:] in _SHORT_TAGS
    return text in items or len(text) >= _TOLD and text in whole


def _fields(record: ParsedRecord) -> tuple[str, frozenset[str]]:
    """All letters of the record's fields, and those of each field or listed item."""
    people = [*record.authors, *record.editors]
    parts = [split_name(name) for name in people]
    turned = [f"{one.get('given', '')} {one.get('family', '')}" for one in parts]
    listed = [
        *(record.type, record.title, record.other_title, record.journal, record.booktitle, record.volume),
        *(record.issue, record.pages, *split_pages(record.pages), record.article_number, record.abstract),
        *(record.url, record.language, record.publisher, record.place, record.edition, record.database),
        *(
            record.accession,
            record.pmcid,
            record.pmid,
            f"{record.pmid} [pmid]",
            record.date,
            str(record.year or ""),
        ),
        *(record.doi, f"doi {record.doi}", f"https://doi.org/{record.doi}", f"http://dx.doi.org/{record.doi}"),
        *(f"{record.doi} [doi]", *record.issn.split("; "), *record.isbn.split("; ")),
        *(*record.keywords, *record.notes, *people, *turned),
        *(" ".join(record.authors), " ".join(turned), " ".join(record.keywords)),
    ]
    letters = [_letters(one) for one in listed]
    return "\n".join(letters), frozenset(letters)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text)).casefold()
