"""What a lead may keep from those who judge records. Pure."""

from collections.abc import Iterable, Mapping

HIDEABLE = {
    "authors": "Authors",
    "journal": "Journal, volume, pages and publisher",
    "year": "Year",
    "source": "Where it was found",
    "keywords": "Keywords",
    "links": "DOI, PubMed and other links",
}
"""Key -> what the lead reads. Links lead to a page that shows everything, so hiding authors hides them too."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "authors": ("authors", "editors"),
    "journal": (
        "journal", "volume", "issue", "pages", "issn", "publisher", "booktitle", "article_number", "place",
        "edition", "isbn",
    ),
    "year": ("year", "date"),
    "source": ("database",),
    "keywords": ("keywords",),
    "links": ("doi", "pmid", "pmcid", "url", "accession"),
}  # fmt: skip
"""Key -> the fields of a parsed record that it covers."""


def really_hidden(chosen: Iterable[str]) -> frozenset[str]:
    """The keys that are really hidden: unknown ones count for nothing, and hidden authors or a hidden journal
    take the links with them."""
    known = {key for key in chosen if key in HIDEABLE}
    if known & {"authors", "journal"}:
        known.add("links")
    return frozenset(known)


def fields_of(hidden: Iterable[str]) -> frozenset[str]:
    """The fields of a parsed record that are kept back; where any is, what quotes the whole record is too."""
    kept = {field for key in hidden for field in FIELDS[key]}
    return frozenset(kept | {"raw", "notes", "spans"}) if kept else frozenset()
