"""The evidence two records give about each other: field by field, agreeing, contradicting or silent. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from screening.dedupe.engine.alphabets import ALIKE, across
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.givens import called_otherwise
from screening.dedupe.engine.letters import short_name
from screening.dedupe.engine.names import Names
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.pages import Pages
from screening.dedupe.engine.places import is_cut_off, same_journal
from screening.dedupe.engine.spelling import alike
from screening.dedupe.engine.tongues import script_of, two_tongues
from screening.dedupe.engine.wording import Wording, wording

AGREES, SILENT, DIFFERS = 1, 0, -1
_VERSION = re.compile(r"[./]?v\d{1,2}$")
ABSTRACT_LEAST = 120  # letters; less is no evidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """One state a field: AGREES, SILENT (either is missing, or the column is not believed) or DIFFERS.

    `sisters`: one journal's name is a part of the other's, as of one journal or of "Bone" and "Bone Reports".
    `paged`: at least one of them tells pages that are believed. `numbered`: a running number of the publisher
    stands beside pages of an issue, where a journal may print both, or print an abstract under the number.
    `called_otherwise`: authors of the same family names have other given names. `revised`: their DOIs are those of
    two versions of one posting.
    """

    title: Wording
    authors: int
    shared_authors: int
    all_authors: bool
    first_author: int
    year: int
    years_apart: int
    journal: int
    volume: int
    issue: int
    start: int
    end: int
    doi: int
    pmid: int
    abstract: int
    trial: int = SILENT
    sisters: bool = False
    paged: bool = True
    numbered: bool = False
    called_otherwise: bool = False
    revised: bool = False

    @property
    def place(self) -> bool:
        """The same first page, with the same volume or journal, and no other volume."""
        placed = self.start == AGREES and AGREES in (self.volume, self.journal)
        return placed and self.volume != DIFFERS and not self.of_two_years

    @property
    def of_two_years(self) -> bool:
        """Two years that neither a volume nor an identifier makes one: what comes every year has the same pages."""
        return self.year == DIFFERS and AGREES not in (self.volume, self.doi, self.pmid)


def compare(a: Form, b: Form, columns: Columns | None = None) -> Evidence:
    """Hold two records against each other; columns that are muted say nothing."""
    columns = columns or Columns()
    shared, authors, everyone = _authors(a.names, b.names)
    start, end = _pages(a, b)
    journal = _journal(a, b)
    state = {
        "volume": _volume(a, b),
        "issue": _issue(a.issue, b.issue),
        "pages": start,
        "doi": _same_doi(a.doi, b.doi),
        "pmid": _equal(a.pmid, b.pmid),
    }
    for name in columns.muted:
        state[name] = SILENT
    return Evidence(
        title=wording(a.title.beside(b.title), b.title.beside(a.title)),
        authors=authors,
        shared_authors=shared,
        all_authors=everyone,
        first_author=_first(a.names, b.names),
        year=(AGREES if a.year == b.year else DIFFERS) if a.year and b.year else SILENT,
        years_apart=abs(a.year - b.year) if a.year and b.year else 0,
        journal=journal,
        volume=state["volume"],
        issue=state["issue"],
        start=state["pages"],
        end=end if state["pages"] else SILENT,
        doi=state["doi"],
        pmid=state["pmid"],
        abstract=_abstract(a.abstract, b.abstract),
        trial=_equal(a.trial, b.trial),
        sisters=bool(a.journal and b.journal)
        and journal == SILENT
        and not _two_scripts(a.journal[0][0], b.journal[0][0])
        and not (a.kind == b.kind == "meeting" or is_cut_off(a.journal, b.journal)),
        paged="pages" not in columns.muted and bool(a.pages.first or b.pages.first),
        numbered=start == SILENT and (_stands_beside_pages(a, b) or _stands_beside_pages(b, a)),
        called_otherwise=called_otherwise(a.names, b.names),
        revised=a.doi != b.doi and bool(a.doi and b.doi) and _without_version(a.doi) == _without_version(b.doi),
    )


def _without_version(doi: str) -> str:
    """10.21203/rs.3.rs-100/v2 without its end."""
    return _VERSION.sub("", doi)


def _same_doi(x: str, y: str) -> int:
    """A short DOI ("10/gf5xxx") stands for a long one and does not show which: beside that it says nothing."""
    return SILENT if x.startswith("10/") != y.startswith("10/") else _equal(x, y)


def _equal(x: str, y: str) -> int:
    if not x or not y:
        return SILENT
    return AGREES if x == y else DIFFERS


def _authors(a: Names, b: Names) -> tuple[int, int, bool]:
    """How many authors are shared; whether the lists agree; whether everybody of both is shared."""
    if not a.families or not b.families:
        return 0, SILENT, False
    if a.families == b.families:
        return len(a.families), AGREES, True
    if _in_two_alphabets(a, b):
        return len(a.families), AGREES, True
    x, y = set(a.families), set(b.families)
    shared = x & y
    rest_x, rest_y = x - shared, y - shared
    known = _known(rest_x, rest_y)
    found = len(shared) + (min(known, _known(rest_y, rest_x)) if known else 0)
    least = min(len(x), len(y))
    swapped = len(x & b.given) + len(y & a.given)
    if swapped >= least:
        return swapped, AGREES, swapped >= max(len(x), len(y))
    if not found and not a.words & b.words:
        unknown = a.group or b.group or swapped or _two_scripts(a.first, b.first)
        return 0, SILENT if unknown else DIFFERS, False
    if found * 2 >= least or _first(a, b) == AGREES:
        return found, AGREES, found == least and len(x) == len(y)
    return found, SILENT if a.words & b.words or found else DIFFERS, False


def _in_two_alphabets(a: Names, b: Names) -> bool:
    """The same people in the same order, in Cyrillic and in Latin letters."""
    if not _two_scripts(a.first, b.first) or len(a.families) != len(b.families):
        return False
    return all(across(x, y) >= ALIKE for x, y in zip(a.families, b.families, strict=True))


def _known(names: Collection[str], others: Collection[str]) -> int:
    """How many of these names are, written in another way, among the others."""
    return sum(1 for name in names if any(_one_name(name, other) for other in others))


def _one_name(x: str, y: str) -> bool:
    if x[:1] == y[:1] and short_name(x) == short_name(y):
        return True
    if len(x) > 3 and len(y) > 3 and (x.endswith(y) or y.endswith(x) or x.startswith(y) or y.startswith(x)):
        return True
    return alike(x, y)


def _two_scripts(x: str, y: str) -> bool:
    """True for a name in Latin letters and one in others: Wang Wei and 王伟 may be one person."""
    return script_of(x) != script_of(y)


def _first(a: Names, b: Names) -> int:
    if not a.families or not b.families or _two_scripts(a.first, b.first):
        return SILENT
    return AGREES if a.first == b.first or _one_name(a.first, b.first) else DIFFERS


def _volume(a: Form, b: Form) -> int:
    state = _equal(a.volume, b.volume)
    years = {str(a.year), str(b.year)}
    return SILENT if state == DIFFERS and (a.volume in years or b.volume in years) else state


def _issue(x: str, y: str) -> int:
    """Issue 1 and supplement 1 may be one, and mostly are two."""
    return SILENT if x != y and x.removeprefix("s") == y.removeprefix("s") else _equal(x, y)


def _pages(a: Form, b: Form) -> tuple[int, int]:
    """How first and last pages agree. Ranges that only overlap say nothing; a running number of the publisher
    (e1234, 1-9 before the volume is told) cannot be held against pages of an issue."""
    x, y = a.pages, b.pages
    start, end = _equal(x.first, y.first), _equal(x.last, y.last)
    if start != DIFFERS:
        return start, end
    if x.has_lost_first(y) or y.has_lost_first(x):
        return SILENT, SILENT
    if _one_abstract(x, y) or _one_abstract(y, x):
        return DIFFERS, end
    if x.digits == y.digits or set(x.starts) & set(y.starts) or x.is_slip_of(y):
        return AGREES, end
    if x.lies_across(y):
        return SILENT, SILENT
    if _is_provisional(a, b) or _is_provisional(b, a):
        return SILENT, SILENT
    return DIFFERS, end


def _one_abstract(pages: Pages, others: Pages) -> bool:
    """A1041 beside 1041-1049: an abstract's page is no article's, though databases leave letters out."""
    return pages.is_of_abstracts and pages.count == 1 and not others.is_lettered and others.count > 1


def _stands_beside_pages(one: Form, other: Form) -> bool:
    """A number of a publisher beside pages of an issue, which do not begin at 1."""
    paged = bool(other.pages.first) and not other.pages.is_lettered
    return one.pages.is_article_number and paged and not (other.pages.first == "1" and other.pages.last)


def _is_provisional(one: Form, other: Form) -> bool:
    """The number of an article beside pages, and pages from 1 on where a volume is not told."""
    if other.pages.is_lettered:
        return False
    if one.pages.is_lettered:
        return one.pages.is_article_number
    return one.pages.first == "1" and one.pages.last != "" and not (one.volume and other.volume)


def _journal(a: Form, b: Form) -> int:
    if a.issns & b.issns:
        return AGREES
    state = same_journal(a.journal, b.journal)
    return SILENT if state == DIFFERS and _two_scripts(a.journal[0][0], b.journal[0][0]) else state


def _abstract(x: str, y: str) -> int:
    short = min(len(x), len(y))
    if short < ABSTRACT_LEAST:
        return SILENT
    x, y = x[:short], y[:short]
    if x == y:
        return AGREES
    ratio = Indel.normalized_similarity(x, y)
    if ratio >= 0.85:
        return AGREES
    return DIFFERS if ratio < 0.6 and script_of(x) == script_of(y) and not two_tongues(x, y) else SILENT
