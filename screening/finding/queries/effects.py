"""On how many of the records found a change would have an effect, for its maker's eyes."""

from dataclasses import dataclass

from django.db.models import Count

from screening.finding.filters import RecordFilter
from screening.finding.queries import records_found
from screening.models import Member, Stage
from screening.workflow.blinding import own_label_counts
from screening.workflow.queries import is_running, records_to_screen, stages


@dataclass(frozen=True)
class Effects:
    """How many records were found, label -> how many bear it from the member, and what waits for the member's vote
    in the stages that take votes."""

    count: int
    labelled: dict[int, int]
    waiting: list[tuple[Stage, int]]


def effects(member: Member, wanted: RecordFilter) -> Effects:
    """The counts a member sees before changing all records found."""
    found = records_found(member, wanted).order_by()
    ids = found.values("pk")
    running = [stage for stage in stages(member) if is_running(stage)]
    waiting = [
        (stage, records_to_screen(member, stage).filter(pk__in=ids).aggregate(n=Count("pk"))["n"])
        for stage in running
    ]
    return Effects(found.count(), own_label_counts(member, ids), waiting)
