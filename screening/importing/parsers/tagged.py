"""The records of a tagged format that needs nothing more: cut by its form, mapped by its own reading of tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .draft import Draft, finish
from .parting import Parting, apart
from .records import ParsedRecord, Problem
from .taglines import Entry, TagFormat, entries


def records(
    text: Iterable[str], form: TagFormat, draft_of: Callable[[Entry], Draft], parting: Parting
) -> Iterator[ParsedRecord | Problem]:
    """Every record of the text, given in parts of any size, and what is doubtful in the file, in file order."""
    title = parting.title
    for entry in entries(text, form):
        if isinstance(entry, Problem):
            yield entry
        elif entry.tags.count(title) < 2:  # the usual case
            yield from finish(draft_of(entry))
        else:
            for part in apart(entry, parting):
                yield from [part] if isinstance(part, Problem) else finish(draft_of(part))
