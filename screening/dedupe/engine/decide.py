"""From evidence to a decision: one work, a question for a person, or two works; and why, in words. Pure.

One work needs a title that agrees, and an identifier or two other witnesses beside it; nothing may contradict
that a named rule does not explain. Whatever is likely and not certain is a question.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from screening.dedupe.engine.agreeing import (
    agreement,
    exact_range,
    in_no_other_issue,
    own_pages,
    same_proceedings,
    whole_place,
)
from screening.dedupe.engine.compare import AGREES, DIFFERS, SILENT, Evidence
from screening.dedupe.engine.contradicting import contradictions
from screening.dedupe.engine.likelihood import NOTHING_TOLD, Grounds, grounds
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.wording import (
    ADDED,
    EQUAL,
    NEAR,
    OTHER,
    PART,
    SLIP,
    SPELLING,
    STUMBLE,
    SWAPPED,
    TRANSLITERATED,
)

PART_OF_BOOK = "part of a book"
TWO_DOIS = "title, authors and whole place under two DOIs"
AUTO, REVIEW, APART = "auto", "review", "apart"


@dataclass(frozen=True, slots=True)
class Clash:
    """`hard`, in words, holds whatever joins the two. `soft`, name -> words, holds unless rules that join both with
    a third explain it; a record that says less about itself fits both and explains nothing."""

    hard: str = ""
    soft: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """`rule` names what joined them; `against` what speaks against it, in words, and `names` the names of that; the
    pairs with the highest `score` are joined first; `grounds` are those of its probability where a person is asked;
    `explained` names what contradicts and the rule explains; `rival` is the score they would have if the one that
    says no place were of the kind of the other, 0 where that is not all that keeps them apart."""

    tier: str
    rule: str = ""
    against: tuple[str, ...] = ()
    score: float = 0.0
    grounds: Grounds = Grounds(0.0, 0)
    names: tuple[str, ...] = ()
    explained: frozenset[str] = frozenset()
    rival: float = 0.0


def decide(a: Form, b: Form, e: Evidence) -> Decision:
    """What the evidence about two records comes to."""
    against = contradictions(a, b, e)
    rule = agreement(a, b, e)
    numbered = "version" in against or e.revised  # the number names the review, the DOI the preprint
    telling = (a.telling and b.telling) or numbered or _told_by_place(a, b, e)
    points = found = score(e)
    points -= sum(_WEIGHT.get(name, 2.0) for name in against)
    if against and not telling:
        points -= NOTHING_TOLD
    explained: frozenset[str] = frozenset()
    left = unexplained(against, rule, a, b, e) if rule else set(against)
    rival = found if rule and left == {"kind"} and any(map(_says_no_place, (a, b))) else 0.0
    if rule and not left:
        tier, points, explained = AUTO, found, frozenset(against).union(_slips(e))
        if "doi" in against:
            rule, against["doi"] = TWO_DOIS, "two DOIs of one article, as journal, volume and pages are the same"
    else:
        asked = _worth_asking(points, a, e) or _is_copy(a, b, e, against) or _may_be_misnamed(a, b, e)
        tier = REVIEW if asked else APART
    likely = grounds(points, _differing(e, against), telling)
    return Decision(tier, rule, tuple(against.values()), points, likely, tuple(against), explained, rival)


def _told_by_place(a: Form, b: Form, e: Evidence) -> bool:
    """A short title is told from others by all pages of a year, or by being a book's: a meeting bears several
    names, and so does a publisher."""
    if not e.authors == e.year == AGREES or any(one.title.column or one.title.again for one in (a, b)):
        return False
    paged = e.title.same and e.start == e.end == AGREES and a.pages.count > 1
    book = "book" in a.genres & b.genres and e.all_authors
    return paged or (book and (e.title.same or e.title.kind == PART))


def _slips(e: Evidence) -> set[str]:
    """Two records with slips of their own beside a third without any may differ by what looks like another word."""
    return {"word"} if e.title.kind in (SLIP, STUMBLE) else set()


ASKED_FROM = -2.0
_WEIGHT = {
    "title": 0.0, "sister": 1.0, "edition": 1.0, "tag": 1.0, "count": 1.0, "sequel": 1.0, "word": 2.5, "pages": 3.0,
    "issues": 3.5, "version": 4.0, "swapped": 4.0, "place": 4.5, "trial": 6.0, "notice": 6.0, "part": 6.0,
    "versions": 6.0, "authors": 6.0, "cited": 4.0, "given": 3.0, "foreword": 2.0, "letter": 1.0, "retracted": 1.0,
}  # fmt: skip
_TITLES = {EQUAL: 4, SPELLING: 4, SLIP: 4, STUMBLE: 4, NEAR: 4, PART: 3, ADDED: 2.5, SWAPPED: 2, TRANSLITERATED: 3}


def _says_no_place(form: Form) -> bool:
    return not (form.journal or form.kind or form.pages.first)


def pattern_of(e: Evidence, against: Collection[str]) -> str:
    """What agrees and what contradicts, without its values: the same for cases that are decided alike."""
    states = {
        "doi": e.doi, "pmid": e.pmid, "authors": e.authors, "year": e.year, "journal": e.journal,
        "volume": e.volume, "pages": e.start, "abstract": e.abstract, "trial number": e.trial,
    }  # fmt: skip
    agree = [name for name, state in states.items() if state == AGREES]
    kind = "longer" if e.title.kind == PART and (e.title.only_a or e.title.only_b) else e.title.kind
    return f"title {kind}, same {' '.join(agree)}, differs {' '.join(sorted(_differing(e, against)))}"[:200]


def _differing(e: Evidence, against: Collection[str]) -> set[str]:
    """The names of what contradicts, and of a year or an issue that differ, which by themselves do not."""
    states = {"year": e.year, "issue": e.issue}
    found = {name for name, state in states.items() if state == DIFFERS}
    return found.union(against) - ({"year"} if "years" in against else set())


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
    },  # fmt: skip
    "trial number and title": {"authors", "years", "journal", "sister", "genre", "abstract"},
    "title, authors and place": {"issue", "kind", "genre", "abstract"},
    "title and place": {"issue", "kind", "genre"},
    "title, authors and abstract": {"issue"},
    "title, abstract and journal": set(),
    "title, authors and journal": set(),
    "title, all authors and year": set(),
    "online first, then in print": set(),
    "identifier, authors and place": {"journal", "sister", "issue", "kind", "genre"},
    "identifier, authors and abstract": {"issue", "sister", "genre"},
    "identifier and shortened title": {"issue", "journal", "sister", "genre"},
    "shortened title, authors and place": {"kind", "genre"},
    "authors and the same pages": {"genre", "swapped"},
}


def unexplained(against: dict[str, str], rule: str, a: Form, b: Form, e: Evidence) -> set[str]:
    """What the rule does not explain away."""
    if not against:
        return set()
    explained = set(_EXPLAINS[rule])
    if not (a.telling and b.telling) or (e.authors != AGREES and e.abstract != AGREES):
        explained -= {"place", "pages"}  # a session of a supplement has one identifier and one title
    if e.abstract != AGREES and not (e.doi == e.pmid == AGREES):
        explained -= {"place"}
    if not (e.title.same and own_pages(a, b, e)):
        explained -= {"abstract"} if rule != "trial number and title" else set()
    if not in_no_other_issue(a, b, e):
        explained -= {"issue"}
    if "preprint" in (a.kind, b.kind):
        explained -= {"kind"}  # databases give a preprint the DOI of its article
    if e.title.kind == STUMBLE:
        explained |= {"word"}
    if e.abstract == AGREES or own_pages(a, b, e):
        explained |= {"sequel"}
    if _bears_out_bracket(a, b, e) or _both_abstracts(a, b, e) or _both_abstracts(b, a, e):
        explained |= {"tag"}
    if e.place and e.abstract == AGREES:
        explained |= {"count"}
    if _is_theirs(a, b, e):
        explained |= {"given"}
    if same_proceedings(a, b, e):
        explained |= {"journal", "sister"}
    if e.title.same and whole_place(e):
        explained |= {"years"}
        if _has_two_dois(a, b, e):
            explained |= {"doi"}
    if rule == "identifier and title" and e.abstract == AGREES and exact_range(a, e):
        explained |= {
            "authors"
        }  # a letter and its reply may have one identifier and all pages, and no one abstract
    if exact_range(a, e):
        explained |= {"journal"} if e.title.same or e.title.kind == PART else set()
        borne_out = AGREES in (e.abstract, e.doi, e.pmid) and not (a.crowded or b.crowded)
        if borne_out and not (a.title.parts and b.title.parts):
            explained |= {"part", "count"}  # it went with the end of a title that was cut
    return set(against) - explained


def _has_two_dois(a: Form, b: Form, e: Evidence) -> bool:
    """One article under two DOIs, as of the publisher and of an archive: no second one stands in its place."""
    if a.pages.digits == "1" and e.abstract != AGREES:
        return False  # a journal may begin each article at page 1
    whole = e.title.same and e.authors == AGREES and whole_place(e) and (e.end == AGREES or e.issue == AGREES)
    return whole and a.telling and b.telling and e.pmid != DIFFERS


def _is_theirs(a: Form, b: Form, e: Evidence) -> bool:
    """What outweighs given names that a database has wrong: an identifier that is no supplement's, the number of a
    trial, the abstract, or pages that hold one work."""
    identified = e.pmid == AGREES or (e.doi == AGREES and not (a.crowded or b.crowded))
    return identified or AGREES in (e.trial, e.abstract) or own_pages(a, b, e)


def _bears_out_bracket(a: Form, b: Form, e: Evidence) -> bool:
    """What a bracket behind one title leaves open (letter, abstract) is borne out by an identifier and all pages,
    and an abstract's by the page of a supplement: a letter and its reply share a page, and often all of them."""
    if not e.place:
        return False
    identified = (e.doi == AGREES or e.pmid == AGREES) and not (a.crowded or b.crowded)
    if identified and a.pages.count == b.pages.count:
        return True
    sorts, said = a.title.sorts ^ b.title.sorts, a.title.said or b.title.said
    return sorts == {"abstract"} and not said and (a.pages.is_of_abstracts or b.pages.is_of_abstracts)


def _both_abstracts(one: Form, other: Form, e: Evidence) -> bool:
    """One is called an abstract and takes a page; nothing makes more of the other, in the same volume."""
    called = one.title.sorts == {"abstract"} and not (one.title.said or other.title.said)
    return called and one.pages.count == 1 and not other.pages.first and e.volume == AGREES


def score(e: Evidence) -> float:
    """Points for one work; contradictions are taken off by `decide`."""
    points = -6.0 + _TITLES.get(e.title.kind, 0)
    points += 2 * (e.authors == AGREES) + e.all_authors
    points += (
        2.5 * (e.doi == AGREES) + 2.5 * (e.pmid == AGREES) + 4 * (e.trial == AGREES) + 3 * (e.abstract == AGREES)
    )
    if e.title.ratio == 0.0 and AGREES in (e.doi, e.pmid):
        points += 3.5  # one has no title: its identifier is all there is
    points += 2 * (e.start == AGREES) + (e.end == AGREES) + (e.volume == AGREES) + (e.journal == AGREES)
    points += e.year == AGREES
    return points


def _worth_asking(points: float, a: Form, e: Evidence) -> bool:
    """Likely enough for a question. Other titles only where an identifier or a range of pages is shared."""
    identified = AGREES in (e.doi, e.pmid, e.trial)
    if e.title.kind == OTHER and not (identified or exact_range(a, e)):
        return _may_be_translated(e) and points >= ASKED_FROM
    slip = e.title.kind == SLIP or (e.title.kind in (STUMBLE, NEAR) and e.shared_authors > 1)
    least = ASKED_FROM if e.title.same or slip or exact_range(a, e) else ASKED_FROM + 1
    undated = e.year == SILENT and e.shared_authors > 1 and e.first_author == AGREES
    return points >= least - undated


def _may_be_translated(e: Evidence) -> bool:
    """Titles in two languages by everybody in one volume, whose pages do not differ as far as told."""
    placed = e.year == e.journal == e.volume == AGREES and DIFFERS not in (e.issue, e.start)
    return e.title.in_two_languages and e.all_authors and e.first_author == AGREES and placed


def _may_be_misnamed(a: Form, b: Form, e: Evidence) -> bool:
    """One DOI or PubMed id for two works that are no parts of what has it: one may have that of the other."""
    two = e.title.kind == OTHER and e.title.ratio > 0 and not e.title.translated and AGREES in (e.doi, e.pmid)
    shared = a.crowded or b.crowded or PART_OF_BOOK in a.genres | b.genres or a.notice or b.notice
    standing = any(one.title.column or one.title.again for one in (a, b))
    return two and not (shared or standing)


def _is_copy(a: Form, b: Form, e: Evidence, against: Collection[str]) -> bool:
    """All that they tell is the same, however little that is; or one tells no more than the identifier."""
    if e.title.kind == EQUAL and not against and a.title.letters:
        return a.compared == b.compared
    untitled = not (a.title.letters and b.title.letters)
    return untitled and AGREES in (e.doi, e.pmid) and not set(against) - {"title"}


_HARD = ("notice", "foreword", "cited", "part", "swapped", "authors", "doi", "pmid", "trial", "place")


def clash(a: Form, b: Form, e: Evidence) -> Clash:
    """What keeps two records out of one cluster though each belongs with a third."""
    against = contradictions(a, b, e)
    rule = agreement(a, b, e)
    left = unexplained(against, rule, a, b, e) if rule else set(against)
    if (e.doi == AGREES or e.pmid == AGREES) and e.abstract == AGREES:
        left -= {"place"}
    if e.title.translated and exact_range(a, e) and e.authors == AGREES:
        left -= {"swapped"}
    hard = next((against[name] for name in _HARD if name in left), "")
    return Clash(hard, {} if hard else {name: against[name] for name in against if name in left})
