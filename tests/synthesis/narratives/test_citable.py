"""The list of records to cite: included ones first, but only for those who may know which are."""

from screening.importing.actions.indexing import index_records
from screening.models import Record, Stage
from synthesis.narratives.queries.pages import citable_records
from tests import factories
from tests.synthesis.worlds import included_report


def marked(member, words: str = "") -> list[tuple[str, bool | None]]:
    return [(record.title, getattr(record, "included", None)) for record in citable_records(member, words)]


def test_included_records_come_first_and_copies_not_at_all(cast):
    batch = factories.make_batch(cast.lead)
    plain = factories.make_record(batch, title="Plain")
    factories.make_record(batch, title="Copy", primary=plain)
    included_report(cast.lead, title="Included")

    assert marked(cast.methodologist) == [("Included", True), ("Plain", False)]


def test_a_blinded_open_stage_tells_nobody_what_is_included(cast):
    factories.make_record(factories.make_batch(cast.lead), title="Plain")
    included_report(cast.lead, title="Included")
    sealed = Stage.objects.get(review=cast.review, kind="full-text")

    assert (sealed.blinded, sealed.closed_at) == (True, None)
    assert marked(cast.reviewer) == [("Plain", None), ("Included", None)]


def test_records_are_found_by_words_and_doi_and_never_in_another_review(cast):
    batch = factories.make_batch(cast.lead)
    factories.make_record(batch, title="S-ketamine in fibromyalgia", doi="10.1234/abc")
    factories.make_record(batch, title="Opioids")
    factories.make_record(factories.make_batch(cast.other_lead), title="Fibromyalgia elsewhere")
    index_records(Record.objects.all())

    assert marked(cast.methodologist, "FIBROMYALGIA ketamine") == [("S-ketamine in fibromyalgia", False)]
    assert marked(cast.methodologist, "ketamine fibro") == [("S-ketamine in fibromyalgia", False)]
    assert marked(cast.methodologist, "10.1234/ABC") == [("S-ketamine in fibromyalgia", False)]
    assert marked(cast.methodologist, "nothing like it") == []
