"""Leave-one-out, cumulative, influence, Baujat and all subsets on the BCG trials, against metafor."""

import numpy as np
import pytest

from synthesis.stats import InputError, NotEstimable, evaluate, sensitivity
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.linear_model import fit_model
from tests.synthesis.stats.data import BCG, columns

EFFECTS = effect_arrays(columns(BCG), "binary", "RR")
Y, V = EFFECTS.yi, EFFECTS.vi


def test_leave_one_out():
    found = sensitivity.leave_one_out(Y, V, "REML")
    assert found.estimate[:3] == pytest.approx(
        [-0.7070837846992589, -0.654031200293526, -0.6855544108366168], rel=1e-9
    )
    assert found.se[7] == pytest.approx(0.17987768598057818, rel=1e-9)
    assert found.pval[0] == pytest.approx(0.00019744961680726573, rel=1e-8)


def test_leaving_one_of_two_out_leaves_the_other():
    found = sensitivity.leave_one_out(np.array([0.1, 0.7]), np.array([0.02, 0.05]), "DL")
    assert found.estimate.tolist() == [0.7, 0.1]
    assert found.tau2.tolist() == [0.0, 0.0]


def test_one_study_cannot_be_left_out():
    with pytest.raises(NotEstimable, match="at least two studies"):
        sensitivity.leave_one_out(np.array([0.1]), np.array([0.02]), None)


def test_the_last_cumulative_result_is_the_full_one():
    found = sensitivity.cumulative(Y, V, "REML")
    full = fit_model(Y, V, method="REML")
    assert found.k.tolist() == list(range(1, 14))
    assert (found.estimate[-1], found.tau2[-1]) == pytest.approx((float(full.coef[0]), full.tau2), rel=1e-10)


def test_influence():
    found = sensitivity.influence(fit_model(Y, V, method="REML"))
    assert found.rstudent[7] == pytest.approx(1.4500805245681012, rel=1e-8)
    assert found.dffits[3] == pytest.approx(-0.5200509884698562, rel=1e-8)
    assert found.cooks_d[3] == pytest.approx(0.2294816391157892, rel=1e-8)
    assert found.cov_ratio[5] == pytest.approx(1.240716427038805, rel=1e-8)
    assert found.tau2_deleted[0] == pytest.approx(0.33615670180362905, rel=1e-8)
    assert not found.influential.any()


def test_baujat():
    x, y = sensitivity.baujat(fit_model(Y, V, method="REML"))
    assert x[0] == pytest.approx(0.047818340546793195, rel=1e-8)
    assert y[3] == pytest.approx(0.23777364174548885, rel=1e-8)


def test_all_subsets_hold_the_full_and_the_single_ones():
    masks, found = sensitivity.all_subsets(Y[:4], V[:4], "DL")
    assert len(masks) == 15
    assert masks[0].tolist() == [1, 1, 1, 1]
    assert found.estimate[0] == pytest.approx(float(fit_model(Y[:4], V[:4], method="DL").coef[0]), rel=1e-12)
    assert found.estimate[-1] == pytest.approx(Y[0], rel=1e-14)


def test_too_many_subsets_are_refused():
    with pytest.raises(InputError, match="30 studies have too many subsets"):
        sensitivity.subset_masks(30)


class TestOtherIntervals:
    """leave1out() and cumul() of metafor 3.8-1 after rma(method = "DL", test = ...) on five studies."""

    COLUMNS = {"yi": [0.1, 0.4, 0.9, 1.4, 0.2], "vi": [0.02, 0.05, 0.1, 0.3, 0.03]}

    def ask(self, capability, test):
        call = {"model": "random", "tau2_estimator": "DL", "test": test}
        return evaluate(self.COLUMNS, "generic", capability, call)

    @pytest.mark.parametrize(
        ("test", "se", "low", "high"),
        [
            ("hksj", 0.2308608837, -0.1780550201, 1.2913497127),
            ("hksj_adhoc", 0.2308608837, -0.1780550201, 1.2913497127),
            ("t", 0.2121901518, -0.1186364182, 1.2319311108),
        ],
    )
    def test_leave_one_out(self, test, se, low, high):
        found = self.ask("leave_one_out", test)
        first = [found[name][0] for name in ("estimate", "se", "ci_lb", "ci_ub", "tau2")]
        assert first == pytest.approx([0.5566473463, se, low, high, 0.09744094488], rel=1e-8)

    def test_cumulative_ends_with_the_whole_and_begins_with_a_normal_interval(self):
        found = self.ask("cumulative", "hksj")
        ends = [found[name][-1] for name in ("se", "ci_lb", "ci_ub", "pval")]
        assert ends == pytest.approx([0.1929630164, -0.1226342848, 0.9488681598, 0.09898629887], rel=1e-8)
        assert found["ci_lb"][0] == pytest.approx(-0.1771807649, rel=1e-8)
        whole = self.ask("pool", "hksj")
        assert [found[name][-1] for name in ("estimate", "se", "ci_lb")] == pytest.approx(
            [whole[name] for name in ("estimate", "se", "ci_lb")], rel=1e-12
        )

    @pytest.mark.parametrize("capability", ["influence", "baujat", "gosh"])
    def test_diagnostics_refuse_it_by_name(self, capability):
        with pytest.raises(NotImplementedError, match="test = 'hksj' is not supported"):
            self.ask(capability, "hksj")

    def test_zero_cells_may_be_named(self):
        tables = {"e1": [0, 3, 5], "n1": [10, 20, 30], "e2": [2, 4, 9], "n2": [10, 20, 30]}
        rule = {"add": 0.1, "when": "all_studies"}
        call = {"measure": "OR", "model": "common", "zero_cells": rule}
        found, whole = (evaluate(tables, "binary", name, call) for name in ("cumulative", "pool"))
        assert found["estimate"][-1] == pytest.approx(whole["estimate"], rel=1e-12)
