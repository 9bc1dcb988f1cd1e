"""Is a column what it says? On copies that are certain without it a good one agrees; a broken one is muted. Pure.

Certain is what an identifier or the abstract bears out. An editor's column of one name in every issue looks like
copies whose pages differ, so it is no measure: titles that tell little or come again and again do not count, and
each work counts once however many copies it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from screening.dedupe.engine.agreeing import LONGEST_COLUMN, MOST_PAGES
from screening.dedupe.engine.compare import AGREES, DIFFERS, Evidence
from screening.dedupe.engine.contradicting import contradictions
from screening.dedupe.engine.normalise import Form

WATCHED = ("volume", "issue", "pages", "doi", "pmid")
BY_VOLUME = "issue by volume"  # where everybody, journal and volume bear out that two records are one work
IDENTIFIERS = ("doi", "pmid")
FEWEST_WORKS = 30  # fewer certain works with two values tell nothing about a column
MOST_DIFFERING = 0.3
MOST_COPIES = 6  # records of one work; a title that more have is a column's
MOST_ISSUES = 60  # of a volume
RUNNING_SHARE, FEWEST_RUNNING = 0.1, 10  # of volumes with two issues that no volume has: they are a running number
MOST_YEARS = 2  # in which the copies of one work are dated


@dataclass(slots=True)
class _Work:
    """What the pairs of one title say: those of two forms, their years, and of each column how often it agrees and
    differs where the two are certain without it."""

    pairs: set[frozenset[tuple[Any, ...]]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    said: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in (*WATCHED, BY_VOLUME)})

    @property
    def is_one(self) -> bool:
        return len(self.pairs) <= MOST_COPIES * (MOST_COPIES - 1) // 2 and len(self.years) <= MOST_YEARS


def may_bear_out(a: Form, b: Form) -> bool:
    """Whether two records may be copies that are certain, as far as their titles tell at a glance."""
    return a.telling and b.telling and a.title.letters[:1] == b.title.letters[:1]


def muted_columns(pairs: Iterable[tuple[Form, Form, Evidence]]) -> Sequence[str]:
    """The columns that contradict in more than three of ten of the works whose copies are certain without them, as
    pairs tell that may bear them out. Records between which nothing can be told are one witness: a file entered
    twice says what it says once."""
    works: defaultdict[str, _Work] = defaultdict(_Work)
    volumes: defaultdict[tuple[Any, str], set[int]] = defaultdict(set)
    for a, b, e in pairs:
        for form in (a, b):
            if form.journal and form.volume and form.issue.isdecimal():
                volumes[form.journal, form.volume].add(int(form.issue))
        if e.title.same:
            _count(works[min(a.title.letters, b.title.letters)], a, b, e)
    said = {name: [work.said[name] for work in works.values() if work.is_one] for name in (*WATCHED, BY_VOLUME)}
    if _are_running_numbers(volumes.values()):
        said["issue"] += said[BY_VOLUME]
    return [name for name in WATCHED if _is_broken(said[name])]


def _count(work: _Work, a: Form, b: Form, e: Evidence) -> None:
    pair = frozenset((a.compared, b.compared))
    if len(pair) == 1 or pair in work.pairs:
        return
    work.pairs.add(pair)
    work.years |= {a.year, b.year} - {0}
    states = {"volume": e.volume, "issue": e.issue, "pages": e.start, "doi": e.doi, "pmid": e.pmid}
    if (
        not ((e.all_authors or _nobody(a, b)) and e.year == AGREES and e.journal != DIFFERS)
        or a.crowded
        or b.crowded
    ):
        return
    certain = {name for name, state in states.items() if state and _is_certain(name, states, a, b, e)}
    by_volume = e.issue and e.journal == e.volume == AGREES and e.shared_authors > 1
    against = contradictions(a, b, e).keys() - {"issue"} if certain or by_volume else set()
    for name in certain:
        if against <= {name}:
            work.said[name][states[name] == DIFFERS] += 1
    if by_volume and "issue" not in certain and not against:
        work.said[BY_VOLUME][e.issue == DIFFERS] += 1


def _is_certain(name: str, states: dict[str, int], a: Form, b: Form, e: Evidence) -> bool:
    """An identifier bears out that they are one work; of an issue or an identifier also the abstract, or all pages
    of a work by several people in one volume, of a longer one where no people are told. Of pages and volume the
    abstract does not: a reprint has it, too."""
    if (e.abstract == AGREES and name in ("issue", *IDENTIFIERS)) or any(
        states[one] == AGREES for one in IDENTIFIERS if one != name
    ):
        return True
    placed = e.journal == e.volume == e.start == e.end == AGREES
    least = 1 if e.shared_authors > 1 else LONGEST_COLUMN if _nobody(a, b) else MOST_PAGES
    return (
        name in ("issue", *IDENTIFIERS) and placed and least < a.pages.count <= MOST_PAGES and a.pages.first != "1"
    )


def _nobody(a: Form, b: Form) -> bool:
    """Neither tells an author."""
    return not (a.names.families or b.names.families)


def _are_running_numbers(volumes: Iterable[set[int]]) -> bool:
    """Volumes hold issues that lie too far apart for one volume, as a running number of the file makes them: then
    pages are not needed to tell that an issue is wrong."""
    several = [max(issues) - min(issues) for issues in volumes if len(issues) > 1]
    running = sum(span > MOST_ISSUES for span in several)
    return running >= max(FEWEST_RUNNING, RUNNING_SHARE * len(several))


def _is_broken(said: Sequence[Sequence[int]]) -> bool:
    shares = [differs / (agrees + differs) for agrees, differs in said if agrees or differs]
    return len(shares) >= FEWEST_WORKS and sum(shares) > MOST_DIFFERING * len(shares)
