"""The evidence in words, as pages and reports show it: “same DOI; title 0.98; pages differ”. Pure.

Every field that both records have is told of: what agrees, what speaks against one work, and what differs without
speaking against it (a last page, a year, a word written otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.dedupe.engine.compare import ABSTRACT_LEAST, AGREES, DIFFERS, SILENT, Evidence
from screening.dedupe.engine.contradicting import ISSUES
from screening.dedupe.engine.decide import Decision
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.pages import Pages
from screening.dedupe.engine.wording import ADDED, EQUAL, OTHER, PART, SLIP, SPELLING, TRANSLITERATED, runs_apart

MOST_SHOWN = 6  # words of a title in a run
NEARLY = 0.99  # as which likeness is told of titles that are not the same


def in_words(a: Form, b: Form, e: Evidence, decision: Decision) -> str:
    """What agrees, then what speaks against it, then what differs besides."""
    identifiers = [("DOI", e.doi), ("PubMed id", e.pmid), ("trial number", e.trial)]
    said = [f"same {name}" for name, state in identifiers if state == AGREES]
    said += [_title(e), *_place(a, b, e), *_rest(a, b, e)]
    against = list(decision.against)
    if e.issue == DIFFERS and ISSUES not in against:
        against.append(ISSUES)
    besides = (words for words in _besides(a, b, e) if words not in against)
    text = "; ".join([*filter(None, said), *against, *besides])
    return text[0].upper() + text[1:]


def _title(e: Evidence) -> str:
    if e.title.kind == EQUAL:
        return "same title"
    if e.title.untold:
        return e.title.untold
    if e.title.kind == TRANSLITERATED:
        return f"title {e.title.ratio:.2f} in two alphabets"
    return f"title {min(e.title.ratio, NEARLY):.2f}{', one is shortened' if e.title.kind == PART else ''}"


def _place(a: Form, b: Form, e: Evidence) -> Iterator[str]:
    """Volume, issue and pages as far as they agree, in one piece."""
    pages = "pages" if a.pages == b.pages else "first page"
    parts = [("volume", e.volume), ("issue", e.issue), (pages, e.start)]
    same = [name for name, state in parts if state == AGREES]
    if same:
        yield "same " + " and ".join(filter(None, (", ".join(same[:-1]), same[-1])))


def _rest(a: Form, b: Form, e: Evidence) -> Iterator[str]:
    """Abstract, journal, year and authors where they agree."""
    if e.abstract == AGREES:
        yield "same abstract" if _begin_alike(a, b) else "abstract nearly the same"
    if e.journal == AGREES:
        yield (
            "same journal"
            if a.journal == b.journal or not (a.journal and b.journal)
            else "same journal, named otherwise"
        )
    if e.year == AGREES:
        yield "same year"
    yield _authors(a, b, e)


def _authors(a: Form, b: Form, e: Evidence) -> str:
    one, other = a.names.families, b.names.families
    if e.authors == DIFFERS or not (one and other):
        return ""
    if e.called_otherwise:
        return "same surnames" if e.all_authors else "shared surnames"
    if one == other:
        return "same authors"
    if e.all_authors:
        return f"same authors{' in another order' if sorted(one) == sorted(other) else ', written otherwise'}"
    of = f"{len(one)} and {len(other)}" if len(one) != len(other) else f"{len(one)}"
    return f"{e.shared_authors or 'no'} shared author{'s' if e.shared_authors != 1 else ''} of {of}"


def _begin_alike(a: Form, b: Form) -> bool:
    short = min(len(a.abstract), len(b.abstract))
    return a.abstract[:short] == b.abstract[:short]


def _besides(a: Form, b: Form, e: Evidence) -> Iterator[str]:
    """What differs and is no contradiction, the title first."""
    yield from _beside_in_title(a, b, e)
    if e.years_apart == 1:
        yield _against("years", *sorted((a.year, b.year)))
    if e.volume == SILENT and _both(a.volume, b.volume):
        yield _against("volumes", a.volume, b.volume)
    if e.issue == SILENT and _both(a.issue, b.issue):
        yield _against("issues", a.issue, b.issue)
    if e.start != DIFFERS and a.pages.first and b.pages.first and a.pages != b.pages:
        yield _against("pages", _range(a.pages), _range(b.pages))
    if e.doi == SILENT and _both(a.doi, b.doi):
        one_is_short = a.doi.startswith("10/") != b.doi.startswith("10/")
        yield "one DOI is short and may stand for the other" if one_is_short else "the DOIs differ"
    if e.pmid == SILENT and _both(a.pmid, b.pmid):
        yield "the PubMed ids differ"
    if e.journal == SILENT and _both(a.journal, b.journal) and not (e.sisters and e.start != AGREES):
        yield "the journal's names differ in part"
    if e.abstract == SILENT and a.abstract and b.abstract and not _begin_alike(a, b):
        brief = min(len(a.abstract), len(b.abstract)) < ABSTRACT_LEAST
        yield "the abstracts differ, one is brief" if brief else "the abstracts differ in part"


def _both(x: object, y: object) -> bool:
    """Both are told, and not the same."""
    return bool(x and y and x != y)


def _against(name: str, x: object, y: object) -> str:
    return f"{name} {x} and {y}"


def _range(pages: Pages) -> str:
    return f"{pages.first}-{pages.last}" if pages.last else pages.first


def _beside_in_title(a: Form, b: Form, e: Evidence) -> Iterator[str]:
    """The words in which two titles differ, where they contradict nothing."""
    title = e.title
    rest = title.only_a or title.only_b
    if title.kind == EQUAL and a.title.letters != b.title.letters:
        yield "one gives the title in two languages"
    elif title.kind in (PART, ADDED) and rest:
        yield f"“{_shown(rest)}” is in one title alone"
    elif title.kind == SLIP and sorted(a.title.words) == sorted(b.title.words):
        yield "the title's words in another order"
    elif title.kind in (SPELLING, SLIP):
        yield from (
            f"“{_shown(some)}” beside “{_shown(others)}”"
            if some and others
            else f"“{_shown(some or others)}” in one"
            for some, others in runs_apart(a.title.words, b.title.words)[:2]
        )
    elif title.kind == OTHER and title.translated and not title.untold:
        yield "the titles are in two languages"


def _shown(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_SHOWN])
