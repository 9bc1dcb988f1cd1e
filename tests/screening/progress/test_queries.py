"""The PRISMA flow from the database: every record in one place, identities hold, numbers are their records."""

import pytest

from screening.models import Report, StageRecord
from screening.progress.flow import violations
from screening.progress.flow_boxes import table
from screening.progress.queries import flow_counts, records_in_box
from tests.world import make_world


@pytest.fixture
def world(cast):
    return make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])


def test_every_record_of_the_world_stands_in_its_box(world, cast):
    counts = flow_counts(cast.lead, studies=1)

    assert violations(counts) == []
    assert (counts.identified, counts.duplicates, counts.screened) == (6, 1, 5)
    assert (counts.excluded, counts.screening_conflicts, counts.screening_awaiting) == (1, 1, 2)
    assert (counts.reports.sought, counts.reports.assessed, counts.reports.included, counts.studies) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("retrieval", "state", "box"),
    [
        ("sought", "waiting", "retrieval.awaiting"),
        ("requested", "waiting", "retrieval.awaiting"),
        ("not-retrieved", "waiting", "not_retrieved"),
        ("retrieved", "waiting", "assessment.awaiting"),
        ("retrieved", "conflict", "assessment.conflicts"),
        ("retrieved", "excluded", "excluded.No reason given"),
        ("sought", "excluded", "excluded.No reason given"),
        ("retrieved", "included", "included.reports"),
    ],
)
def test_a_report_moves_through_the_boxes_and_the_identities_hold(world, cast, retrieval, state, box):
    Report.objects.filter(pk=world.report.pk).update(retrieval=retrieval)
    StageRecord.objects.filter(pk=world.settled.pk).update(state=state, reason=None)

    assert violations(flow_counts(cast.lead, studies=0)) == []
    assert [record.pk for record in records_in_box(cast.lead, box)] == [world.records[1].pk]


def test_each_number_of_the_table_is_the_count_of_its_records(world, cast):
    counts = flow_counts(cast.lead, studies=1)

    wrong = []
    for _, step, number, key in table(counts):
        if key == "included.studies":
            continue
        found = records_in_box(cast.lead, key)
        if found is None or f"{found.count():,}" != number:
            wrong.append((step, number, key))
    assert wrong == []


def test_a_blinded_reviewer_sees_settled_records_as_unfinished(world, cast):
    counts = flow_counts(cast.reviewer, studies=1)

    assert violations(counts) == []
    assert (counts.excluded, counts.screening_conflicts, counts.screening_awaiting) == (0, 0, 4)
    assert (counts.reports.included, counts.reports.assessment_awaiting, counts.studies) == (0, 1, None)


def test_an_unknown_box_has_no_records(world, cast):
    assert records_in_box(cast.lead, "nonsense") is None
