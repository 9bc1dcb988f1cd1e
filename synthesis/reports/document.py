"""What a synthesis report is made of before it is written as HTML or Word. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ketreview.drawing.scene import Scene
from synthesis.grading.findings import Finding

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `name` stands before it in bold."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """What a reader must know before the numbers."""

    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Names with what they stand for."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row has as many cells as headers. `figures`: all but the first column are numbers."""

    title: str
    headers: Sequence[str]
    rows: Rows
    figures: bool = False

    @property
    def wide(self) -> bool:
        """Whether it needs a page across."""
        return len(self.headers) > 8


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure, with a second geometry for narrow screens where there is one; `name` is unique in the report."""

    name: str
    caption: str
    scene: Scene
    narrow: Scene | None = None


@dataclass(frozen=True, slots=True)
class FindingsPart:
    """A summary of findings with its lines."""

    table: Any
    found: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Link:
    """An address in words."""

    text: str
    href: str


Part = Subheading | Paragraph | Warned | Terms | Bullets | Grid | Drawing | FindingsPart | Link


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report with its heading."""

    key: str
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    subtitle: str
    sections: Sequence[Section]


def drawings(report: Report) -> list[Drawing]:
    """The figures in their order."""
    return [part for section in report.sections for part in section.parts if isinstance(part, Drawing)]
