"""Numbers as figures print them: a true minus sign, no minus before zero, no false zero, no endless digits.

`print_number` writes effects, limits, arm data, variances and coefficients alike, in figures, tables and reports,
so that they cannot differ in a digit.
"""

import math
from collections.abc import Iterable

MINUS = "−"
MOST_DECIMALS = 7
"""Values that need more are written with an exponent."""
LARGEST = 1e6
"""From here on too."""
NOISE = 10
"""A difference so many decimals below the last printed one is a rounding error of a 0."""


def digits_for(values: Iterable[float], *, least: int = 2) -> int:
    """Decimals of a column: `least`, or where even its largest finite value is below 0.1 those that give this one
    three significant digits."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=1.0)
    if largest == 0 or largest >= 0.1:
        return least
    return max(least, 2 - math.floor(math.log10(largest)))


def print_number(value: float, digits: int) -> str:
    """A value with `digits` decimals, such as −0.42.

    One that these would round away keeps two significant digits (−0.0042), unless the second is a 0 (0.01);
    very small and very large ones have an exponent (1.20e−09, −1.83e+09).

    In a column whose decimals are too many to print, each value has three significant digits.
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0:
        return f"{0:.{digits}f}" if digits <= MOST_DECIMALS else "0"
    size = math.floor(math.log10(abs(value)))
    decimals = digits
    if digits > MOST_DECIMALS:
        decimals = max(2, 2 - size)
    elif abs(value) < 10.0**-digits:
        decimals = 1 - size
        if float(f"{value:.{decimals}f}") == float(f"{value:.{digits}f}"):
            decimals = digits
    exponent = decimals > MOST_DECIMALS or abs(value) >= LARGEST
    return (f"{value:.2e}" if exponent else f"{value:.{decimals}f}").replace("-", MINUS)


def print_difference(value: float, digits: int) -> str:
    """A difference; what only rounding kept from 0 is 0."""
    return print_number(0.0 if abs(value) < 10.0 ** -(digits + NOISE) else value, digits)


def print_ratio(value: float, digits: int) -> str:
    """A ratio with `digits` decimals, from 1000 none."""
    return print_number(value, 0 if value >= 1000 else digits)


def print_plain(value: float) -> str:
    """A number that somebody typed, as short as it is: −1, 0.5, 200."""
    return f"{value:g}".replace("-", MINUS)


def print_percent(value: float, digits: int = 1) -> str:
    """A share in percent, for instance 12.3%."""
    return f"{value:.{digits}f}%"


def print_spread(value: float) -> str:
    """A variance between studies: three decimals, below 0.01 two significant digits; 0 alone is "0"."""
    if value == 0:
        return "0"
    small = 0 < abs(value) < 0.01
    return print_number(value, 1 - math.floor(math.log10(abs(value))) if small else 3)


def print_i2(value: float) -> str:
    """I² in whole per cent; from 99 on with a decimal, so that 100% is printed of 100 alone."""
    if 99 < value < 100:
        return f"{min(value, 99.9):.1f}%"
    return f"{value:.0f}%"
