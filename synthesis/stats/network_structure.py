"""Who was compared with whom: treatments, direct comparisons and separate parts of a network.

Plain Python, so that a web page may ask. A row is one arm: `study`, `treat` and `n` (people, or None);
`crossover` is true where its study gives every treatment to the same people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from synthesis.stats.head_count import HeadCount, head_count
from synthesis.stats.results import Record


@dataclass(frozen=True)
class Node(Record):
    """A treatment: its people and studies."""

    name: str
    people: int
    studies: int


@dataclass(frozen=True)
class Edge(Record):
    """Two treatments by name, the studies that compare them directly, and the people of both in those studies."""

    first: str
    second: str
    studies: tuple[str, ...]
    people: tuple[int, int]


@dataclass(frozen=True)
class Structure(Record):
    """Treatments and comparisons, the parts that no study links (the largest first), studies of one arm; and how
    many people there are in all."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    parts: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...]
    everybody: HeadCount | None = None

    @property
    def connected(self) -> bool:
        return len(self.parts) == 1

    def part_of(self, treatment: str) -> tuple[str, ...]:
        """The part that holds the treatment; empty where nothing is compared with it."""
        return next((part for part in self.parts if treatment in part), ())


def joined(links: Iterable[Iterable[str]]) -> list[set[str]]:
    """The sets merged wherever two of them share a member."""
    groups: list[set[str]] = []
    for link in links:
        held = set(link)
        touching = [group for group in groups if group & held]
        groups = [group for group in groups if not group & held] + [held.union(*touching)]
    return groups


def by_study(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of each study, in the order of the rows."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["study"], []).append(row)
    return found


def structure(rows: Sequence[Mapping[str, Any]], reference: str = "") -> Structure:
    """The network of the rows. Treatments stand with the reference first, then by name."""
    studies = by_study(rows)
    compared = {study: arms for study, arms in studies.items() if len({arm["treat"] for arm in arms}) > 1}
    used = [arm for arms in compared.values() for arm in arms]
    names = sorted({arm["treat"] for arm in used}, key=lambda name: (name != reference, name))
    nodes = tuple(
        Node(
            name,
            _people(used, name),
            sum(any(arm["treat"] == name for arm in arms) for arms in compared.values()),
        )
        for name in names
    )
    pairs: dict[tuple[str, str], list[str]] = {}
    for study, arms in compared.items():
        held = sorted({arm["treat"] for arm in arms}, key=names.index)
        for pair in combinations(held, 2):
            pairs.setdefault(pair, []).append(study)
    ordered = sorted(pairs, key=lambda pair: (names.index(pair[0]), names.index(pair[1])))
    groups = joined({arm["treat"] for arm in arms} for arms in compared.values())
    parts = sorted((tuple(sorted(group, key=names.index)) for group in groups), key=lambda part: -len(part))
    return Structure(
        nodes,
        tuple(_edge(pair, pairs[pair], compared) for pair in ordered),
        tuple(parts),
        tuple(study for study in studies if study not in compared),
        head_count(([arm.get("n") for arm in arms], bool(arms[0].get("crossover"))) for arms in compared.values()),
    )


def _edge(pair: tuple[str, str], studies: list[str], arms: Mapping[str, list[Mapping[str, Any]]]) -> Edge:
    """The comparison with the people who had its two treatments in the studies that compare them."""
    held = [arm for study in studies for arm in arms[study]]
    return Edge(*pair, tuple(studies), (_people(held, pair[0]), _people(held, pair[1])))


def _people(arms: Iterable[Mapping[str, Any]], treatment: str) -> int:
    return round(sum(arm.get("n") or 0 for arm in arms if arm["treat"] == treatment))
