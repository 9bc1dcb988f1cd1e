"""Small-study tests, trim and fill, fail-safe N and selection on the BCG trials, against metafor."""

import math

import numpy as np
import pytest

from synthesis.stats import InputError, NotEstimable, fail_safe, small_study
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.selection import step_selection
from synthesis.stats.trim_and_fill import count_missing, trim_and_fill
from tests.synthesis.stats.data import BCG, columns

EFFECTS = effect_arrays(columns(BCG), "binary", "RR")
Y, V = EFFECTS.yi, EFFECTS.vi
TABLES = [np.array([row[name] for row in BCG], dtype=float) for name in ("e1", "n1", "e2", "n2")]


def test_classical_egger():
    found = small_study.egger(Y, V)
    assert (found.slope, found.slope_se) == pytest.approx((-2.1120421208932956, 1.5072213283570077), rel=1e-10)
    assert (found.df, found.pval) == (11, pytest.approx(0.18870699508197877, rel=1e-9))
    assert found.limit() == pytest.approx((-0.6753323502760818, 0.29347506555644165), rel=1e-9)


def test_egger_as_meta_regression():
    found = small_study.egger_meta_regression(Y, V, model="random", method="REML")
    assert (found.slope, found.pval) == pytest.approx((-0.7632400406043048, 0.42178448885528125), rel=1e-7)


def test_equal_standard_errors_allow_no_egger_test():
    with pytest.raises(InputError, match="the same in all studies"):
        small_study.egger(np.array([0.1, 0.4, 0.3]), np.full(3, 0.04))


def test_two_points_fit_a_line_exactly_and_test_nothing():
    found = small_study.egger(np.array([0.1, 0.7]), np.array([0.02, 0.05]))
    assert (found.df, np.isnan(found.pval)) == (0, True)


def test_begg_exact_and_normal():
    assert small_study.begg(Y, V).tau == pytest.approx(0.02564102564102564, rel=1e-12)
    assert small_study.begg(Y, V).pval == pytest.approx(0.9523619079608663, rel=1e-10)
    assert small_study.begg(Y, V, exact=False).pval == pytest.approx(0.9028849408697099, rel=1e-10)


def test_harbord_and_peters():
    found = small_study.harbord(*TABLES)
    assert (found.slope, found.pval) == pytest.approx((-2.092991540794236, 0.23497195212206576), rel=1e-9)
    found = small_study.peters(*TABLES)
    assert (found.slope, found.pval) == pytest.approx((-563.6882039133435, 0.2002917922841355), rel=1e-9)


def test_trim_and_fill_l0():
    found = trim_and_fill(Y, V, "L0", model="random", method="REML")
    assert (found.side, found.k0) == ("right", 1)
    assert found.k0_se == pytest.approx(2.452798643182925, rel=1e-9)
    assert float(found.fit.coef[0]) == pytest.approx(-0.6570827834877659, rel=1e-8)
    assert found.filled_yi == pytest.approx([0.31040302402906716], rel=1e-8)


def test_trim_and_fill_r0_gives_a_p_value():
    found = trim_and_fill(Y, V, "R0", model="random", method="DL")
    assert (found.k0, found.p_k0) == (0, 0.5)
    assert float(found.fit.coef[0]) == pytest.approx(-0.7141172220732269, rel=1e-10)


def test_trim_and_fill_needs_two_studies():
    with pytest.raises(NotEstimable, match="at least two studies"):
        trim_and_fill(Y[:1], V[:1])


def test_fail_safe_numbers():
    assert fail_safe.rosenthal(Y, V).n == 598
    assert fail_safe.orwin(Y, V, float(Y.mean()) / 2).n == 13
    assert fail_safe.rosenberg(Y, V).n == 370


def test_a_rounding_error_does_not_add_a_study():
    assert fail_safe.orwin(np.full(90, 0.3), np.full(90, 0.1), 0.03).n == 810


def test_step_selection():
    found = step_selection(Y, V, [0.025], "less")
    assert (found.estimate, found.se) == pytest.approx((-0.6205627652391585, 0.2613227193573625), rel=1e-4)
    assert (found.tau2, found.delta[1]) == pytest.approx((0.2912393437335686, 0.635534655500998), rel=1e-4)
    assert found.counts == (8, 5)
    assert found.lrt == pytest.approx(0.2424994835058243, rel=1e-4)


def test_an_empty_interval_of_p_values_is_refused():
    with pytest.raises(NotEstimable, match="holds no study"):
        step_selection(Y, V, [0.025], "greater") if (Y < 0).all() else step_selection(-np.abs(Y), V, [0.025])


class TestIdenticalEffects:
    """Rounding is no asymmetry: metafor 3.8-1 gives 0 filled (L0), an error (R0), NA (Begg)."""

    VARIANCES = [0.1, 0.3, 0.2, 0.1]

    @pytest.mark.parametrize("value", [0.1, 1.0, -0.7, 1e-9])
    @pytest.mark.parametrize("estimator", ["L0", "R0", "Q0"])
    @pytest.mark.parametrize("side", ["left", "right", "auto"])
    def test_no_study_is_missing(self, value, estimator, side):
        found = trim_and_fill([value] * 4, self.VARIANCES, estimator, side)
        assert found.k0 == 0
        assert len(found.filled_yi) == 0
        assert float(found.fit.coef[0]) == pytest.approx(value)

    @pytest.mark.parametrize("value", [0.1, 1.0, -0.7])
    def test_egger_and_begg_find_nothing(self, value):
        yi = np.array([value] * 4)
        with pytest.raises(NotEstimable, match="all effects are equal"):
            small_study.egger(yi, np.array(self.VARIANCES))
        with pytest.raises(NotEstimable, match="all effects are equal"):
            small_study.egger_meta_regression(yi, np.array(self.VARIANCES), model="random", method="REML")
        assert math.isnan(small_study.begg(yi, np.array(self.VARIANCES), exact=False).tau)

    def test_effects_on_a_line_have_no_standard_error(self):
        v = np.array(self.VARIANCES)
        with pytest.raises(NotEstimable, match="exactly on a line"):
            small_study.egger(0.3 + 2 * np.sqrt(v), v)

    def test_r0_without_a_study_on_the_other_side_is_refused(self):
        centred = np.array([0.0, 0.0, 0.0, 4.9])
        with pytest.raises(NotEstimable, match="other side"):
            count_missing(centred, "R0")
        found = trim_and_fill([0.1, 0.1, 0.1, 5.0], [0.1, 0.1, 0.1, 0.4], "R0", "left")
        assert (found.k0, round(float(found.fit.coef[0]), 4)) == (0, 0.4769)  # metafor 3.8-1


def test_trim_and_fill_keeps_the_interval_of_the_run():
    """t <- trimfill(rma(yi, vi, method = "DL"), side = "left"); rma(t$yi, t$vi, method = "DL", test = "knha") of
    metafor 3.8-1, whose trimfill alone falls back to the normal interval."""
    yi, vi = [0.1, 0.4, 0.9, 1.4, 0.2], [0.02, 0.05, 0.1, 0.3, 0.03]
    found = trim_and_fill(yi, vi, "L0", "left", model="random", method="DL", test="hksj")
    low, high = found.fit.ci
    assert (found.k0, *map(float, (found.fit.coef[0], low[0], high[0]))) == pytest.approx(
        (1, 0.34004692927943, -0.236887509280, 0.916981367839), rel=1e-9
    )
