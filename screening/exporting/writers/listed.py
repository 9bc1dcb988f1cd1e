"""What several writers need: names that read back as they are, and the original tags no field of ours holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from screening.importing.parsers.names import person
from screening.importing.parsers.records import ParsedRecord, split_name
from screening.importing.parsers.values import escaped


def names(listed: Iterable[str]) -> list[str]:
    """Each name as a tag holds it: one that would be turned round gets the comma that says it is whole."""
    return [name if person(name) == name else f"{name}," for name in listed]


def joined(words: Iterable[str]) -> str:
    """The words with semicolons between them, none of which ends an entity: what a word holds at its end with the
    semicolon behind it is escaped too. `values.parted` takes them apart again.
    """
    return "; ".join(escaped(f"{word.replace(';', ',')};")[:-1] for word in words)


def leftover(record: ParsedRecord, sign: str, tags: Collection[str]) -> Iterator[tuple[str, str]]:
    """The record's original tags, as far as they are among `tags`: those its reader maps to no field.

    `sign` is a tag by which a record of this format is known; the same letters mean other things elsewhere.
    """
    if any(tag == sign for tag, _ in record.raw):
        yield from ((tag, " ".join(value.split())) for tag, value in record.raw if value and tag in tags)


def given_and_family(name: str) -> dict[str, str]:
    """{"family", "given", "suffix"} or {"literal"}, as CSL-JSON has names."""
    parts = split_name(name)
    given, comma, suffix = parts.get("given", "").partition(", ")
    return {**parts, "given": given, "suffix": suffix} if comma else parts
