"""MODS, the XML of the Library of Congress, as Zotero, bibutils and library catalogues write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from . import dois, values
from .draft import Draft, finish
from .records import ParsedRecord, Problem
from .source import Source
from .xml_records import elements, text_of, verbatim

_EDITORS = frozenset({"edt", "editor", "pbd", "series editor"})
_AUTHORS = frozenset({"", "aut", "author", "cre", "creator", "dis", "ctb"})
_KINDS = {
    "academic journal": "article", "periodical": "article", "newspaper": "article", "journal": "article",
    "conference publication": "conference", "ph.d. thesis": "thesis", "doctoral thesis": "thesis",
    "masters thesis": "thesis", "web site": "webpage", "technical report": "report", "book chapter": "chapter",
}  # fmt: skip
_HOSTS = {"article": "article", "book": "chapter", "conference": "conference"}  # the host's kind -> the work's


def looks_like(head: str) -> bool:
    return bool(
        re.search(r"<(?:[\w-]+:)?mods(?:Collection)?\s[^>]*loc\.gov/mods/|<modsCollection>\s*<mods[\s>]", head)
    )


def read(source: Source) -> Iterator[ParsedRecord | Problem]:
    for element in elements(source, ("{*}mods",)):
        yield from (element,) if isinstance(element, Problem) else finish(draft_of(element))


def draft_of(element: etree._Element) -> Draft:
    """The mapping from MODS to our fields; what a work appeared in is its related item of type "host"."""
    host = next((e for e in _named(element, "relatedItem") if e.get("type") == "host"), None)
    ids, of_host = _identifiers(element), _identifiers(host)
    details, host_details = _details(element), _details(host)
    kind = _kind(element, host)
    in_book = kind in ("chapter", "conference")
    container = _title(host)
    page = _extent(element) or _extent(host) or ("", "")
    origins = [place for parent in (element, host) for place in _named(parent, "originInfo")]
    address = next((t for e in element.iter() if _name(e) == "url" and (t := text_of(e))), "")
    notes = [text for e in _named(element, "note") if (text := text_of(e))]
    return Draft(
        line=element.sourceline or 0,
        raw=verbatim(element),
        type=kind,
        title=_title(element),
        other_title=_title(element, "translated") or _title(element, "alternative"),
        authors=_people(element, _AUTHORS),
        editors=_people(element, _EDITORS) or _people(host, _EDITORS),
        dates=[*_dates(element, host)],
        journal="" if in_book else container,
        booktitle=container if in_book else "",
        volume=details.get("volume") or host_details.get("volume", ""),
        issue=_issue(details) or _issue(host_details),
        start_page=page[0],
        end_page=page[1],
        doi=next((d for name in ("doi", "uri") for i in ids.get(name, ()) if (d := dois.if_any(i))), "")
        or dois.doi_in_address(address),
        pmid=values.first_number(_first(ids, "pmid", "pubmed", "medline")),
        pmcid=_first(ids, "pmc", "pmcid"),
        accession=_words(element, "recordInfo", "recordIdentifier")
        or element.get("ID", "")
        or _first(ids, "citekey"),
        issn=[i for found in (ids, of_host) for name in ("issn", "eissn", "isbn") for i in found.get(name, ())],
        abstract="\n\n".join(text for e in _named(element, "abstract") if (text := text_of(e))),
        keywords=_topics(element),
        url=address or _first(ids, "uri"),
        language=_words(element, "language", "languageTerm"),
        publisher=_of_origin(origins, "publisher"),
        place=_of_origin(origins, "placeTerm"),
        edition=_of_origin(origins, "edition"),
        notes=notes,
    )


def _name(element: etree._Element) -> str:
    """The name without its namespace, also where a broken file does not say which that is."""
    return re.split(r"[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def _named(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [child for child in element if _name(child) == name] if element is not None else []


def _words(element: etree._Element | None, *path: str) -> str:
    """The text of the first element at the path that has any."""
    for name in path[:-1]:
        element = next(iter(_named(element, name)), None)
    return next((text for e in _named(element, path[-1]) if (text := text_of(e))), "")


def _title(element: etree._Element | None, kind: str = "") -> str:
    """The title with its article before and its subtitle behind; `kind` is "" for the title itself."""
    for info in _named(element, "titleInfo"):
        if info.get("type", "") == kind:
            start, title, more = (_words(info, name) for name in ("nonSort", "title", "subTitle"))
            whole = f"{start} {title}".strip() if not start.endswith(("'", "’", "-")) else f"{start}{title}"
            return f"{whole}: {more}" if whole and more else whole or more
    return ""


def _people(element: etree._Element | None, roles: frozenset[str]) -> list[str]:
    """Persons as "Family, Given", groups whole; those of other roles, such as the university, are left out."""
    names = []
    for found in _named(element, "name"):
        said = {text_of(e).lower() for role in _named(found, "role") for e in _named(role, "roleTerm")} or {""}
        if not said & roles:
            continue
        parts: dict[str, list[str]] = {}
        for part in _named(found, "namePart"):
            parts.setdefault(part.get("type", ""), []).append(text_of(part))
        given, family = " ".join(parts.get("given", ())), " ".join(parts.get("family", ()))
        whole = " ".join(parts.get("", ())) or _words(found, "displayForm")
        if family:
            whole = f"{family}, {given}" if given else family
        names.append(whole if found.get("type") == "personal" or "," not in whole else f"{whole},")
    return [name for name in names if name]


def _kind(element: etree._Element, host: etree._Element | None) -> str:
    own = [_KINDS.get(said.lower()) or values.kind_of_work(said) for said in _genres(element)]
    kind = next((name for name in own if name != "other"), "other")
    if kind != "other" or host is None:
        return kind
    hosts = [_KINDS.get(said.lower()) or values.kind_of_work(said) for said in _genres(host)]
    return next((_HOSTS[name] for name in hosts if name in _HOSTS), "article")


def _genres(element: etree._Element) -> list[str]:
    return [text for e in _named(element, "genre") if (text := text_of(e))]


def _identifiers(element: etree._Element | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in _named(element, "identifier"):
        if text := text_of(one):
            found.setdefault(one.get("type", "").lower(), []).append(text)
    return found


def _first(found: dict[str, list[str]], *names: str) -> str:
    return next((found[name][0] for name in names if name in found), "")


def _details(element: etree._Element | None) -> dict[str, str]:
    """What the parts are called -> their number: volume, issue."""
    parts = [detail for part in _named(element, "part") for detail in _named(part, "detail")]
    return {detail.get("type", ""): _words(detail, "number") or _words(detail, "caption") for detail in parts}


def _issue(details: dict[str, str]) -> str:
    return details.get("issue") or details.get("number", "")


def _extent(element: etree._Element | None) -> tuple[str, str] | None:
    extents = [extent for part in _named(element, "part") for extent in _named(part, "extent")]
    for extent in extents:
        if extent.get("unit", "page").startswith(("page", "p")) and len(extent):
            return _words(extent, "start") or _words(extent, "list"), _words(extent, "end")
    return None


def _dates(*places: etree._Element | None) -> Iterator[str]:
    for place in places:
        for origin in _named(place, "originInfo"):
            yield from (
                _words(origin, name) for name in ("dateIssued", "copyrightDate", "dateCreated", "dateOther")
            )
        yield from (_words(part, "date") for part in _named(place, "part"))


def _topics(element: etree._Element) -> list[str]:
    names = ("topic", "geographic", "temporal")
    subjects = [part for subject in _named(element, "subject") for part in subject if _name(part) in names]
    return list(dict.fromkeys(text for part in subjects if (text := values.plain(text_of(part)))))


def _of_origin(origins: list[etree._Element], name: str) -> str:
    found = (e for origin in origins for e in origin.iter() if _name(e) == name and e.get("type") != "code")
    return next((text for e in found if (text := text_of(e))), "")
