"""Pooling against published and independently computed results, and at its edges."""

import math

import pytest

from synthesis.stats import InputError, NotEstimable
from synthesis.stats.effect_sizes import compute
from synthesis.stats.linear_model import fit_model
from synthesis.stats.pooling import pool
from tests.synthesis.stats.data import BCG, NORMAND


@pytest.fixture(scope="module")
def bcg():
    effects = compute("binary", BCG, "RR")
    return effects.yi, effects.vi


# metafor (R) with convergence run to machine precision; DL also in the Cochrane Handbook's method text.
BCG_VALUES = [
    ("DL", 0.3087602628623762, -0.7141172220732269, 0.1787420895354031),
    ("PM", 0.3180684522050239, -0.71497, 0.18089),
    ("REML", 0.3132432581364807, -0.7145323421581392, 0.179782),
    ("DLIT", 0.15757442028671956, None, None),
    ("PMM", 0.3433879068958067, None, None),
]


@pytest.mark.parametrize(("method", "tau2", "estimate", "se"), BCG_VALUES)
def test_bcg_random_effects(bcg, method, tau2, estimate, se):
    result = pool(*bcg, tau2=method)
    assert result.heterogeneity.tau2 == pytest.approx(tau2, rel=1e-9)
    if estimate is not None:
        assert result.estimate == pytest.approx(estimate, abs=5e-6)
        assert result.se == pytest.approx(se, abs=5e-6)


def test_bcg_common_effect(bcg):
    result = pool(*bcg, model="common")
    assert result.estimate == pytest.approx(-0.4302851636540909, rel=1e-12)
    assert result.se == pytest.approx(0.04049875171086381, rel=1e-12)
    assert (result.heterogeneity.Q_df, result.heterogeneity.tau2) == (12, None)
    found = (result.heterogeneity.Q, result.heterogeneity.I2)
    assert found == pytest.approx((152.2330080823733, 92.11734685456206), rel=1e-12)
    assert result.prediction.reason == "a common-effect model has no between-study variance to predict with"


def test_bcg_heterogeneity_labels_both_definitions_of_i2(bcg):
    found = pool(*bcg, tau2="REML").heterogeneity
    assert found.I2_definition == "tau2"
    assert (found.I2, found.I2_from_Q) == pytest.approx((92.22138452, 92.11734685456206), rel=1e-9)
    assert found.tau2_interval == "Q-profile"
    assert found.tau2_lb == pytest.approx(0.11971836114126055, rel=1e-9)
    assert found.tau2_ub == pytest.approx(1.1114790840609292, rel=1e-9)
    assert found.tau2_se == pytest.approx(0.16642575, rel=1e-7)


@pytest.mark.parametrize(
    ("rule", "df", "lower", "upper"),
    [
        ("t_k_minus_2", 11, -2.0084, 0.5793),
        ("t_k_minus_1", 12, -1.9953, 0.5663),
        ("normal", None, -1.8667, 0.4376),
    ],
)
def test_bcg_prediction_interval_names_its_rule_and_df(bcg, rule, df, lower, upper):
    found = pool(*bcg, tau2="REML", prediction=rule).prediction
    assert (found.rule, found.df) == (rule, df)
    assert (found.lb, found.ub) == pytest.approx((lower, upper), abs=5e-5)


def test_bcg_hartung_knapp(bcg):
    result = pool(*bcg, tau2="REML", test="hksj")
    assert (result.df, result.test) == (12, "hksj")
    assert result.se == pytest.approx(0.180792, abs=5e-7)
    assert (result.ci_lb, result.ci_ub) == pytest.approx((-1.1084437, -0.3206210), abs=5e-8)


def test_weights_add_to_a_hundred(bcg):
    assert math.fsum(pool(*bcg).weights_pct) == pytest.approx(100, rel=1e-14)


def test_normand_mean_difference():
    """Normand (1999), specialist stroke care: DL on mean differences, tau2 205.4, estimate -13.9."""
    effects = compute("continuous", NORMAND, "MD")
    result = pool(effects.yi, effects.vi, tau2="DL")
    found = (result.heterogeneity.tau2, result.heterogeneity.Q)
    assert found == pytest.approx((205.4093754679108, 238.915811), rel=1e-8)


def test_the_higher_of_two_reml_maxima_is_found():
    """A flat local mode at 0 beside a higher one: the score at 0 is negative, yet 0 is not the answer."""
    yi = [0.0, 0.1, -0.1, 12.0, 0.05]
    vi = [0.01, 0.01, 0.01, 30.0, 0.01]
    result = pool(yi, vi, tau2="REML")
    best = fit_model(yi, vi).log_likelihood(restricted=True)
    rivals = [fit_model(yi, vi, tau2=t).log_likelihood(restricted=True) for t in (0.0, 1e-3, 0.01, 0.1, 1, 10, 100)]
    assert result.heterogeneity.tau2 == fit_model(yi, vi).tau2
    assert best >= max(rivals)


class TestEdges:
    def test_no_study(self):
        result = pool([], [])
        assert (result.k, result.estimate, result.weights_pct) == (0, None, ())
        assert result.reason == "No study has both an effect and a variance, so there is nothing to pool."

    def test_one_study_is_shown_but_not_pooled(self):
        result = pool([0.3], [0.04], test="hksj")
        assert (result.k, result.estimate, result.heterogeneity, result.yi) == (1, None, None, (0.3,))
        assert [n.code for n in result.warnings] == ["k1"]

    def test_two_studies(self):
        """metafor: REML tau2 0.145, estimate 0.375, t(1) HKSJ interval -3.4236 to 4.1736."""
        result = pool([0.1, 0.7], [0.02, 0.05], test="hksj")
        assert result.heterogeneity.tau2 == pytest.approx(0.145, rel=1e-12)
        assert (result.ci_lb, result.ci_ub) == pytest.approx((-3.4236027322601763, 4.173602732260177), rel=1e-9)
        assert result.prediction.lb is None
        assert result.prediction.reason == "a prediction interval needs at least three studies, there are 2"
        assert {"k2", "hksj_few"} <= {n.code for n in result.warnings}

    def test_identical_studies_have_no_hartung_knapp_interval(self):
        result = pool([0.5] * 4, [0.04] * 4, test="hksj")
        assert (result.estimate, result.se, result.ci_lb, result.pval) == (0.5, None, None, None)
        assert {"tau2_zero", "hksj_zero"} == {n.code for n in result.warnings}

    def test_a_narrow_hartung_knapp_interval_is_noticed(self):
        result = pool([0.3, 0.31, 0.29, 0.305], [0.2] * 4, test="hksj")
        assert "hksj_narrow" in {n.code for n in result.warnings}
        assert pool([0.3, 0.31, 0.29, 0.305], [0.2] * 4, test="hksj_adhoc").se == pytest.approx(math.sqrt(0.05))

    def test_tau2_is_never_negative(self):
        for method in ("DL", "HE", "HS", "HSk", "SJ", "ML", "REML", "EB", "PM", "PMM", "DLIT"):
            assert pool([0.3, 0.31, 0.29], [0.2] * 3, tau2=method).heterogeneity.tau2 >= 0

    def test_an_empty_q_profile_interval_is_called_empty(self):
        found = pool([0.3, 0.31, 0.29, 0.305, 0.295, 0.3], [0.2] * 6).heterogeneity
        assert (found.tau2_lb, found.tau2_ub, found.tau2_interval) == (0.0, 0.0, "Q-profile, empty set")

    def test_extreme_weights_are_noticed(self):
        assert "extreme_variances" in {n.code for n in pool([0.2, 0.3, 0.5], [1e-8, 100, 0.02]).warnings}

    @pytest.mark.parametrize(("vi", "row"), [([0.1, 0.0], 1), ([-0.1, 0.2], 0), ([0.1, math.nan], 1)])
    def test_a_variance_that_gives_no_weight_is_refused(self, vi, row):
        with pytest.raises(InputError) as caught:
            pool([0.1, 0.2], vi)
        assert (caught.value.row, caught.value.field) == (row, "vi")

    @pytest.mark.parametrize(
        "setting", [{"model": "x"}, {"tau2": "x"}, {"test": "x"}, {"level": 1}, {"prediction": "x"}]
    )
    def test_unknown_settings_are_refused_by_name(self, setting):
        with pytest.raises(InputError) as caught:
            pool([0.1, 0.2], [0.1, 0.1], **setting)
        assert caught.value.field == next(iter(setting))

    def test_the_model_itself_refuses_an_empty_set(self):
        with pytest.raises(NotEstimable, match="nothing can be pooled"):
            fit_model([], [])
