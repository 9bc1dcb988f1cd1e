"""From evidence to a decision: one work, a question for a person, or two works; and why, in words. Pure.

One work needs a title that agrees, and two independent witnesses more; nothing may contradict that a named rule
does not explain. Whatever is likely and not certain is a question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from screening.dedupe.engine.compare import AGREES, DIFFERS, SILENT, Evidence
from screening.dedupe.engine.likelihood import NOTHING_TOLD, Grounds, grounds
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.wording import ADDED, EQUAL, OTHER, PART, SPELLING, SWAPPED

AUTO, REVIEW, APART = "auto", "review", "apart"


@dataclass(frozen=True, slots=True)
class Clash:
    """`hard`, in words, holds whatever joins the two. `soft`, name -> words, holds unless rules that join both with
    a third explain it; a record that says less about itself fits both and explains nothing."""

    hard: str = ""
    soft: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` names what joined them; `against` what speaks against it, in words; the pairs with the highest `score`
    are joined first; `grounds` are those of its probability where a person is asked; `explained` names what
    contradicts and the rule explains; `rival` is the score they would have if the one that says no place were of
    the kind of the other, 0 where that is not all that keeps them apart."""

    tier: str
    rule: str = ""
    against: tuple[str, ...] = ()
    score: float = 0.0
    grounds: Grounds = Grounds(0.0, 0)
    pattern: str = ""
    explained: frozenset[str] = frozenset()
    rival: float = 0.0


def decide(a: Form, b: Form, e: Evidence) -> Decision:
    """What the evidence about two records comes to."""
    against = contradictions(a, b, e)
    rule = agreement(a, b, e)
    telling = a.telling and b.telling
    points = found = score(e)
    points -= sum(_WEIGHT.get(name, 2.0) for name in against)
    if against and not telling:
        points -= NOTHING_TOLD
    explained: frozenset[str] = frozenset()
    left = unexplained(against, rule, a, b, e) if rule else set(against)
    rival = found if rule and left == {"kind"} and any(map(_says_no_place, (a, b))) else 0.0
    if rule and not left:
        tier, points, explained = AUTO, found, frozenset(against)
    else:
        tier = REVIEW if _worth_asking(points, a, e) else APART
    likely = grounds(points, against, telling)
    return Decision(tier, rule, tuple(against.values()), points, likely, pattern_of(e, against), explained, rival)


ASKED_FROM = -2.0
LONGEST_ISSUE = 400  # pages; a journal may begin each issue at page 1
_WEIGHT = {"sister": 1.0, "notice": 6.0, "part": 6.0, "versions": 6.0, "authors": 6.0, "swapped": 4.0, "pages": 3.0}


def _says_no_place(form: Form) -> bool:
    return not (form.journal or form.kind or form.pages.first)


def pattern_of(e: Evidence, against: Collection[str]) -> str:
    """What agrees and what contradicts, without its values: the same for cases that are decided alike."""
    states = {
        "doi": e.doi, "pmid": e.pmid, "authors": e.authors, "year": e.year, "journal": e.journal,
        "volume": e.volume, "pages": e.start, "abstract": e.abstract,
    }  # fmt: skip
    agree = [name for name, state in states.items() if state == AGREES]
    return f"title {e.title.kind}, same {' '.join(agree)}, differs {' '.join(sorted(against))}"[:200]


def contradictions(a: Form, b: Form, e: Evidence) -> dict[str, str]:
    """Name -> in words, of all that speaks against one work."""
    found = {}
    if a.notice != b.notice:
        found["notice"] = "one is a notice about the other: a correction, comment or reply"
    if a.title.parts != b.title.parts:
        found["part"] = "they name different parts"
    if e.title.kind == SWAPPED:
        found["swapped"] = f"“{' '.join(e.title.only_a[:3])}” stands against “{' '.join(e.title.only_b[:3])}”"
    if e.authors == DIFFERS:
        found["authors"] = "the authors differ"
    if e.doi == DIFFERS:
        found["doi"] = "the DOIs differ"
    if e.pmid == DIFFERS:
        found["pmid"] = "the PubMed ids differ"
    if e.years_apart > 1:
        found["years"] = f"{e.years_apart} years lie between them"
    if e.start == DIFFERS and e.volume == DIFFERS:
        found["place"] = "volume and pages differ"
    elif e.start == DIFFERS:
        found["pages"] = "the pages differ"
    elif e.volume == DIFFERS:
        found["volume"] = "the volumes differ"
    if e.issue == DIFFERS and (e.start != AGREES or not (a.telling and b.telling)):
        found["issue"] = "the issues differ"
    if e.abstract == DIFFERS:
        found["abstract"] = "the abstracts differ"
    if e.journal == DIFFERS:
        found["journal"] = "the journals differ"
    if e.sisters and e.start != AGREES:
        found["sister"] = "the journals may be two"
    found |= _sorts(a, b)
    if e.start == AGREES and e.year == DIFFERS and a.pages.first.startswith("cd") and a.pages.is_article_number:
        found["version"] = "two versions of a review that is kept up to date"
    return found


def _sorts(a: Form, b: Form) -> dict[str, str]:
    """What their places and types make of them: an abstract and a preprint, a letter and an article."""
    if a.kind and b.kind and a.kind != b.kind:
        return {"versions": f"one is a {a.kind}, the other a {b.kind}"}
    if a.kind != b.kind and not _may_be_meeting(a, b):
        return {"kind": f"one is a {a.kind or b.kind}, the other is not"}
    if a.genres and b.genres and not a.genres & b.genres and not (a.kind or b.kind):
        one, other = (min(form.genres) for form in (a, b))
        return {"genre": f"one is given as {one}, the other as {other}"}
    return {}


def _may_be_meeting(a: Form, b: Form) -> bool:
    """One is of a meeting, the other is told of as one page, which an abstract takes."""
    one = {a.kind: b, b.kind: a}.get("meeting")
    return one is not None and not one.kind and one.pages.count == 1


def agreement(a: Form, b: Form, e: Evidence) -> str:
    """The rule by which they are one work if nothing contradicts; "" for none."""
    identified = e.doi == AGREES or e.pmid == AGREES
    telling = a.telling and b.telling
    near = e.title.kind in (PART, ADDED, SWAPPED)
    if e.title.same:
        if identified and (e.authors == AGREES or telling or e.start == AGREES):
            return "identifier and title"
        if e.place and e.authors == AGREES and (telling or _only_place(a, e)):
            return "title, authors and place"
        placed = e.place and (e.end == AGREES or _whole_place(e))
        if placed and e.authors == SILENT and e.year == AGREES and telling:
            return "title and place"
        if telling and e.abstract == AGREES and e.authors == AGREES and e.journal != DIFFERS:
            return "title, authors and abstract"
        if telling and e.abstract == AGREES and e.journal == AGREES and e.year == AGREES and e.start == AGREES:
            return "title, abstract and journal"
        if telling and e.authors == AGREES and e.journal == AGREES and _one_year(e) and not _could_be_two(e):
            return "title, authors and journal"
        if telling and e.all_authors and e.year == AGREES and (e.start == AGREES or _placed_alike(a, b, e)):
            return "title, all authors and year"
    if identified and near and e.authors == AGREES:
        if e.place:
            return "identifier, authors and place"
        if e.abstract == AGREES:
            return "identifier, authors and abstract"
        if e.title.kind == PART and telling:
            return "identifier and shortened title"
    if e.title.kind == PART and telling and e.place and e.authors == AGREES:
        return "shortened title, authors and place"
    known = e.authors == AGREES and e.first_author == AGREES and (e.shared_authors > 1 or a.pages.count > 2)
    return "authors and the same pages" if known and _same_pages(a, b, e) else ""


def _placed_alike(a: Form, b: Form, e: Evidence) -> bool:
    """No place is missing that could tell them apart: both name a meeting, whose names carry themes; or both are of
    a sort that appears in no journal."""
    if a.journal and b.journal:
        return a.kind == b.kind == "meeting" and e.journal != DIFFERS
    if a.journal or b.journal:
        return False
    return (a.kind == b.kind == "thesis") or bool(a.genres & b.genres & {"book", "report"})


def _one_year(e: Evidence) -> bool:
    """One year; or two that follow each other where the volume is the same."""
    return e.year == AGREES or (e.years_apart == 1 and e.volume == AGREES)


def _could_be_two(e: Evidence) -> bool:
    """Where neither tells pages, an abstract and its article in one journal and year look alike: the issue must
    agree, or everybody and the volume, or everybody where there are several."""
    if e.paged or e.issue == AGREES:
        return False
    return not (e.all_authors and (e.volume == AGREES or e.shared_authors > 1))


def _only_place(a: Form, e: Evidence) -> bool:
    """A place that no column of one name has twice: with the issue, or a page that no single issue reaches."""
    page = int(a.pages.first) if a.pages.first.isdecimal() else 0
    return _whole_place(e) and (e.issue == AGREES or page > LONGEST_ISSUE)


def _whole_place(e: Evidence) -> bool:
    """Journal, volume and first page agree, and neither issue nor last page differs."""
    agree = e.journal == AGREES and e.volume == AGREES and e.start == AGREES
    return agree and e.issue != DIFFERS and e.end != DIFFERS


def _same_pages(a: Form, b: Form, e: Evidence) -> bool:
    """The same first and last page in a volume of a journal or in a year of proceedings: nothing else fits."""
    if not (e.start == AGREES and e.end == AGREES and a.pages.count > 1 and e.journal != DIFFERS):
        return False
    if e.title.kind == OTHER and not (e.issue == AGREES or a.title.is_translated or b.title.is_translated):
        return False  # a journal may begin each issue at page 1
    if not (a.telling and b.telling) and not _only_place(a, e):
        return False
    if e.volume == AGREES:
        return e.journal == AGREES or e.title.kind in (PART, ADDED) or e.shared_authors > 1
    titled = e.journal == AGREES or (e.title.kind in (PART, ADDED) and e.title.ratio >= 0.85)
    return e.volume == SILENT and e.year == AGREES and e.all_authors and a.pages.first != "1" and titled


_EXPLAINS = {
    "identifier and title": {
        "years",
        "pages",
        "volume",
        "place",
        "issue",
        "journal",
        "sister",
        "kind",
        "versions",
        "genre",
        "abstract",
    },
    "title, authors and place": {"issue", "kind", "genre", "abstract"},
    "title and place": {"issue", "kind", "genre"},
    "title, authors and abstract": {"issue"},
    "title, abstract and journal": set(),
    "title, authors and journal": set(),
    "title, all authors and year": set(),
    "identifier, authors and place": {"journal", "sister", "issue", "kind", "genre", "swapped"},
    "identifier, authors and abstract": {"issue", "sister", "genre", "swapped"},
    "identifier and shortened title": {"issue", "journal", "sister", "genre"},
    "shortened title, authors and place": {"kind", "genre"},
    "authors and the same pages": {"genre", "swapped"},
}


def unexplained(against: dict[str, str], rule: str, a: Form, b: Form, e: Evidence) -> set[str]:
    """What the rule does not explain away."""
    explained = set(_EXPLAINS[rule])
    if not (a.telling and b.telling) or (e.authors != AGREES and e.abstract != AGREES):
        explained -= {"place", "pages"}  # a session of a supplement has one identifier and one title
    if e.title.same and _whole_place(e):
        explained |= {"years"}
        if a.telling and b.telling and (e.end == AGREES or e.issue == AGREES):
            explained |= {"doi"}  # one work with two DOIs
    if _exact_range(a, e):
        explained |= {"journal", "part"} if e.title.same or e.title.kind == PART else set()
        if rule == "identifier and title":
            explained |= {"authors"}
    return set(against) - explained


def _exact_range(a: Form, e: Evidence) -> bool:
    """The same volume, first and last page, of more than one page, and no other issue."""
    return e.issue != DIFFERS and e.volume == AGREES and e.start == AGREES and e.end == AGREES and a.pages.count > 1


def score(e: Evidence) -> float:
    """Points for one work; contradictions are taken off by `decide`."""
    points = -6.0
    points += {EQUAL: 4, SPELLING: 4, PART: 3, ADDED: 2.5, SWAPPED: 2}.get(e.title.kind, 0)
    points += 2 * (e.authors == AGREES) + e.all_authors
    points += 2.5 * (e.doi == AGREES) + 2.5 * (e.pmid == AGREES) + 3 * (e.abstract == AGREES)
    points += 2 * (e.start == AGREES) + (e.end == AGREES) + (e.volume == AGREES) + (e.journal == AGREES)
    points += e.year == AGREES
    return points


def _worth_asking(points: float, a: Form, e: Evidence) -> bool:
    """Likely enough for a question. Other titles only where an identifier or a range of pages is shared."""
    if e.title.kind == OTHER and not (e.doi == AGREES or e.pmid == AGREES or _exact_range(a, e)):
        return False
    return points >= (ASKED_FROM if e.title.same or _exact_range(a, e) else ASKED_FROM + 1)


_HARD = ("notice", "part", "swapped", "authors", "doi", "pmid", "place")


def clash(a: Form, b: Form, e: Evidence) -> Clash:
    """What keeps two records out of one cluster though each belongs with a third."""
    against = contradictions(a, b, e)
    rule = agreement(a, b, e)
    left = unexplained(against, rule, a, b, e) if rule else set(against)
    if e.doi == AGREES or e.pmid == AGREES:
        left -= {"place"}
    if _exact_range(a, e) and e.authors == AGREES:
        left -= {"swapped"}
    hard = next((against[name] for name in _HARD if name in left), "")
    return Clash(hard, {} if hard else {name: against[name] for name in against if name in left})
