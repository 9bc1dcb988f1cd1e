"""Works as the interfaces of OpenAlex, Semantic Scholar, Europe PMC, Crossref and Zotero give them, as CSL-JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .values import kind_of_work

Item = Mapping[str, Any]

_WRAPPERS = "message items results resultList result data attributes records works references"
WRAPPERS = tuple(_WRAPPERS.split())
# CSL's key -> the keys under which others write the same; a dot goes one level down.
_OTHERS = {
    "title": "display_name titles.title name",
    "container-title": "source.title primary_location.source.display_name publicationTitle journalTitle "
    "journal.name journal journalInfo.journal.title container.title venue proceedingsTitle bookTitle",
    "author": "authors authorships creators authorString creator",
    "issued": "published published-print published-online date publication_date publicationDate "
    "firstPublicationDate pubYear publicationYear datePublished publication_year date_published year_published "
    "year posted created",
    "volume": "biblio.volume journalVolume journal.volume journalInfo.volume container.volume",
    "issue": "biblio.issue journalInfo.issue container.issue",
    "page": "pages pageInfo journal.pages",
    "DOI": "doi externalIds.DOI ids.doi",
    "PMID": "pmid externalIds.PubMed ids.pmid",
    "PMCID": "pmcid externalIds.PubMedCentral ids.pmcid",
    "ISSN": "issn source.issn journalIssn primary_location.source.issn_l journalInfo.journal.issn",
    "ISBN": "isbn",
    "abstract": "abstractNote abstractText descriptions.description",
    "keyword": "tags keywords subjects",
    "URL": "url",
    "type": "itemType pubType publicationTypes publication_type types.citeproc types.bibtex",
    "id": "paperId key lens_id",
    "publisher-place": "place",
    "source": "libraryCatalog",
    "language": "Language lang",
}
_PAGES = (
    ("biblio.first_page", "biblio.last_page"),
    ("start_page", "end_page"),
    ("container.firstPage", "container.lastPage"),
)


def unwrapped(item: Any) -> list[Any]:
    """The works in an answer that puts them under "message", "items", "results" and the like."""
    if isinstance(item, list):
        return [found for one in item for found in unwrapped(one)]
    if isinstance(item, dict) and not _names_a_work(item):
        for key in WRAPPERS:
            if isinstance(inner := item.get(key), list | dict):
                return unwrapped(inner)
        for inner in item.values():
            if isinstance(inner, list) and any(isinstance(one, dict) and _names_a_work(one) for one in inner):
                return unwrapped(inner)
        if item and all(isinstance(one, dict) and _names_a_work(one) for one in item.values()):
            return [one if one.get("id") else {**one, "id": key} for key, one in item.items()]
    return [item]


def not_a_work(item: Item) -> str:
    """ "attachment", "note" or "annotation" where Zotero says that the item is one; else ""."""
    kind = str(item.get("itemType", ""))
    return kind if kind in ("attachment", "note", "annotation") else ""


def _names_a_work(item: Item) -> bool:
    return any(item.get(key) for key in ("title", "titles", "display_name", "DOI", "doi"))


def is_work(item: Item) -> bool:
    """Whether an item with CSL's keys can be a work: something names it, or says of what kind it is."""
    if any(item.get(key) for key in ("title", "DOI", "PMID", "PMCID", "ISBN", "container-title", "abstract")):
        return not isinstance(item.get("title"), dict)
    said = item.get("type")
    return isinstance(said, str) and (said == "document" or bool(kind_of_work(said, "")))


def as_csl(item: Item) -> dict[str, Any]:
    """The work with CSL's keys; what is under them already stays."""
    held = {key: value for key, value in item.items() if value not in (None, "", [], {})}
    for key, names in _OTHERS.items():
        if key not in held:
            found = next(
                (said for name in names.split() if (said := _at(item, name)) not in (None, "", [], {})), None
            )
            if found is not None:
                held[key] = found
    if (
        "name" in item
        and held.get("title") is item["name"]
        and not ("@type" in item or held.keys() & {"DOI", "PMID"})
    ):
        del held["title"]  # of a program or a setting, as likely as of a work
    for first, last in _PAGES:
        if "page" not in held and (start := _at(item, first)):
            held["page"] = f"{start}-{end}" if (end := _at(item, last)) else start
    for one in item.get("external_ids") if isinstance(item.get("external_ids"), list) else ():
        if isinstance(one, dict) and (key := str(one.get("type")).upper()) in ("DOI", "PMID", "PMCID"):
            held.setdefault(key, one.get("value"))
    if "abstract" not in held and isinstance(index := item.get("abstract_inverted_index"), dict):
        held["abstract"] = _turned(index)
    return held


def _at(item: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(item, list) and item:
            item = item[0]
        if not isinstance(item, dict):
            return None
        item = item.get(key)
    return item


def _turned(index: Mapping[str, Any]) -> str:
    """The text of an index of words with their places."""
    places = [
        (at, word)
        for word, found in index.items()
        if isinstance(found, list)
        for at in found
        if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(places))


def name_parts(one: Item) -> dict[str, str]:
    """A person as family, given, literal, particle and suffix, whatever the keys are called."""
    inner = one.get("author")
    one = {**inner, **one} if isinstance(inner, dict) else one
    keys = {
        "family": ("family", "lastName", "last_name", "last", "surname", "familyName"),
        "given": ("given", "firstName", "first_name", "first", "forename", "givenName", "initials"),
        "literal": ("literal", "display_name", "name", "fullName", "collectiveName"),
        "particle": ("non-dropping-particle", "dropping-particle"),
        "suffix": ("suffix",),
    }
    return {part: _first_text(one.get(key) for key in names) for part, names in keys.items()}


def _first_text(values: Iterable[Any]) -> str:
    for value in values:
        one = value[0] if isinstance(value, list) and value else value
        if isinstance(one, str | int) and str(one).strip():
            return str(one).strip()
    return ""


def roles_of(value: Any) -> tuple[Any, Any]:
    """Zotero's creators as authors and editors; others' authors as they are."""
    if not isinstance(value, list) or not any(isinstance(one, dict) and "creatorType" in one for one in value):
        return value, None
    editors = [one for one in value if isinstance(one, dict) and "editor" in str(one.get("creatorType")).lower()]
    return [one for one in value if one not in editors], editors
