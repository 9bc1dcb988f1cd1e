"""The selection model takes the highest maximum of its likelihood, whichever start leads there."""

import math

import numpy as np
import pytest
from scipy import optimize

from synthesis.stats import InputError, NotEstimable, analyse
from synthesis.stats.selection import _loss, _problem, step_selection
from tests.synthesis.stats.data import BCG

TWO_MAXIMA = (
    np.array([0.7458453817412887, 0.6089478255376428, 0.8976529029162734, -0.3787880842226258, 0.5418405601240897,
              0.367514074749556, 0.35242277606217626, 0.910609708879176, 0.2748548295977455, -0.4571569629082214]),
    np.array([0.18961947071118235, 0.13535338105229672, 0.11829710596479649, 0.22382074410256617,
              0.019023355007997417, 0.2610012206957542, 0.012473134536877093, 0.22222414051377698,
              0.09865534745955602, 0.11157560830245278]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "estimate", "tau2", "loglik"),
    [([0.05, 0.5], 0.0936, 0.0534, -3.0608), ([0.1], 0.2614, 0.0455, -4.8416)],
)
def test_a_lower_maximum_at_tau2_zero_is_left(steps, estimate, tau2, loglik):
    """metafor 3.8-1, selmodel(type = "stepfun"), prints these four digits for the first."""
    found = step_selection(*TWO_MAXIMA, steps)
    assert (found.estimate, found.tau2, found.loglik) == pytest.approx((estimate, tau2, loglik), abs=6e-5)


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Effects of 8 to 30 studies with a spread between them that may be 0."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(8, 31))
    v = rng.uniform(0.01, 0.3, k)
    return rng.normal(0.3, np.sqrt(v + rng.choice([0.0, 0.05, 0.3]))), v


@pytest.mark.parametrize("seed", range(12))
def test_no_random_start_climbs_higher(seed):
    y, v = drawn(seed)
    steps = [0.05, 0.5] if seed % 2 else [0.1]
    try:
        found = step_selection(y, v, steps)
    except NotEstimable:
        pytest.skip("these studies do not determine the selection")
    rng, problem = np.random.default_rng(seed + 1000), _problem(y, v, steps, 1.0)
    best = -math.inf
    for place in range(12):
        free = place % 3 > 0
        start = np.concatenate(
            [rng.normal(0.2, 0.5, 1), rng.uniform(-6, 1, int(free)), rng.normal(-1, 1.5, len(steps))]
        )
        ended = optimize.minimize(
            _loss(problem, free), start, method="BFGS", options={"gtol": 1e-6, "maxiter": 100}
        )
        best = max(best, -float(ended.fun))
    assert best <= found.loglik + 1e-6


@pytest.mark.parametrize("seed", [3, 4])
def test_the_maximum_moves_with_the_scale_and_the_sign(seed):
    y, v = drawn(seed)
    plain, mirrored = step_selection(y, v, [0.1]), step_selection(-y, v, [0.1], "less")
    wide = step_selection(10 * y, 100 * v, [0.1])
    assert mirrored.estimate == pytest.approx(-plain.estimate, abs=1e-6)
    assert (wide.estimate, wide.tau2) == pytest.approx((10 * plain.estimate, 100 * plain.tau2), rel=1e-4, abs=1e-5)


METAFOR = [
    ([0.05], "two.sided", -0.6880355506, 0.2138598988, 0.2774467462, (0.8649285922,), 0.0317254523, -12.6492136221),
    ([0.05, 0.5], "two.sided", -0.722642623, 0.221149973, 0.273218101, (0.590313023, 1.578729102), 1.192686001,
     -12.068733348),
    ([0.025], "less", -0.620563623, 0.261322660, 0.291239455, (0.635536109,), 0.242499483, -12.543826607),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "alternative", "estimate", "se", "tau2", "delta", "lrt", "loglik"), METAFOR)
def test_the_trials_of_bcg_by_metafor(steps, alternative, estimate, se, tau2, delta, lrt, loglik):
    """metafor 3.8-1, selmodel(type = "stepfun") of rma(method = "ML") on dat.bcg, risk ratios."""
    studies = analyse(BCG, "binary", "RR").studies
    found = step_selection(
        *(np.array([getattr(s, name) for s in studies]) for name in ("yi", "vi")), steps, alternative
    )
    got = (found.estimate, found.se, found.tau2, *found.delta[1:], found.lrt)
    assert got == pytest.approx((estimate, se, tau2, *delta, lrt), abs=1e-5)
    assert found.loglik == pytest.approx(loglik, abs=1e-8)


def test_two_sided_selection_does_not_care_for_the_sign():
    plain = step_selection(*drawn(3), [0.2], "two.sided")
    y, v = drawn(3)
    assert step_selection(-y, v, [0.2], "two.sided").estimate == pytest.approx(-plain.estimate, abs=1e-6)


def test_an_unknown_alternative_is_named():
    with pytest.raises(InputError, match="choose one of greater, less, two.sided, got 'both'"):
        step_selection(*drawn(3), [0.2], "both")


@pytest.mark.parametrize("unit", [1e-9, 1e-6, 1e6, 1e9])
def test_the_unit_of_measurement_changes_nothing_else(unit):
    y, v = drawn(3)
    plain, other = step_selection(y, v, [0.1]), step_selection(unit * y, unit**2 * v, [0.1])
    assert (other.estimate / unit, other.se / unit) == pytest.approx((plain.estimate, plain.se), rel=1e-5)
    assert (other.tau2 / unit**2, other.delta[1]) == pytest.approx((plain.tau2, plain.delta[1]), rel=1e-4)
    assert other.loglik == pytest.approx(plain.loglik - len(y) * math.log(unit), abs=1e-6)
    assert other.lrt == pytest.approx(plain.lrt, abs=1e-6)
