"""What a new review is offered: reasons for exclusion in the usual order, and its two stages."""

EXCLUSION_REASONS: tuple[str, ...] = (
    "Not on the topic",
    "Wrong population",
    "Wrong intervention",
    "Wrong comparator",
    "Wrong outcome",
    "Wrong study design",
    "Wrong publication type",
    "Duplicate report",
    "Full text not available",
)
"""In the order in which a reader meets them; the first that applies is the one to give."""

STAGES: tuple[tuple[str, bool], ...] = (("title-abstract", False), ("full-text", True))
"""The kinds of stage in their order, and whether an exclusion there needs a reason."""

VOTES_NEEDED = 2


def entries_of(text: str) -> list[str]:
    """One entry a line: trimmed, without empty lines, a repeated one (whatever its case) once."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        entry = " ".join(line.split())
        if entry:
            found.setdefault(entry.casefold(), entry)
    return list(found.values())
