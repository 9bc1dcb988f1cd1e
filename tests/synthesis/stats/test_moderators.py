"""Meta-regression and subgroups on the BCG trials, against metafor."""

import json
import random
from fractions import Fraction

import numpy as np
import pytest

from synthesis.stats import InputError, NotEstimable, evaluate, gls, subgroups
from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.gls import batch_of, design_of, fit
from synthesis.stats.meta_regression import MetaRegression, moderators_of, regress
from tests.synthesis.stats.data import BCG, columns

EFFECTS = effect_arrays(columns(BCG), "binary", "RR")
ALLOCATION = ["random"] * 4 + ["alternate"] * 2 + ["random"] * 3 + ["systematic"] * 4
COLUMNS = columns(BCG) | {"alloc": ALLOCATION}


def regression(names, **options):
    return regress(EFFECTS.yi, EFFECTS.vi, moderators_of(COLUMNS, names, EFFECTS.usable), **options)


def test_absolute_latitude_explains_three_quarters_of_the_heterogeneity():
    found = regression(["ablat"]).result()
    assert found.terms == ("intrcpt", "ablat")
    assert found.coef == pytest.approx((0.2514682100073702, -0.029101725011649694), rel=1e-9)
    assert found.se == pytest.approx((0.2490953966167596, 0.007195327220904366), rel=1e-9)
    assert (found.QM, found.QM_df) == (pytest.approx(16.358232147165243, rel=1e-9), (1, None))
    assert (found.R2, found.QE_df) == (pytest.approx(75.626621811623, rel=1e-8), 11)


def test_knapp_hartung_tests_with_an_f_statistic():
    found = regression(["ablat"], test="hksj").result()
    assert (found.QM, found.QM_df) == (pytest.approx(12.590982884426774, rel=1e-9), (1, 11))
    assert found.QM_pval == pytest.approx(0.004565051541539696, rel=1e-9)


def test_prediction_at_a_latitude():
    found = regression(["ablat"]).predict([1, 44])
    assert (found["pred"], found["se"]) == pytest.approx((-1.0290076905052163, 0.1403711748381947), rel=1e-9)
    assert (found["pi_lb"], found["pi_ub"]) == pytest.approx((-1.636444864625947, -0.4215705163844856), rel=1e-9)


def test_texts_become_columns_against_the_first_level_in_sorted_order():
    assert regression(["ablat", "alloc"]).moderators.terms == ("intrcpt", "ablat", "allocrandom", "allocsystematic")


def test_a_chosen_reference_level():
    found = moderators_of(COLUMNS, ["alloc"], EFFECTS.usable, {"alloc": "random"})
    assert found.terms == ("intrcpt", "allocalternate", "allocsystematic")


def test_rows_without_the_moderator_are_left_out():
    holes = COLUMNS | {"ablat": [None, *COLUMNS["ablat"][1:]]}
    found = moderators_of(holes, ["ablat"], EFFECTS.usable)
    assert found.complete.tolist() == [False] + [True] * 12


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("flat", [7.0] * 13, "the same in all studies"),
        ("double", [2 * row["ablat"] for row in BCG], "linearly dependent"),
    ],
)
def test_moderators_that_say_nothing_new_are_refused(name, values, text):
    found = moderators_of(COLUMNS | {name: values}, ["ablat", name], EFFECTS.usable)
    with pytest.raises(InputError, match=text):
        regress(EFFECTS.yi, EFFECTS.vi, found)


def test_more_coefficients_than_studies_are_refused():
    with pytest.raises(InputError, match="3 coefficients cannot be estimated from 2 studies"):
        design_of(np.array([[1.0, 2.0, 3.0], [1.0, 3.0, 5.0]]))


def test_an_unknown_column_is_named():
    with pytest.raises(InputError, match="field altitude: there is no such column"):
        moderators_of(COLUMNS, ["altitude"], EFFECTS.usable)


def test_the_record_survives_json():
    found = regression(["ablat"]).result()
    assert MetaRegression.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_an_uncentred_year_costs_no_digits():
    """Q of the regression on the year in exact rational arithmetic."""
    years = [1948, 1949, 1960, 1977, 1973, 1953, 1973, 1980, 1968, 1961, 1974, 1969, 1976]
    y, w = [Fraction(v) for v in EFFECTS.yi], [1 / Fraction(v) for v in EFFECTS.vi]
    total = sum(w)
    mean_x = sum(a * b for a, b in zip(w, years, strict=True)) / total
    mean_y = sum(a * b for a, b in zip(w, y, strict=True)) / total
    sxx = sum(a * (x - mean_x) ** 2 for a, x in zip(w, years, strict=True))
    sxy = sum(a * (x - mean_x) * (b - mean_y) for a, x, b in zip(w, years, y, strict=True))
    syy = sum(a * (b - mean_y) ** 2 for a, b in zip(w, y, strict=True))
    exact = float(syy - sxy**2 / sxx)
    design = design_of(np.column_stack([np.ones(13), years]))
    assert batch_of(EFFECTS.yi, EFFECTS.vi, design).fit().rss()[0] == pytest.approx(exact, rel=1e-13)


class TestSubgroups:
    levels = ("alternate", "random", "systematic")

    def test_separate_tau2(self):
        """metafor DL: Q between 1.5368, 2 df, p 0.4638; the random group -1.0042."""
        found = subgroups.separate(EFFECTS.yi, EFFECTS.vi, ALLOCATION, self.levels, method="DL")
        assert (found.Q_between, found.pval) == pytest.approx((1.5367688720627526, 0.4637617001098431), rel=1e-9)
        assert float(found.fits[1].coef[0]) == pytest.approx(-1.004161353998235, rel=1e-10)
        assert found.Q_within == pytest.approx(132.36763826270757, rel=1e-10)

    def test_common_tau2(self):
        """metafor REML with the factor: tau2 0.3615, QM 1.7675."""
        found = subgroups.common(EFFECTS.yi, EFFECTS.vi, ALLOCATION, self.levels, method="REML")
        assert found.cells.tau2 == pytest.approx(0.36150366432402053, rel=1e-9)
        assert found.omnibus()[0] == pytest.approx(1.7675114019317075, rel=1e-8)
        assert found.R2 == 0.0

    def test_one_subgroup_is_no_comparison(self):
        with pytest.raises(NotEstimable, match="at least two subgroups"):
            subgroups.separate(EFFECTS.yi, EFFECTS.vi, ["a"] * 13, ["a"])


@pytest.mark.parametrize("ratio", [1e3, 1e5, 1e6, 1e8, 1e10, 1e12])
def test_one_study_far_more_precise_than_the_others_costs_no_digits(ratio):
    """DerSimonian-Laird with a moderator, beside the same in rational numbers."""
    dice = random.Random(3)
    y = [dice.gauss(0.3, 0.3) for _ in range(8)]
    v = [dice.uniform(0.02, 0.2) for _ in range(8)]
    v[5] = 0.05 / ratio
    x = [dice.gauss(0, 1) for _ in range(8)]
    q, trace = _exactly(y, v, x)
    tau2 = (q - 6) / trace
    call = {"moderators": "x", "model": "random", "test": "z", "level": 0.95, "tau2_estimator": "DL"}
    found = evaluate({"yi": y, "vi": v, "x": x}, "generic", "meta_regression", call)
    assert found["tau2"] == pytest.approx(float(tau2), rel=1e-9)
    assert found["I2"] == pytest.approx(float(100 * tau2 / (tau2 + 6 / trace)), rel=1e-9)


def test_traces_from_the_root_of_the_projection_are_those_from_differences(monkeypatch):
    dice = np.random.default_rng(5)
    design = design_of(np.column_stack([np.ones(9), dice.normal(size=(9, 2))]))
    y, w, a = dice.normal(size=(4, 9)), dice.uniform(0.5, 5, size=(4, 9)), dice.uniform(1, 2, size=(4, 9))
    w[0, 3] = 0  # a row left out
    plain = fit(y, w, design)
    expected = plain.trace_p(), plain.trace_pv(a), plain.trace_papb(a, a)
    monkeypatch.setattr(gls, "UNEVEN", 0.0)
    found = plain.trace_p(), plain.trace_pv(a), plain.trace_papb(a, a)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-11)


def _exactly(y, v, x):
    """Q and tr P of the weighted regression on x."""
    y, w, x = [list(map(Fraction, y)), [1 / Fraction(each) for each in v], list(map(Fraction, x))]
    s0, s1, s2 = (sum(a * b**power for a, b in zip(w, x, strict=True)) for power in range(3))
    t0, t1 = (sum(a * b**power * c for a, b, c in zip(w, x, y, strict=True)) for power in range(2))
    size = s0 * s2 - s1**2
    slope, cut = (s0 * t1 - s1 * t0) / size, (s2 * t0 - s1 * t1) / size
    q = sum(a * (c - cut - slope * b) ** 2 for a, b, c in zip(w, x, y, strict=True))
    return q, sum(a - a**2 * (s2 - 2 * s1 * b + s0 * b**2) / size for a, b in zip(w, x, strict=True))
