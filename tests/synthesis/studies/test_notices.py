"""A retraction is told wherever a study's report is."""

import pytest
from django.urls import reverse

from screening.models import Report
from tests.world import make_world


@pytest.mark.parametrize("name", ["studies:list", "studies:study"])
def test_a_retracted_report_is_marked_where_its_study_is(cast, sign_in, name):
    world = make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])
    Report.objects.filter(pk=world.report.pk).update(notice=Report.Notice.RETRACTED)
    ids = {"slug": world.review.slug} | ({"study_id": world.study.pk} if name == "studies:study" else {})
    assert "Retracted" in sign_in(cast.methodologist).get(reverse(name, kwargs=ids)).content.decode()
