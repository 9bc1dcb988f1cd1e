"""Permutation tests of moderators and PET-PEESE on the BCG trials (Colditz et al. 1994)."""

import numpy as np
import pytest

from synthesis.stats.effect_sizes import effect_arrays
from synthesis.stats.errors import InputError, NotEstimable
from synthesis.stats.permutation import permutation_test
from synthesis.stats.pet_peese import pet_peese
from synthesis.stats.sensitivity import all_subsets, some_subsets
from tests.synthesis.stats.data import BCG, columns

pytestmark = pytest.mark.engine_free
EFFECTS = effect_arrays(columns(BCG), "binary", "RR")
Y, V = EFFECTS.yi, EFFECTS.vi
SIX = np.column_stack([np.ones(6), [r["ablat"] for r in BCG[:6]], [1948, 1949, 1960, 1977, 1973, 1953]])


@pytest.mark.parametrize(
    ("options", "arrangements"),
    [
        ({"method": "DL", "test": "z"}, (17, 98, 31)),
        ({"method": "DL", "test": "hksj"}, (17, 76, 31)),
        ({"model": "common"}, (31, 309, 31)),
    ],
)
def test_all_arrangements_of_six_trials(options, arrangements):
    # metafor 3.8-1, permutest(rma(yi, vi, mods = ~ ablat + year), exact = TRUE), counts out of 720.
    found = permutation_test(Y[:6], V[:6], SIX, **options)
    assert (found.arrangements, found.exact) == (720, True)
    assert [round(p * 720) for p in (*found.pval[1:], found.QM_pval)] == list(arrangements)


def test_random_arrangements_are_repeatable_and_near_the_exact_answer():
    first, second = (permutation_test(Y[:6], V[:6], SIX, method="DL", most=700, seed=3) for _ in range(2))
    assert first == second
    assert not first.exact
    assert first.pval[1] == pytest.approx(17 / 720, abs=0.02)


def test_without_a_moderator_or_a_spare_study_there_is_nothing_to_permute():
    with pytest.raises(InputError):
        permutation_test(Y, V, np.ones((13, 1)))
    with pytest.raises(NotEstimable):
        permutation_test(Y[:3], V[:3], SIX[:3])


def test_pet_peese_is_two_weighted_lines():
    # R 4.2, lm(yi ~ sqrt(vi), weights = 1/vi) and lm(yi ~ vi, weights = 1/vi).
    found = pet_peese(Y, V)
    assert found.pet.estimate == pytest.approx(-0.19092864236, rel=1e-9)
    assert found.pet.pval == pytest.approx(0.404183981706, rel=1e-9)
    assert found.peese.se == pytest.approx(0.157255291682, rel=1e-9)
    assert (found.chosen, found.few, found.result) == ("PET", True, found.pet)


def test_peese_is_chosen_where_pet_finds_an_effect():
    rng = np.random.default_rng(2)
    v = rng.uniform(0.01, 0.2, 40)
    found = pet_peese(rng.normal(1.0, np.sqrt(v)), v)
    assert (found.chosen, found.few) == ("PEESE", False)
    assert found.result.ci_lb < 1.0 < found.result.ci_ub


def test_drawn_subsets_are_among_all_subsets():
    masks, every = all_subsets(Y[:6], V[:6], "DL")
    known = dict(zip(map(tuple, masks.tolist()), every.estimate.tolist(), strict=True))
    drawn, found = some_subsets(Y[:6], V[:6], "DL", count=200)
    for mask, estimate in zip(drawn.tolist(), found.estimate.tolist(), strict=True):
        assert estimate == pytest.approx(known[tuple(mask)], rel=1e-12)
    assert len(set(map(tuple, drawn.tolist()))) > 40
