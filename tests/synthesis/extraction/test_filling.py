"""An extractor fills their own form: seats, cells, versions, completion."""

import pytest

from screening.errors import Closed, Invalid, Stale
from screening.models import Event
from synthesis.extraction import actions, sealing
from synthesis.extraction.actions import StaleValue
from synthesis.studies import actions as studies
from tests import factories
from tests.synthesis.worlds import BINARY, CONTINUOUS, fill, make_study


@pytest.fixture
def study(cast):
    return make_study(cast.lead)


@pytest.fixture
def form(cast, study):
    return actions.start_extraction(study=study, by=cast.extractor)


def save(cast, form, version, arm="Ketamine", field="events", **parts):
    study = form.study
    return actions.save_value(
        extraction=form,
        study_outcome=study.study_outcomes.get(),
        arm=study.arms.get(name=arm),
        field=field,
        by=cast.extractor,
        version=version,
        **parts,
    )


def content(row):
    return (row.text, row.number, row.filled, row.page, row.quote, row.version)


def test_two_seats_and_no_third(cast, study):
    third = factories.make_member(cast.review, "extractor")
    first = actions.start_extraction(study=study, by=cast.extractor)
    second = actions.start_extraction(study=study, by=cast.second_extractor)
    assert (first.seat, second.seat) == (1, 2)
    assert actions.start_extraction(study=study, by=cast.extractor) == first
    with pytest.raises(Closed, match="has its two extractors already"):
        actions.start_extraction(study=study, by=third)


def test_a_study_without_cells_cannot_be_extracted(cast):
    study = make_study(cast.lead)
    row = study.study_outcomes.get()
    studies.archive(row=row, version=1, by=cast.lead)
    with pytest.raises(Invalid, match="add its arms and the outcomes"):
        actions.start_extraction(study=study, by=cast.extractor)


def test_a_save_touches_only_what_it_names(cast, form):
    save(cast, form, 0, text="8", page="4", quote="8 vs. 3")
    row = save(cast, form, 1, text=" 9 ")
    assert content(row) == ("9", 9.0, True, "4", "8 vs. 3", 2)
    row = save(cast, form, 2, quote="9 vs. 3")
    assert content(row) == ("9", 9.0, True, "4", "9 vs. 3", 3)


def test_not_reported_is_not_the_same_as_not_filled(cast, form):
    assert content(save(cast, form, 0, not_reported=True)) == ("", None, True, "", "", 1)
    assert content(save(cast, form, 1, not_reported=False)) == ("", None, False, "", "", 2)
    assert content(save(cast, form, 2, text="8")) == ("8", 8.0, True, "", "", 3)
    assert content(save(cast, form, 3, text="")) == ("", None, False, "", "", 4)


def test_a_stale_save_is_refused_with_the_stored_row(cast, form):
    save(cast, form, 0, text="8")
    with pytest.raises(StaleValue) as refused:
        save(cast, form, 0, text="9")
    assert content(refused.value.stored) == ("8", 8.0, True, "", "", 1)


def test_emptying_a_cell_does_not_let_an_old_window_write_over_it(cast, form):
    save(cast, form, 0, text="8")
    save(cast, form, 1, text="")
    with pytest.raises(StaleValue):
        save(cast, form, 1, text="8 ".strip() + "0")
    with pytest.raises(StaleValue):
        save(cast, form, 0, text="80")


def test_sending_the_same_again_is_no_change_and_no_conflict(cast, form):
    first = save(cast, form, 0, text="8")
    again = save(cast, form, 0, text="8")
    assert (again.pk, again.version) == (first.pk, 1)
    assert Event.objects.filter(verb="value saved").count() == 1


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"text": "1,234"}, "thousands separator"),
        ({"text": "8 %"}, "not one plain number"),
        ({"quote": "x" * 501}, "501 characters; 500 fit"),
        ({"page": "x" * 61}, "61 characters; 60 fit"),
    ],
)
def test_what_cannot_be_kept_as_typed_is_refused_with_the_reason(cast, form, parts, words):
    with pytest.raises(Invalid, match=words):
        save(cast, form, 0, **parts)
    assert sealing.own_values(cast.extractor, form.study) == {}


def test_only_cells_of_the_form_are_taken(cast, form):
    other = make_study(cast.lead, "Other")
    kwargs = {"extraction": form, "by": cast.extractor, "version": 0, "text": "8"}
    row, arm = form.study.study_outcomes.get(), form.study.arms.get(name="Placebo")
    for wrong in (
        {"study_outcome": row, "arm": arm, "field": "mean"},
        {"study_outcome": row, "arm": None, "field": "events"},
        {"study_outcome": row, "arm": other.arms.first(), "field": "events"},
        {"study_outcome": other.study_outcomes.get(), "arm": arm, "field": "events"},
    ):
        with pytest.raises(Invalid, match="no such cell"):
            actions.save_value(**kwargs, **wrong)


def test_nobody_fills_the_form_of_another(cast, form):
    with pytest.raises(Closed, match="its own extractor only"):
        actions.save_value(
            extraction=form,
            study_outcome=form.study.study_outcomes.get(),
            arm=form.study.arms.first(),
            field="events",
            by=cast.second_extractor,
            version=0,
            text="1",
        )


def test_events_name_the_cell_and_never_what_stands_in_it(cast, form):
    save(cast, form, 0, text="8", quote="eight of twelve")
    event = Event.objects.get(verb="value saved")
    assert (event.before, event.after, event.reason) == (None, None, "")
    assert event.subject == "Noppers 2011, Pain response, 1 week, Ketamine, events"


def complete(cast, form, **flags):
    form.refresh_from_db()
    return actions.complete_extraction(extraction=form, version=form.version, by=cast.extractor, **flags)


def test_completing_wants_every_cell_or_marks_the_rest_as_not_reported(cast, study, form):
    save(cast, form, 0, text="8")
    with pytest.raises(Invalid, match="3 of 4 cells are not filled"):
        complete(cast, form)
    complete(cast, form, rest_not_reported=True)
    texts = {row.text for row in sealing.own_values(cast.extractor, study).values()}
    assert (form.state, texts, len(sealing.own_values(cast.extractor, study))) == ("complete", {"8", ""}, 4)


def test_what_cannot_be_true_stops_completion(cast, study):
    form = fill(cast.extractor, study, {**BINARY, "Ketamine": {"events": "13", "total": "12"}}, complete=False)
    with pytest.raises(Invalid, match="1 week, Ketamine: Events cannot be 13 of 12 people"):
        complete(cast, form, warnings_read=True)


def test_a_warning_stops_completion_until_it_was_looked_at(cast):
    study = make_study(cast.lead, kind="continuous")
    odd = {**CONTINUOUS, "Ketamine": {"mean": "2.68", "sd": "0.51", "n": "30"}}
    form = fill(cast.extractor, study, odd, complete=False)
    with pytest.raises(Invalid, match="looks like a standard error"):
        complete(cast, form)
    assert complete(cast, form, warnings_read=True).state == "complete"


def test_a_complete_form_is_closed_until_it_is_reopened_with_a_reason(cast, study):
    form = fill(cast.extractor, study, BINARY)
    with pytest.raises(Closed, match="Reopen it"):
        save(cast, form, 1, text="9")
    with pytest.raises(Invalid, match="Say why"):
        actions.reopen_extraction(extraction=form, version=form.version, reason=" ", by=cast.extractor)
    with pytest.raises(Stale):
        actions.reopen_extraction(extraction=form, version=99, reason="typing error", by=cast.extractor)
    actions.reopen_extraction(extraction=form, version=form.version, reason="typing error", by=cast.extractor)
    assert save(cast, form, 1, text="9").number == 9.0
    assert Event.objects.get(verb="form reopened").reason == "typing error"


def test_a_form_stays_closed_once_reconciling_began_except_for_cells_that_came_later(cast, study):
    for member in (cast.extractor, cast.second_extractor):
        form = fill(member, study, BINARY)
    own = sealing.own_form(cast.extractor, study)
    actions.accept_agreed(study=study, by=cast.methodologist)
    reopen = {"extraction": own, "reason": "late arm", "by": cast.extractor}
    with pytest.raises(Closed, match="being reconciled"):
        actions.reopen_extraction(version=own.version, **reopen)
    studies.add_arm(study=study, name="Late", role="experimental", by=cast.lead)
    actions.reopen_extraction(version=own.version, **reopen)
    with pytest.raises(Closed, match="stays"):
        save(cast, own, 1, text="9")
    assert save(cast, own, 0, arm="Late", text="9").number == 9.0
    assert form.seat == 2


def test_somebody_who_can_see_both_forms_cannot_go_back_to_their_own(cast, study):
    both = factories.make_member(cast.review, "extractor", "methodologist")
    fill(cast.extractor, study, BINARY)
    own = fill(both, study, BINARY)
    with pytest.raises(Closed, match="no longer be independent"):
        actions.reopen_extraction(extraction=own, version=own.version, reason="typing error", by=both)


def test_a_seat_is_handed_on_and_the_form_that_had_it_is_kept(cast, study, form):
    save(cast, form, 0, text="8")
    actions.set_aside(study=study, seat=1, reason="left the team", by=cast.lead)
    assert sealing.own_form(cast.extractor, study) is None
    with pytest.raises(Closed, match="set aside"):
        save(cast, form, 1, text="9")
    assert actions.start_extraction(study=study, by=cast.second_extractor).seat == 1
    again = actions.start_extraction(study=study, by=cast.extractor)
    assert (again.pk, again.seat) == (form.pk, 2)
    assert [row.text for row in sealing.own_values(cast.extractor, study).values()] == ["8"]
