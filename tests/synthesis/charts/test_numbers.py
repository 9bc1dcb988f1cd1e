"""Numbers as figures print them."""

import math

import pytest

from synthesis.charts.numbers import (
    digits_for,
    print_difference,
    print_i2,
    print_number,
    print_percent,
    print_ratio,
    print_spread,
)


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [
        (0.4894, 2, "0.49"),
        (-1.005, 1, "−1.0"),
        (-0.001, 2, "−0.0010"),
        (0.00998, 2, "0.01"),
        (-0.01, 2, "−0.01"),
        (0.0098, 2, "0.0098"),
        (0.0, 2, "0.00"),
        (-1e-17, 2, "0.00"),
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
        (1.2e-9, "1.20e−09"),
        (0.0, "0.00"),
        (1234.5, "1234"),
        (2.5e7, "2.50e+07"),
        (math.inf, "∞"),
    ],
)
def test_ratios_never_print_a_false_zero(value, printed):
    assert print_ratio(value, 2) == printed


WRITTEN = {
    1e-9: "1.20e−09", 1e-8: "1.20e−08", 1e-7: "1.20e−07", 1e-6: "1.20e−06", 1e-5: "0.0000120", 1e-4: "0.000120",
    1e-3: "0.00120", 1e-2: "0.0120", 1e-1: "0.12", 1.0: "1.20", 1e3: "1200.00", 1e5: "120000.00", 1e6: "1.20e+06",
    1e9: "1.20e+09", 1e12: "1.20e+12",
}  # fmt: skip


@pytest.mark.parametrize("scale", WRITTEN)
@pytest.mark.parametrize("sign", [1, -1])
def test_one_function_prints_every_scale(scale, sign):
    value = sign * 1.2 * scale
    assert print_number(value, digits_for([value])) == ("−" if sign < 0 else "") + WRITTEN[scale]


@pytest.mark.parametrize("scale", [10.0**power for power in range(-9, 13)])
@pytest.mark.parametrize("share", [1.0, 0.37, 0.0042])
def test_what_is_printed_has_its_sign_and_is_close_at_any_scale(scale, share):
    """`share` of the largest value of a column, as a limit may be near 0."""
    digits = digits_for([1.2 * scale])
    for printer in (print_number, print_difference):
        for value in (share * scale, -share * scale):
            written = printer(value, digits)
            assert float(written.replace("−", "-")) == pytest.approx(value, rel=0.05, abs=0.5 * 10.0**-digits), (
                written
            )
            assert float(written.replace("−", "-")) != 0
            assert written.startswith("−") == (value < 0)


@pytest.mark.parametrize("printer", [print_spread, lambda value: print_ratio(value, 2)])
@pytest.mark.parametrize("scale", [10.0**power for power in range(-9, 13)])
def test_variances_and_ratios_are_short_and_close_at_any_scale(printer, scale):
    written = printer(3.456 * scale)
    assert float(written.replace("−", "-")) == pytest.approx(3.456 * scale, rel=0.03, abs=0.005 * (scale == 0.01))
    assert len(written) <= 10


def test_a_column_of_tiny_values_prints_its_larger_ones_plainly():
    digits = digits_for([3e-7])
    assert [print_number(value, digits) for value in (3e-7, -2.5, 0.0, 0.0004)] == [
        "3.00e−07", "−2.50", "0", "0.000400",
    ]  # fmt: skip


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
        (4.56e-6, "0.0000046"), (4.56e-9, "4.56e−09"), (250.0, "250.000"),
        (1.1841710433414230016e19, "1.18e+19"),
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
