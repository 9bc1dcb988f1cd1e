"""Which records are one work, and which of them stands for it: the engine's finding with what people said. Pure.

The result depends on what the records hold, on votes and on people's answers, never on the order of imports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from screening.dedupe.engine.blocks import keys_of
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.judging import Found, Pair, Said, judge
from screening.dedupe.engine.normalise import Form
from screening.dedupe.engine.pairing import KeyTable
from screening.dedupe.fullness import EMPTY, Fullness
from screening.dedupe.said import BY_HAND

Ids = frozenset[int]
BOTH_VOTED = "both have votes, so a person decides"
SURE = 1.0


@dataclass(frozen=True)
class Entry:
    """One record: its form, and what decides who stands for a group."""

    id: int
    form: Form
    votes: bool = False
    leads: bool = False  # it stands for a group already
    entered: bool = False
    fullness: Fullness = EMPTY


@dataclass(frozen=True)
class Copy:
    """A record that is a copy of its group's primary: by which rule, and why in words."""

    id: int
    rule: str
    evidence: str


@dataclass(frozen=True)
class Group:
    """One work. `left` are members with votes of their own: they are never hidden, a person decides."""

    primary: int
    copies: tuple[Copy, ...]
    left: tuple[int, ...] = ()


@dataclass(frozen=True)
class Relation:
    """Record `id` is a `kind` of or about `other`, by record id."""

    id: int
    other: int
    kind: str
    why: str


@dataclass(frozen=True)
class Ask:
    """A question to people, by record id."""

    first: int
    second: int
    chance: float
    why: str
    pattern: str


Grouping = tuple[list[Group], list[Ask], list[Relation]]


def groups(
    entries: Sequence[Entry],
    *,
    columns: Columns | None = None,
    apart: Mapping[Ids, int] | None = None,
    together: Mapping[Ids, str] | None = None,
    part: Mapping[int, int] | None = None,
) -> Grouping:
    """The works that have more than one record, the questions, and what belongs together without being one.

    `apart`: pairs of ids a person said are not the same -> the one that was taken out. `together`: pairs a
    person merged -> the reason; they hold whatever the rules say. `part`: id -> the set of
    records it belongs to; those of two sets are not compared, though a key that too many share may join them here.
    """
    entries = sorted(entries, key=lambda one: (one.form.content, one.id))
    place = {one.id: n for n, one in enumerate(entries)}
    said = _said(place, apart or {}, together or {})
    found = judge([one.form for one in entries], _pairs(entries, part or {}), columns or Columns(), said)
    why = {frozenset((entries[j.a].id, entries[j.b].id)): (j.rule, j.why) for j in found.joined}
    works = [
        group
        for work in found.clusters
        for group in _groups([entries[n] for n in work], why, together or {})
        if group.copies or group.left
    ]
    relations = [Relation(entries[r.a].id, entries[r.b].id, r.kind, r.why) for r in found.related]
    asked = [*_asked(entries, found), *_both_voted(works, why)]
    return works, _unanswered(asked, works, apart or {}), relations


def _pairs(entries: Sequence[Entry], part: Mapping[int, int]) -> Iterable[Pair]:
    table = KeyTable()
    for one in entries:
        table.add(keys_of(one.form))
    of = [part.get(one.id) for one in entries]
    return ((a, b) for a, b in table.pairs().tolist() if of[a] == of[b])


def _said(place: Mapping[int, int], apart: Mapping[Ids, int], together: Mapping[Ids, str]) -> Said:
    known = [pair for pair in together if pair <= place.keys()]
    return Said(
        apart={
            frozenset(place[id] for id in pair): place[out] for pair, out in apart.items() if pair <= place.keys()
        },
        together=[(min(at), max(at)) for pair in known for at in [[place[id] for id in pair]]],
    )


def _groups(
    members: Sequence[Entry], why: Mapping[Ids, tuple[str, str]], together: Mapping[Ids, str]
) -> Iterator[Group]:
    """The group of the record that stands for most; each other one with votes, which is left to a person, keeps
    what people merged with it."""
    primary = max(members, key=_rank)
    merged = _reached(primary.id, together)
    left = [m for m in members if m.votes and m.id not in merged]
    sides = {frozenset(_reached(m.id, together)) for m in left}
    others = [[m for m in members if m.id in side] for side in sides]
    apart = {m.id for side in others for m in side} | {primary.id}
    copies = [_copy(m.id, primary.id, members, why, together) for m in members if m.id not in apart]
    yield Group(primary.id, tuple(copies), tuple(sorted(max(side, key=_rank).id for side in others)))
    for side in others:
        yield from _groups(side, why, together)


def _rank(member: Entry) -> tuple[bool, bool, bool, Fullness]:
    """The record with votes stands for the group, else one that does already in a stage, else the fullest."""
    return member.votes, member.leads and member.votes, member.entered, member.fullness


def _reached(start: int, together: Collection[Ids]) -> set[int]:
    """The ids a person joined with this one, directly or through others."""
    reached, pairs = {start}, list(together)
    grew = True
    while grew:
        grown = reached.union(*(pair for pair in pairs if pair & reached))
        grew, reached = len(grown) > len(reached), grown
    return reached


def _copy(
    id: int, primary: int, members: Sequence[Entry], why: Mapping[Ids, tuple[str, str]], together: Mapping[Ids, str]
) -> Copy:
    """Why the record is a copy: as it compares with the primary, else with the member it came by."""
    others = [primary, *(m.id for m in members if m.id not in (id, primary))]
    for other in others:
        if frozenset((id, other)) in together:
            return Copy(id, BY_HAND, together[frozenset((id, other))])
    for other in others:
        if frozenset((id, other)) in why:
            rule, words = why[frozenset((id, other))]
            return Copy(id, rule, words if other == primary else f"{words} as another copy in this group")
    return Copy(id, BY_HAND, "Merged through another copy in this group")


def _unanswered(asked: Sequence[Ask], works: Sequence[Group], apart: Collection[Ids]) -> list[Ask]:
    """Without those between two works of which a person said, of any two of their records, that they differ."""
    stands = {copy.id: work.primary for work in works for copy in work.copies}
    answered = {frozenset(stands.get(id, id) for id in pair) for pair in apart}
    return [
        ask
        for ask in asked
        if frozenset((stands.get(ask.first, ask.first), stands.get(ask.second, ask.second))) not in answered
    ]


def _asked(entries: Sequence[Entry], found: Found) -> Iterator[Ask]:
    """What the engine is not sure of."""
    for q in found.questions:
        yield Ask(entries[q.a].id, entries[q.b].id, q.grounds.chance, q.why, q.pattern)


def _both_voted(works: Sequence[Group], why: Mapping[Ids, tuple[str, str]]) -> Iterator[Ask]:
    """Copies that have votes of their own."""
    for work in works:
        for id in work.left:
            pair = frozenset((work.primary, id))
            words = why[pair][1] if pair in why else "The same work through another copy"
            yield Ask(work.primary, id, SURE, f"{words}; {BOTH_VOTED}", "both voted")
