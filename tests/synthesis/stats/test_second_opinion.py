"""The second opinion agrees with ours on the BCG trials and withholds a result that is tampered with."""

from dataclasses import replace

import pytest

from synthesis.stats.pooling import pool
from synthesis.stats.second_opinion import Disagreement, second_opinion

# Colditz et al. 1994 (JAMA 271:698-702), the 13 BCG trials: log risk ratios and their variances.
YI = [
    -0.8893,
    -1.5854,
    -1.3481,
    -1.4416,
    -0.2175,
    -0.7861,
    -1.6209,
    0.0120,
    -0.4694,
    -1.3713,
    -0.3394,
    0.4459,
    -0.0173,
]
VI = [0.3256, 0.1946, 0.4154, 0.0200, 0.0512, 0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714]


@pytest.mark.parametrize("test", ["z", "t", "hksj", "hksj_adhoc"])
@pytest.mark.parametrize(
    ("model", "tau2"), [("common", "DL"), ("random", "DL"), ("random", "PM"), ("random", "REML")]
)
def test_both_programs_give_the_same_effect(model, tau2, test):
    pooled = pool(YI, VI, model, tau2, test)

    found = second_opinion(pooled)

    assert found.by.startswith("statsmodels ")
    assert (found.estimate, found.se) == pytest.approx((pooled.estimate, pooled.se), rel=1e-9)


def test_a_result_that_the_numbers_do_not_give_is_withheld():
    pooled = pool(YI, VI, "random", "REML", "hksj")

    with pytest.raises(Disagreement, match="the estimate is .* the result is withheld"):
        second_opinion(replace(pooled, estimate=pooled.estimate * 1.000001))
    with pytest.raises(Disagreement, match="the standard error is"):
        second_opinion(replace(pooled, se=pooled.se * 1.000001))


def test_one_study_needs_no_second_opinion():
    assert second_opinion(pool(YI[:1], VI[:1], "random", "REML", "hksj")) is None


def test_studies_that_agree_entirely_are_no_disagreement():
    pooled = pool([0.5, 0.5, 0.5], [0.1, 0.2, 0.3], "random", "REML", "z")

    assert second_opinion(pooled).estimate == pytest.approx(0.5)
