"""How much each pair of sources has in common, from the links that stand."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Count, F
from django.db.models.functions import Coalesce

from screening.importing.queries import imported_records
from screening.models import Member


@dataclass(frozen=True)
class SourceCount:
    """One source: its records, the works among them, and the works no other source gave."""

    name: str
    records: int
    works: int
    alone: int


@dataclass(frozen=True)
class Overlap:
    """`works` that both sources gave, and their share of the works of the smaller one."""

    first: str
    second: str
    works: int
    share: float


def _sources_of_works(member: Member) -> dict[int, set[str]]:
    """Work -> the sources that gave it; a work is named by the record that stands for it."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = imported_records(member).annotate(work=Coalesce("primary_id", F("pk"))).order_by()
    for work, source in rows.values_list("work", "batch__source__name").distinct().iterator():
        found[work].add(source)
    return found


def source_counts(member: Member) -> list[SourceCount]:
    """One line a source, the largest first."""
    works = _sources_of_works(member)
    records = dict(imported_records(member).order_by().values_list("batch__source__name").annotate(Count("pk")))
    each = Counter(name for names in works.values() for name in names)
    alone = Counter(next(iter(names)) for names in works.values() if len(names) == 1)
    ordered = sorted(records, key=lambda name: (-records[name], name))
    return [SourceCount(name, records[name], each[name], alone[name]) for name in ordered]


def overlap(member: Member) -> list[Overlap]:
    """Every pair of sources in the order of `source_counts`, those with nothing in common too."""
    works = _sources_of_works(member)
    counts = source_counts(member)
    size = {one.name: one.works for one in counts}
    shared = Counter(pair for names in works.values() for pair in combinations(sorted(names), 2))
    found = []
    for a, b in combinations([one.name for one in counts], 2):
        both = shared[min(a, b), max(a, b)]
        found.append(Overlap(a, b, both, both / min(size[a], size[b]) if min(size[a], size[b]) else 0.0))
    return found
