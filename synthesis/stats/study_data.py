"""Turning rows into checked numeric columns, refusing what cannot be true.

Missing values (None, "" or NaN) are allowed here: they lead to an exclusion with a reason, later.
Impossible values raise InputError naming the row and the field.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from synthesis.stats.errors import InputError
from synthesis.stats.measures import COLUMNS

COUNTS = {"e1", "e2", "x", "x1", "x2", "a", "b", "c", "d"}
SIZES = {"n1", "n2", "n"}
SPREADS = {"sd1", "sd2"}
TIMES = {"t1", "t2", "t"}
PARTS = {"binary": (("e1", "n1"), ("e2", "n2")), "proportion": (("x", "n"),)}


def is_missing(value: Any) -> bool:
    """None, blank text or NaN."""
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, float) and value != value)
    )


DECIMAL = re.compile(r"-?(0|[1-9]\d*)\.\d+")
"""Text that a spreadsheet may as well have held as a number; names with leading zeros are none."""


def label_of(value: Any, *, row: int | None = None, field: str | None = None) -> str | None:
    """A name of a study, cluster, level or treatment as text, None where missing.

    1, 1.0 and "1.0" are all "1", "1.50" is "1.5", blanks at the ends do not count. InputError for what is neither
    text, number nor truth value.
    """
    if is_missing(value):
        return None
    if not isinstance(value, (str, int, float, np.generic)):
        raise InputError(f"a name is needed, got {value!r}", row=row, field=field)
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    text = str(value).strip()
    if not DECIMAL.fullmatch(text):
        return text
    shortest = text.rstrip("0").rstrip(".")
    return "0" if shortest == "-0" else shortest


def labels_in(columns: Mapping[str, Sequence[Any]], field: str) -> list[str | None]:
    """The column's labels, None where missing; InputError where there is no such column."""
    if field not in columns:
        raise InputError("there is no such column", field=field)
    return [label_of(value, row=row, field=field) for row, value in enumerate(columns[field])]


def check_whole(columns: Mapping[str, np.ndarray], fields: Sequence[str]) -> None:
    """InputError naming the first count that has decimals: likelihoods of counts know whole ones only."""
    for field in fields:
        text = "this model needs whole counts"
        _refuse_where(~np.isnan(columns[field]) & (columns[field] % 1 != 0), columns[field], field, text)


def number(value: Any, *, row: int | None = None, field: str | None = None) -> float:
    """A finite float, or NaN for a missing value; InputError for anything else."""
    if value is None or value == "":
        return math.nan
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise InputError(f"a number is needed, got {value!r}", row=row, field=field)
    try:
        found = float(value)
    except OverflowError:
        raise InputError("the number is too large to compute with", row=row, field=field) from None
    if math.isinf(found):
        raise InputError("infinite values cannot be used", row=row, field=field)
    return found


def column(values: Sequence[Any], field: str) -> np.ndarray:
    """Float array of shape (k,) with NaN for missing entries."""
    return np.array([number(v, row=i, field=field) for i, v in enumerate(values)], dtype=float)


def _refuse_where(bad: np.ndarray, values: np.ndarray, field: str, text: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(f"{text}, got {values[row]:g}", row=row, field=field)


def check_ranges(columns: Mapping[str, np.ndarray], kind: str) -> None:
    """Refuse negative counts, sizes, SDs and times, correlations beyond 1, more events than people."""
    for field, values in columns.items():
        if field in COUNTS:
            _refuse_where(values < 0, values, field, "a count cannot be negative")
        elif field in SIZES:
            _refuse_where(values < 0, values, field, "a group size cannot be negative")
            _refuse_where(
                (values > 0) & (values < 1), values, field, "a group has at least one participant, or none"
            )
        elif field in SPREADS:
            _refuse_where(values < 0, values, field, "a standard deviation cannot be negative")
        elif field in TIMES:
            _refuse_where(values < 0, values, field, "person-time cannot be negative")
        elif field == "r":
            _refuse_where(np.abs(values) > 1, values, field, "a correlation lies between -1 and 1")
        elif field == "vi":
            _refuse_where(values < 0, values, field, "a sampling variance cannot be negative")
    for events, total in PARTS.get(kind, ()):
        more = columns[events] > columns[total]
        _refuse_where(more, columns[events], events, f"there cannot be more events than {total}")


def checked_columns(columns: Mapping[str, Sequence[Any]], kind: str) -> dict[str, np.ndarray]:
    """The numeric columns of `kind` as float arrays of one length, ranges checked."""
    if kind not in COLUMNS:
        raise InputError(f"unknown kind of data {kind!r}; known: {', '.join(COLUMNS)}", field="kind")
    lengths = set()
    out: dict[str, np.ndarray] = {}
    for field in COLUMNS[kind]:
        if field not in columns:
            raise InputError(f"{kind} data need the columns {', '.join(COLUMNS[kind])}", field=field)
        out[field] = column(columns[field], field)
        lengths.add(len(out[field]))
    if len(lengths) > 1:
        raise InputError("all columns need the same number of rows", field=", ".join(COLUMNS[kind]))
    check_ranges(out, kind)
    return out


def missing_fields(columns: Mapping[str, np.ndarray], row: int) -> list[str]:
    """Names of the fields without a value in `row`."""
    return [field for field, values in columns.items() if math.isnan(values[row])]
