"""From pairs to works: records are joined from the strongest pair to the weakest, and no cluster may hold two
records that contradict each other. Pure; neither the order of records nor their ids change the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

BY_HAND = 1000.0  # the score of two that a person merged
CLEARLY = 2.0  # points by which one of two contradicting works must fit better

FITS_TWO = "it fits two records that contradict each other"
SAID_APART = "a person said that they are not the same"

Clash = Callable[[int, int, Collection[int]], str]


@dataclass(frozen=True, slots=True)
class Edge:
    """Two records that belong together, how surely, and a key of their contents that breaks ties."""

    a: int
    b: int
    score: float
    content: tuple[str, str]


@dataclass(frozen=True)
class Clusters:
    """`of`: record -> the number of its cluster; `members` of each; `torn` are edges that a clash kept apart."""

    of: Mapping[int, int]
    members: Mapping[int, Sequence[int]]
    torn: Sequence[tuple[Edge, str]]


def clusters(
    edges: Iterable[Edge],
    clash: Clash,
    apart: Mapping[frozenset[int], int] | None = None,
    rivals: Mapping[int, Sequence[tuple[int, float]]] | None = None,
) -> Clusters:
    """Join along the edges; `clash` says in words what keeps two records out of one work among these, "" for
    nothing.

    `apart`: pairs a person said are not the same -> the one that was taken out, which the rules join last; what a
    person merged is joined before all else.
    `rivals`: a record that says little -> others it may be one with, and the score that would join them.
    """
    apart = apart or {}
    out = set(apart.values())
    of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    torn: list[tuple[Edge, str]] = []

    def order(edge: Edge) -> tuple[bool, float, tuple[str, str]]:
        return edge.score < BY_HAND and (edge.a in out or edge.b in out), -edge.score, edge.content

    ordered = sorted(edges, key=order)
    between = _undecided(ordered, clash, rivals or {})
    for edge in ordered:
        a, b = (_cluster(id, of, members) for id in (edge.a, edge.b))
        if a == b:
            continue
        why = between.get((edge.a, edge.b)) or _clash_of(members[a], members[b], clash, apart)
        if why:
            torn.append((edge, why))
            continue
        for id in members[b]:
            of[id] = a
        members[a].extend(members.pop(b))
    return Clusters(of, members, torn)


def _cluster(id: int, of: dict[int, int], members: dict[int, list[int]]) -> int:
    if id not in of:
        of[id] = id
        members[id] = [id]
    return of[id]


def _clash_of(some: Sequence[int], others: Sequence[int], clash: Clash, apart: Collection[frozenset[int]]) -> str:
    among = [*some, *others]
    for x in some:
        for y in others:
            why = SAID_APART if frozenset((x, y)) in apart else clash(x, y, among)
            if why:
                return why
    return ""


def _undecided(
    edges: Sequence[Edge], clash: Clash, rivals: Mapping[int, Sequence[tuple[int, float]]]
) -> dict[tuple[int, int], str]:
    """Edges of a record that fits two works which contradict each other about as well: it may be of either."""
    at: dict[int, list[tuple[float, int, Edge]]] = defaultdict(list)
    for edge in edges:
        at[edge.a].append((edge.score, edge.b, edge))
        at[edge.b].append((edge.score, edge.a, edge))
    found: dict[tuple[int, int], str] = {}
    for one, ends in at.items():
        for n, (score, x, edge) in enumerate(ends):
            for other_score, y, other in ends[n + 1 :]:
                if x == y or not clash(x, y, (one,)):
                    continue
                if score < other_score + CLEARLY:
                    found[edge.a, edge.b] = FITS_TWO
                if other_score < score + CLEARLY:
                    found[other.a, other.b] = FITS_TWO
            for y, other_score in rivals.get(one, ()):
                if x != y and score < other_score + CLEARLY and clash(x, y, (one,)):
                    found[edge.a, edge.b] = FITS_TWO
    return found
