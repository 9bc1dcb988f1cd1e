"""How each status looks: its icon, its word and its tone. Pure; one word a thing, the same on every page."""

from typing import NamedTuple


class Look(NamedTuple):
    """An icon of img/icons.svg, the word people read, and a tone of tokens.css."""

    icon: str
    word: str
    tone: str


LOOKS = {
    # decisions and records
    "include": Look("check", "Include", "include"),
    "exclude": Look("cross", "Exclude", "exclude"),
    "maybe": Look("maybe", "Maybe", "maybe"),
    "included": Look("check", "Included", "include"),
    "excluded": Look("cross", "Excluded", "exclude"),
    "conflict": Look("scale", "Conflict", "conflict"),
    "resolved": Look("check", "Resolved", "success"),
    "unscreened": Look("clock", "Unscreened", "neutral"),
    "waiting": Look("clock", "Waiting", "neutral"),
    "settled": Look("check", "Settled", "success"),
    "duplicate": Look("copy", "Duplicate", "neutral"),
    "withdrawn": Look("undo", "Withdrawn", "neutral"),
    "reopened": Look("unlock", "Reopened", "warn"),
    # import batches
    "staging": Look("refresh", "Being read", "info"),
    "staged": Look("clock", "Ready to import", "warn"),
    "committing": Look("refresh", "Importing", "info"),
    "committed": Look("check", "Imported", "success"),
    "undoing": Look("refresh", "Being undone", "info"),
    "undone": Look("undo", "Undone", "neutral"),
    "discarded": Look("trash", "Discarded", "neutral"),
    # reports
    "sought": Look("search", "Sought", "info"),
    "requested": Look("mail", "Requested", "info"),
    "retrieved": Look("report", "Retrieved", "success"),
    "not_retrieved": Look("eye-off", "Not retrieved", "warn"),
    # extraction
    "not_started": Look("minus", "Not started", "neutral"),
    "draft": Look("edit", "Draft", "info"),
    "complete": Look("check", "Complete", "success"),
    "sealed": Look("lock", "Sealed", "neutral"),
    "agree": Look("check", "Agree", "success"),
    "agreed": Look("check", "Agreed", "success"),
    "differ": Look("scale", "Differ", "conflict"),
    "reconciled": Look("check", "Reconciled", "success"),
    # analyses and narratives
    "current": Look("check", "Current", "success"),
    "outdated": Look("warning", "Outdated", "warn"),
    "broken": Look("error", "Broken", "danger"),
    "unlinked": Look("link", "No evidence linked", "warn"),
    "needs_check": Look("maybe", "Needs a check", "warn"),
    "accepted": Look("check", "Accepted", "success"),
    "not_run": Look("minus", "Not run yet", "neutral"),
    "living": Look("refresh", "Living", "accent"),
    "supports": Look("check", "Supports", "success"),
    "contradicts": Look("cross", "Contradicts", "danger"),
    "qualifies": Look("maybe", "Qualifies", "warn"),
    "frozen": Look("lock", "Frozen", "info"),
    "released": Look("flag", "Released", "accent"),
    # risk of bias
    "low": Look("plus", "Low risk", "success"),
    "some_concerns": Look("warning", "Some concerns", "warn"),
    "high": Look("minus", "High risk", "danger"),
    "no_information": Look("help", "No information", "neutral"),
    # jobs
    "queued": Look("clock", "Queued", "neutral"),
    "running": Look("refresh", "Running", "info"),
    "done": Look("check", "Done", "success"),
    "failed": Look("error", "Failed", "danger"),
    "cancelled": Look("stop", "Cancelled", "neutral"),
    # people and reviews
    "active": Look("check", "Active", "success"),
    "invited": Look("mail", "Invited", "info"),
    "revoked": Look("cross", "Revoked", "neutral"),
    "retired": Look("archive", "Retired", "neutral"),
    "expired": Look("clock", "Expired", "neutral"),
    "archived": Look("archive", "Archived", "neutral"),
    "blinded": Look("eye-off", "Blinded", "info"),
    "open": Look("unlock", "Open", "neutral"),
    "locked": Look("lock", "Locked", "neutral"),
}


def status_look(code: str) -> Look:
    """The look of a status code; an unknown code is shown in words, neutral, rather than hidden."""
    known = LOOKS.get(code.lower())
    return known or Look("info", code.replace("_", " ").capitalize(), "neutral")
