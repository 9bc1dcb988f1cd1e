"""What every file of a narrative says of itself: version, date, what is not current, the runs. Pure."""

from datetime import date

from synthesis.narratives.document import Document, Passage, Pin

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WORDS = {"outdated": "outdated", "broken": "broken", "unlinked": "no evidence linked"}
RUNS = "Analyses behind the figures"
REFERENCES = "References"
OPEN = "Statements that are not current"


def long_date(iso: str) -> str:
    """ "2026-03-04" -> "4 March 2026"."""
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def imprint(document: Document) -> str:
    """The line below the title."""
    if not document.released:
        return f"Draft of version {document.version}, {long_date(document.date)}. Not released."
    by = f" by {document.released_by}" if document.released_by else ""
    return f"Version {document.version}, released {long_date(document.date)}{by}."


def origin(document: Document) -> str:
    """Where the text comes from."""
    return f"A living narrative of the review “{document.review}”."


def override(document: Document) -> str:
    """Why it was released although something was not current; "" where nothing was overridden."""
    if not document.override_reason:
        return ""
    return f"{document.excuse} Reason given: {document.override_reason}"


def warnings(document: Document) -> tuple[str, ...]:
    """What a reader must know first: a release that was overridden, figures whose data have changed."""
    lines = [override(document)]
    for pin in document.pins:
        if pin.changed:
            lines.append(
                f"The data of “{pin.title}” have changed since run {pin.number}; the figures here are those of "
                f"run {pin.number}."
            )
    return tuple(line for line in lines if line)


def not_current(document: Document) -> tuple[Passage, ...]:
    """The statements that a reader must not take as settled."""
    return tuple(passage for passage in document.passages if passage.status in WORDS)


def run_line(pin: Pin) -> str:
    """One run in words, with what finds it again."""
    return (
        f"{pin.title}, run {pin.number} of {long_date(pin.run_at)}: {pin.said} "
        f"(inputs sha256 {pin.inputs_sha256[:16]}, run {pin.run_id})."
    )
