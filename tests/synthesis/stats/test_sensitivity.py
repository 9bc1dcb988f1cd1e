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

    def test_all_subsets_refuse_it_by_name(self):
        with pytest.raises(NotImplementedError, match="test = 'hksj' is not supported"):
            self.ask("gosh", "hksj")

    def test_zero_cells_may_be_named(self):
        tables = {"e1": [0, 3, 5], "n1": [10, 20, 30], "e2": [2, 4, 9], "n2": [10, 20, 30]}
        rule = {"add": 0.1, "when": "all_studies"}
        call = {"measure": "OR", "model": "common", "zero_cells": rule}
        found, whole = (evaluate(tables, "binary", name, call) for name in ("cumulative", "pool"))
        assert found["estimate"][-1] == pytest.approx(whole["estimate"], rel=1e-12)


HARTUNG_KNAPP = {
    "hksj": {
        "rstudent": [0.1333674927944425, -1.084407440978769, 2.628516755528074],
        "dffits": [0.05511011221916527, -0.4194355598985434, 1.303025308761806],
        "cooks_d": [0.003671341394667475, 0.1698112643587331, 0.7698363434019974],
        "cov_ratio": [1.383460509326211, 1.110732465932853, 0.5766448523278075],
        "dfbetas": [0.05431584894557256, -0.4192677637660449, 1.297383646033271],
        "y": [0.002653737761156286, 0.1528822372326324, 1.335026819877628],
    },
    "hksj_adhoc": {
        "rstudent": [0.1333674927944425, -1.027912945085718, 1.868172042981759],
        "dffits": [0.05511011221916527, -0.3975841785628528, 0.926102315310305],
        "cooks_d": [0.003423281721349976, 0.158337712260407, 0.7178211992561521],
        "cov_ratio": [1.28998493048476, 1.152655809283181, 1.064422514093124],
        "dfbetas": [0.05431584894557256, -0.3974251241242601, 0.9220926027744363],
        "y": [0.002653737761156286, 0.137367730232388, 0.6743761896728834],
    },
}
"""influence(), baujat() of metafor on the first six trials, DL, test "knha" and "adhoc": trials 1, 2 and 5."""
SIX = {"yi": Y[:6].tolist(), "vi": V[:6].tolist()}


@pytest.mark.parametrize("test", HARTUNG_KNAPP)
def test_influence_under_a_hartung_knapp_test(test):
    call = {"model": "random", "tau2_estimator": "DL", "test": test}
    found = evaluate(SIX, "generic", "influence", call) | evaluate(SIX, "generic", "baujat", call)
    for name, expected in HARTUNG_KNAPP[test].items():
        assert [found[name][place] for place in (0, 1, 4)] == pytest.approx(expected, rel=1e-9), name
    assert found["influential"] == [False, False, False, True, True, False]
    plain = evaluate(SIX, "generic", "influence", call | {"test": "z"})
    same = ("tau2_deleted", "Q_deleted", "hat", "rstandard")
    assert [found[name] for name in same] == [plain[name] for name in same]


def test_influence_by_t_is_that_by_z():
    call = {"model": "random", "tau2_estimator": "DL"}
    by_t = evaluate(SIX, "generic", "influence", call | {"test": "t"})
    assert by_t == evaluate(SIX, "generic", "influence", call)


def test_influence_of_two_studies_is_scaled_by_both_alone():
    """metafor: influence(rma(yi, vi, data = dat[1:2, ], method = "DL", test = "knha"))."""
    two = {name: values[:2] for name, values in SIX.items()}
    found = evaluate(two, "generic", "influence", {"model": "random", "tau2_estimator": "DL", "test": "hksj"})
    assert found["cooks_d"] == pytest.approx([0.5976, 1.6733], abs=5e-5)
    assert found["cov_ratio"] == pytest.approx([1.7152, 2.8699], abs=5e-5)
    assert found["rstudent"] == pytest.approx([0.9651, -0.9651], abs=5e-5)


def test_influence_where_the_other_studies_agree_is_infinite():
    alike = {"yi": [0.3, 0.3, 0.3, 0.9], "vi": [0.02, 0.03, 0.05, 0.04]}
    found = evaluate(alike, "generic", "influence", {"model": "random", "tau2_estimator": "DL", "test": "hksj"})
    assert (found["dffits"][3], found["rstudent"][3]) == ("Infinity", "Infinity")
    assert found["influential"][3] is True
