"""Axes: round ticks, limits that show the data, values in their place."""

import math

import pytest

from synthesis.charts.axis import build_axis, linear_ticks, log_ticks, tick_label


def axis(core, reach=(), *, log=False, limits=None):
    return build_axis(core, reach, left=0, right=100, log=log, limits=limits)


def test_ratios_get_one_two_five():
    assert log_ticks(0.07, 7) == (0.1, 0.2, 0.5, 1, 2, 5)


def test_wide_ratios_get_powers_of_ten_and_huge_ones_some_of_them():
    assert log_ticks(0.001, 1000) == (0.001, 0.01, 0.1, 1, 10, 100, 1000)
    assert log_ticks(1e-6, 1e6) == (1e-6, 1e-4, 1e-2, 1, 1e2, 1e4, 1e6)


def test_a_narrow_range_of_ratios_gets_plain_steps():
    assert log_ticks(0.9, 1.12) == (0.9, 0.95, 1.0, 1.05, 1.1)


def test_differences_get_multiples_of_one_two_or_five():
    assert linear_ticks(-2.1, 1.3) == (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0)
    assert linear_ticks(-40, 12) == (-40, -30, -20, -10, 0, 10)


def test_tick_labels_have_equal_decimals_on_differences_and_no_trailing_zeros_on_ratios():
    assert [tick_label(t, (-0.5, 0.0, 0.5), False) for t in (-0.5, 0.0, 0.5)] == ["−0.5", "0.0", "0.5"]
    assert [tick_label(t, (0.5, 1, 2), True) for t in (0.5, 1, 2)] == ["0.5", "1", "2"]


def test_a_log_axis_puts_a_half_and_a_double_equally_far_from_one():
    scale = axis([1], limits=(0.25, 4), log=True)
    assert scale.x(1) == pytest.approx(50)
    assert scale.x(2) - 50 == pytest.approx(50 - scale.x(0.5))


def test_values_beyond_the_axis_end_at_its_edge():
    scale = axis([1], limits=(0.25, 4), log=True)
    assert [scale.x(0.0), scale.x(-3.0), scale.x(math.inf)] == [0, 0, 100]


def test_all_estimates_are_shown_and_one_vague_interval_does_not_flatten_them():
    scale = axis([-1, 0, 1], [(-1.5, -0.5), (-0.5, 0.5), (-900, 900)])
    assert scale.low <= -1.5
    assert scale.high >= 1
    assert scale.high - scale.low < 10


def test_an_axis_is_possible_without_any_spread():
    assert axis([0.0]).low < 0 < axis([0.0]).high
    assert axis([1.0], log=True).low < 1 < axis([1.0], log=True).high
    assert axis([], log=True).low > 0


def test_limits_that_make_no_axis_are_refused():
    with pytest.raises(ValueError, match="Axis limits 2 to 1"):
        axis([1], limits=(2, 1))
    with pytest.raises(ValueError, match="for ratios, be above 0"):
        axis([1], limits=(0, 1), log=True)
