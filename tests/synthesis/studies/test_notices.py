"""A retraction is told wherever a study's report is, and wherever its numbers are."""

import pytest
from django.urls import reverse

from screening.models import RecordRelation, Report
from synthesis.reports.queries import facts_of
from synthesis.studies.queries import noticed_reports
from tests.world import make_world


@pytest.fixture
def world(cast):
    made = make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])
    Report.objects.filter(pk=made.report.pk).update(notice=Report.Notice.RETRACTED)
    return made


PAGES = {
    "studies:list": {},
    "studies:study": {"study_id": "study"},
    "analyses:show": {"analysis_id": "analysis"},
    "analyses:show_run": {"run_id": "run"},
    "networks:show": {"network_id": "network"},
    "networks:show_run": {"run_id": "network_run"},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_retracted_report_is_marked_where_its_study_or_its_numbers_are(world, cast, sign_in, name):
    ids = {key: getattr(world, field).pk for key, field in PAGES[name].items()}
    page = sign_in(cast.methodologist).get(reverse(name, kwargs={"slug": world.review.slug, **ids}))
    assert "retracted" in page.content.decode().lower()


def test_a_report_on_a_run_says_it_and_a_notice_among_the_records_counts(world, cast):
    assert "retracted" in facts_of(world.run, "").doubt
    Report.objects.filter(pk=world.report.pk).update(notice=Report.Notice.NONE)
    assert noticed_reports(world.run.study_ids) == []
    RecordRelation.objects.create(
        record=world.records[4], other=world.report.record, kind="retraction", why="Says so", made_by=cast.lead
    )
    assert [each.said for each in noticed_reports(world.run.study_ids)] == ["retraction notice among the records"]
