"""Which column of a table holds what: headings of many databases, and layouts that differ from the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_FIELDS = (
    "type title other_title authors editors year date journal booktitle volume issue pages "
    "start_page end_page article_number doi pmid pmcid accession issn isbn abstract keywords url "
    "language publisher place edition database notes citation source"
)
FIELDS = tuple(_FIELDS.split())
# Field -> headings, in order of preference where a table has several. Lower case, punctuation as blanks.
HEADINGS: dict[str, str] = {
    "title": "title|article title|primary title|title primary|study title|item title|document title|"
    "titel|titre|título|titulo|titolo|display name|name of study|publication title name|ti|t1|"
    "public title|scientific title|paper title|reference title|name",
    "other_title": "original title|original foreign title|translated title|title original",
    "authors": "authors|author full names|author|author s|authors primary|author names|author name|"
    "first authors|autoren|autor|auteurs|auteur|autores|autori|authorships author display name|au|"
    "creator|creators|contributors|author string|author list|authors list|all authors|fau|first author|lead author",
    "editors": "editors|editor|book editors|authors secondary|secondary authors|herausgeber",
    "year": "year|publication year|published year|pub year|py|jahr|année|annee|año|ano|anno|"
    "year of publication|date year|erscheinungsjahr|yr|year published",
    "date": "date|publication date|date published|published date|date of publication|first posted|"
    "start date|datum|pub date|cover date|dp|entrez date|publication date print|publication date online",
    "journal": "journal|source title|journal book|publication title|periodical full|journal title|"
    "journal name|source full name|zeitschrift|revue|revista|rivista|"
    "primary location source display name|published in|publication name|secondary title|container title|"
    "full journal|publication|source title anthology title|pub title|venue|is part of|jt|jf|jo|t2|jn|nj|"
    "journal abbreviation|periodical abbrev|abbreviated source title|ta",
    "booktitle": "book title|booktitle|title secondary|conference name|anthology title|"
    "conference title|proceedings title",
    "volume": "volume|journal volume|volume number|vol|band|vl|volumen|jahrgang|biblio volume",
    "issue": "issue|iss|issue number|journal issue|number|heft|biblio issue|ip|no|is|número|numero|nummer",
    "pages": "pages|page range|page numbers|seiten|paginas|páginas|pagine|page|pp|pagination|page info|pg",
    "start_page": "start page|page start|first page|sp|beginning page|biblio first page",
    "end_page": "end page|page end|last page|other pages|ep|ending page|biblio last page",
    "article_number": "art no|article number|article no|art number",
    "doi": "doi|item doi|doi link|digital object identifier|doi url|di|do|doi number",
    "pmid": "pmid|pubmed id|medline pmid|pubmed|pm id|ids pmid|medline id|pm|pubmed unique identifier",
    "pmcid": "pmcid|pmc id|pmc|ids pmcid",
    "accession": "accession number|nct number|central id|eid|embase accession id|pui|lens id|"
    "ut unique wos id|accession|an|key|openalex id|covidence|record id|publication id|store id|paper id|"
    "ref id|reference id|item id|study id|document id|external id|ui|identifier|id",
    "issn": "issn|issns|issn isbn|eissn|print issn|primary location source issn l|journal issn|isbn|isbns|sn",
    "abstract": "abstract|abstract note|abstracts|zusammenfassung|résumé|resume|resumen|resumo|"
    "riassunto|ab|n2|abstract text|brief summary|abstract english|summary|description",
    "keywords": "keywords|keyword s|author keywords|keywords author|manual tags|schlagwörter|schlagworter|"
    "stichworte|mots clés|palabras clave|palavras chave|parole chiave|descriptor s|kw|index keywords|mesh terms|"
    "conditions|subject|subjects|subject terms|identifier keywords|mesh headings|author s keywords|"
    "descriptors|topics|mh|de|tags",
    "url": "url|link|fulltext url|study url|urls|links|external url|source url|source urls|weblink|"
    "open url link|lk|document url|article url|p link|plink|source linkout|dimensions url|full text url|"
    "pdf link|permalink|persistent link|web url|ur",
    "language": "language|language of original document|language s|la|sprache|langue|idioma|article language",
    "publisher": "publisher|publisher name|verlag|editorial|éditeur|pb",
    "place": "place of publication|place published|location|city|publisher city|publisher location",
    "edition": "edition|et",
    "database": "database|database name|db|data source|long db name",
    "type": "type|item type|publication type|document type|reference type|type of reference|"
    "content type|type of work|primary location source type type|ty|m3|doc type|doc types|article type|"
    "pub type|publication types|pt",
    "notes": "notes|note|n1|comments|user notes|extra|labels|remarks",
    "citation": "citation|full citation|bibliographic citation",
    "source": "source|so",
}
COUNTING = frozenset({"no", "nr", "number", "número", "numero", "nummer", "#"})  # an issue, or the row's number
FIELD_OF = {name: (key, rank) for key, names in HEADINGS.items() for rank, name in enumerate(names.split("|"))}
SAID_ELSEWHERE = frozenset(
    ["month", "day", "published month", "published day", "row", "rank", "page count", "number of pages"]
)
FIELD_OF |= {
    name.replace(" ", ""): found for name, found in FIELD_OF.items() if len(name) > 6
}  # PubYear, pageStart
ALONE = ("title", "doi", "pmid")  # what a table of one column may hold


@dataclass(frozen=True)
class Layout:
    """A database's table: recognised by headings all of which are there, with its own readings."""

    label: str
    signature: frozenset[str]
    columns: dict[str, str] = field(default_factory=dict)  # heading -> field, over HEADINGS
    given_first: bool = False
    glued_names: bool = False
    own: bool = False  # our own export: lists are separated by semicolons and nothing else


def _layout(
    label: str, signature: str, given_first: bool = False, glued_names: bool = False, **columns: str
) -> Layout:
    own = {heading.replace("_", " "): name for heading, name in columns.items()}
    return Layout(label, frozenset(signature.split("|")), own, given_first, glued_names)


OWN_SIGNATURE = "type|title|original title|authors|book title|article number|accession number|place of publication"

_WOS_TAGS = {  # PG counts pages, and ID holds words
    "id": "keywords", "pg": "", "af": "authors_full", "so": "journal", "bp": "start_page", "ar": "article_number",
    "ut": "accession", "dt": "type", "pt": "",
}  # fmt: skip

LAYOUTS: tuple[Layout, ...] = (
    Layout("", frozenset(OWN_SIGNATURE.split("|")), own=True),
    _layout(
        "Scopus",
        "authors|source title|eid",
        authors="authors",
        author_full_names="authors_full",
        source="database",
        author_s_id="",
    ),
    _layout(
        "Scopus",
        "author full names|author s id|source title",
        authors="authors",
        author_full_names="authors_full",
        author_s_id="",
    ),
    _layout("Embase", "author names|source|title", source="embase_source"),
    _layout("Cochrane CENTRAL", "central id|title", source="journal", database_name="database"),
    _layout("PubMed", "pmid|citation|journal book", create_date="", first_author=""),
    _layout("Rayyan", "key|title|pubmed id|authors", key="accession"),
    _layout("Covidence", "covidence|ref|tags", tags="", study="", accession_number="accession", ref=""),
    _layout(
        "Zotero",
        "item type|publication title|manual tags",
        key="accession",
        automatic_tags="keywords",
        extra="extra",
    ),
    _layout(
        "ClinicalTrials.gov",
        "nct number|study title",
        conditions="keywords",
        study_results="",
        brief_summary="abstract",
    ),
    _layout("ClinicalTrials.gov (old)", "nct number|title|rank", rank="", conditions="keywords", url="url"),
    _layout(
        "WHO ICTRP",
        "trialid|public title|scientific title|source register",
        trialid="accession",
        scientific_title="other_title",
        date_registration3="date",
        date_registration="date",
        condition="keywords",
        web_address="url",
        source_register="database",
    ),
    _layout("Lens", "lens id|source title", given_first=True, author_s="authors", references=""),
    _layout("OpenAlex", "authorships author display name|display name", given_first=True, id="accession"),
    _layout("Google Scholar", "authors|title|gsrank|source", given_first=True, source="journal", type="notes"),
    _layout("JSTOR", "ispartof|doctype|creator", given_first=True),
    _layout("EBSCO", "title|contributors|plink|an", source="journal"),
    _layout("Semantic Scholar", "paperid|title|authors", given_first=True),
    _layout("Springer", "item title|item doi|content type", given_first=True, glued_names=True),
    _layout("IEEE Xplore", "title|authors|publication|category", given_first=True, category="type"),
    _layout("IEEE Xplore", "document title|authors|publication title|ieee terms", given_first=True),
    _layout("VHL", "id|title|source|descriptor s", source="source"),
    _layout("SciELO", "id|title|author s|source|journal", source="source"),
    _layout("", "au|ti|so|py|ut", **_WOS_TAGS),  # as bibliometrix writes its tables
    _layout("", "au|ti|so|py|sr", **_WOS_TAGS),
    _layout("Dimensions", "publication id|doi|title|source title", publication_id="accession"),
    _layout("Web of Science", "article title|source title|ut unique wos id", author_full_names="authors_full"),
)


_DATABASE = re.compile(
    r"(?:pubmed|medline|embase|scopus|web of (?:science|knowledge)|wos|cinahl(?: plus| complete)?|psyc\s?info|"
    r"amed|cochrane(?: library| central)?|central|google scholar|crossref|dimensions|the lens|lens(?:\.org)?|"
    r"lilacs|eric|proquest|ebsco(?:host)?|ovid|ieee xplore|clinicaltrials\.gov|ictrp|europe pmc|openalex|"
    r"semantic scholar|scielo|sciencedirect|springerlink|jstor|bireme|vhl|cnki|pedro|arxiv|medrxiv|biorxiv|"
    r"grey literature|(?:hand|manual|citation|reference list)[ -]?search(?:ing)?|snowballing|other(?: sources?)?)"
    r"(?: (?:core collection|ovid|ebsco|elsevier|all|in-process))*(?: \([^)]*\))?",
    re.I,
)


def names_databases(text: str) -> bool:
    """Whether the text is the name of a database, or of several: a source of records that is no journal."""
    return all(_DATABASE.fullmatch(part.strip()) for part in re.split(r"[;,/|+&]", text) if part.strip())


def plain_heading(text: str) -> str:
    """ "Author(s) ID" -> "author s id": what headings are compared by."""
    return " ".join(re.sub(r"[^\w]+|_", " ", text.replace("\ufeff", "").lower()).split())


def layout_of(headings: list[str]) -> Layout | None:
    names = {plain_heading(h) for h in headings}
    return next((layout for layout in LAYOUTS if layout.signature <= names), None)


def unread(headings: list[str], asked: dict[str, str] | None) -> list[str]:
    """The headings that no field, no layout and no choice of the user names, each once."""
    layout = layout_of(headings)
    read = {number for numbers in assign(headings, layout, asked).values() for number in numbers}
    settled = {*(asked or ()), *(layout.columns if layout else ()), *COUNTING, *SAID_ELSEWHERE}
    left = [
        heading.strip()
        for number, heading in enumerate(headings)
        if number not in read and heading.strip() and not settled & {heading, plain_heading(heading)}
    ]
    return list(dict.fromkeys(left))


def recognised(headings: list[str]) -> int:
    """How many cells of a row are headings we know."""
    return len({FIELD_OF[n][0] for h in headings if (n := plain_heading(h)) in FIELD_OF})


def are_truer(below: list[str], above: list[str]) -> bool:
    """Whether of two rows of headings the lower one is meant: a tool's own names under words of a person's."""
    return recognised(below) >= max(6, 2 * recognised(above))


def assign(headings: list[str], layout: Layout | None, asked: dict[str, str] | None) -> dict[str, list[int]]:
    """Field -> column numbers, best first. `asked` maps headings as printed to fields and wins; "" leaves out."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, heading in enumerate(headings):
        name = plain_heading(heading)
        key, rank = FIELD_OF.get(name, ("", 99))
        if layout and name in layout.columns:
            key, rank = layout.columns[name], -1
        if asked is not None and heading in asked:
            key, rank = asked[heading], -2
        if name in COUNTING and number == 0 and not (asked and heading in asked):
            continue  # the rows' own numbers
        if key:
            found.setdefault(key, []).append((rank, number))
    return {
        key: _without_guesses([number for _, number in sorted(places)], headings) for key, places in found.items()
    }


def _without_guesses(places: list[int], headings: list[str]) -> list[int]:
    """A column headed only "No" counts where nothing better is there."""
    sure = [number for number in places if plain_heading(headings[number]) not in COUNTING]
    return sure or places
