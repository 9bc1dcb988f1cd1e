"""Pairs that are worth comparing, judged: compared, decided on and clustered, with what people said. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from screening.dedupe.engine.clusters import BY_HAND, Edge, clusters
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.compare import DIFFERS, Evidence, compare
from screening.dedupe.engine.decide import APART, AUTO, REVIEW, Clash, Decision, clash, decide, pattern_of
from screening.dedupe.engine.likelihood import Grounds
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.relations import Related, related
from screening.dedupe.engine.two_languages import CROWDED, contested
from screening.dedupe.engine.words import in_words

Pair = tuple[int, int]
MOST_EDITIONS = 4  # works of one name, each at a place of its own, about which it is asked


@dataclass(frozen=True, slots=True)
class Joined:
    """Two records the engine holds to be one work, and why."""

    a: int
    b: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """Two records of two clusters that may be one work, and what says how probably they are."""

    a: int
    b: int
    grounds: Grounds
    why: str
    pattern: str = ""
    content: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[float, tuple[str, ...]]:
        """The likeliest first; what the records hold breaks ties."""
        return -self.grounds.chance, self.content


@dataclass(frozen=True)
class Said:
    """What people said of pairs of places: `apart` -> the one taken out, `together`. Smaller place first in
    `together`."""

    apart: Mapping[frozenset[int], int] = field(default_factory=dict)
    together: Collection[Pair] = ()

    @cached_property
    def trusted(self) -> frozenset[int]:
        """Records a person merged with another: what contradicts among them has been seen."""
        return frozenset(place for pair in self.together for place in pair)


@dataclass(frozen=True)
class Found:
    """Clusters of records by their place in the input, the pairs that made them, the questions, and what the
    columns are worth."""

    clusters: Sequence[Sequence[int]]
    joined: Sequence[Joined]
    questions: Sequence[Question]
    columns: Columns
    related: Sequence[Related] = ()


def judge(
    forms: Sequence[Form],
    pairs: Iterable[Pair],
    columns: Columns,
    said: Said | None = None,
    known: Mapping[Pair, Evidence] | None = None,
) -> Found:
    """Compare the pairs, decide on each, and cluster. `known`: the evidence of pairs that were compared before."""
    seen = known or {}
    evidence = {(a, b): seen.get((a, b)) or compare(forms[a], forms[b], columns) for a, b in pairs}
    decisions = {(a, b): decide(forms[a], forms[b], e) for (a, b), e in evidence.items()}
    apart = contested(evidence, decisions)
    return _Judgement(forms, evidence, decisions | apart, said or Said(), columns, frozenset(apart)).found()


def tells(a: Form, b: Form, columns: Columns) -> bool:
    """Whether two records that are compared have any say in what becomes of each other: where they have none, the
    result is the same without the comparison."""
    e = compare(a, b, columns)
    decided = decide(a, b, e)
    return decided.tier != APART or decided.rival > 0 or related(0, 1, a, b, e) is not None


@dataclass
class _Judgement:
    """What is known of the pairs while they are being clustered."""

    forms: Sequence[Form]
    evidence: dict[Pair, Evidence]
    decisions: dict[Pair, Decision]
    said: Said
    columns: Columns
    contested: Collection[Pair] = ()
    clashes: dict[Pair, Clash] = field(default_factory=dict)

    def found(self) -> Found:
        edges = self._edges()
        made = clusters(edges, self._clash, self.said.apart, self._rivals())
        joined = [
            Joined(edge.a, edge.b, self.decisions[edge.a, edge.b].rule, self._words(edge.a, edge.b))
            for edge in edges
            if (edge.a, edge.b) in self.decisions and made.of[edge.a] == made.of[edge.b]
        ]
        doubts = {(e.a, e.b): why for e, why in made.torn if made.of[e.a] != made.of[e.b]}
        doubts |= {pair: "" for pair, d in self.decisions.items() if d.tier == REVIEW}
        works = [sorted(ids) for ids in made.members.values() if len(ids) > 1]
        return Found(works, joined, self._questions(doubts, made.of), self.columns, self._related(made.of))

    def _related(self, of: Mapping[int, int]) -> list[Related]:
        """Pairs of different works that belong together."""
        found = []
        for (a, b), e in self.evidence.items():
            x, y = self.forms[a], self.forms[b]
            alike = x.notice == y.notice and x.kind == y.kind
            if not alike and of.get(a, a) != of.get(b, b) and (one := related(a, b, x, y, e)):
                found.append(one)
        return found

    def _edges(self) -> list[Edge]:
        """The pairs the rules are sure of and those a person merged, which go first."""
        sure = [(pair, d.score) for pair, d in self.decisions.items() if d.tier == AUTO]
        by_hand = [(pair, BY_HAND) for pair in self.said.together]
        places = {place for pair, _ in sure + by_hand for place in pair}
        contents = {place: self.forms[place].content for place in places}
        return [
            Edge(a, b, score, tuple(sorted((contents[a], contents[b]))))  # type: ignore[arg-type]
            for (a, b), score in dict(sure + by_hand).items()
        ]

    def _rivals(self) -> dict[int, list[tuple[int, float]]]:
        """Of a record that says no place: others that only their kind keeps apart from it, and how they fit."""
        found: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for (a, b), decided in self.decisions.items():
            if decided.rival:
                one, other = (b, a) if self.forms[a].kind else (a, b)
                found[one].append((other, decided.rival))
        return found

    def _clash(self, x: int, y: int, among: Collection[int]) -> str:
        """What keeps two records out of one work, in words; a person's word goes before it. `among`: the records
        of the work, of which one that belongs with both may explain what contradicts."""
        if x in self.said.trusted or y in self.said.trusted:
            return ""
        if self._equal(x, y):
            return ""
        found = self._contradicted(x, y)
        if found.hard or not found.soft:
            return found.hard
        seen = (
            self._explained(x, m) | self._explained(m, y) for m in among if self._sure(x, m) and self._sure(m, y)
        )
        left = set(found.soft).difference(*seen)
        return next((words for name, words in found.soft.items() if name in left), "")

    def _sure(self, x: int, y: int) -> bool:
        decided = self.decisions.get((x, y) if x < y else (y, x))
        return decided is not None and decided.tier == AUTO

    def _explained(self, x: int, y: int) -> frozenset[str]:
        """What contradicts between two that are surely one work, and the rule explains."""
        found = self.decisions[(x, y) if x < y else (y, x)].explained
        return found | {"pages", "volume"} if "place" in found else found

    def _contradicted(self, x: int, y: int) -> Clash:
        pair = (x, y) if x < y else (y, x)
        if pair in self.contested:
            return Clash(hard=CROWDED)
        if pair not in self.clashes:
            a, b = self.forms[pair[0]], self.forms[pair[1]]
            if pair not in self.evidence:
                self.evidence[pair] = compare(a, b, self.columns)
            self.clashes[pair] = Clash() if self._sure(*pair) else clash(a, b, self.evidence[pair])
        return self.clashes[pair]

    def _words(self, a: int, b: int) -> str:
        return in_words(self.forms[a], self.forms[b], self.evidence[a, b], self.decisions[a, b])

    def _questions(self, doubts: dict[Pair, str], of: Mapping[int, int]) -> list[Question]:
        """One a pair of works, the likeliest first; what a person answered is not asked again. Of records that are
        equal one stands for all: the others are asked about when that one is answered."""
        best: dict[Pair, Question] = {}
        answered = {frozenset(of.get(place, place) for place in pair) for pair in self.said.apart}
        for question in sorted(self._doubtful(doubts), key=lambda one: one.order):
            ends = sorted(of.get(place, place) for place in (question.a, question.b))
            if ends[0] != ends[1] and frozenset(ends) not in answered:
                best.setdefault((ends[0], ends[1]), question)
        return list(self._not_yet_connected(self._without_editions(best)))

    def _without_editions(self, asked: Mapping[Pair, Question]) -> dict[Pair, Question]:
        """Without questions among many works of one name of which each is elsewhere: a journal's column, a
        report of every year. Copies of one work hardly contradict each other so often."""
        elsewhere = {ends for ends, one in asked.items() if self._elsewhere(one)}
        others: dict[int, set[int]] = defaultdict(set)
        for x, y in elsewhere:
            others[x].add(y)
            others[y].add(x)
        many = {(x, y) for x, y in elsewhere if len(others[x] & others[y]) >= MOST_EDITIONS - 1}
        return {ends: one for ends, one in asked.items() if ends not in many}

    def _elsewhere(self, question: Question) -> bool:
        """Places or years contradict between the two."""
        e = self.evidence[question.a, question.b]
        return DIFFERS in (e.volume, e.issue, e.start, e.year)

    def _not_yet_connected(self, asked: Mapping[Pair, Question]) -> Iterator[Question]:
        """n - 1 questions among n equal records, and one between them and another work."""
        stands_for: dict[int, int] = {}

        def standing(work: int) -> int:
            while work in stands_for:
                work = stands_for[work]
            return work

        between = [(ends, self._equal(one.a, one.b)) for ends, one in asked.items()]
        seen: set[frozenset[int]] = set()
        kept = set()
        for ends, equal in sorted(between, key=lambda each: not each[1]):
            x, y = map(standing, ends)
            if x == y or frozenset((x, y)) in seen:
                continue
            kept.add(ends)
            if equal:
                stands_for[max(x, y)] = min(x, y)
            else:
                seen.add(frozenset((x, y)))
        return (one for ends, one in asked.items() if ends in kept)

    def _equal(self, x: int, y: int) -> bool:
        """True for two records between which nothing can be told."""
        return self._sorts[x] == self._sorts[y]

    @cached_property
    def _sorts(self) -> Sequence[int]:
        """A number for each record, which equal ones share."""
        numbers: dict[tuple[Any, ...], int] = {}
        return [numbers.setdefault(form.compared, len(numbers)) for form in self.forms]

    def _doubtful(self, doubts: dict[Pair, str]) -> Iterator[Question]:
        for (a, b), why in doubts.items():
            if decided := self.decisions.get((a, b)):
                words, content = self._words(a, b), sorted(self.forms[place].content for place in (a, b))
                said = f"{words}; {why}" if why else words
                told = replace(decided.grounds, rivals=1) if why else decided.grounds
                yield Question(a, b, told, said, pattern_of(self.evidence[a, b], decided.names), tuple(content))
