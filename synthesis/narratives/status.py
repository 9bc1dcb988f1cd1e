"""Whether a statement still stands: a pure function of what it was confirmed with and what is true now.

Every rule that fires is in the trace; the gravest decides. Nothing here changes a word of the text.
"""

from dataclasses import dataclass

NEEDS_EVIDENCE = frozenset({"effect", "harm", "comparison", "recommendation"})
GRAVEST_FIRST = ("broken", "outdated", "unlinked", "current")


@dataclass(frozen=True)
class Figure:
    """A figure the statement rests on: the words a person confirmed ("" for never) and the words now.

    `now` is None where there are none, and `missing` says why.
    """

    mark: str
    confirmed: str
    now: str | None
    missing: str = ""


@dataclass(frozen=True)
class Basis:
    """All that a status depends on: kind, figures, citations (mark, whether it is found), other evidence."""

    kind: str
    figures: tuple[Figure, ...] = ()
    citations: tuple[tuple[str, bool], ...] = ()
    evidence_links: int = 0


@dataclass(frozen=True)
class Reason:
    """One rule that fired: its name, the status it asks for, and why in words."""

    rule: str
    status: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """The status and every reason, the deciding one first."""

    status: str
    trace: tuple[Reason, ...]


def status_of(basis: Basis) -> Verdict:
    """The verdict on one statement."""
    reasons = [*_figures(basis.figures), *_citations(basis.citations), *_unlinked(basis)]
    if not reasons:
        reasons = [_current(basis)]
    trace = tuple(sorted(reasons, key=lambda reason: GRAVEST_FIRST.index(reason.status)))
    return Verdict(trace[0].status, trace)


def _figures(figures: tuple[Figure, ...]) -> list[Reason]:
    reasons = []
    for figure in figures:
        if figure.now is None:
            reasons.append(Reason("figure missing", "broken", f"{figure.mark}: {figure.missing or 'no figure'}."))
        elif not figure.confirmed:
            said = f"{figure.mark} says “{figure.now}”, which nobody has confirmed yet."
            reasons.append(Reason("figure not confirmed", "outdated", said))
        elif figure.confirmed != figure.now:
            said = f"{figure.mark} said “{figure.confirmed}”; the newest run says “{figure.now}”."
            reasons.append(Reason("figure changed", "outdated", said))
    return reasons


def _citations(citations: tuple[tuple[str, bool], ...]) -> list[Reason]:
    return [
        Reason("citation lost", "broken", f"{mark} leads to no reference of this narrative.")
        for mark, found in citations
        if not found
    ]


def _unlinked(basis: Basis) -> list[Reason]:
    if basis.kind not in NEEDS_EVIDENCE or basis.figures or basis.citations or basis.evidence_links:
        return []
    said = f"It claims something ({basis.kind}) and has no figure, no citation and no linked evidence."
    return [Reason("no evidence", "unlinked", said)]


def _current(basis: Basis) -> Reason:
    if basis.figures:
        count = len(basis.figures)
        said = f"{count} figure{'s' if count > 1 else ''} compared with the newest run: the same words."
        return Reason("figures agree", "current", said)
    if basis.citations or basis.evidence_links:
        return Reason("evidence named", "current", "It names its evidence and quotes no figure of an analysis.")
    return Reason("needs none", "current", "A statement of this kind may stand without evidence.")
