"""Two finished forms become reconciled values."""

import pytest

from screening.errors import Closed, Invalid, Stale
from screening.models import Event
from synthesis.extraction import actions
from synthesis.extraction.queries import history_of
from synthesis.models import ReconciledValue
from tests.synthesis.worlds import BINARY, GENERIC, fill, make_study

OTHER = {"Ketamine": {"events": "8", "total": "12"}, "Placebo": {"events": "4", "total": "12"}}


@pytest.fixture
def study(cast):
    """Both forms are complete; they differ on the events of the placebo arm."""
    study = make_study(cast.lead)
    fill(cast.extractor, study, BINARY, page="2", quote="8 vs. 3")
    fill(cast.second_extractor, study, OTHER)
    return study


def settle(cast, study, choice, arm="Placebo", field="events", **kwargs):
    return actions.settle(
        study=study,
        study_outcome=study.study_outcomes.get(),
        arm=study.arms.get(name=arm) if arm else None,
        field=field,
        choice=choice,
        by=cast.methodologist,
        **kwargs,
    )


def told(value):
    return (value.text, value.number, value.origin, value.page, value.quote, value.reason)


def test_agreed_values_are_taken_in_one_step(cast, study):
    assert actions.accept_agreed(study=study, by=cast.methodologist) == 3
    assert {(v.arm.name, v.field, v.text, v.origin, v.quote) for v in ReconciledValue.objects.all()} == {
        ("Ketamine", "events", "8", "agreed", "8 vs. 3"),
        ("Ketamine", "total", "12", "agreed", "8 vs. 3"),
        ("Placebo", "total", "12", "agreed", "8 vs. 3"),
    }
    assert actions.accept_agreed(study=study, by=cast.methodologist) == 0


def test_a_difference_is_settled_by_a_choice(cast, study):
    assert told(settle(cast, study, "first")) == ("3", 3.0, "first", "2", "8 vs. 3", "")
    with pytest.raises(Closed, match="settled meanwhile"):
        settle(cast, study, "second")


def test_the_second_extractors_value(cast, study):
    assert told(settle(cast, study, "second", reason="table 2")) == ("4", 4.0, "second", "", "", "table 2")


def test_a_typed_value_needs_a_number_and_a_reason(cast, study):
    with pytest.raises(Invalid, match="Say why"):
        settle(cast, study, "typed", text="5")
    with pytest.raises(Invalid, match="Type the value"):
        settle(cast, study, "typed", reason="author's reply")
    with pytest.raises(Invalid, match="not one plain number"):
        settle(cast, study, "typed", text="five", reason="author's reply")
    value = settle(cast, study, "typed", text="5", page="e-mail", reason="author's reply")
    assert told(value) == ("5", 5.0, "typed", "e-mail", "", "author's reply")


def test_a_value_may_be_settled_as_not_reported(cast, study):
    value = settle(cast, study, "typed", not_reported=True, reason="read off a figure")
    assert told(value) == ("", None, "typed", "", "", "read off a figure")


def test_a_cell_that_only_one_form_has_is_decided_by_the_reconciler(cast):
    study = make_study(cast.lead, kind="generic")
    fill(cast.extractor, study, {None: {**GENERIC[None], "level": "95"}})
    fill(cast.second_extractor, study, GENERIC)
    assert actions.accept_agreed(study=study, by=cast.methodologist) == 3
    with pytest.raises(Invalid, match="Choose the first value"):
        settle(cast, study, "second", arm=None, field="level")
    assert settle(cast, study, "first", arm=None, field="level").number == 95.0


def test_nothing_is_settled_before_both_forms_are_complete(cast):
    study = make_study(cast.lead)
    fill(cast.extractor, study, BINARY)
    fill(cast.second_extractor, study, BINARY, complete=False)
    for act in (
        lambda: actions.accept_agreed(study=study, by=cast.methodologist),
        lambda: settle(cast, study, "first"),
    ):
        with pytest.raises(Closed, match="sealed until both"):
            act()
    assert ReconciledValue.objects.count() == 0


def test_an_extractor_cannot_reconcile(cast, study):
    with pytest.raises(Closed, match="may reconcile"):
        actions.accept_agreed(study=study, by=cast.extractor)


def test_a_correction_is_versioned_and_keeps_what_was_before(cast, study):
    value = settle(cast, study, "first")
    actions.edit_reconciled(value=value, version=1, text="5", reason="erratum", by=cast.lead)
    assert (value.text, value.number, value.origin, value.version) == ("5", 5.0, "typed", 2)
    assert value.origin_label == "Corrected after the reconciliation"
    with pytest.raises(Stale):
        actions.edit_reconciled(value=value, version=1, text="6", reason="again", by=cast.methodologist)
    with pytest.raises(Invalid, match="Say why"):
        actions.edit_reconciled(value=value, version=2, text="6", reason="", by=cast.lead)
    with pytest.raises(Invalid, match="nothing was corrected"):
        actions.edit_reconciled(value=value, version=2, text="5", reason="once more", by=cast.lead)
    made, changed = history_of(cast.lead, value)
    assert (made.verb, made.after) == ("value reconciled", {"text": "3", "origin": "first"})
    assert (changed.verb, changed.actor, changed.reason) == ("reconciled value changed", "Lena", "erratum")
    assert (changed.before["text"], changed.after["text"]) == ("3", "5")
    assert Event.objects.filter(subject_type="reconciledvalue").count() == 2


IMPOSSIBLE = ("999", "-1", "12.5")


def refused(act):
    with pytest.raises(Invalid) as error:
        act()
    return str(error.value)


def the_sheets_words(cast, numbers, study):
    """What the extraction sheet answers when a form with these numbers is completed."""
    form = fill(cast.extractor, study, numbers, complete=False)
    return refused(lambda: actions.complete_extraction(extraction=form, version=form.version, by=cast.extractor))


def test_what_the_sheet_refuses_no_reconciler_can_type_or_correct_in_the_same_words(cast, study):
    other = make_study(cast.lead, "Carr 2004")
    actions.accept_agreed(study=study, by=cast.methodologist)
    typed = settle(cast, study, "first")
    for text in IMPOSSIBLE:
        words = the_sheets_words(cast, {**BINARY, "Placebo": {"events": text, "total": "12"}}, other)
        assert words.startswith("Pain response, 1 week, Placebo: Events ")
        correct = {"version": 1, "text": text, "reason": "erratum", "by": cast.lead}
        assert refused(lambda change=correct: actions.edit_reconciled(value=typed, **change)) == words
    typed.refresh_from_db()
    assert told(typed)[:2] == ("3", 3.0)


def test_a_typed_decision_is_measured_against_what_is_settled_of_its_line(cast, study):
    actions.accept_agreed(study=study, by=cast.methodologist)
    for text in IMPOSSIBLE:
        assert "Placebo: Events " in refused(
            lambda typed=text: settle(cast, study, "typed", text=typed, reason="author's reply")
        )
    assert told(settle(cast, study, "typed", text="12", reason="author's reply"))[:2] == ("12", 12.0)


def test_an_agreed_value_or_a_choice_is_refused_where_a_typed_one_makes_it_impossible(cast):
    study = make_study(cast.lead)
    fill(cast.extractor, study, {**BINARY, "Placebo": {"events": "3", "total": "12"}})
    fill(cast.second_extractor, study, {**BINARY, "Placebo": {"events": "3", "total": "13"}})
    settle(cast, study, "typed", field="total", text="2", reason="author's reply")
    assert "cannot be 3 of 2 people" in refused(lambda: actions.accept_agreed(study=study, by=cast.methodologist))
    assert "cannot be 3 of 2 people" in refused(lambda: settle(cast, study, "first"))
    assert ReconciledValue.objects.count() == 1


def test_an_old_mistake_elsewhere_in_the_line_does_not_stand_in_the_way_of_mending_one(cast, study):
    actions.accept_agreed(study=study, by=cast.methodologist)
    settle(cast, study, "first")
    rows = ReconciledValue.objects.filter(arm__name="Placebo")
    rows.update(number=-1)
    for field, text in (("total", "12"), ("events", "0")):
        value = rows.get(field=field)
        actions.edit_reconciled(value=value, version=1, text=text, reason="erratum", by=cast.lead)
    assert set(rows.values_list("field", "number")) == {("total", 12.0), ("events", 0.0)}
