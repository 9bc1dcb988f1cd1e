"""Bayesian pooling: against a brute-force grid over (mu, tau), against limits that are known, against chance."""

import math

import numpy as np
import pytest
from scipy import integrate, special

from synthesis.stats.bayes import bayes_pool
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.linear_model import fit_model

pytestmark = pytest.mark.engine_free
Y, V = np.array([-0.89, -1.59, -1.35, -1.44, -0.22]), np.array([0.33, 0.19, 0.42, 0.02, 0.05])


def on_a_grid(y, v, scale, prior=None):
    """Posterior means and SDs of mu and tau by summing the joint density over a fine rectangle."""
    mu, tau = np.linspace(-4, 3, 701)[:, None], np.linspace(0, 4, 801)[None, :] + 1e-9
    log = -(tau**2) / (2 * scale**2) + np.zeros_like(mu)
    if prior:
        log = log - (mu - prior[0]) ** 2 / (2 * prior[1] ** 2)
    for effect, variance in zip(y, v, strict=True):
        log = log - 0.5 * np.log(variance + tau**2) - (effect - mu) ** 2 / (2 * (variance + tau**2))
    share = np.exp(log - log.max())
    share /= share.sum()
    mean = float((share * mu).sum())
    return mean, math.sqrt(float((share * (mu - mean) ** 2).sum())), float((share * tau).sum())


@pytest.mark.parametrize("prior", [None, (0.0, 0.5)])
def test_it_equals_a_brute_force_grid(prior):
    found = bayes_pool(Y, V, 0.5, mu_prior=prior)
    mean, sd, tau = on_a_grid(Y, V, 0.5, prior)
    assert found.mu.mean == pytest.approx(mean, abs=2e-4)
    assert found.mu.sd == pytest.approx(sd, rel=2e-3)
    assert found.tau.mean == pytest.approx(tau, abs=2e-3)


def test_a_tiny_scale_is_the_common_effect_model():
    found, common = bayes_pool(Y, V, 1e-5), fit_model(Y, V, model="common")
    assert found.mu.median == pytest.approx(float(common.coef[0]), rel=1e-6)
    assert found.mu.sd == pytest.approx(float(common.se[0]), rel=1e-6)
    assert found.prediction.ub == pytest.approx(found.mu.ub, rel=1e-5)


def test_one_study_leaves_heterogeneity_to_the_prior():
    found = bayes_pool(np.array([0.3]), np.array([0.04]), 0.5)
    assert found.mu.mean == pytest.approx(0.3, abs=1e-9)
    assert found.tau.median == pytest.approx(0.5 * special.ndtri(0.75), rel=0.01)


def test_effects_shrink_towards_the_mean_and_intervals_nest():
    found = bayes_pool(Y, V, 0.5)
    for own, effect in zip(found.studies, Y, strict=True):
        assert min(effect, found.mu.mean) - 0.01 <= own.mean <= max(effect, found.mu.mean) + 0.01
    assert found.prediction.lb < found.mu.lb < found.mu.median < found.mu.ub < found.prediction.ub
    assert found.below_zero == pytest.approx(0.995, abs=0.01)
    assert found.prior == "tau: half-normal with scale 0.5; mu: uniform"


def test_intervals_hold_their_promise_when_truth_follows_the_prior():
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(30):
        tau, mu, v = abs(rng.normal(0, 0.5)), rng.normal(0, 1), rng.uniform(0.02, 0.2, 6)
        found = bayes_pool(rng.normal(mu, np.sqrt(v + tau**2)), v, 0.5, mu_prior=(0.0, 1.0), level=0.8)
        hits += found.mu.lb <= mu <= found.mu.ub
    assert 18 <= hits <= 29


def test_it_refuses_what_it_cannot_answer():
    with pytest.raises(NotEstimable):
        bayes_pool(np.array([]), np.array([]))
    for bad in ({"tau_scale": 0.0}, {"mu_prior": (0.0, 0.0)}, {"level": 1.0}):
        with pytest.raises(InputError):
            bayes_pool(Y, V, **bad)


@pytest.mark.parametrize(
    ("y", "v", "scale"),
    [
        ([0.1, 0.4, -0.2, 0.6], [0.02, 0.05, 0.01, 0.2], 0.5),
        ([1e-6, 4e-6, -2e-6, 6e-6, 1e-6], [1e-12] * 5, 0.5),
        ([0.0, 5.0, 10.0], [0.01] * 3, 0.1),
        ([0.3], [0.1], 0.5),
    ],
)
def test_quantiles_of_tau_hold_their_mass(y, v, scale):
    """The mass below each quantile, by adaptive integration of the density written out."""
    y, v = np.array(y), np.array(v)

    def log_density(tau):
        w = 1 / (v + tau**2)
        mean = (w @ y) / w.sum()
        return 0.5 * (np.log(w).sum() - math.log(w.sum()) - w @ (y - mean) ** 2 - (tau / scale) ** 2)

    found = bayes_pool(y, v, scale).tau
    limits = [found.lb, found.median, found.ub]
    top = max(map(log_density, limits))
    edges = np.unique([0, found.lb / 4, found.lb / 2, *limits, *(found.ub * np.array([2, 8, 64, 512]))])
    masses = [
        integrate.quad(lambda tau: math.exp(log_density(tau) - top), low, high, epsabs=0, epsrel=1e-11, limit=200)[
            0
        ]
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    below = np.concatenate([[0.0], np.cumsum(masses)]) / sum(masses)
    assert below[np.searchsorted(edges, limits)] == pytest.approx([0.025, 0.5, 0.975], abs=1e-9)
