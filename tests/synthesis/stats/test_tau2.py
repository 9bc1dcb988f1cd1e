"""Every estimator of tau2 on the BCG trials (risk ratio), against metafor run to machine precision."""

import numpy as np
import pytest

from synthesis.stats import tau2
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.gls import batch_of, design_of
from synthesis.stats.heterogeneity import higgins_thompson, profile_likelihood, q_profile
from synthesis.stats.likelihood import maximise
from tests.synthesis.stats.data import BCG, columns

BCG_TAU2 = {
    "DL": (0.3087602628623762, 0.2298699925110258),
    "REML": (0.31324325813648074, 0.1664257528369708),
    "ML": (0.28002813726864373, 0.14425194938276398),
    "PM": (0.31806845220502394, 0.1736630274627565),
    "EB": (0.31806845220502405, 0.17366302746275655),
    "SJ": (0.34551570159859507, 0.14968051134734317),
    "HE": (0.3285638579957688, 0.20708717829893372),
    "HS": (0.22836286367690684, 0.1279045566132795),
    "HSk": (0.24916993028096543, 0.1507091900757352),
    "DLIT": (0.15757442028671956, 0.16845024605136885),
    "PMM": (0.3433879068958067, 0.1847757155434232),
}


@pytest.fixture(scope="module")
def bcg():
    effects = effect_arrays(columns(BCG), "binary", "RR")
    return batch_of(effects.yi, effects.vi)


@pytest.mark.parametrize("method", BCG_TAU2)
def test_estimate_and_standard_error(bcg, method):
    expected, se = BCG_TAU2[method]
    found = tau2.estimate(bcg, method)
    assert found[0] == pytest.approx(expected, rel=1e-10)
    assert tau2.standard_error(bcg, method, found)[0] == pytest.approx(se, rel=1e-9)


def test_generalised_q_with_inverse_variance_weights_is_dersimonian_laird(bcg):
    found = tau2.estimate(bcg, "GENQ", weights=1 / bcg.v[0])
    assert found == pytest.approx(tau2.estimate(bcg, "DL"), rel=1e-12)


def test_many_data_sets_in_one_call_give_the_numbers_of_single_calls():
    rng = np.random.default_rng(20)
    v = rng.uniform(0.01, 0.5, (200, 12))
    y = rng.normal(0.3, np.sqrt(v + rng.choice([0, 0.05, 0.4], 200)[:, None]))
    for method in BCG_TAU2:
        together = tau2.estimate(batch_of(y, v), method)
        alone = [tau2.estimate(batch_of(y[i], v[i]), method)[0] for i in range(0, 200, 20)]
        assert together[::20] == pytest.approx(alone, rel=1e-9, abs=1e-13)


def test_reml_is_the_highest_point_of_the_restricted_likelihood():
    rng = np.random.default_rng(3)
    for _ in range(60):
        k = int(rng.integers(3, 9))
        v = 10 ** rng.uniform(-3, 1, k)
        batch = batch_of(rng.normal(0, 10 ** rng.uniform(-1, 1), k), v)
        best = batch.log_likelihood(maximise(batch, restricted=True), restricted=True)[0]
        grid = np.concatenate([[0.0], 10 ** np.linspace(-5, 3, 400)])
        rivals = batch.take(np.zeros(len(grid), dtype=int)).log_likelihood(grid, restricted=True)
        assert best >= rivals.max() - 1e-9


def test_a_second_mode_at_zero_does_not_win():
    """Means of one precise group and a few distant imprecise studies: 0 is a mode, but not the highest."""
    rng = np.random.default_rng(7)
    found = 0
    for _ in range(3000):
        k = int(rng.integers(3, 8))
        v = 10 ** rng.uniform(-3, 2, k)
        y = rng.normal(0, np.sqrt(v + rng.choice([0.0, 0.5, 10.0])))
        batch = batch_of(y, v)
        at_zero = batch.fit().rss2()[0] - batch.fit().trace_p()[0]
        best = maximise(batch, restricted=True)[0]
        if at_zero <= 0 and best > 0:
            found += 1
            low, high = batch.take(np.array([0, 0])).log_likelihood(np.array([0.0, best]), restricted=True)
            assert high > low
    assert found > 0


def test_with_a_moderator(bcg):
    """Residual heterogeneity given absolute latitude: metafor 0.0633 (DL), 0.0763 (REML)."""
    x = np.column_stack([np.ones(13), [row["ablat"] for row in BCG]])
    batch = batch_of(bcg.y, bcg.v, design_of(x))
    assert tau2.estimate(batch, "DL")[0] == pytest.approx(0.06330050242641522, rel=1e-10)
    assert tau2.estimate(batch, "REML")[0] == pytest.approx(0.07634796395519847, rel=1e-10)


def test_q_profile_and_profile_likelihood_limits(bcg):
    found = q_profile(bcg)
    assert (found.lb, found.ub) == pytest.approx((0.11971836114126055, 1.1114790840609292), rel=1e-10)
    found = profile_likelihood(bcg, "REML")
    assert (found.lb, found.ub) == pytest.approx((0.11526610574805432, 0.9646953265142095), rel=1e-8)
    found = profile_likelihood(bcg, "ML")
    assert (found.lb, found.ub) == pytest.approx((0.10507738080893336, 0.833912476824103), rel=1e-8)


def test_the_limits_are_the_outermost_where_the_likelihood_rises_once_more():
    """metafor 3.8-1, confint(rma(yi, vi, method="ML"), type="PL", control=list(tol=1e-12)): 0 to 0.3154616655."""
    y = np.array([-0.471, -1.757, 20.101, 1.049, -0.078, 1.25, 0.712, -0.052, -0.667])
    v = np.array([0.0831, 1.16, 98.1, 0.192, 0.00172, 0.781, 0.133, 0.00103, 0.111])
    batch = batch_of(y, v)
    found = profile_likelihood(batch, "ML")
    assert (found.lb, found.ub, found.in_parts) == (0.0, pytest.approx(0.3154616655, rel=1e-9), True)
    grid = np.linspace(0, 0.4, 4001)
    same = batch.take(np.zeros(len(grid), dtype=int))
    height = same.log_likelihood(grid, restricted=False)
    inside = grid[height >= height.max() - 1.920729410347062]
    assert found.ub == pytest.approx(inside.max(), abs=1e-4)
    assert np.diff(inside).max() > 1e-3
    assert not profile_likelihood(batch_of(y[3:], v[3:]), "REML", 0.5).in_parts


def test_test_based_interval_of_h():
    found = higgins_thompson(152.2330080823733, 13)
    assert (found.H, found.H_lb, found.H_ub) == pytest.approx(
        (3.561752940177693, 2.9255752851895425, 4.336269885477424), rel=1e-10
    )
