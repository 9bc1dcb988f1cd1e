"""Arms combined into one group equal the group computed from its people."""

import random
import statistics

import pytest

from synthesis.extraction.combine import (
    Counts,
    Means,
    combine_counts,
    combine_means,
    glance_at_counts,
    glance_at_means,
)


def summary(people):
    return Means(statistics.fmean(people), statistics.stdev(people), len(people))


@pytest.mark.parametrize("seed", range(5))
def test_combined_means_equal_those_of_all_people_together(seed):
    chance = random.Random(seed)
    groups = [[chance.gauss(5 * g, 2) for _ in range(chance.randint(2, 30))] for g in range(chance.randint(2, 5))]
    everyone = summary([person for group in groups for person in group])
    combined = combine_means([summary(group) for group in groups])
    assert (combined.mean, combined.sd, combined.n) == pytest.approx((everyone.mean, everyone.sd, everyone.n))


def test_counts_are_added():
    assert combine_counts([Counts(3, 10), Counts(4, 20)]) == Counts(7, 30)


def test_no_arms_is_an_error():
    for combine in (combine_counts, combine_means):
        with pytest.raises(ValueError, match="no arms"):
            combine([])


def test_a_glance_gives_the_effect_with_its_interval():
    # RR = (8/12)/(3/12) = 2.667; SE(log) = sqrt(1/8 - 1/12 + 1/3 - 1/12) = 0.5401 (Handbook 6.4.1.1)
    assert (
        glance_at_counts(Counts(8, 12), Counts(3, 12)) == "67% against 25%; risk ratio 2.67 (95% CI 0.93 to 7.69)"
    )
    assert glance_at_counts(Counts(2, 12), Counts(0, 12)) == (
        "17% against 0%; no ratio without a correction, one cell being 0"
    )
    # MD = -1.5; SE = sqrt(1.5**2/20 + 2**2/21) = 0.5504
    assert glance_at_means(Means(2.5, 1.5, 20), Means(4, 2, 21)) == (
        "mean difference -1.50 (95% CI -2.58 to -0.42)"
    )


def test_a_glance_at_impossible_numbers_says_nothing():
    assert glance_at_counts(Counts(13, 12), Counts(3, 12)) == ""
    assert glance_at_means(Means(2.5, 0, 20), Means(4, 2, 21)) == ""
