"""Cells that come after both forms are complete are extracted twice like all others."""

import pytest
from django.urls import reverse

from screening.errors import Closed
from screening.models import Event
from synthesis.extraction import actions, sealing
from synthesis.extraction.queries import step_count, study_lines
from synthesis.studies import actions as studies
from tests.synthesis.worlds import BINARY, fill, make_study


@pytest.fixture
def study(cast):
    """Both forms are complete and reconciled; then a second time point is added."""
    study = make_study(cast.lead)
    for member in (cast.extractor, cast.second_extractor):
        fill(member, study, BINARY)
    actions.accept_agreed(study=study, by=cast.methodologist)
    point = studies.add_time_point(label="2 weeks", by=cast.lead)
    studies.add_study_outcome(study=study, outcome=cast.review.outcomes.get(), time_point=point, by=cast.lead)
    return study


def fill_new(member, study, text="1"):
    form = sealing.own_form(member, study)
    actions.reopen_extraction(extraction=form, version=form.version, by=member)
    row = study.study_outcomes.get(time_point__label="2 weeks")
    for arm in study.arms.all():
        for field in ("events", "total"):
            actions.save_value(
                extraction=form, study_outcome=row, arm=arm, field=field, by=member, version=0, text=text
            )
    form.refresh_from_db()
    actions.complete_extraction(extraction=form, version=form.version, by=member)


def settle_new(cast, study, **kwargs):
    return actions.settle(
        study=study,
        study_outcome=study.study_outcomes.get(time_point__label="2 weeks"),
        arm=study.arms.first(),
        field="events",
        by=cast.methodologist,
        **kwargs,
    )


def test_they_wait_in_the_extractors_queue_and_tile(cast, study):
    (line,) = study_lines(cast.extractor)
    assert (line.own_state, line.new_cells, line.to_extract) == ("complete", 4, True)
    count = step_count(cast.extractor)
    assert (count.done, count.mine, count.label, count.note) == (0, 1, "Extract 1 study", "4 new cells")


def test_they_are_not_the_reconcilers(cast, study):
    (line,) = study_lines(cast.methodologist)
    assert (line.waiting, line.to_reconcile, line.is_reconciled) == (4, False, False)
    with pytest.raises(Closed, match="waits for extraction"):
        settle_new(cast, study, choice="typed", text="1", reason="read it myself")


def test_what_one_form_has_stays_sealed_until_the_other_has_it(cast, study):
    fill_new(cast.extractor, study)
    with pytest.raises(Closed, match="waits for extraction"):
        settle_new(cast, study, choice="first")
    assert len(sealing.open_forms(cast.methodologist, study).first) == 4

    fill_new(cast.second_extractor, study, text="1.0")
    assert actions.accept_agreed(study=study, by=cast.methodologist) == 4
    assert [line.is_reconciled for line in study_lines(cast.methodologist)] == [True]


def test_opening_a_form_for_them_needs_no_reason_and_keeps_what_was_reconciled(cast, study):
    form = sealing.own_form(cast.extractor, study)
    actions.reopen_extraction(extraction=form, version=form.version, by=cast.extractor)
    assert Event.objects.get(verb="form reopened").reason == "Cells that came after it was completed: 4"
    old = next(iter(sealing.own_values(cast.extractor, study).values()))
    with pytest.raises(Closed, match="being reconciled"):
        actions.save_value(
            extraction=form,
            study_outcome=old.study_outcome,
            arm=old.arm,
            field=old.field,
            by=cast.extractor,
            version=old.version,
            text="9",
        )


def test_the_pages_say_so(cast, study, sign_in):
    place = {"slug": cast.review.slug, "study_id": study.pk}
    extractor = sign_in(cast.extractor)
    assert "4 new cells" in extractor.get(reverse("extraction:list", args=[cast.review.slug])).content.decode()
    form = extractor.get(reverse("extraction:form", kwargs=place)).content.decode()
    assert "Open my form for the new cells" in form
    assert "Reopen my form" not in form
    compare = sign_in(cast.methodologist).get(reverse("extraction:compare", kwargs=place)).content.decode()
    assert "Waiting for extraction (4)" in compare
    assert "Decision required (0)" in compare
