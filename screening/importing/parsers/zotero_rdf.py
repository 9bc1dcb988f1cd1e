"""Zotero RDF: journals and books stand beside the items and are pointed at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from . import dois, values
from .draft import Draft, finish
from .records import ParsedRecord, Problem
from .source import Source
from .xml_records import text_of, trees, verbatim

NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dcterms": "http://purl.org/dc/terms/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "link": "http://purl.org/rss/1.0/modules/link/",
    "vcard": "http://nwalsh.com/rdf/vCard#",
}
_ABOUT = f"{{{NS['rdf']}}}about"
_RESOURCE = f"{{{NS['rdf']}}}resource"
_TYPE = f"{{{NS['z']}}}itemType"
NOT_WORKS = frozenset({"attachment", "note", "annotation"})


def looks_like(head: str) -> bool:
    return "<rdf:RDF" in head and (
        "http://www.zotero.org/namespaces/export#" in head or "http://purl.org/net/biblio#" in head
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    roots, problems = trees(source, "itemType")
    yield from problems
    for root in roots:
        nodes = {node.get(_ABOUT): node for node in root if node.get(_ABOUT)}
        for node in root:
            kind = text_of(node.find("z:itemType", NS))
            if kind and kind not in NOT_WORKS and isinstance(node.tag, str):
                yield from finish(_draft(node, kind, nodes))


def _draft(node: etree._Element, kind_name: str, nodes: dict[str, etree._Element]) -> Draft:
    kind = values.kind_of_work(kind_name)
    parts = [part for e in node.iterfind("dcterms:isPartOf", NS) for part in _pointed(e, nodes)]
    in_book = kind in ("chapter", "conference")

    def text(path: str) -> str:
        return next((found for e in (node, *parts) if (found := text_of(e.find(path, NS)))), "")

    container = next((t for part in parts if (t := text_of(part.find("dc:title", NS)))), "")
    ids = [text_of(e) for place in (node, *parts) for e in place.iterfind("dc:identifier", NS)]
    address = text_of(node.find("dc:identifier/dcterms:URI/rdf:value", NS))
    return Draft(
        line=node.sourceline or 0,
        raw=verbatim(node) + [pair for part in parts for pair in verbatim(part)],
        type=kind,
        title=text_of(node.find("dc:title", NS)),
        authors=_people(node.find("bib:authors", NS)),
        editors=_people(node.find("bib:editors", NS)),
        dates=[text("dc:date")],
        journal="" if in_book else container,
        booktitle=container if in_book else "",
        volume=text("prism:volume"),
        issue=text("prism:number"),
        start_page=text_of(node.find("bib:pages", NS)),
        doi=next((doi for i in ids if i.upper().startswith("DOI") and (doi := dois.if_any(i))), ""),
        pmid=_pmid(text_of(node.find("dc:description", NS))),
        accession=node.get(_ABOUT) or "",
        issn=[i for i in ids if i.upper().startswith(("ISSN", "ISBN"))],
        abstract=text_of(node.find("dcterms:abstract", NS)),
        keywords=_subjects(node),
        url=address,
        language=text("z:language"),
        publisher=text("dc:publisher/foaf:Organization/foaf:name"),
        place=text("dc:publisher/foaf:Organization/vcard:adr/vcard:Address/vcard:locality"),
        edition=text("prism:edition"),
        database=text("z:libraryCatalog"),
        notes=[note for note in (text_of(node.find("dc:description", NS)),) if note],
    )


def _pointed(element: etree._Element, nodes: dict[str, etree._Element]) -> list[etree._Element]:
    """The nodes an isPartOf holds or points at."""
    target = nodes.get(element.get(_RESOURCE) or "")
    return [target] if target is not None else list(element)


def _people(element: etree._Element | None) -> list[str]:
    names = []
    for found in element.iterfind(".//foaf:Person", NS) if element is not None else ():
        family = text_of(found.find("foaf:surname", NS)) or text_of(found.find("foaf:lastName", NS))
        given = text_of(found.find("foaf:givenName", NS)) or text_of(found.find("foaf:givenname", NS))
        given = given or text_of(found.find("foaf:firstName", NS))
        names.append(f"{family}, {given}" if given else f"{family}," if "," in family else family)
    return [name for name in names if name]


def _subjects(node: etree._Element) -> list[str]:
    return list(dict.fromkeys(word for e in node.iterfind("dc:subject", NS) if (word := values.plain(text_of(e)))))


def _pmid(text: str) -> str:
    found = re.search(r"PMID:?\s*(\d+)", text)
    return found[1] if found else ""
