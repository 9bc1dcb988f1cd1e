"""Properties that hold for every data set: Hypothesis looks for one that breaks them."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from synthesis.stats.effect_sizes import compute
from synthesis.stats.linear_model import fit_model
from synthesis.stats.mantel_haenszel import mantel_haenszel
from synthesis.stats.multilevel import fit_multilevel
from synthesis.stats.pooling import pool
from synthesis.stats.robust import cr0
from synthesis.stats.sensitivity import all_subsets, cumulative, leave_one_out

pytestmark = pytest.mark.engine_free

effect = st.floats(-3, 3).map(lambda x: round(x, 3))
variance = st.floats(0.01, 2).map(lambda x: round(x, 3))
studies = st.lists(st.tuples(effect, variance), min_size=3, max_size=12)
methods = st.sampled_from(["DL", "HE", "HS", "SJ", "ML", "REML", "PM", "DLIT", "PMM"])
table = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)).filter(
    lambda t: t[0] + t[1] > 0 and t[2] + t[3] > 0
)


def arrays(rows):
    y, v = zip(*rows, strict=True)
    return np.array(y), np.array(v)


@settings(max_examples=60, deadline=None)
@given(studies, methods, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(rows, method, random):
    shuffled = rows[:]
    random.shuffle(shuffled)
    first, second = fit_model(*arrays(rows), method=method), fit_model(*arrays(shuffled), method=method)
    assert second.tau2 == pytest.approx(first.tau2, rel=1e-8, abs=1e-10)
    assert float(second.coef[0]) == pytest.approx(float(first.coef[0]), rel=1e-7, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(studies, methods, st.sampled_from([-100.0, -1.0, 0.01, 7.0]))
def test_scaling_effects_scales_the_result(rows, method, factor):
    y, v = arrays(rows)
    first, second = fit_model(y, v, method=method), fit_model(factor * y, factor**2 * v, method=method)
    assert second.tau2 == pytest.approx(factor**2 * first.tau2, rel=1e-7, abs=1e-9 * factor**2)
    assert float(second.coef[0]) == pytest.approx(factor * float(first.coef[0]), rel=1e-7, abs=1e-9 * abs(factor))


@settings(max_examples=60, deadline=None)
@given(studies, methods)
def test_shifting_effects_shifts_the_estimate_alone(rows, method):
    y, v = arrays(rows)
    first, second = fit_model(y, v, method=method), fit_model(y + 5, v, method=method)
    assert second.tau2 == pytest.approx(first.tau2, rel=1e-7, abs=1e-9)
    assert float(second.coef[0]) == pytest.approx(float(first.coef[0]) + 5, rel=1e-8)


@settings(max_examples=60, deadline=None)
@given(studies, methods)
def test_intervals_nest_and_the_ad_hoc_variant_is_never_narrower(rows, method):
    y, v = arrays(rows)
    assume(len(set(y.tolist())) > 1)
    narrow, wide = (pool(y, v, tau2=method, test="t", level=level) for level in (0.9, 0.99))
    assert wide.ci_lb < narrow.ci_lb <= narrow.estimate <= narrow.ci_ub < wide.ci_ub
    assert narrow.prediction.lb <= narrow.ci_lb
    plain, adhoc = (pool(y, v, tau2=method, test=test) for test in ("hksj", "hksj_adhoc"))
    assert adhoc.se >= plain.se


@settings(max_examples=60, deadline=None)
@given(studies)
def test_paule_mandel_and_empirical_bayes_agree(rows):
    first, second = (fit_model(*arrays(rows), method=method) for method in ("PM", "EB"))
    assert first.tau2 == second.tau2


@settings(max_examples=60, deadline=None)
@given(st.lists(table, min_size=1, max_size=6), st.sampled_from(["OR", "RR", "RD"]))
def test_swapping_the_groups_flips_the_sign(tables, measure):
    rows = [{"e1": a, "n1": a + b, "e2": c, "n2": c + d} for a, b, c, d in tables]
    swapped = [{"e1": c, "n1": c + d, "e2": a, "n2": a + b} for a, b, c, d in tables]
    first, second = compute("binary", rows, measure), compute("binary", swapped, measure)
    for y, z, v, w in zip(first.yi, second.yi, first.vi, second.vi, strict=True):
        assert (y is None) == (z is None)
        if y is not None:
            assert z == pytest.approx(-y, rel=1e-9, abs=1e-12)
            assert w == pytest.approx(v, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(table, min_size=1, max_size=6), st.sampled_from(["OR", "RD"]))
def test_counting_the_other_outcome_flips_the_sign(tables, measure):
    rows = [{"e1": a, "n1": a + b, "e2": c, "n2": c + d} for a, b, c, d in tables]
    other = [{"e1": b, "n1": a + b, "e2": d, "n2": c + d} for a, b, c, d in tables]
    first, second = compute("binary", rows, measure), compute("binary", other, measure)
    for y, z in zip(first.yi, second.yi, strict=True):
        assert (y is None) == (z is None)
        assert y is None or z == pytest.approx(-y, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(effect, variance), min_size=2, max_size=2), methods)
def test_leaving_one_of_two_out_leaves_the_other(rows, method):
    y, v = arrays(rows)
    found = leave_one_out(y, v, method)
    assert found.estimate == pytest.approx(y[::-1], rel=1e-12)
    assert found.se == pytest.approx(np.sqrt(v[::-1]), rel=1e-12)
    assert found.tau2.tolist() == [0.0, 0.0]


@settings(max_examples=40, deadline=None)
@given(studies, methods)
def test_the_last_cumulative_step_and_the_full_subset_are_the_whole_analysis(rows, method):
    y, v = arrays(rows[:8])
    whole = fit_model(y, v, method=method)
    _, subsets = all_subsets(y, v, method)
    for step in (cumulative(y, v, method).estimate[-1], subsets.estimate[0]):
        assert float(step) == pytest.approx(float(whole.coef[0]), rel=1e-7, abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(studies)
def test_three_levels_with_one_row_a_cluster_are_plain_reml(rows):
    y, v = arrays(rows)
    names = [str(i) for i in range(len(y))]
    plain, nested = fit_model(y, v), fit_multilevel(y, np.diag(v), names)
    assert nested.state.loglik == pytest.approx(plain.log_likelihood(restricted=True), abs=1e-8)
    assert sum(nested.components) == pytest.approx(plain.tau2, rel=1e-3, abs=1e-4)


@settings(max_examples=8, deadline=None)
@given(studies)
def test_a_sandwich_of_single_rows_is_the_hksj_variance_with_squared_weights(rows):
    y, v = arrays(rows)
    fit = fit_multilevel(y, np.diag(v), [str(i) for i in range(len(y))], within=False)
    w = np.diag(fit.state.W)
    by_hand = float((w**2 * fit.state.resid**2).sum() / w.sum() ** 2)
    assert float(cr0(fit.working(), fit.clusters)[0, 0]) == pytest.approx(by_hand, rel=1e-9, abs=1e-15)


@settings(max_examples=40, deadline=None)
@given(studies, st.integers(0, 11))
def test_a_study_of_no_weight_changes_nothing(rows, place):
    y, v = arrays(rows)
    heavy = fit_model(
        np.insert(y, min(place, len(y)), 99.0), np.insert(v, min(place, len(y)), 1e14), model="common"
    )
    plain = fit_model(y, v, model="common")
    assert float(heavy.coef[0]) == pytest.approx(float(plain.coef[0]), rel=1e-6, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(st.lists(table, min_size=1, max_size=6), st.sampled_from(["OR", "RR", "RD"]))
def test_mantel_haenszel_flips_with_the_groups(tables, measure):
    a, b, c, d = (np.array(column, dtype=float) for column in zip(*tables, strict=True))
    first = mantel_haenszel(measure, a, a + b, c, c + d)
    second = mantel_haenszel(measure, c, c + d, a, a + b)
    assert np.isnan(first.estimate) == np.isnan(second.estimate)
    if not np.isnan(first.estimate):
        assert second.estimate == pytest.approx(-first.estimate, rel=1e-9, abs=1e-12)
        assert second.se == pytest.approx(first.se, rel=1e-9, nan_ok=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(table, min_size=1, max_size=6), st.integers(2, 5), st.sampled_from(["OR", "RR", "RD"]))
def test_the_same_tables_repeated_keep_the_estimate_and_shrink_its_error(tables, times, measure):
    a, b, c, d = (np.array(column, dtype=float) for column in zip(*tables, strict=True))
    once = mantel_haenszel(measure, a, a + b, c, c + d)
    often = mantel_haenszel(measure, *(np.tile(x, times) for x in (a, a + b, c, c + d)))
    assume(not np.isnan(once.estimate))
    assert often.estimate == pytest.approx(once.estimate, rel=1e-9, abs=1e-12)
    assert often.se == pytest.approx(once.se / times**0.5, rel=1e-9)
