"""What is counted from indexes is what the rows say, whatever was merged, closed, released or is half undone."""

import pytest
from django.db.models import Count, Q
from django.utils import timezone

from screening.models import ImportBatch, Record, Report, Slot, Stage, StageRecord
from screening.workflow.queries.counting import seat_counts, tally_of, unadmitted_count, votes_cast
from screening.workflow.queries.seats import count_to_screen, seats, seats_to_screen, unadmitted_records
from tests import factories
from tests.large_review import fill


@pytest.fixture
def stage(cast) -> Stage:
    """Title and abstract of a review with copies that have no place in it."""
    fill(cast, 120)
    return cast.review.stages.get(kind="title-abstract")


def merged(stage: Stage) -> None:
    """Every ninth record with votes becomes a copy, whose seats stay."""
    kept = stage.entries.order_by("record").first().record
    late = list(stage.entries.exclude(record=kept).order_by("record").values_list("record", flat=True))[::9]
    Record.objects.filter(pk__in=late).update(primary=kept)


def closed(stage: Stage) -> None:
    """Open seats are closed, as where a stage comes to need fewer votes."""
    Slot.objects.filter(stage=stage, vote__isnull=True, number=2).update(done=True)


def released(stage: Stage) -> None:
    merged(stage)
    stage.entries.filter(state="excluded").update(released_at=timezone.now())


def half_undone(stage: Stage) -> None:
    batch = stage.review.imports.order_by("pk").first()
    ImportBatch.objects.filter(pk=batch.pk).update(state="undoing")


def newly_imported(stage: Stage) -> None:
    merged(stage)
    before = stage.review.imports.order_by("pk").first()
    factories.make_records(factories.make_batch(before.imported_by), 3)


@pytest.mark.parametrize("what", [lambda stage: None, merged, closed, released, half_undone, newly_imported])
def test_counts_from_indexes_are_those_of_the_rows(cast, stage, what):
    what(stage)
    tally, rows = tally_of(stage), seats(stage)
    unique = StageRecord.objects.filter(stage=stage, record__primary__isnull=True).order_by()
    told = {state: tally.standing[state] for state in tally.standing if tally.standing[state]}
    assert told == dict(unique.values_list("state").annotate(Count("pk")))
    assert (
        tally.ready("included", "excluded")
        == unique.filter(state__in=["included", "excluded"], released_at__isnull=True).count()
    )
    assert tally.released.total() == unique.filter(released_at__isnull=False).count()
    assert unadmitted_count(tally) == unadmitted_records(stage).count()
    found = seat_counts(tally)
    assert (found.cast, found.open) == tuple(
        rows.aggregate(
            cast=Count("pk", filter=Q(vote__isnull=False)), open=Count("pk", filter=Q(done=False))
        ).values()
    )
    own = rows.filter(reviewer=cast.reviewer, vote__isnull=False)
    assert votes_cast(tally, cast.reviewer) == own.count()
    left = seats_to_screen(cast.reviewer, stage).values("record_id").distinct()
    assert count_to_screen(cast.reviewer, stage) == left.count()


def test_seats_of_reports_out_of_reach_are_not_counted(cast, stage):
    full_text = cast.review.stages.get(kind="full-text")
    entries = list(full_text.entries.filter(state="waiting", record__report__retrieval="retrieved"))
    Slot.objects.bulk_create(
        Slot(stage=full_text, record_id=entry.record_id, number=1, rank=0) for entry in entries
    )
    Report.objects.filter(record=entries[0].record_id).update(retrieval="not-retrieved")
    assert seat_counts(tally_of(full_text)).open == seats(full_text).count() == len(entries) - 1
