"""Cells as a page sends them: names, what was in them when the page was made, and what is in them now. Pure.

Every cell carries a mark of the version and content it was shown with, so that a whole form sent at once saves only
the cells its sender touched and never lays an old page's content over newer work.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from synthesis.extraction.fields import Key, plain_text

PARTS = ("text", "page", "quote")


@dataclass(frozen=True)
class Content:
    """What stands in one cell: the value as typed or "not reported", and its place in the report."""

    text: str = ""
    not_reported: bool = False
    page: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Posted:
    """One cell as it came back; `touched` where its content is not what the page was made with."""

    key: Key
    content: Content
    version: int
    touched: bool


def cell_name(key: Key) -> str:
    """(7, 3, "events") as "7-3-events"; the comparison's cells have 0 for the arm."""
    study_outcome_id, arm_id, field = key
    return f"{study_outcome_id}-{arm_id or 0}-{field}"


def read_cell_name(name: str) -> Key | None:
    """The key of a name, or None where it is not one."""
    first, _, rest = name.partition("-")
    second, _, field = rest.partition("-")
    if not (first.isdecimal() and second.isdecimal() and field):
        return None
    return (int(first), int(second) or None, field)


def seen_mark(version: int, content: Content) -> str:
    """The version and a checksum of the content, as the page carries them."""
    return f"{version}.{_checksum(content)}"


def _checksum(content: Content) -> str:
    parts = "\x1f".join((content.text, str(content.not_reported), content.page, content.quote))
    return f"{crc32(parts.encode()):08x}"


def read_posted(data: Mapping[str, str], keys: Iterable[Key]) -> list[Posted]:
    """The cells of the form that were sent, in its order; cells that the page did not have are left out."""
    found = []
    for key in keys:
        name = cell_name(key)
        seen = data.get(f"{name}-seen")
        if seen is None:
            continue
        content = Content(
            plain_text(data.get(f"{name}-text", "")),
            bool(data.get(f"{name}-nr")),
            plain_text(data.get(f"{name}-page", "")),
            plain_text(data.get(f"{name}-quote", "")),
        )
        version, _, checksum = seen.partition(".")
        number = int(version) if version.isdecimal() else 0
        found.append(Posted(key, content, number, checksum != _checksum(content)))
    return found
