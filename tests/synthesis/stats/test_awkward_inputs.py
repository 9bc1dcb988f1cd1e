"""Inputs on which a comparison with metafor on random data sets once showed a wrong or untyped answer."""

import math

import numpy as np
import pytest

from synthesis.stats import evaluate
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.errors import NotEstimable
from synthesis.stats.gls import design_of
from synthesis.stats.linear_model import fit_model
from synthesis.stats.network import Arm, contrasts_of, fit_network
from synthesis.stats.pooling import pool
from synthesis.stats.selection import step_selection
from synthesis.stats.small_study import begg
from synthesis.stats.trim_and_fill import trim_and_fill

pytestmark = pytest.mark.engine_free


def test_two_studies_have_a_rank_correlation_but_no_normal_p_value():
    found = begg(np.array([0.1, 0.7]), np.array([0.02, 0.05]), exact=False)
    assert found.tau == 1.0
    assert math.isnan(found.pval)


def test_a_model_with_as_many_moderators_as_studies_is_refused():
    x = design_of(np.array([[1.0, 1.0], [1.0, 3.0]]))
    with pytest.raises(NotEstimable, match="2 coefficients and tau2 cannot be estimated from 2 studies"):
        fit_model(np.array([0.1, 0.5]), np.array([0.1, 0.2]), x, method="DL")
    assert fit_model(np.array([0.1, 0.5]), np.array([0.1, 0.2]), x, model="common").k == 2


def test_q0_says_where_it_has_no_value():
    y, v = np.array([0.4, 0.41, 0.42, 3.0]), np.array([4.0, 4.0, 4.0, 0.001])
    with pytest.raises(NotEstimable, match="Q0 has no value"):
        trim_and_fill(y, v, "Q0", "right")


def test_a_matched_table_with_a_missing_cell_has_no_effect():
    columns = {"a": [3, 3], "b": [5, 5], "c": [2, 2], "d": [7, None]}
    found = effect_arrays(columns, "paired_binary", "MPRR")
    assert found.yi[0] == pytest.approx(math.log(8 / 5))
    assert np.isnan(found.yi[1])


def test_a_selection_without_bound_is_refused():
    rng = np.random.default_rng(4)
    y = np.concatenate([[1.0], rng.normal(0.0, 0.1, 14)])
    with pytest.raises(NotEstimable, match="out of bounds"):
        step_selection(y, np.full(15, 0.01), [0.025], "greater")


def test_the_order_of_arms_does_not_matter_in_a_network():
    arms = [Arm("1", "B", 0.2, 0.1), Arm("1", "C", 0.5, 0.2), Arm("1", "D", 0.1, 0.1), Arm("2", "A", 0.0, 0.1)]
    arms += [Arm("2", "B", 0.4, 0.1), Arm("3", "A", 0.1, 0.2), Arm("3", "C", 0.9, 0.1), Arm("4", "A", 0.2, 0.1)]
    arms += [Arm("4", "D", 0.6, 0.3), Arm("5", "C", 0.2, 0.1), Arm("5", "D", 0.7, 0.1)]
    first, second = (fit_network(contrasts_of(rows, "A"), random=True) for rows in (arms, arms[::-1]))
    assert second.state.loglik == pytest.approx(first.state.loglik, rel=1e-9)
    assert second.tau2 == pytest.approx(first.tau2, rel=1e-6, abs=1e-9)


def test_the_mean_cv_of_both_arms_is_that_of_studies_with_both_arms():
    # metafor 3.8-1: escalc(measure = "ROM", vtype = "AVHO") on these rows.
    rows = {"m1": [3.05, 2.45], "sd1": [0.99, 1.07], "n1": [11, 76], "m2": [2.4, 4.31], "sd2": [1.08, 1.4]}
    found = effect_arrays(rows | {"n2": [9, None]}, "continuous", "ROM", variance="AVHO")
    assert found.vi[0] == pytest.approx(0.0293292400625443, rel=1e-12)


def test_effects_that_agree_but_for_rounding_have_no_hartung_knapp_error():
    """The weighted mean of equal effects can differ from them in the last bit: that is no spread."""
    yi = [math.log(3 / 7)] * 9
    vi = [0.1 + 0.037 * place for place in range(9)]
    found = pool(yi, vi, "random", "HSk", "hksj")
    assert found.se is None
    assert "hksj_zero" in [notice.code for notice in found.warnings]
    call = {"measure": "GEN", "model": "random", "test": "hksj", "tau2_estimator": "HSk"}
    exact = evaluate({"yi": yi, "vi": vi}, "generic", "pool", call)
    assert exact["se"] == 0
