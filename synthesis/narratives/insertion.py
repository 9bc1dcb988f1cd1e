"""Where a mark goes that was chosen from a list while nothing tells where the caret stood. Pure."""

import re

_END = re.compile(r"[.?!]?\s*$")


def insert_mark(text: str, mark: str) -> str:
    """The text with the mark before its closing full stop: "It helps." -> "It helps [@3]."."""
    end = _END.search(text)
    head, tail = text[: end.start()].rstrip(), end.group().strip()
    return f"{head} {mark}{tail}" if head else f"{mark}{tail}"
