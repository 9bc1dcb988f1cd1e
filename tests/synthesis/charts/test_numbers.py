"""Numbers as figures print them."""

import math

import pytest

from synthesis.charts.numbers import (
    digits_for,
    print_difference,
    print_i2,
    print_percent,
    print_ratio,
    print_spread,
)


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.4894, 2, "0.49"),
        (-1.005, 1, "−1.0"),
        (-0.001, 2, "0.00"),
        (0.0, 2, "0.00"),
        (-2500000, 2, "−2.50e+06"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
    ],
)
def test_differences(value, digits, printed):
    assert print_difference(value, digits) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.4894, "0.49"),
        (12.5, "12.50"),
        (0.00342, "0.0034"),
        (0.0000121, "0.000012"),
        (1.2e-9, "1.2e−09"),
        (0.0, "0.00"),
        (1234.5, "1234"),
        (2.5e7, "2.5e+07"),
        (math.inf, "∞"),
    ],
)
def test_ratios_never_print_a_false_zero(value, printed):
    assert print_ratio(value, 2) == printed


def test_small_scales_get_more_decimals():
    assert digits_for([0.5, -12.0]) == 2
    assert digits_for([0.0213, -0.004]) == 4
    assert digits_for([]) == 2
    assert digits_for([0.0]) == 2


def test_percent():
    assert print_percent(5.06) == "5.1%"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0, "0"), (1.23456, "1.235"), (0.0312, "0.031"), (0.01, "0.010"), (0.0096, "0.0096"),
        (0.00012345, "0.00012"),
        (4.56e-6, "0.0000046"), (4.56e-9, "4.6e−09"), (250.0, "250.000"),
    ],
)  # fmt: skip
def test_a_variance_between_studies_keeps_two_significant_digits(value, printed):
    assert print_spread(value) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.0, "0%"), (42.4, "42%"), (99.0, "99%"), (99.5, "99.5%"), (99.99, "99.9%"), (100.0, "100%")],
)
def test_i2_is_100_per_cent_only_where_it_is(value, printed):
    assert print_i2(value) == printed
