"""The rows of an analysis, and the reconciled values behind each number."""

import pytest

from synthesis.extraction.queries import pooling_rows
from synthesis.models import ReconciledValue
from synthesis.studies.actions import archive
from tests.synthesis.worlds import fill, make_study, reconciled_study

THREE_ARMS = (("Low dose", "experimental"), ("High dose", "experimental"), ("Placebo", "comparator"))


def rows_of(cast, kind="binary"):
    return pooling_rows(cast.review, cast.review.outcomes.get(kind=kind), cast.review.time_points.get())


def numbers(row, *names):
    return [row[name] for name in names]


def ids(study, field, *arms):
    return [ReconciledValue.objects.get(study_outcome__study=study, field=field, arm__name=arm).pk for arm in arms]


def test_a_binary_row_has_its_shape_and_each_number_its_reconciled_value(cast):
    study = reconciled_study(cast)
    study.study_outcomes.update(note="fall of more than 50 %")
    assert rows_of(cast) == [
        {
            "study_id": study.pk,
            "label": "Noppers 2011",
            "year": 2020,
            "design": "",
            "study_outcome_id": study.study_outcomes.get().pk,
            "kind": "binary",
            "definition": "fall of more than 50 %",
            "experimental": "Ketamine",
            "comparator": "Placebo",
            "arms": {"experimental": ["Ketamine"], "comparator": ["Placebo"], "other": []},
            "e1": 8,
            "n1": 12,
            "e2": 3,
            "n2": 12,
            "values": {
                "e1": ids(study, "events", "Ketamine"),
                "n1": ids(study, "total", "Ketamine"),
                "e2": ids(study, "events", "Placebo"),
                "n2": ids(study, "total", "Placebo"),
            },
            "notes": [],
            "usable": True,
            "reason": "",
        }
    ]


def test_a_continuous_row(cast):
    reconciled_study(cast, kind="continuous")
    (row,) = rows_of(cast, "continuous")
    assert numbers(row, "m1", "sd1", "n1", "m2", "sd2", "n2") == [2.5, 1.5, 20, 4.0, 2.0, 21]


def test_a_generic_row_takes_95_per_cent_where_no_level_is_given(cast):
    reconciled_study(cast, kind="generic")
    (row,) = rows_of(cast, "generic")
    assert numbers(row, "estimate", "ci_lb", "ci_ub", "level") == [1.95, 1.46, 2.61, 0.95]
    assert row["notes"] == ["The level of the interval is not given; 95% is assumed."]
    assert (row["values"]["level"], row["usable"]) == ([], True)


def test_a_given_level_is_a_fraction(cast):
    reconciled_study(
        cast,
        kind="generic",
        numbers={None: {"estimate": "1", "ci_lb": "0", "ci_ub": "2", "level": "90"}},
    )
    (row,) = rows_of(cast, "generic")
    assert (row["level"], row["notes"]) == (0.9, [])


def test_several_experimental_arms_are_added_up_with_a_note(cast):
    cells = {
        "Low dose": {"events": "5", "total": "20"},
        "High dose": {"events": "7", "total": "21"},
        "Placebo": {"events": "2", "total": "20"},
    }
    study = reconciled_study(cast, numbers=cells, arms=THREE_ARMS)
    (row,) = rows_of(cast)
    assert numbers(row, "e1", "n1", "e2", "n2") == [12, 41, 2, 20]
    assert row["values"]["e1"] == ids(study, "events", "Low dose", "High dose")
    assert row["notes"] == [
        "2 experimental arms are combined (their events and totals are added): Low dose, High dose."
    ]


def test_several_continuous_arms_are_combined_as_one_group(cast):
    cells = {
        "Low dose": {"mean": "2", "sd": "1", "n": "10"},
        "High dose": {"mean": "4", "sd": "1", "n": "10"},
        "Placebo": {"mean": "5", "sd": "1.5", "n": "10"},
    }
    reconciled_study(cast, kind="continuous", numbers=cells, arms=THREE_ARMS)
    (row,) = rows_of(cast, "continuous")
    # By hand: mean 3; sd = sqrt((9*1 + 9*1 + 100/20 * 4) / 19) = sqrt(2)
    assert numbers(row, "m1", "sd1", "n1") == pytest.approx([3, 2**0.5, 20])
    assert len(row["values"]["sd1"]) == 6
    assert len(row["values"]["n1"]) == 2
    assert row["notes"] == [
        "2 experimental arms are combined (as in the Cochrane Handbook, table 6.5.a): Low dose, High dose."
    ]


def test_what_is_not_settled_or_not_reported_is_said(cast):
    open_study = make_study(cast.lead, "Open")
    reconciled_study(
        cast,
        "Silent",
        numbers={
            "Ketamine": {"events": None, "total": "12"},
            "Placebo": {"events": "3", "total": "12"},
        },
    )
    fill(cast.extractor, open_study, {"Ketamine": {"events": "8"}}, complete=False)
    open_row, silent = rows_of(cast)
    assert numbers(silent, "e1", "n1", "usable", "reason") == [None, 12, False, "Not reported: Events of Ketamine."]
    assert numbers(open_row, "e1", "usable") == [None, False]
    assert open_row["reason"] == (
        "Not reconciled yet: Events of Ketamine, Total of Ketamine, Events of Placebo, Total of Placebo."
    )


def test_an_arm_in_neither_role_is_left_out_with_a_note_and_a_missing_side_is_a_reason(cast):
    cells = {"Ketamine": {"events": "1", "total": "9"}, "Lidocaine": {"events": "2", "total": "9"}}
    reconciled_study(cast, numbers=cells, arms=(("Ketamine", "experimental"), ("Lidocaine", "other")))
    (row,) = rows_of(cast)
    assert numbers(row, "e1", "e2", "usable") == [1, None, False]
    assert row["notes"] == ["Left out, being in neither role: Lidocaine."]
    assert row["reason"] == "No arm has the role “comparator”."


def test_an_impossible_reconciled_value_keeps_the_row_out(cast):
    study = reconciled_study(cast)
    value = ReconciledValue.objects.filter(study_outcome__study=study, field="events", arm__name="Ketamine")
    value.update(text="80", number=80)
    (row,) = rows_of(cast)
    assert (row["usable"], row["reason"]) == (
        False,
        "Cannot be true, Ketamine: Events cannot be 80 of 12 people.",
    )


def test_archived_studies_and_arms_are_not_pooled(cast):
    study = reconciled_study(cast)
    arm = study.arms.get(name="Placebo")
    archive(row=arm, version=arm.version, by=cast.lead)
    assert rows_of(cast)[0]["reason"] == "No arm has the role “comparator”."
    archive(row=study, version=study.version, by=cast.lead)
    assert rows_of(cast) == []
