"""Mantel-Haenszel and Peto on the BCG trials and on sparse tables (metafor, RevMan 5 formulas)."""

import math

import numpy as np
import pytest

from synthesis.stats import InputError, NotEstimable, evaluate, glmm
from synthesis.stats import mantel_haenszel as mh
from tests.synthesis.stats.data import BCG, columns

TABLES = [np.array([row[name] for row in BCG], dtype=float) for name in ("e1", "n1", "e2", "n2")]


@pytest.mark.parametrize(
    ("measure", "estimate", "se"),
    [
        ("OR", -0.4734109883885855, 0.04100777840423144),
        ("RR", -0.4537096046837539, 0.03933736687129438),
        ("RD", -0.0032881818326129996, 0.00028665674852737364),
    ],
)
def test_bcg(measure, estimate, se):
    found = mh.mantel_haenszel(measure, *TABLES)
    assert (found.estimate, found.se) == pytest.approx((estimate, se), rel=1e-11)


def test_the_risk_difference_has_revmans_standard_error_too():
    assert mh.mantel_haenszel("RD", *TABLES).se_revman == pytest.approx(0.0002845159218969411, rel=1e-11)


def test_tests_over_the_strata():
    found = mh.stratified_tests(*TABLES, -0.4734109883885855, correct=True)
    assert (found.cochran, found.cmh) == pytest.approx((135.7087148551205, 135.68894372390628), rel=1e-10)
    assert (found.breslow_day, found.tarone) == pytest.approx((171.76536657939624, 171.75667299387146), rel=1e-10)


def test_everybody_with_the_event_gives_a_ratio_of_one_exactly():
    n1, n2 = np.array([20.0, 30.0]), np.array([21.0, 28.0])
    found = mh.mantel_haenszel("RR", n1, n1, n2, n2)
    assert (found.estimate, found.se) == (0.0, 0.0)


def test_no_event_at_all_gives_no_odds_ratio():
    none, n = np.zeros(2), np.array([20.0, 30.0])
    assert math.isnan(mh.mantel_haenszel("OR", none, n, none, n).estimate)


def test_an_unknown_measure_is_refused():
    with pytest.raises(InputError, match="Mantel-Haenszel pools OR, RR, RD, IRR, IRD"):
        mh.mantel_haenszel("SMD", *TABLES)


def test_peto_of_the_bcg_trials():
    found = evaluate(columns(BCG), "binary", "peto", {"measure": "PETO"})
    assert (found["estimate"], found["se"], found["Q"]) == pytest.approx(
        (-0.47444631094063633, 0.04065908074464828, 167.7301675114894), rel=1e-11
    )


def test_revmans_random_effects_uses_q_around_the_mantel_haenszel_estimate():
    call = {
        "measure": "OR",
        "model": "random",
        "tau2_estimator": "DL with Q around the Mantel-Haenszel estimate (RevMan 5 'M-H, Random')",
        "zero_cells": "0.5 in every cell of each study with a zero; double-zero studies dropped "
        "(for RD: zero cells corrected the same way)",
    }
    found = evaluate(columns(BCG), "binary", "mantel_haenszel", call)
    assert (found["tau2"], found["estimate"]) == pytest.approx((0.3682280518563327, -0.7475280792668494), rel=1e-10)


def test_rates_of_two_groups():
    """Rothman, Greenland & Lash: sums of x1 t2/T and x2 t1/T by hand for two strata."""
    x1, t1, x2, t2 = (np.array(v, dtype=float) for v in ((9, 6), (413, 263), (23, 24), (398, 252)))
    top = 9 * 398 / 811 + 6 * 252 / 515
    bottom = 23 * 413 / 811 + 24 * 263 / 515
    assert mh.mantel_haenszel("IRR", x1, t1, x2, t2).estimate == pytest.approx(math.log(top / bottom), rel=1e-13)


class TestOneStageModels:
    """BCG trials, odds ratio; metafor's rma.glmm with adaptive quadrature."""

    @pytest.mark.parametrize(
        ("build", "estimate", "se", "tau2"),
        [
            (glmm.unconditional_odds, -0.7450134661033385, 0.1755657993396442, 0.29489364758971803),
            (glmm.conditional_hypergeometric, -0.7538105090995869, 0.18007584760978854, 0.3116348822903102),
            (glmm.conditional_binomial, -0.7221169956233368, 0.1744019223013821, 0.2887103507313789),
        ],
    )
    def test_random_effects(self, build, estimate, se, tau2):
        found = glmm.fit_one_stage(build(*TABLES), random=True)
        assert (found.estimate, found.se, found.tau2) == pytest.approx((estimate, se, tau2), rel=1e-3)

    def test_common_effect(self):
        found = glmm.fit_one_stage(glmm.conditional_hypergeometric(*TABLES), random=False)
        expected = (-0.4771863931502184, 0.04122320171625537, -118.01689478182458)
        assert (found.estimate, found.se, found.loglik) == pytest.approx(expected, rel=5e-4)
        assert math.isnan(found.tau2)

    def test_homogeneous_tables_give_no_variance(self):
        same = [np.full(4, v, dtype=float) for v in (10, 100, 20, 100)]
        found = glmm.fit_one_stage(glmm.unconditional_odds(*same), random=True)
        assert found.tau2 == 0.0
        assert found.estimate == pytest.approx(math.log(10 * 80 / (90 * 20)), rel=1e-6)

    def test_no_table_is_refused(self):
        with pytest.raises(NotEstimable, match="no study is left"):
            glmm.fit_one_stage(glmm.one_group(np.zeros(0), np.zeros(0)), random=False)


class TestARiskDifferenceWithoutVariance:
    @pytest.mark.parametrize("events", [([400], [0]), ([0], [10])])
    def test_is_the_same_whichever_event_is_counted(self, events):
        tables = {"e1": events[0], "n1": [400], "e2": events[1], "n2": [10]}
        found = evaluate(tables, "binary", "mantel_haenszel", {"measure": "RD"})
        assert (abs(found["estimate"]), found["se"], found["stat"]) == (1.0, 0.0, None)
        assert [each["code"] for each in found["warnings"]] == ["zero_se"]

    def test_of_several_tables(self):
        tables = {"e1": [7, 30, 11], "n1": [7, 30, 11], "e2": [0, 0, 0], "n2": [3, 13, 7]}
        assert evaluate(tables, "binary", "mantel_haenszel", {"measure": "RD"})["se"] == 0.0

    def test_is_small_and_not_zero_where_one_table_differs(self):
        tables = {"e1": [400, 399], "n1": [400, 400], "e2": [0, 0], "n2": [10, 10]}
        swapped = tables | {"e1": [0, 1], "e2": [10, 10]}
        one, other = (
            evaluate(each, "binary", "mantel_haenszel", {"measure": "RD"})["se"] for each in (tables, swapped)
        )
        assert one == pytest.approx(other, rel=1e-9)
        assert one > 0


def test_tables_without_information_have_no_estimate_and_say_so():
    tables = {"e1": [0, 0], "n1": [10, 0], "e2": [0, 1], "n2": [10, 12]}
    found = evaluate(tables, "binary", "mantel_haenszel", {"measure": "OR"})
    assert (found["estimate"], found["se"], found["k_Q"]) == (None, None, 0)
    assert [each["code"] for each in found["excluded"]] == ["double_zero", "empty_arm"]
    assert found["warnings"][0]["text"].startswith("Not estimable")
