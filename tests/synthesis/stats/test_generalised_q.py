"""The generalised Q estimators on the BCG trials (risk ratio), against metafor run to machine precision."""

import numpy as np
import pytest
from scipy import integrate, stats

from synthesis.stats import InputError, analyse, evaluate
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.generalised_q import share_below
from synthesis.stats.gls import batch_of, design_of
from synthesis.stats.heterogeneity import generalised_q_interval
from synthesis.stats.linear_model import fit_model
from synthesis.stats.pooling import pool
from synthesis.stats.tau2 import estimate
from tests.synthesis.stats.data import BCG, columns

EFFECTS = effect_arrays(columns(BCG), "binary", "RR")
WEIGHTS = {
    "1/SE": 1 / np.sqrt(EFFECTS.vi),
    "participants": np.array([row["n1"] + row["n2"] for row in BCG], dtype=float),
    "1/v": 1 / EFFECTS.vi,
}
METAFOR = {
    ("GENQ", "1/SE"): (0.3154955141215746, 0.178373352846584, 0.2073940246745533, 0.2080127481661218),
    ("GENQM", "1/SE"): (0.3500428108922731, 0.1959358470674836, 0.2177706186886885, 0.2101950164804695),
    ("GENQ", "participants"): (0.2391454068820895, 0.1961675325356215, 0.2771904097224312, 0.3070843503095333),
    ("GENQM", "participants"): (0.3041958096802974, 0.246054530321944, 0.3114858986056467, 0.3166081214418131),
    ("GENQ", "1/v"): (0.3087602628623762, 0.2298699925110258, 0.2835443513552498, 0.286644899400347),
    ("GENQM", "1/v"): (0.3828094964810857, 0.2834668633160913, 0.3150961150359174, 0.2941053581186546),
}
"""tau2, its SE, and the SE of the weighted mean by z and by Hartung-Knapp: rma(yi, vi, weights, method, test)."""
ESTIMATES = {"1/SE": -0.5882908068697332, "participants": -0.2355820132880941, "1/v": -0.4302851636540909}
INTERVALS = {
    "1/SE": (0.1220455383518843, 1.139958021680419),
    "participants": (0.06819360213929188, 1.476318377796912),
    "1/v": (0.1010500694520368, 1.636088201074771),
}
"""The roots of metafor's own equation to 1e-15; its confint() stops at about 1e-5."""


def asked(weights, **call):
    columns_ = {"yi": EFFECTS.yi.tolist(), "vi": EFFECTS.vi.tolist(), "w": list(weights)}
    return columns_, "generic", call.pop("capability", "pool"), {"model": "random", "weights": "w"} | call


@pytest.mark.parametrize(("method", "name"), METAFOR)
def test_pooling_with_the_weights_of_the_call_is_metafors(method, name):
    tau2, tau2_se, se, hksj_se = METAFOR[method, name]
    found = evaluate(*asked(WEIGHTS[name], tau2_estimator=method, test="z"))
    assert [found[key] for key in ("tau2", "tau2_se", "estimate", "se")] == pytest.approx(
        [tau2, tau2_se, ESTIMATES[name], se], rel=1e-9
    )
    scaled = evaluate(*asked(WEIGHTS[name], tau2_estimator=method, test="hksj"))
    assert (scaled["se"], scaled["df"]) == (pytest.approx(hksj_se, rel=1e-9), 12)
    assert found["weights"] == WEIGHTS[name].tolist()
    assert found["weights_pct"] == pytest.approx((100 * WEIGHTS[name] / WEIGHTS[name].sum()).tolist())


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_interval_of_tau2_is_metafors(name):
    call = {"capability": "heterogeneity_ci", "method": "generalised-Q"}
    found = evaluate(*asked(WEIGHTS[name], **call)[:3], {"method": "generalised-Q", "weights": "w"})
    assert (found["tau2_lb"], found["tau2_ub"]) == pytest.approx(INTERVALS[name], rel=1e-9)


def test_without_one_study_the_weights_of_the_others_stay():
    found = evaluate(*asked(WEIGHTS["1/SE"], capability="leave_one_out", tau2_estimator="GENQ"))
    assert [found[key][0] for key in ("estimate", "se", "tau2")] == pytest.approx(
        [-0.5804571964146861, 0.2171605327855526, 0.332786314689041], rel=1e-9
    )


def test_moderators_take_the_same_weights():
    """rma(yi, vi, mods = ~ ablat, weights = 1/sqrt(vi), method = "GENQ"), and "GENQM" with its limits."""
    design = design_of(np.column_stack([np.ones(13), [row["ablat"] for row in BCG]]))
    options = {"weights": WEIGHTS["1/SE"], "weighted_mean": True}
    fit = fit_model(EFFECTS.yi, EFFECTS.vi, design, method="GENQ", **options)
    assert [fit.tau2, *fit.coef, *fit.se] == pytest.approx(
        [0.1111707595000685, 0.2876089641536113, -0.02927118592657851, 0.3104869048083101, 0.008788681280915879],
        rel=1e-9,
    )
    fit = fit_model(EFFECTS.yi, EFFECTS.vi, design, method="GENQM", **options)
    assert fit.tau2 == pytest.approx(0.1247864079004349, rel=1e-9)
    interval = generalised_q_interval(fit.batch, WEIGHTS["1/SE"])
    assert (interval.lb, interval.ub) == pytest.approx((0.01256492624155986, 0.5177085450907433), rel=1e-9)


def test_the_weights_may_be_for_tau2_alone():
    found = evaluate(*asked(WEIGHTS["1/SE"], tau2_estimator="GENQ", mean_weights="inverse variance"))
    w = 1 / (EFFECTS.vi + METAFOR["GENQ", "1/SE"][0])
    assert (found["estimate"], found["se"]) == pytest.approx(
        ((w * EFFECTS.yi).sum() / w.sum(), w.sum() ** -0.5), rel=1e-9
    )
    assert pool(EFFECTS.yi, EFFECTS.vi, tau2="GENQ").estimate == pytest.approx(found["estimate"], rel=1e-12)


def test_the_estimator_needs_a_column_of_positive_weights():
    columns_, kind, capability, call = asked(WEIGHTS["1/SE"], tau2_estimator="GENQ")
    for wrong in ({"weights": None}, {"weights": "other"}):
        with pytest.raises(InputError) as refusal:
            evaluate(columns_, kind, capability, call | wrong)
        assert refusal.value.field == "weights"
    with pytest.raises(InputError) as refusal:
        evaluate(columns_ | {"w": [-1.0, *columns_["w"][1:]]}, kind, capability, call)
    assert (refusal.value.field, refusal.value.row) == ("weights", 0)
    with pytest.raises(NotImplementedError):
        evaluate(columns_, kind, "gosh", call)


def test_a_study_without_a_weight_is_left_out_and_named():
    columns_, kind, capability, call = asked(WEIGHTS["1/SE"], tau2_estimator="GENQ")
    found = evaluate(columns_ | {"w": [None, *columns_["w"][1:]]}, kind, capability, call)
    assert (found["k"], [each["code"] for each in found["excluded"]]) == (12, ["no_weight"])
    assert found["estimate"] == pytest.approx(-0.5804571964146861, rel=1e-9)


def test_an_analysis_takes_one_over_the_standard_error_and_says_so():
    result = analyse(BCG, "binary", "RR", tau2="GENQM")
    assert result.pooled.heterogeneity.tau2 == pytest.approx(METAFOR["GENQM", "1/SE"][0], rel=1e-9)
    assert "median-unbiased generalised Q (weights 1/SE) estimator" in result.method
    assert "the interval of τ² is by the generalised Q-profile method" in result.method
    assert result.pooled.heterogeneity.tau2_lb == pytest.approx(INTERVALS["1/SE"][0], rel=1e-9)


def alone(q, values):
    """P(sum of values times chi-squares of one df <= q): no column is estimated."""
    return share_below(q, np.asarray(values, float), np.zeros(len(values)), np.zeros((len(values), 0)))


@pytest.mark.parametrize("df", [1, 2, 7, 40, 300])
def test_equal_shares_give_the_chi_square_distribution(df):
    for q in stats.chi2.ppf([0.001, 0.025, 0.5, 0.975, 0.999], df):
        assert alone(q, [1.0] * df) == pytest.approx(stats.chi2.cdf(q, df), abs=1e-11)


@pytest.mark.parametrize("great", [10.0, 1e3, 1e6])
def test_one_great_share_among_many_small_ones(great):
    for q in (280.0, 500.0, 3000.0):
        whole = integrate.quad(
            lambda z, q=q: 2 * stats.norm.pdf(z) * stats.chi2.cdf(q - great * z * z, 300),
            0, (q / great) ** 0.5, epsabs=1e-13, limit=400,
        )[0]  # fmt: skip
        assert alone(q, [great] + [1.0] * 300) == pytest.approx(whole, abs=1e-11)


def test_half_of_all_estimates_lie_below_the_true_value():
    rng = np.random.default_rng(5)
    v = np.exp(rng.uniform(-4, 0, 6))
    y = rng.normal(0, np.sqrt(v + 0.3), (60, 6))
    below = (estimate(batch_of(y, np.broadcast_to(v, y.shape)), "GENQM") < 0.3).mean()
    assert 0.4 < below < 0.6


@pytest.mark.parametrize("factor", [1e-300, 1e-200, 1e160, 1e300])
@pytest.mark.parametrize("method", ["GENQ", "GENQM"])
def test_weights_have_no_scale(method, factor):
    names = ("tau2", "tau2_se", "estimate", "se", "Q")
    found, scaled = (
        evaluate(*asked(WEIGHTS["1/SE"] * by, tau2_estimator=method, test="z")) for by in (1.0, factor)
    )
    assert [scaled[name] for name in names] == pytest.approx([found[name] for name in names], rel=1e-12)
    batch = batch_of(EFFECTS.yi, EFFECTS.vi)
    first, second = (generalised_q_interval(batch, WEIGHTS["1/SE"] * by) for by in (1.0, factor))
    assert (second.lb, second.ub) == pytest.approx((first.lb, first.ub), rel=1e-9)


@pytest.mark.parametrize("method", ["GENQ", "GENQM"])
def test_weights_beside_which_others_vanish_are_refused(method):
    weights = np.ones(len(BCG))
    weights[4] = 1e300
    with pytest.raises(InputError, match="1e\\+300 is more than 1e\\+09 times the smallest one, 1") as refusal:
        evaluate(*asked(weights, tau2_estimator=method, test="z"))
    assert (refusal.value.row, refusal.value.field) == (4, "weights")
