"""How many entries and seats of unique records a stage has: all of them, less those of copies.

Whether a record is a copy stands in its own long row. To read that of every entry takes as long as the review is
large; so all entries are counted from their index, and copies from theirs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from screening.importing.queries import copies_in, unfinished_imports
from screening.models import Member, Record, Slot, Stage, StageRecord
from screening.workflow.queries.seats import out_of_reach, unadmitted_records


@dataclass(frozen=True)
class Tally:
    """State -> how many unique records of the stage stand so, and how many of them are released. `copied` is how
    many entries of copies were left out: where there are none, no seat is of a copy either."""

    stage: Stage
    standing: Counter[str]
    released: Counter[str]
    copied: int

    def ready(self, *states: str) -> int:
        """How many are settled so and not released yet."""
        return sum(self.standing[state] - self.released[state] for state in states)


def tallies(stages: Iterable[Stage]) -> list[Tally]:
    """How the records of these stages of one review stand. Who may know it is for the caller to ask."""
    asked = list(stages)
    if not asked:
        return []
    entries = StageRecord.objects.filter(stage__in=asked)
    every = _by_state(entries)
    copied = _by_state(entries.filter(record__in=copies_in(asked[0].review_id)))
    return [_tally(stage, every[stage.pk], copied[stage.pk]) for stage in asked]


def tally_of(stage: Stage) -> Tally:
    """How the records of one stage stand."""
    return tallies([stage])[0]


States = list[tuple[str, int, int]]
"""(state, how many stand so, how many of them are released)."""


def _by_state(entries: QuerySet[StageRecord]) -> defaultdict[int, States]:
    rows = entries.order_by().values_list("stage_id", "state").annotate(Count("pk"), Count("released_at"))
    found: defaultdict[int, States] = defaultdict(list)
    for stage, *counts in rows:
        found[stage].append(tuple(counts))
    return found


def _tally(stage: Stage, every: States, copied: States) -> Tally:
    standing, released = (Counter({row[0]: row[n] for row in every}) for n in (1, 2))
    standing.subtract({state: count for state, count, _ in copied})
    released.subtract({state: count for state, _, count in copied})
    return Tally(stage, standing, released, sum(count for _, count, _ in copied))


def unadmitted_count(tally: Tally) -> int:
    """How many there are of `unadmitted_records`: unique, imported records less those that have an entry."""
    stage = tally.stage
    if stage.order or stage.is_round:
        return 0
    if unfinished_imports(stage.review):  # their records may have entries and are not imported
        return unadmitted_records(stage).count()
    unique = Record.objects.filter(review=stage.review_id).count() - copies_in(stage.review_id).count()
    return unique - tally.standing.total()


@dataclass(frozen=True)
class SeatCounts:
    """Votes that stand, and seats that still ask for one."""

    cast: int
    open: int


def seat_counts(tally: Tally) -> SeatCounts:
    """How many there are of `seats`."""
    every = Slot.objects.filter(stage=tally.stage)
    cast, open_ = _cast(every), every.filter(done=False).count()
    if tally.copied:
        copied = every.filter(record__in=copies_in(tally.stage.review_id)).aggregate(
            cast=Count("pk", filter=Q(vote__isnull=False)), open=Count("pk", filter=Q(done=False))
        )
        cast, open_ = cast - copied["cast"], open_ - copied["open"]
    if tally.stage.kind == Stage.Kind.FULL_TEXT:
        open_ -= every.filter(out_of_reach(), done=False, record__primary__isnull=True).count()
    return SeatCounts(cast, open_)


def votes_cast(tally: Tally, member: Member) -> int:
    """On how many unique records a vote of the member stands in the stage."""
    own = Slot.objects.filter(stage=tally.stage, reviewer=member)
    if not tally.copied:
        return _cast(own)
    copied = own.filter(record__in=copies_in(tally.stage.review_id), vote__isnull=False)
    return _cast(own) - copied.count()


def _cast(seats: QuerySet[Slot]) -> int:
    """How many of the seats have a vote: those that are done, less those that were closed without one."""
    return seats.filter(done=True).count() - seats.filter(done=True, vote__isnull=True).count()
