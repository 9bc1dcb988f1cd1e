"""Numbers as figures print them: a true minus sign, no minus before zero, no false zero.

The same functions write the figure and its table, so the two cannot differ in a digit.
"""

import math
from collections.abc import Iterable

MINUS = "−"


def digits_for(values: Iterable[float], *, least: int = 2, most: int = 6) -> int:
    """Decimals for differences: `least`, or more where even the largest finite value is below 0.1."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=1.0)
    if largest == 0 or largest >= 0.1:
        return least
    return max(least, min(most, 2 - math.floor(math.log10(largest))))


def print_difference(value: float, digits: int) -> str:
    """A difference with a fixed number of decimals, for instance −0.42."""
    if not math.isfinite(value):
        return _infinite(value)
    if abs(value) >= 1e6:
        return f"{value:.2e}".replace("-", MINUS, 1) if value < 0 else f"{value:.2e}"
    written = f"{value:.{digits}f}"
    if float(written) == 0:
        return written.lstrip("-")
    return written.replace("-", MINUS)


def print_ratio(value: float, digits: int) -> str:
    """A ratio with `digits` decimals; below 0.1 at least two significant digits, from 1000 none after the point."""
    if not math.isfinite(value):
        return _infinite(value)
    if value >= 1e6:
        return f"{value:.1e}"
    if value >= 1000:
        return f"{value:.0f}"
    if 0 < value < 10**-digits:
        needed = 1 - math.floor(math.log10(value))
        return f"{value:.{needed}f}" if needed <= 6 else f"{value:.1e}".replace("-", MINUS)
    return print_difference(value, digits)


def print_plain(value: float) -> str:
    """A number that somebody typed, as short as it is: −1, 0.5, 200."""
    return f"{value:g}".replace("-", MINUS)


def print_percent(value: float, digits: int = 1) -> str:
    """A share in percent, for instance 12.3%."""
    return f"{value:.{digits}f}%"


def print_spread(value: float) -> str:
    """A variance between studies: three decimals, below 0.01 two significant digits; 0 alone is "0"."""
    if not math.isfinite(value):
        return _infinite(value)
    if value == 0:
        return "0"
    if abs(value) >= 0.01:
        return f"{value:.3f}"
    digits = 1 - math.floor(math.log10(abs(value)))
    return f"{value:.{digits}f}" if digits <= 7 else f"{value:.1e}".replace("-", MINUS)


def print_i2(value: float) -> str:
    """I² in whole per cent; from 99 on with a decimal, so that 100% is printed of 100 alone."""
    if 99 < value < 100:
        return f"{min(value, 99.9):.1f}%"
    return f"{value:.0f}%"


def _infinite(value: float) -> str:
    return "∞" if value > 0 else f"{MINUS}∞"
