"""The figure held against the threshold; the test values are those of spec/standards.md, section 2."""

import pytest

from screening.progress.matrix import matrix
from screening.rounds.gate import met, reached


def votes_of(table):
    """First votes of reviewers 1 and 2 that give the count table [[a, b], [c, d]] of include and exclude."""
    answers = [("include", "include"), ("include", "exclude"), ("exclude", "include"), ("exclude", "exclude")]
    cells = [count for row in table for count in row]
    pairs = [answer for answer, count in zip(answers, cells, strict=True) for _ in range(count)]
    return {record: {1: one, 2: two} for record, (one, two) in enumerate(pairs)}


@pytest.mark.parametrize(
    ("measure", "figure"), [("kappa", 0.4), ("pabak", 0.4), ("ac1", 0.4059), ("agreement", 0.7)]
)
def test_two_reviewers_are_measured_by_cohens_kappa_and_its_companions(measure, figure):
    found = matrix(votes_of([[20, 5], [10, 15]]), maybe_rule="include", votes_needed=2)
    assert reached(found, measure) == pytest.approx(figure, abs=5e-5)
    assert found.pairs[0].kappa_interval == pytest.approx((0.1511, 0.6489), abs=5e-5)


def test_more_than_two_are_measured_by_fleiss_kappa():
    rows = [(0, 14), (1, 13), (14, 0), (7, 7)]
    votes = {
        record: {rater: "include" if rater < include else "exclude" for rater in range(14)}
        for record, (include, _) in enumerate(rows)
    }
    found = matrix(votes, maybe_rule="include", votes_needed=14)
    assert reached(found, "kappa") == pytest.approx(0.642945, abs=5e-7)


def test_of_the_other_measures_the_worst_pair_counts():
    votes = {n: {1: "include", 2: "include", 3: "include" if n else "exclude"} for n in range(10)}
    found = matrix(votes, maybe_rule="include", votes_needed=3)
    assert reached(found, "agreement") == 0.9
    assert reached(found, "pabak") == pytest.approx(0.8)


def test_kappa_is_not_estimable_where_all_say_the_same_and_that_is_never_enough():
    found = matrix(votes_of([[0, 0], [0, 30]]), maybe_rule="include", votes_needed=2)
    assert reached(found, "kappa") is None
    assert met(None, 0) is False
    assert (reached(found, "agreement"), reached(found, "pabak")) == (1, 1)


@pytest.mark.parametrize(("figure", "enough"), [(0.6, True), (0.6 - 1e-12, True), (0.599, False), (0.7, True)])
def test_the_threshold_itself_is_enough(figure, enough):
    assert met(figure, 0.6) is enough


def test_nothing_is_reached_without_votes():
    assert reached(matrix({}, maybe_rule="include", votes_needed=2), "agreement") is None
