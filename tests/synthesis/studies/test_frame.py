"""Arms, outcomes and time points: nothing of them is deleted, and what is extracted keeps its form."""

import pytest
from django.db import IntegrityError, transaction

from screening.errors import Closed, Invalid
from synthesis.extraction.actions import start_extraction
from synthesis.extraction.queries import cell_groups
from synthesis.models import ReconciledValue
from synthesis.studies import actions, queries
from tests.synthesis.worlds import make_study, reconciled_study


def labels(study):
    return [line.label for group in cell_groups(study) for line in group.lines]


def test_an_outcome_keeps_its_kind_once_a_study_that_reports_it_is_being_extracted(cast):
    study = make_study(cast.lead)
    outcome = cast.review.outcomes.get()
    actions.edit_outcome(outcome=outcome, version=1, by=cast.lead, kind="continuous")
    start_extraction(study=study, by=cast.extractor)
    with pytest.raises(Closed, match="stays “Mean, SD and n”"):
        actions.edit_outcome(outcome=outcome, version=2, by=cast.lead, kind="binary")
    actions.edit_outcome(outcome=outcome, version=2, by=cast.lead, unit="0 to 10")
    outcome.refresh_from_db()
    assert (outcome.kind, outcome.unit) == ("continuous", "0 to 10")


def test_archiving_an_arm_shows_what_it_touches_and_keeps_every_value(cast):
    study = reconciled_study(cast)
    arm = study.arms.get(name="Placebo")
    assert [(line.count, line.what) for line in queries.touched_by_archiving(cast.lead, arm)] == [
        (1, "outcomes of studies"),
        (1, "studies in extraction"),
        (2, "reconciled values"),
    ]
    actions.archive(row=arm, version=arm.version, by=cast.lead)
    assert (labels(study), ReconciledValue.objects.count()) == (["Ketamine"], 4)
    actions.restore(row=arm, version=arm.version, by=cast.lead)
    assert labels(study) == ["Ketamine", "Placebo"]


def test_the_preview_says_nothing_of_reconciled_values_to_extractors(cast):
    study = reconciled_study(cast)
    seen = [line.what for line in queries.touched_by_archiving(cast.extractor, study)]
    assert seen == ["linked reports", "arms", "outcomes of studies", "studies in extraction"]


@pytest.mark.parametrize("what", ["outcome", "time point", "study outcome"])
def test_archived_parts_leave_the_form_and_come_back(cast, what):
    study = make_study(cast.lead)
    row = {
        "outcome": cast.review.outcomes,
        "time point": cast.review.time_points,
        "study outcome": study.study_outcomes,
    }[what].get()
    actions.archive(row=row, version=row.version, by=cast.lead)
    assert cell_groups(study) == []
    actions.restore(row=row, version=row.version, by=cast.lead)
    assert labels(study) == ["Ketamine", "Placebo"]


def test_a_study_reports_an_outcome_at_a_time_once(cast):
    study = make_study(cast.lead)
    row = study.study_outcomes.get()
    actions.archive(row=row, version=1, by=cast.lead)
    with pytest.raises(Invalid, match="has Pain response, 1 week already. It is archived: restore it"):
        actions.add_study_outcome(study=study, outcome=row.outcome, time_point=row.time_point, by=cast.lead)


def test_time_points_are_told_apart_by_their_label(cast):
    point = actions.add_time_point(label="1 week", by=cast.lead, days=7)
    with pytest.raises(Invalid, match="“1 week” already"):
        actions.add_time_point(label=" 1 week", by=cast.lead)
    edited = actions.edit_time_point(time_point=point, version=1, by=cast.lead, label="1 week", days=6)
    assert edited.days == 6


def test_parts_of_another_review_are_refused(cast):
    study = make_study(cast.lead)
    foreign = make_study(cast.other_lead)
    with pytest.raises(Invalid, match="must belong to this review"):
        actions.add_study_outcome(
            study=study,
            outcome=foreign.study_outcomes.get().outcome,
            time_point=cast.review.time_points.get(),
            by=cast.lead,
        )


TWICE = {
    "arm": (
        lambda study, by, name: actions.add_arm(study=study, name=name, role="other", by=by),
        lambda row, by, name: actions.edit_arm(arm=row, version=row.version, by=by, name=name),
    ),
    "outcome": (
        lambda study, by, name: actions.add_outcome(name=name, kind="binary", by=by),
        lambda row, by, name: actions.edit_outcome(outcome=row, version=row.version, by=by, name=name),
    ),
    "time point": (
        lambda study, by, name: actions.add_time_point(label=name, by=by),
        lambda row, by, name: actions.edit_time_point(time_point=row, version=row.version, by=by, label=name),
    ),
}


@pytest.mark.parametrize("what", TWICE)
def test_no_two_arms_outcomes_or_time_points_have_one_name(cast, what):
    add, rename = TWICE[what]
    study = make_study(cast.lead)
    first, other = add(study, cast.lead, " Änd  of study "), add(study, cast.lead, "Other")
    assert str(first) == "Änd of study"
    for name in ("Änd of study", "änd OF  study "):
        for act in (lambda n=name: add(study, cast.lead, n), lambda n=name: rename(other, cast.lead, n)):
            with pytest.raises(Invalid, match=f"There is an? {what} “Änd of study”"):
                act()
    assert str(rename(first, cast.lead, "ÄND of study")) == "ÄND of study"


@pytest.mark.parametrize("what", ["arm", "outcome"])
def test_an_archived_name_is_free_and_comes_back_only_while_it_is(cast, what):
    add, _ = TWICE[what]
    study = make_study(cast.lead)
    first = add(study, cast.lead, "Low dose")
    actions.archive(row=first, version=first.version, by=cast.lead)
    add(study, cast.lead, "low dose")
    with pytest.raises(Invalid, match="There is an"):
        actions.restore(row=first, version=first.version, by=cast.lead)


def test_the_database_refuses_a_second_arm_of_one_name_itself(cast):
    study = make_study(cast.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        study.arms.create(name="PLACEBO", role="other")
