"""Which report a PDF belongs to, from its text and its file name. Pure.

A PDF is placed by itself only where one clue is strong and nothing speaks for another report: the DOI printed on
its first page, the DOI or PubMed number in the file name, or the whole title on its first page. Everything else is
a suggestion that a person confirms.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_TITLE = 25
"""A shorter title (letters and digits) is too common to place a file by itself."""
LATER = "a later page names the DOI"
"""How the weakest clue begins: the file may just as well be another that cites the report."""
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>|]+", re.IGNORECASE)
_FILE_DOI = re.compile(r"10[.]\d{4,9}[_/@%-](?:2F)?[^\s\"<>|]+", re.IGNORECASE)


@dataclass(frozen=True)
class Sought:
    """A report that a file may belong to."""

    report: int
    title: str = ""
    doi: str = ""
    pmid: str = ""
    author: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Clue:
    """One reason to place the file there; a strong one suffices where it stands alone."""

    report: int
    why: str
    strong: bool


@dataclass(frozen=True)
class Placing:
    """Where a file goes: `report` where that is sure, else None; the clues, the strongest first."""

    report: int | None
    clues: tuple[Clue, ...]


def place(first_page: str, other_pages: str, filename: str, sought: Sequence[Sought]) -> Placing:
    """Where the file belongs. `first_page` and `other_pages` are what can be read of the PDF."""
    clues = [*_by_doi(first_page, sought), *_by_title(first_page, sought), *_by_name(filename, sought)]
    if not any(clue.strong for clue in clues):
        clues += _by_later_doi(other_pages, sought)
    clues.sort(key=lambda clue: not clue.strong)
    strong = {clue.report for clue in clues if clue.strong}
    named = {clue.report for clue in clues if not clue.strong}
    sure = strong.pop() if len(strong) == 1 else None
    # A weak clue for another report makes nobody doubt a DOI, but two strong ones do.
    if sure is not None and named and sure not in named and not _has_doi(clues, sure):
        sure = None
    return Placing(sure, tuple(clues))


def _has_doi(clues: Sequence[Clue], report: int) -> bool:
    return any(clue.report == report and "DOI" in clue.why for clue in clues)


def folded(text: str) -> str:
    """Letters and digits alone, without case, accents, ligatures or hyphenation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _dois(text: str, pattern: re.Pattern[str] = _DOI) -> list[str]:
    """What looks like a DOI in the text, folded."""
    return [folded(found[0]) for found in pattern.finditer(text)]


def _by_doi(text: str, sought: Sequence[Sought]) -> list[Clue]:
    return [Clue(one.report, f"its first page prints the DOI {one.doi}", True) for one in _read_in(text, sought)]


def _by_later_doi(text: str, sought: Sequence[Sought]) -> list[Clue]:
    return [Clue(one.report, f"{LATER} {one.doi}, perhaps as a reference", False) for one in _read_in(text, sought)]


def _read_in(text: str, sought: Sequence[Sought]) -> list[Sought]:
    """Those whose DOI the text prints. Words may be glued to its end, further digits may not; where one report's
    DOI is the beginning of another's, the longer one is meant."""
    known = {folded(one.doi): [other for other in sought if other.doi == one.doi] for one in sought if one.doi}
    found: dict[int, Sought] = {}
    for read in _dois(text):
        fitting = [doi for doi in known if read == doi or (read.startswith(doi) and not read[len(doi)].isdigit())]
        for one in known[max(fitting, key=len)] if fitting else []:
            found[one.report] = one
    return list(found.values())


def _by_title(text: str, sought: Sequence[Sought]) -> list[Clue]:
    page = folded(text)
    found = [(len(title), one) for one in sought if len(title := folded(one.title)) >= 12 and title in page]
    # A title may be the beginning of another's ("... : a protocol"): the longest one found counts.
    longest = max((length for length, _ in found), default=0)
    return [
        Clue(one.report, "its first page has the title", length >= LEAST_TITLE)
        for length, one in found
        if length == longest
    ]


def _by_name(filename: str, sought: Sequence[Sought]) -> list[Clue]:
    stem = re.sub(r"\.pdf$", "", filename, flags=re.IGNORECASE)
    words = set(re.split(r"[^\w]+|_", unicodedata.normalize("NFKC", stem).casefold()))
    dois = [found.removesuffix("pdf") for found in _dois(stem, _FILE_DOI)]
    name = folded(stem)
    clues = []
    for one in sought:
        if one.doi and any(found in (folded(one.doi), folded(one.doi.replace("/", "2f"))) for found in dois):
            clues.append(Clue(one.report, "the file name is its DOI", True))
        elif one.pmid and one.pmid in words:
            clues.append(Clue(one.report, f"the file name has its PubMed number {one.pmid}", True))
        elif (
            len(folded(one.title)) >= LEAST_TITLE
            and len(name) >= LEAST_TITLE
            and folded(one.title).startswith(name)
        ):
            clues.append(Clue(one.report, "the file name is its title", False))
        elif one.author and one.year and one.author.casefold() in words and str(one.year) in words:
            clues.append(Clue(one.report, "the file name has its author and year", False))
    return clues
