"""The identities of PRISMA 2020, with unfinished work counted and never dropped."""

from dataclasses import replace

import pytest

from screening.progress.flow import FlowCounts, ReasonCount, ReportFlow, SourceCount, violations
from tests.screening.progress.flows import finished, unfinished


@pytest.mark.parametrize("counts", [FlowCounts(), finished(), unfinished()])
def test_sums_that_hold_give_no_sentence(counts):
    assert violations(counts) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"screened": 2499, "screening_awaiting": 39},
            "Records screened: 2499, but identified minus removed before screening is 2500.",
        ),
        ({"duplicates": 999}, "Records screened: 2500, but identified minus removed before screening is 2501."),
        (
            {"screening_conflicts": 0},
            "Reports sought: 250, but screened minus excluded, awaiting and in conflict is 260.",
        ),
        (
            {"excluded_by_automation": 3000},
            "Records excluded by automation (3000) are more than records excluded (2200).",
        ),
        ({"included_reports": 34}, "Reports of included studies: 34, but the sum of both arms is 35."),
        ({"studies": 36}, "Included studies (36) are more than their reports (35)."),
        (
            {"other_duplicates": 0},
            "Reports sought (other methods): 16, but identified minus duplicates, excluded, awaiting and in"
            " conflict is 17.",
        ),
    ],
)
def test_a_sum_that_does_not_hold_is_said_with_both_numbers(change, sentence):
    assert violations(replace(unfinished(), **change)) == [sentence]


def test_each_arm_has_its_own_identities():
    counts = unfinished()
    counts = replace(
        counts, reports=replace(counts.reports, assessed=234), other=replace(counts.other, not_retrieved=1)
    )
    assert violations(counts) == [
        "Reports assessed (databases and registers): 234, but sought minus not retrieved and awaiting retrieval"
        " is 235.",
        "Reports excluded by reason (databases and registers): 190, but assessed minus included, awaiting and in"
        " conflict is 189.",
        "Reports assessed (other methods): 14, but sought minus not retrieved and awaiting retrieval is 15.",
    ]


def test_records_of_other_methods_without_their_arm_are_noticed():
    counts = FlowCounts(other_sources=(SourceCount("Websites", 3, "website"),))
    assert violations(counts) == ["3 records from other methods have no reports counted."]


def test_records_of_other_methods_may_be_judged_on_title_and_abstract():
    judged = replace(unfinished(), other_duplicates=0, other_excluded=1)
    assert violations(judged) == []
    waiting = replace(unfinished(), other_duplicates=0, other_conflicts=1)
    assert violations(waiting) == []
    assert not replace(finished(), other_awaiting=1).finished


def test_no_number_is_negative():
    counts = replace(FlowCounts(), duplicates=-1, screened=1)
    assert violations(counts)[0] == "duplicates is negative (-1)."
    arm = ReportFlow(excluded=(ReasonCount("Wrong design", -2),), assessed=-2)
    assert "Wrong design is negative (-2)." in violations(FlowCounts(reports=arm))


def test_a_flow_is_finished_when_nothing_waits():
    assert finished().finished
    assert not unfinished().finished
    assert not replace(finished(), screening_conflicts=1).finished
