"""An import costs the same however many records the review has already: none is read but by what it shares."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from screening.importing.actions import import_staged, stage_import
from screening.jobs.tasks import run_job
from screening.models import Record
from tests.screening.importing.making import ris, source_of, upload
from tests.screening.plans import plans


@pytest.mark.engine_free  # PostgreSQL plans by what the tables hold, which is nearly nothing here
def test_an_import_never_goes_through_all_records_of_a_review(cast):
    for content in (ris(1, 3), ris(2, 5, AN="{n}")):
        with CaptureQueriesContext(connection) as asked:
            batch = stage_import(file=upload(content), source=source_of(cast.lead), by=cast.lead)
            run_job.func(str(import_staged(batch=batch, by=cast.lead).pk))
    assert Record.objects.filter(review=cast.review).count() == 7
    steps = [step for step in plans(asked) if Record._meta.db_table in step]
    assert any("record_doi" in step for step in steps)
    assert any("record_match_key" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN") or step.endswith("(review_id=?)")] == []


def test_what_a_growing_review_has_is_looked_up_from_its_first_import_on(cast):
    """PostgreSQL's own count comes up to a minute later: until then it would read the whole review each time."""
    batch = stage_import(file=upload(ris(1, 1500)), source=source_of(cast.lead), by=cast.lead)
    run_job.func(str(import_staged(batch=batch, by=cast.lead).pk))
    asked = Record.objects.filter(review=cast.review).order_by()
    for column, index in (("doi", "record_doi"), ("match_key", "record_match_key")):
        values = list(asked.values_list(column, flat=True)[:20])
        assert index in asked.filter(**{f"{column}__in": values}).values(column).explain()
