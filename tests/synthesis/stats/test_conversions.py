"""Conversions of published numbers, worked by hand or printed in their source."""

import math

import pytest

from synthesis.stats import InputError
from synthesis.stats import conversions as c


def test_handbook_6_5_2_sd_from_se_and_ci():
    """Cochrane Handbook 6.5.2.2: 95 % CI 30 to 34.2 with n = 25 gives SD 5.09 with t = 2.064."""
    assert c.sd_from_se(2.0, 16) == 8.0
    assert c.sd_from_ci(30, 34.2, 25) == pytest.approx(math.sqrt(25) * 4.2 / (2 * 2.0639), rel=1e-4)
    assert c.sd_from_ci(32, 34, 100, normal=True) == pytest.approx(10 * 2 / 3.92, rel=1e-4)


def test_handbook_6_3_1_standard_error_from_p():
    """Cochrane Handbook 6.3.1: MD 3.8, p 0.008, 25 and 22 people: t 2.78, SE 1.37, SD 4.69."""
    sd, se, t = c.pooled_sd_from_p(3.8, 0.008, 25, 22)
    assert (t, se, sd) == pytest.approx((2.78, 1.37, 4.69), abs=0.01)


def test_combining_groups_gives_the_sample_moments():
    first, second = [1.0, 2.0, 4.0], [3.0, 7.0]
    both = first + second
    mean = sum(both) / 5
    sd = math.sqrt(sum((x - mean) ** 2 for x in both) / 4)
    found = c.combine_groups(3, 7 / 3, math.sqrt(7 / 3), 2, 5, math.sqrt(8))
    assert found == pytest.approx((5, mean, sd), rel=1e-14)


def test_change_and_correlation_are_inverse():
    change = c.sd_of_change(6.96, 7.08, 0.3)
    assert change == pytest.approx(8.306739432533082, rel=1e-12)
    assert c.correlation_from_sds(6.96, 7.08, change) == pytest.approx(0.3, rel=1e-12)


def test_impossible_sds_are_refused():
    with pytest.raises(InputError, match="field sd_change: these SDs imply a correlation of -2"):
        c.correlation_from_sds(1, 1, math.sqrt(6))


def test_medians_and_ranges():
    assert c.from_range(175, 2.3, 56.8, 77.1)["sd_wan"] == pytest.approx(13.900318299900142, rel=1e-10)
    assert c.from_quartiles(175, 6.5, 56.8, 63.4)["mean_luo"] == pytest.approx(41.45630571428572, rel=1e-12)
    assert c.from_five_numbers(175, 2.3, 6.5, 56.8, 63.4, 77.1)["sd_shi"] == pytest.approx(
        31.31388902776048, rel=1e-10
    )


def test_numbers_out_of_order_are_refused():
    with pytest.raises(InputError, match="field median: must not be below q1"):
        c.from_quartiles(20, 5, 4, 6)


def test_absolute_effects():
    """RR 0.75 on a comparator risk of 20 %: 50 fewer per 1000, NNT 20."""
    assert c.absolute_effect(0.75, 0.2) == pytest.approx({"risk_difference": -0.05, "per_1000": -50, "nnt": 20})
    assert c.rr_from_or(2, 0.23) == pytest.approx(1.6260162601626016, rel=1e-14)


def test_log_odds_and_standardised_differences_are_inverse():
    assert c.smd_from_log_or(*c.log_or_from_smd(0.4, 0.05)) == pytest.approx((0.4, 0.05), rel=1e-14)


def test_handbook_23_1_4_effective_sample_size():
    """Cochrane Handbook 23.1.5: 63/295 in clusters of 21.8 with ICC 0.02: design effect 1.416."""
    effect, events, total = c.effective_sample(63, 295, 0.02, 21.8)
    assert (effect, events, total) == pytest.approx((1.416, 44.5, 208.3), abs=0.05)
