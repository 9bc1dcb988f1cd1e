"""Agreement figures against values worked out elsewhere (statsmodels 0.15 for kappa, its SE and Fleiss)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.workflow.agreement import band, cross_table, several_raters, two_raters
from tests.screening.workflow.conftest import unhurried

YES_NO = ("include", "exclude")


def test_a_common_table():
    found = two_raters([[20, 5], [10, 15]], YES_NO)
    assert found.n == 50
    assert found.observed == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.se == pytest.approx(0.126996, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.1511, abs=5e-5), pytest.approx(0.6489, abs=5e-5))
    assert found.pabak == pytest.approx(0.4)
    assert found.ac1 == pytest.approx(0.4059, abs=5e-5)


def test_high_agreement_with_low_kappa_when_one_answer_is_rare():
    found = two_raters([[10, 20], [20, 950]], YES_NO)
    assert found.observed == pytest.approx(0.96)
    assert found.kappa == pytest.approx(0.313, abs=5e-4)
    assert found.pabak == pytest.approx(0.92)


def test_kappa_is_not_estimable_where_one_answer_was_used_throughout():
    found = two_raters([[0, 0], [0, 30]], YES_NO)
    assert (found.kappa, found.se, found.low, found.high) == (None, None, None, None)
    assert found.observed == 1.0
    assert found.why_not == "Kappa cannot be estimated: both reviewers used one and the same answer throughout."


def test_no_common_records():
    found = two_raters([[0, 0], [0, 0]], YES_NO)
    assert (found.n, found.observed, found.kappa) == (0, None, None)
    assert found.why_not == "No record has votes of both reviewers yet."


def test_three_categories_agree_with_statsmodels():
    tools = pytest.importorskip("statsmodels.stats.inter_rater")
    table = [[30, 4, 2], [3, 11, 5], [1, 6, 38]]
    expected = tools.cohens_kappa(table)
    found = two_raters(table, ("include", "maybe", "exclude"))
    assert found.kappa == pytest.approx(expected.kappa, abs=1e-12)
    assert found.se == pytest.approx(expected.std_kappa, abs=1e-12)


def test_fleiss():
    found = several_raters([[0, 14], [1, 13], [14, 0], [7, 7]], raters=14)
    assert found.kappa == pytest.approx(0.642945, abs=5e-7)


def test_fleiss_leaves_out_records_with_another_number_of_votes_and_says_how_many():
    found = several_raters([[2, 0], [0, 2], [1, 1], [1, 0], [2, 1]], raters=2)
    assert (found.n, found.left_out) == (3, 2)


@pytest.mark.parametrize(
    ("rows", "raters", "why"),
    [
        ([], 2, "No record has all its votes yet."),
        ([[1, 0]], 1, "It takes two votes a record to compare."),
        ([[2, 0], [2, 0]], 2, "Kappa cannot be estimated: all votes are the same answer."),
    ],
)
def test_fleiss_says_why_it_cannot_be_estimated(rows, raters, why):
    found = several_raters(rows, raters=raters)
    assert (found.kappa, found.why_not) == (None, why)


def test_pairs_are_counted_first_reviewer_down_second_across():
    pairs = [("include", "exclude"), ("include", "include"), ("include", "exclude")]
    assert cross_table(pairs, YES_NO) == ((1, 2), (0, 0))


tables = st.lists(st.lists(st.integers(0, 400), min_size=2, max_size=2), min_size=2, max_size=2)


@unhurried
@given(tables)
def test_figures_stay_in_their_range_and_kappa_does_not_depend_on_who_comes_first(table):
    found = two_raters(table, YES_NO)
    turned = two_raters([list(column) for column in zip(*table, strict=True)], YES_NO)
    if found.kappa is None:
        assert found.why_not != ""
        return
    assert found.kappa == pytest.approx(turned.kappa)
    assert found.se is None or -1 <= found.low <= found.kappa <= found.high <= 1
    assert (found.se or 0) == pytest.approx(turned.se or 0, abs=1e-8)


@pytest.mark.parametrize(
    ("kappa", "word"),
    [(None, ""), (0.39, "below fair"), (0.4, "fair"), (0.6, "good"), (0.75, "excellent")],
)
def test_bands_of_the_cochrane_handbook(kappa, word):
    assert band(kappa) == word


@pytest.mark.parametrize(
    ("table", "kappa"), [(((0, 1), (0, 0)), 0.0), (((0, 2), (2, 0)), -1.0), (((3, 0), (0, 2)), 1.0)]
)
def test_records_that_do_not_differ_give_kappa_no_interval(table, kappa):
    """One record, total disagreement, total agreement: the formula's standard error is 0."""
    found = two_raters(table, ("include", "exclude"))
    assert found.kappa == pytest.approx(kappa)
    assert (found.se, found.low, found.high) == (None, None, None)
