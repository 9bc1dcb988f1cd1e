"""One record in the form in which records are compared; worked out once a record. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from screening.dedupe.engine.garbled import mended
from screening.dedupe.engine.genres import genres_of, notice_told
from screening.dedupe.engine.names import Names, names_of
from screening.dedupe.engine.packed import Packed
from screening.dedupe.engine.pages import Pages, pages_of
from screening.dedupe.engine.places import in_supplement, issue_of, journal_names, kind_of, number_of
from screening.dedupe.engine.registers import persons, register_number, trial_of
from screening.dedupe.engine.titles import Title, title_of
from screening.importing.match_keys import folded, normal_doi, normal_pmid

_TAG = re.compile(r"<[^<>]{1,80}>")
_WORD = re.compile(r"[^\W_]+")
_NO_LETTERS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())  # of ASCII
_SLASHES = re.compile(r"/{2,}")
_ISSN = re.compile(r"\b\d{4}-?\d{3}[\dXx]\b")
_PLACEHOLDER = re.compile(
    r"[\W_]*(?:n\W?a|none|null|nan|unknown|untitled|no (?:title|abstract|author|journal|doi|data)s?"
    r"(?: (?:is |was )?(?:available|provided|listed|given))?"
    r"|(?:(?:the )?(?:abstract|title|author)s? )?(?:is |are )?not (?:available|provided|applicable|given))?[\W_]*",
    re.I,
)
_BETWEEN_AUTHORS = re.compile("[;；、]")
LONGEST_PLACEHOLDER = 60  # letters
ABSTRACT_SEEN = 600  # letters of the abstract that are compared


@dataclass(frozen=True, slots=True)
class Form(Packed):
    """What is compared of one record. Empty strings and zero mean that nothing is known.

    `notice`: what it is about another work, by its title or its type. `crowded`: it appeared where many works
    share a page or a DOI, in a supplement or at a meeting. `trial`: the number of the trial whose entry in a
    register it is.
    """

    title: Title = field(default_factory=Title)
    names: Names = field(default_factory=Names)
    year: int = 0
    journal: tuple[tuple[str, ...], ...] = ()
    issns: frozenset[str] = field(default_factory=frozenset)
    volume: str = ""
    issue: str = ""
    pages: Pages = field(default_factory=Pages)
    doi: str = ""
    pmid: str = ""
    abstract: str = ""
    kind: str = ""
    genres: frozenset[str] = field(default_factory=frozenset)
    notice: str = ""
    accession: str = ""
    trial: str = ""
    telling: bool = False
    crowded: bool = False

    @property
    def compared(self) -> tuple[Any, ...]:
        """All of it that is compared: equal for records between which nothing can be told."""
        return _COMPARED(self)

    @property
    def content(self) -> str:
        """What the record holds, to put records in an order that no id and no file order has a part in."""
        return self.content_with(self.accession)

    def content_with(self, accession: str) -> str:
        """The same with another accession number; sets have no order that lasts, so they are sorted."""
        at = (
            self.year,
            self.volume,
            self.issue,
            self.pages.first,
            self.doi,
            self.pmid,
            accession,
            self.abstract,
        )
        told = (
            *self.names.called,
            *map(" ".join, self.journal),
            *sorted(self.issns),
            *self.pages.starts,
            *sorted(self.genres),
        )
        said = (self.kind, self.notice, self.pages.last)
        return "|".join((self.title.letters, *self.names.families, *map(str, at), *said, *told))


_COMPARED = attrgetter(*(name for name in Form.__slots__ if name != "accession"))


def form_of(record: Mapping[str, Any]) -> Form:
    """The form of a record given by its fields; authors as a list of names. `order`, where there is one, puts
    records that are equal in all else in an order."""
    type = _text(record, "type")
    doi = _SLASHES.sub("/", normal_doi(_text(record, "doi")))
    journal = _text(record, "journal")
    names = journal_names(journal)
    authors = _authors(record.get("authors"))
    accession = _text(record, "accession")
    paged, volume, issue = (_text(record, name) for name in ("pages", "volume", "issue"))
    trial = trial_of(accession, journal, paged, authors)
    pages = pages_of("" if trial and register_number(paged) == trial else paged)
    title = title_of(_text(record, "title"))
    kind = kind_of(type, journal, doi)
    return Form(
        title=title,
        names=names_of(persons(authors)),
        year=_year(record.get("year")),
        journal=names,
        issns=frozenset(found.replace("-", "").upper() for found in _ISSN.findall(_text(record, "issn"))),
        volume=number_of(volume),
        issue=issue_of(issue),
        pages=pages,
        doi=doi,
        pmid=normal_pmid(_text(record, "pmid")),
        abstract=_abstract(_text(record, "abstract")),
        kind=kind,
        genres=genres_of(type),
        notice=title.notice or notice_told(type),
        accession=f"{accession}|{_as_written(record)}|{record.get('order', '')}",
        trial=trial,
        telling=title.is_telling(frozenset(word for name in names for word in name)),
        crowded=kind == "meeting" or pages.is_of_abstracts or in_supplement(volume, issue, pages.first),
    )


_WRITTEN = ("title", "authors", "journal", "volume", "issue", "pages", "type", "source")


def _as_written(record: Mapping[str, Any]) -> str:
    """A short sum of the record as its database writes it, which orders records that are compared as equal."""
    written = "|".join([str(record.get(name, "")) for name in _WRITTEN])
    return blake2b(written.encode(errors="replace"), digest_size=6).hexdigest()


def _abstract(text: str) -> str:
    """Its first letters: without markup and a heading such as "Abstract", which some databases leave out."""
    text = folded(_TAG.sub(" ", text[: 2 * ABSTRACT_SEEN]))
    letters = text.translate(_NO_LETTERS) if text.isascii() else "".join(_WORD.findall(text))
    return letters.removeprefix("abstract")[:ABSTRACT_SEEN]


def _text(record: Mapping[str, Any], name: str) -> str:
    """The value; "" for what databases write where they have none, in which no digit stands."""
    value = record.get(name)
    text = mended(str(value)).strip() if value not in ("", None) else ""
    if len(text) > LONGEST_PLACEHOLDER or text[:1].isdigit() or text[-1:].isdigit():
        return text
    return "" if _is_placeholder(text) else text


@lru_cache(maxsize=20_000)
def _is_placeholder(text: str) -> bool:
    return not text or bool(_PLACEHOLDER.fullmatch(text))


def _authors(value: Any) -> Sequence[str]:
    told = [value] if isinstance(value, str) else value or ()
    names = [name for some in told for name in _BETWEEN_AUTHORS.split(mended(some))]
    return names if len(names) > 1 or any(map(str.strip, names)) else []


def _year(value: Any) -> int:
    found = re.search(r"\b(1[5-9]\d\d|20\d\d)", str(value or ""))
    return int(found.group(1)) if found else 0
