"""What came of taking a change to many records back, in words. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from ketreview.wording import plural

Came = Mapping[str, Any]
"""{"back": ids of the records brought back, "stayed": why a record stayed as it was -> their ids}."""


def came_of(back: Sequence[int], why: Mapping[int, str], before: Came | None = None) -> dict[str, Any]:
    """`before`, and what came of these further records: `back` were brought back, `why` tells of each other one."""
    done = dict.fromkeys([*(before or {}).get("back", []), *back])
    stayed: dict[str, list[int]] = {}
    for text, ids in (before or {}).get("stayed", {}).items():
        stayed[text] = [record for record in ids if record not in why and record not in done]
    for record, text in why.items():
        if record not in done:
            stayed.setdefault(text, []).append(record)
    return {"back": list(done), "stayed": {text: ids for text, ids in stayed.items() if ids}}


def reasons_of(came: Came) -> list[tuple[int, str]]:
    """How many stayed as they were, and why; the most frequent first."""
    return sorted(((len(ids), text) for text, ids in came["stayed"].items()), key=lambda each: (-each[0], each[1]))


def in_words(came: Came, what: str) -> str:
    """One line: `what` is what was brought back, "vote" or "label"."""
    stayed = reasons_of(came)
    words = f"{plural(len(came['back']), what)} brought back to what stood before"
    if not stayed:
        return f"{words}."
    count = sum(n for n, _ in stayed)
    told = " ".join(f"{n:,}: {text}" for n, text in stayed)
    return f"{words}; {count:,} stayed as {'it was' if count == 1 else 'they were'}. {told}"
