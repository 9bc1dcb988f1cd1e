"""One-stage models of counts: modes, integrals, maxima and refusals, by formulas written out here."""

import math

import numpy as np
import pytest
from scipy.special import expit, gammaln

from synthesis.stats import InputError, NotEstimable, evaluate, glmm
from synthesis.stats.integrals import log_likelihood, modes

pytestmark = pytest.mark.engine_free
UNEVEN = {
    "x": [63, 0, 1, 7, 7, 12, 4, 0, 0, 14, 8, 0, 0, 50, 9],
    "n": [79, 73, 36, 29, 73, 13, 59, 40, 32, 48, 33, 22, 29, 61, 61],
}
ONE_GROUP = {"measure": "PLO", "model": "random", "likelihood": "binomial-normal (logit), one group"}
FIXED, EXACT = "unconditional, fixed study effects", "conditional, exact likelihood"
APPROXIMATE = "conditional, approximate likelihood"
SEVEN = "adaptive Gauss-Hermite, 7 points where supported"
TABLES = tuple(np.array(v, dtype=float) for v in ([1, 0, 5, 9], [10, 20, 30, 12], [3, 2, 8, 1], [11, 25, 30, 15]))
BUILDERS = {
    "one group": lambda: glmm.one_group(*TABLES[:2]),
    "odds": lambda: glmm.unconditional_odds(*TABLES),
    "rates": lambda: glmm.unconditional_rates(*TABLES),
    "binomial": lambda: glmm.conditional_binomial(*TABLES),
    "hypergeometric": lambda: glmm.conditional_hypergeometric(*TABLES),
}


def test_proportions_far_apart():
    """The maximum as direct numerical integration and metafor's rma.glmm with nAGQ = 100 have it."""
    found = evaluate(UNEVEN, "proportion", "glmm", ONE_GROUP)
    assert found["loglik_integrated"] == pytest.approx(-45.5362169, abs=1e-6)
    assert (found["estimate"], found["se"], found["tau2"]) == pytest.approx((-2.46166, 0.854794, 8.56795), rel=1e-5)


@pytest.mark.parametrize(
    ("points", "estimate", "se", "tau2", "loglik"),
    [
        (1, -2.491412, 0.8584344, 8.259962, -18.82204),
        (7, -2.453139, 0.8454296, 8.440751, -18.80886),
        (15, -2.461651, 0.8553132, 8.569644, -18.78683),
    ],
)
def test_as_many_points_as_the_call_says(points, estimate, se, tau2, loglik):
    """metafor 3.8-1, rma.glmm(measure = "PLO", nAGQ = points)."""
    call = ONE_GROUP | {"integration": f"adaptive Gauss-Hermite, {points} points where supported"}
    found = evaluate(UNEVEN, "proportion", "glmm", call)
    expected = pytest.approx((estimate, se, tau2, loglik), rel=1.5e-3)
    assert (found["estimate"], found["se"], found["tau2"], found["loglik"]) == expected


def test_the_exact_conditional_model_of_odds_is_integrated_without_points():
    columns = dict(zip(("e1", "n1", "e2", "n2"), (v.tolist() for v in TABLES), strict=True))
    call = {"measure": "OR", "model": "random", "likelihood": EXACT}
    assert evaluate(columns, "binary", "glmm", call | {"integration": SEVEN}) == evaluate(
        columns, "binary", "glmm", call
    )


@pytest.mark.parametrize("integration", ["by hand", "adaptive Gauss-Hermite, 0 points", 7])
def test_another_integration_is_refused(integration):
    with pytest.raises((NotImplementedError, InputError), match="integration"):
        evaluate(UNEVEN, "proportion", "glmm", ONE_GROUP | {"integration": integration})


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("tau", [0.01, 1.0, 30.0])
def test_every_mode_is_reached(name, tau):
    counts, alpha = BUILDERS[name](), np.array([[0.3], [-2.0], [1.0], [0.1]])
    for theta in (-6.0, 0.4, 5.0):
        z = modes(counts, theta, tau, alpha)
        residual = tau * counts.at(theta + tau * z, alpha).slope(1) - z
        assert np.abs(residual).max() < 1e-6


@pytest.mark.parametrize("name", BUILDERS)
@pytest.mark.parametrize("points", [None, 1, 7])
def test_the_gradient_is_that_of_the_value(name, points):
    counts, x = BUILDERS[name](), np.array([0.4, 1.7, 0.3, -2.0, 1.0, 0.1])

    def value(at):
        return log_likelihood(counts, at[0], at[1], at[2:], points)[0]

    numeric = [(value(x + e) - value(x - e)) / 2e-5 for e in np.eye(6) * 1e-5]
    assert log_likelihood(counts, x[0], x[1], x[2:], points)[1] == pytest.approx(numeric, abs=1e-7)


@pytest.mark.parametrize("tau", [0.05, 0.8, 4.0, 20.0])
def test_the_integral_is_that_of_a_dense_sum(tau):
    """Binomial and noncentral hypergeometric likelihoods on 40,001 points of z."""
    z = np.linspace(-10, 10, 40_001)
    eta = 0.4 + tau * z
    weight = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) * (z[1] - z[0])
    choose = lambda n, x: gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)  # noqa: E731
    plain = exact = 0.0
    for a, n1, c, n2 in zip(*TABLES, strict=True):
        p = expit(eta)
        plain += math.log(np.exp(choose(n1, a)) * (p**a * (1 - p) ** (n1 - a)) @ weight)
        x = np.arange(max(0, a + c - n2), min(n1, a + c) + 1)[:, None]
        shares = choose(n1, x) + choose(n2, a + c - x) + x * eta
        shares = np.exp(shares - shares.max(axis=0))
        exact += math.log((shares[int(a - x[0, 0])] / shares.sum(axis=0)) @ weight)
    none = np.zeros(4)
    assert log_likelihood(BUILDERS["one group"](), 0.4, tau, none)[0] == pytest.approx(plain, abs=1e-7)
    assert log_likelihood(BUILDERS["hypergeometric"](), 0.4, tau, none)[0] == pytest.approx(exact, abs=1e-7)


class TestWithoutAnEstimate:
    """metafor prints an estimate of -24.6 with a standard error of 49,409 for such data, or cannot fit them."""

    @pytest.mark.parametrize("likelihood", [FIXED, EXACT, APPROXIMATE])
    @pytest.mark.parametrize("model", ["common", "random"])
    @pytest.mark.parametrize("swapped", [False, True])
    def test_separated_tables(self, likelihood, model, swapped):
        none, some, people = [0, 0, 0], [1, 3, 2], [10, 12, 20]
        first, second = (some, none) if swapped else (none, some)
        columns = {"e1": first, "n1": people, "e2": second, "n2": people}
        with pytest.raises(NotEstimable, match="separated data") as refusal:
            evaluate(columns, "binary", "glmm", {"measure": "OR", "model": model, "likelihood": likelihood})
        assert refusal.value.code == "separated"

    @pytest.mark.parametrize("events", [[0, 0, 0], [10, 12, 20]])
    def test_separated_proportions(self, events):
        with pytest.raises(NotEstimable, match="separated data"):
            evaluate({"x": events, "n": [10, 12, 20]}, "proportion", "glmm", ONE_GROUP)

    @pytest.mark.parametrize("likelihood", [FIXED, EXACT])
    def test_separated_rates(self, likelihood):
        columns = {"x1": [0, 0], "t1": [9, 8], "x2": [2, 3], "t2": [9, 7]}
        with pytest.raises(NotEstimable, match="separated data"):
            evaluate(columns, "rate2", "glmm", {"measure": "IRR", "model": "common", "likelihood": likelihood})

    def test_all_or_none_has_no_finite_spread(self):
        with pytest.raises(NotEstimable, match="no maximum"):
            evaluate({"x": [0, 12, 0, 20], "n": [10, 12, 20, 20]}, "proportion", "glmm", ONE_GROUP)

    def test_one_study_has_no_spread(self):
        with pytest.raises(NotEstimable, match="one study says nothing about heterogeneity"):
            evaluate({"x": [2], "n": [10]}, "proportion", "glmm", ONE_GROUP)


@pytest.mark.parametrize(
    ("kind", "columns", "row", "field"),
    [
        ("binary", {"e1": [1, 1.5], "n1": [9, 9], "e2": [2, 3], "n2": [9, 9]}, 1, "e1"),
        ("binary", {"e1": [1, 1], "n1": [9, 9], "e2": [2, 3], "n2": [9.5, 9]}, 0, "n2"),
        ("proportion", {"x": [1, 2, None], "n": [9, 9.25, 4]}, 1, "n"),
        ("rate2", {"x1": [1, 1], "t1": [9.5, 9], "x2": [2, 0.1], "t2": [9.5, 9]}, 1, "x2"),
    ],
)
def test_parts_of_events_and_people_are_refused(kind, columns, row, field):
    call = {"binary": {"measure": "OR", "likelihood": EXACT}, "rate2": {"measure": "IRR", "likelihood": EXACT}}
    with pytest.raises(InputError, match="whole counts") as refusal:
        evaluate(columns, kind, "glmm", call.get(kind, ONE_GROUP) | {"model": "common"})
    assert (refusal.value.row, refusal.value.field) == (row, field)


def test_studies_that_say_nothing_are_told():
    columns = {"e1": [3, 0, None, 1, 5], "n1": [9, 9, 9, 0, 9], "e2": [2, 0, 4, 1, 9], "n2": [9, 9, 9, 9, 12]}
    columns["e1"][3] = 0
    call = {"measure": "OR", "model": "common", "likelihood": FIXED}
    left = evaluate(columns, "binary", "glmm", call)["excluded"]
    assert [(each["row"], each["code"]) for each in left] == [(1, "double_zero"), (2, "missing"), (3, "empty_arm")]
