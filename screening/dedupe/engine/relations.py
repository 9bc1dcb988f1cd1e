"""Works that belong together and are not one: a notice and its article, a preprint, an abstract, a thesis. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from screening.dedupe.engine.compare import AGREES, DIFFERS, Evidence
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.wording import ADDED, PART, SLIP

NOTICES = {
    "retraction": "a retraction notice",
    "correction": "a correction",
    "comment": "a comment",
    "reply": "a reply",
}
VERSIONS = {"preprint": "a preprint", "meeting": "a conference abstract", "thesis": "a thesis"}


@dataclass(frozen=True, slots=True)
class Related:
    """Record `a` is a `kind` of or about record `b`, and why, in words."""

    a: int
    b: int
    kind: str
    why: str


def related(a: int, b: int, x: Form, y: Form, e: Evidence) -> Related | None:
    """How two different works belong together; None where nothing says so. The notice or version comes first."""
    if not (x.telling and y.telling) or not (e.title.same or e.title.kind in (SLIP, PART, ADDED)):
        return None
    if bool(x.notice) != bool(y.notice):
        notice = x.notice or y.notice
        first = bool(x.notice)
        said = _said(e)
        if e.title.kind == ADDED or (notice in ("retraction", "correction") and e.authors == DIFFERS):
            return None
        names = "title" if (x.title.notice or y.title.notice) else "type"
        return _directed(a, b, first, notice, f"Its {names} names the other as {NOTICES[notice]} does{said}")
    if x.notice or not e.title.same or e.authors != AGREES or x.title.parts != y.title.parts:
        return None
    if bool(x.kind) != bool(y.kind):
        kind = x.kind or y.kind
        return _directed(
            a, b, bool(x.kind), kind, f"Same title and authors; it appeared as {VERSIONS[kind]}{_said(e)}"
        )
    return None


def _directed(a: int, b: int, first: bool, kind: str, why: str) -> Related:
    return Related(a, b, kind, why) if first else Related(b, a, kind, why)


def _said(e: Evidence) -> str:
    states = {"journal": e.journal, "authors": e.authors, "year": e.year}
    same = [name for name, state in states.items() if state == AGREES]
    return f"; same {' and '.join(same)}" if same else ""
