"""A narrative as it is read: headings, statements in words, the numbered reference list, the runs. Pure.

This is what a release freezes and what every file is written from.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from synthesis.narratives.sentences import Piece, plain


@dataclass(frozen=True)
class Passage:
    """One statement: its lasting id, kind, status and pieces."""

    uid: str
    kind: str
    status: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return plain(self.pieces)


@dataclass(frozen=True)
class Part:
    """A heading (`text`) or a paragraph (`passages`)."""

    kind: str
    text: str = ""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One entry of the reference list."""

    number: int
    text: str
    doi: str = ""
    pmid: str = ""

    @property
    def url(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else ""


@dataclass(frozen=True)
class Pin:
    """A run that figures of the text come from; `changed` where there are newer data that were not run.

    `slug` is what the text calls the source; `kind` is analysis or network.
    """

    slug: str
    title: str
    number: int
    run_id: str
    inputs_sha256: str
    run_at: str
    said: str
    changed: bool = False
    kind: str = "analysis"


@dataclass(frozen=True)
class Document:
    """One version of a narrative. `date` is ISO; `released` is False for a draft."""

    title: str
    review: str
    language: str
    version: int
    date: str
    released: bool
    parts: tuple[Part, ...] = ()
    references: tuple[Entry, ...] = ()
    pins: tuple[Pin, ...] = ()
    released_by: str = ""
    changelog: str = ""
    override_reason: str = ""

    @property
    def passages(self) -> Iterator[Passage]:
        """Every statement in order."""
        return (passage for part in self.parts for passage in part.passages)

    @property
    def excuse(self) -> str:
        """In spite of what it was released; "" where no reason had to be given."""
        if not self.override_reason:
            return ""
        if any(passage.status in ("outdated", "broken") for passage in self.passages):
            return "Released although statements were outdated or broken."
        return "Released although data had changed since the runs behind it."

    @property
    def label(self) -> str:
        """ "Version 2, released 3 March 2026" without the date."""
        return f"Version {self.version}" + ("" if self.released else ", draft")

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it; `from_dict` gives the equal document back."""
        return asdict(self)


def from_dict(data: Mapping[str, Any]) -> Document:
    """A document from `to_dict`, read back from JSON."""
    parts = tuple(_part(part) for part in data["parts"])
    references = tuple(Entry(**entry) for entry in data["references"])
    pins = tuple(Pin(**pin) for pin in data["pins"])
    return Document(**{**data, "parts": parts, "references": references, "pins": pins})


def _part(data: Mapping[str, Any]) -> Part:
    return Part(data["kind"], data["text"], tuple(_passage(passage) for passage in data["passages"]))


def _passage(data: Mapping[str, Any]) -> Passage:
    pieces = tuple(
        Piece(piece["text"], token=piece["token"], numbers=tuple(piece["numbers"])) for piece in data["pieces"]
    )
    return Passage(data["uid"], data["kind"], data["status"], pieces)
