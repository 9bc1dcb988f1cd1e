"""The evidence in words, as pages and reports show it: “same DOI; title 0.98; pages differ”. Pure."""

from __future__ import annotations

from screening.dedupe.engine.compare import AGREES, DIFFERS, Evidence
from screening.dedupe.engine.contradicting import ISSUES
from screening.dedupe.engine.decide import Decision


def in_words(e: Evidence, decision: Decision) -> str:
    """What agrees, then what speaks against it."""
    same = [
        ("DOI", e.doi),
        ("PubMed id", e.pmid),
        ("trial number", e.trial),
        ("volume and first page" if e.volume == AGREES else "first page", e.start),
        ("abstract", e.abstract),
        ("journal", e.journal),
        ("year", e.year),
    ]
    said = [f"same {name}" for name, state in same if state == AGREES]
    said.insert(
        sum(name in ("DOI", "PubMed id", "trial number") and state == AGREES for name, state in same), _title(e)
    )
    if e.called_otherwise:
        said.append("same surnames" if e.all_authors else "shared surnames")
    elif e.all_authors:
        said.append("same authors")
    elif e.shared_authors and e.authors != DIFFERS:
        said.append(f"{e.shared_authors} shared author{'s' if e.shared_authors > 1 else ''}")
    against = list(decision.against)
    if e.issue == DIFFERS and ISSUES not in against:
        against.append(ISSUES)
    text = "; ".join([*said, *against])
    return text[0].upper() + text[1:]


def _title(e: Evidence) -> str:
    if e.title.kind == "equal":
        return "same title"
    if e.title.untold:
        return e.title.untold
    if e.title.kind == "transliterated":
        return f"title {e.title.ratio:.2f} in two alphabets"
    return (
        f"title {e.title.ratio:.2f}" if e.title.kind != "part" else f"title {e.title.ratio:.2f}, one is shortened"
    )
