"""The numbers of the flow diagram, now or as they stood, and the records behind each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.models import Member, PreviousVersion, Record, SearchSource
from screening.progress.flow import FlowCounts, PreviousCounts
from screening.progress.queries.past import counts_at, stood_at
from screening.progress.queries.standing import (
    LIST_COLUMNS,
    batches_of,
    records_standing,
    records_to_count,
    sight_of,
    standing_counts,
)
from screening.progress.tally import DATABASES, NO_REASON, boxes, flow_of

OTHERS = tuple(kind for kind in SearchSource.Kind.values if kind not in DATABASES)
ARMS = {"": DATABASES, "other.": OTHERS}
SAME = {"removed.duplicates": "duplicates", "included.reports": "included"}
"""Keys of the diagram that are other words for a box."""
NEVER = ("removed.automation", "removed.other")
"""No step of the review removes records in these ways."""


def previous_version(member: Member) -> PreviousVersion | None:
    """The version that this review updates; None for a new review."""
    return PreviousVersion.objects.filter(review=member.review_id, archived_at__isnull=True).first()


def flow_counts(member: Member, studies: int | None = None, at: datetime | None = None) -> FlowCounts:
    """The numbers as the member may see them; `studies` is given by whoever knows of studies."""
    sight = sight_of(member)
    found = counts_at(member, sight, at) if at else standing_counts(member, sight)
    old = previous_version(member)
    return flow_of(
        found.items(),
        studies=studies if sight.full_text else None,
        previous=PreviousCounts(old.studies, old.reports) if old else None,
        sight=sight,
    )


def box_keys() -> list[str]:
    """The keys of the numbers that are sets of records, without those of single sources and reasons."""
    keys = [f"{arm}{key}" for arm in ARMS for key in boxes() if key != "identified"]
    keys += [f"{arm}identified.{kind}" for arm, kinds in ARMS.items() for kind in kinds]
    return [*keys, *SAME, *NEVER]


@dataclass(frozen=True)
class Box:
    """Which records a number counts: their places, the kinds of their sources, one source, one reason."""

    where: tuple[str, ...]
    kinds: tuple[str, ...] | None
    source: str = ""
    reason: str | None = None


def box_of(key: str) -> Box | None:
    """What the key of a number means; None where there is no such number."""
    arm = "other." if key.startswith("other.") else ""
    name = SAME.get(key, key.removeprefix(arm))
    kinds: tuple[str, ...] | None = None if key == "included.reports" else ARMS[arm]
    if name in NEVER:
        return Box((), kinds)
    if name.startswith("identified."):
        kind, _, source = name.removeprefix("identified.").partition(".")
        return Box(boxes()["identified"], (kind,), source) if kind in ARMS[arm] else None
    if name.startswith("excluded."):
        reason = name.removeprefix("excluded.")
        return Box(boxes()["excluded"], kinds, reason="" if reason == NO_REASON else reason)
    return Box(boxes()[name], kinds) if name in boxes() and name != "identified" else None


class RecordsThen(Sequence):
    """Records in the order of import, known by their ids; a page of them is read when it is asked for."""

    def __init__(self, ids: list[int]):
        self.ids = ids

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, at):
        ids = self.ids[at] if isinstance(at, slice) else [self.ids[at]]
        found = list(Record.objects.filter(pk__in=ids).select_related("batch__source").only(*LIST_COLUMNS))
        found.sort(key=lambda record: record.pk)
        return found if isinstance(at, slice) else found[0]

    def count(self) -> int:
        """As a QuerySet counts."""
        return len(self.ids)


def records_in_box(member: Member, key: str, at: datetime | None = None):
    """The records behind one number, a QuerySet or a RecordsThen; None where there is no such number."""
    box = box_of(key)
    if box is None:
        return None
    sight = sight_of(member)
    if at is None:
        return records_standing(member, sight, box.where, kinds=box.kinds, source=box.source, reason=box.reason)
    return RecordsThen(sorted(_ids_then(member, sight, box, at)))


def count_in_box(member: Member, key: str) -> int | None:
    """How many records are behind the number now; None where there is no such number."""
    box = box_of(key)
    if box is None:
        return None
    narrowed = {"kinds": box.kinds, "source": box.source, "reason": box.reason}
    return records_to_count(member, sight_of(member), box.where, **narrowed).count()


def _ids_then(member: Member, sight, box: Box, at: datetime) -> Iterable[int]:
    batches = set(batches_of(member, box.kinds, box.source))
    for each in stood_at(member, sight, at):
        if each.place in box.where and each.batch in batches and box.reason in (None, each.reason):
            yield each.record
