"""What the readers of printed references find: the parts of one."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Parts:
    """The parts of one reference as printed; empty where nothing was found."""

    type: str = "article"
    authors: list[str] = field(default_factory=list)
    short: bool = False
    date: str = ""
    title: str = ""
    other_title: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    number: str = ""
    said_number: str = ""  # an article number that was found before the style was known
    publisher: str = ""
    editors: list[str] = field(default_factory=list)
    doi: str = ""
    no_doi: str = ""  # what stands behind "doi" and is none
    url: str = ""
    pmid: str = ""
    trial: str = ""  # its number in the registry
    accessed: str = ""
    place: str = ""
    edition: str = ""
    same_authors: bool = False  # a dash says that they are those of the reference before
    style: str = ""
    names_score: float = 0.0
    marked: bool = False  # marks of print tell where the title ends: quotes, italics, "In:" after names
