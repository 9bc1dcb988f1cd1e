"""Absolute effects, numbers needed to treat and information sizes, beside published values."""

import math

import pytest

from synthesis.grading.absolute import absolute, median_comparator_risk, more_or_fewer, nnt_words, out_of, per
from synthesis.grading.information_size import optimal_size, people_a_group

pytestmark = pytest.mark.engine_free


# Cochrane Handbook 6.5, 15.4.4.2 and 15.4.4.3: assumed comparator risk 0.3.
@pytest.mark.parametrize(
    ("measure", "effect", "fewer", "needed"), [("RR", 0.92, "24 fewer", "42"), ("OR", 0.73, "62 fewer", "17")]
)
def test_handbook_examples_to_the_printed_digit(measure, effect, fewer, needed):
    found = absolute(measure, effect, effect, effect, 0.3)
    assert more_or_fewer(found.difference) == fewer
    assert nnt_words(found, more_is_better=False).startswith(f"NNTB {needed} ")


def test_a_difference_is_added_and_an_odds_ratio_of_one_changes_nothing():
    assert absolute("RD", -0.05, -0.1, 0.02, 0.2).risk == pytest.approx(0.15)
    for risk in (0.001, 0.3, 0.999):
        assert absolute("OR", 1.0, 0.5, 2.0, risk).risk == pytest.approx(risk, rel=1e-12)
    assert absolute("PETO", 2.0, 1.5, 3.0, 0.1) == absolute("OR", 2.0, 1.5, 3.0, 0.1)


def test_a_risk_beyond_a_thousand_is_cut_and_marked():
    found = absolute("RR", 3.0, 1.2, 6.0, 0.4)
    assert (found.risk, found.risk_ub, found.cut) == (1.0, 1.0, True)
    assert not absolute("RR", 2.0, 1.2, 2.4, 0.4).cut


@pytest.mark.parametrize("baseline", [0, 1, -0.1, 1.2])
def test_a_baseline_that_is_no_risk_is_refused(baseline):
    with pytest.raises(ValueError, match="between 0 and 1"):
        absolute("RR", 1, 1, 1, baseline)


def test_the_interval_of_a_number_needed_to_treat_may_pass_infinity():
    # Altman (1998) BMJ 317, 1309: a difference of 10 % (-5 % to 25 %) is NNTB 10 (NNTB 4 to inf to NNTH 20).
    found = absolute("RD", 0.10, -0.05, 0.25, 0.5)
    assert nnt_words(found, more_is_better=True) == "NNTB 10 (NNTB 4 to ∞ to NNTH 20)"
    assert nnt_words(found, more_is_better=False) == "NNTH 10 (NNTH 4 to ∞ to NNTB 20)"
    sure = absolute("RD", 0.10, 0.05, 0.25, 0.5)
    assert nnt_words(sure, more_is_better=True) == "NNTB 10 (4 to 20)"


def test_sizes_are_those_of_power_prop_test():
    # R 4.2.2 stats::power.prop.test; the first is the example of its help page.
    assert people_a_group(0.5, 0.75, power=0.9) == pytest.approx(76.7, abs=0.05)
    assert people_a_group(0.2, 0.15) == pytest.approx(905.3658, rel=1e-4)
    assert optimal_size(0.2, 25) == 2 * math.ceil(905.3658)


def test_people_as_printed():
    assert [per(x, 1000) for x in (0.3, 0.0004, 0.0, 1.0)] == ["300", "0.4", "0", "1,000"]
    assert more_or_fewer(0.00001) == "no difference"
    study = {"excluded_reason": None, "data": {"e2": 3, "n2": 12}}
    other = {"excluded_reason": None, "data": {"e2": 13, "n2": 32}}
    out = {"excluded_reason": "none", "data": {"e2": 0, "n2": 9}}
    assert median_comparator_risk([study, other, out]) == pytest.approx((0.25 + 13 / 32) / 2)
    assert median_comparator_risk([{"excluded_reason": None, "data": {"m1": 3}}]) is None


def test_a_hazard_ratio_gives_a_risk_where_hazards_are_proportional():
    # GRADE guidelines 27: 1 - (1 - baseline)^HR.
    found = absolute("HR", 0.5, 0.4, 1.0, 0.3)
    assert found.risk == pytest.approx(1 - 0.7**0.5, rel=1e-12)
    assert found.risk_ub == pytest.approx(0.3, rel=1e-12)
    assert absolute("HR", 0.8, 0.8, 0.8, 1e-6).risk == pytest.approx(0.8e-6, rel=1e-5)


def test_rare_events_are_told_of_more_people():
    assert [out_of(x) for x in (0.3, 0.001, 0.00004, 1e-7)] == [1000, 1000, 100_000, 10_000_000]
    assert per(0.00004, out_of(0.00004)) == "4"
    assert more_or_fewer(-0.00002, 100_000) == "2 fewer"
