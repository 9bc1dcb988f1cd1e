"""Three-level, robust, multivariate and network models against published results and metafor."""

import math

import numpy as np
import pytest

from synthesis.stats import NotEstimable
from synthesis.stats.linear_model import fit_model
from synthesis.stats.multilevel import aggregate, fit_multilevel
from synthesis.stats.multivariate import fit_multivariate
from synthesis.stats.network import Arm, contrasts_of, fit_network
from synthesis.stats.robust import cr1, cr2
from tests.synthesis.stats.data import KONSTANTOPOULOS, SMOKING

DISTRICT = [row[0] for row in KONSTANTOPOULOS]
Y = np.array([row[1] for row in KONSTANTOPOULOS], dtype=float)
V = np.array([row[2] for row in KONSTANTOPOULOS], dtype=float)


def test_schools_in_districts():
    """Konstantopoulos (2011), table 5: mean 0.1847, SE 0.0846, variances 0.0651 and 0.0327 (REML)."""
    found = fit_multilevel(Y, np.diag(V), DISTRICT)
    assert found.components == pytest.approx((0.06506194085058745, 0.0327365170217947), rel=1e-6)
    assert found.state.coef[0] == pytest.approx(0.18471316358754217, rel=1e-6)
    assert found.state.loglik == pytest.approx(-7.958724033710897, rel=1e-9)
    assert found.i2() == pytest.approx((95.18731356180487, 63.32483660188026, 31.86247695992462), rel=1e-6)


def test_cluster_robust_errors():
    found = fit_multilevel(Y, np.diag(V), DISTRICT)
    first, second = cr1(found.working(), DISTRICT), cr2(found.working(), DISTRICT)
    assert (first.se[0], first.df[0]) == (pytest.approx(0.08450221711808818, rel=1e-6), 10)
    assert (second.se[0], second.df[0]) == pytest.approx((0.08445799540441783, 9.863156222899082), rel=1e-5)


def test_one_effect_a_cluster_is_the_ordinary_model():
    found = fit_multilevel(Y, np.diag(V), [str(i) for i in range(56)], within=False)
    plain = fit_model(Y, V, method="REML")
    assert found.components[0] == pytest.approx(plain.tau2, rel=1e-7)
    assert found.state.coef[0] == pytest.approx(float(plain.coef[0]), rel=1e-8)


def test_too_few_clusters_for_a_robust_error():
    found = fit_multilevel(Y[:4], np.diag(V[:4]), ["a"] * 4)
    with pytest.raises(NotEstimable, match="1 clusters cannot support 1 coefficients"):
        cr1(found.working(), ["a"] * 4)


def test_composites_without_correlation_are_common_effect_means():
    found = aggregate(Y, V, DISTRICT, 0.0)
    assert found.clusters[:2] == ("11", "12")
    assert found.yi[0] == pytest.approx(float(fit_model(Y[:4], V[:4], model="common").coef[0]), rel=1e-12)


def test_berkey_two_outcomes():
    """Berkey et al. (1998), five periodontal trials, REML: means -0.3392 and 0.3534."""
    y = np.array([0.47, -0.32, 0.20, -0.60, 0.40, -0.12, 0.26, -0.31, 0.56, -0.39])
    blocks = [
        (0.0075, 0.0030, 0.0077),
        (0.0057, 0.0009, 0.0008),
        (0.0021, 0.0007, 0.0014),
        (0.0029, 0.0009, 0.0015),
        (0.0148, 0.0072, 0.0304),
    ]
    cov = np.zeros((10, 10))
    for i, (first, both, second) in enumerate(blocks):
        cov[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[first, both], [both, second]]
    trials = [str(i // 2) for i in range(10)]
    found = fit_multivariate(y, cov, ["PD", "AL"] * 5, trials)
    assert found.outcomes == ("AL", "PD")
    assert found.state.coef == pytest.approx([-0.3392153386555485, 0.3534282100732429], rel=1e-4)
    assert found.correlation[0, 1] == pytest.approx(0.6087947175381521, rel=1e-3)


def smoking_arms():
    arms = []
    for study, treatment, e, n in SMOKING:
        half = 0.5 if any(q == 0 for s, _, q, _ in SMOKING if s == study) else 0.0
        quits, others = e + half, n - e + half
        arms.append(Arm(study, treatment, math.log(quits / others), 1 / quits + 1 / others))
    return arms


def test_smoking_cessation_network():
    """Hasselblad (1998), 24 trials; metafor REML with one tau2: 0.4502, individual counselling 0.7090."""
    found = fit_network(contrasts_of(smoking_arms(), "N"), random=True)
    assert found.contrasts.treatments == ("N", "G", "I", "S")
    assert found.tau2 == pytest.approx(0.4502300843897266, rel=1e-6)
    effect, se = found.league()
    assert effect[2, 0] == pytest.approx(0.70900936507412, rel=1e-6)
    assert se[2, 0] == pytest.approx(0.1952506241098474, rel=1e-6)
    assert found.p_scores() == pytest.approx([0.04111321, 0.84740790, 0.71552406, 0.39595482], abs=1e-6)


def test_common_effect_network_and_its_q():
    found = fit_network(contrasts_of(smoking_arms(), "N"), random=False)
    assert (found.Q, found.Q_df) == (pytest.approx(202.6188712129787, rel=1e-10), 23)


def test_a_network_in_two_parts_is_refused():
    arms = [Arm("1", "A", 0, 1), Arm("1", "B", 0, 1), Arm("2", "C", 0, 1), Arm("2", "D", 0, 1)]
    with pytest.raises(NotEstimable, match="not connected"):
        contrasts_of(arms, "A")
