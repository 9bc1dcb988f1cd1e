"""Which cells an outcome has, how a typed number is read, and what cannot be true. Pure.

Kinds are those of Outcome.Kind: "binary" (events of total, per arm), "continuous" (mean, SD, n, per arm),
"rate2" (events over person-time, per arm), "proportion" (as binary, but pooled without a comparator), "generic" (an
estimate with its interval, once for the comparison) and "correlation" (r and n, once).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

Key = tuple[int, int | None, str]
"""A cell: study outcome id, arm id (None where the cell belongs to the comparison), field."""


@dataclass(frozen=True)
class Field:
    """One cell of a form: its code in the database, its label, and whether a form is complete without it."""

    code: str
    label: str
    required: bool = True
    help: str = ""


BINARY = (Field("events", "Events"), Field("total", "Total"))
CONTINUOUS = (
    Field("mean", "Mean"),
    Field("sd", "SD", help="Standard deviation, not standard error"),
    Field("n", "n"),
)
RATE = (
    Field("events", "Events"),
    Field("time", "Person-time", help="In one unit for all studies, such as person-years"),
)
GENERIC = (
    Field("estimate", "Estimate"),
    Field("ci_lb", "Lower limit"),
    Field("ci_ub", "Upper limit"),
    Field("level", "Level, %", required=False, help="95 where left empty"),
)
CORRELATION = (Field("r", "Correlation (r)", help="Between −1 and 1"), Field("n", "n"))
FIELDS: dict[str, tuple[Field, ...]] = {
    "binary": BINARY,
    "continuous": CONTINUOUS,
    "rate2": RATE,
    "generic": GENERIC,
    "proportion": BINARY,
    "correlation": CORRELATION,
}
ONCE = {"generic": "Comparison", "correlation": "Correlation"}
"""The kinds that have their cells once, not for each arm, and what their line is called."""
OF_ONE_GROUP = ("proportion",)
"""The kinds with arms that compare nothing: the experimental arms alone are pooled."""
WHOLE = {"events": 0, "total": 1, "n": 1}
OFF_CENTRE = 0.05
OPTIONAL = {each.code for fields in FIELDS.values() for each in fields if not each.required}


class Unreadable(ValueError):
    """The text is not one plain number; the message says how to type it."""


def per_arm(kind: str) -> bool:
    """True where the kind has its cells once for each arm, False where once for the study."""
    return kind not in ONCE


def field_named(kind: str, code: str) -> Field | None:
    """The field of the kind with that code, or None."""
    return next((field for field in FIELDS.get(kind, ()) if field.code == code), None)


_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "－": "-", "＋": "+", "·": ".", "٫": "."})
_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)\Z", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,' \u00a0\u2009\u202f]\d{3})+([.,]\d+)?\Z", re.ASCII)


def parse_number(text: str) -> float:
    """The number in the text: a point or a comma before decimals, any minus sign, no thousands separators.

    "-0.5", "−0,5" and "0·5" are read. "1,234" could be two numbers, so it is refused, as is all that is not one
    number ("8 %", "<0.01", "8 (67%)"). Raises Unreadable with the reason.
    """
    plain = text.strip().translate(_SIGNS)
    if _looks_grouped(plain):
        raise Unreadable(
            f"“{text.strip()}” may hold a thousands separator. Type the digits without it, such as 1234, "
            "and a point before decimals, such as 1.234."
        )
    if not _PLAIN.match(plain):
        raise Unreadable(
            f"“{text.strip()}” is not one plain number. Type the number alone, such as 12 or -0.5; "
            "percent signs, brackets and words belong in the quote."
        )
    return float(plain.replace(",", "."))


def _looks_grouped(plain: str) -> bool:
    """Thousands marks, or a comma that could be one; "1.234" and "0,125" are plain decimals."""
    if not _GROUPED.match(plain):
        return False
    marks = re.sub(r"[+\-\d]", "", plain)
    leading_zero = plain.lstrip("+-").startswith("0")
    return marks != "." and not (marks == "," and leading_zero)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain_text(text: str) -> str:
    """Text as a table or a page can hold it: what PDFs slip in as control characters becomes a space; trimmed."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@dataclass(frozen=True)
class Finding:
    """What is odd in a group of cells. An error cannot be true; a warning asks to look again."""

    level: str
    field: str
    text: str


Values = Mapping[str, float | None]


def plain(number: float) -> str:
    """The number in digits alone, as a reader would write it: 12 for 12.0, never 1e+21."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def labelled(kind: str, finding: Finding) -> Finding:
    """The finding with its field's label in place of the code, as people read it."""
    return replace(finding, field=field_named(kind, finding.field).label)


def check_cells(kind: str, values: Values) -> list[Finding]:
    """Findings on the cells of one arm (or of the comparison); a missing value (None) is not a finding."""
    known = {code: number for code, number in values.items() if number is not None}
    found = [finding for code, number in known.items() if (finding := _check_count(code, number))]
    return found + CHECKS[kind](known)


def _check_count(code: str, number: float) -> Finding | None:
    if code not in WHOLE:
        return None
    if number != int(number) or number < WHOLE[code]:
        return Finding("error", code, f"must be a whole number of at least {WHOLE[code]}, not {plain(number)}")
    return None


def _check_binary(known: Mapping[str, float]) -> list[Finding]:
    if {"events", "total"} <= known.keys() and known["events"] > known["total"]:
        text = f"cannot be {plain(known['events'])} of {plain(known['total'])} people"
        return [Finding("error", "events", text)]
    return []


def _check_continuous(known: Mapping[str, float]) -> list[Finding]:
    if "sd" not in known:
        return []
    if known["sd"] <= 0:
        text = f"must be above 0, not {plain(known['sd'])}; mark it as not reported where none is printed"
        return [Finding("error", "sd", text)]
    return _standard_error_hint(known) if {"mean", "n"} <= known.keys() else []


def _standard_error_hint(known: Mapping[str, float]) -> list[Finding]:
    """An SD far below the mean that times √n is near it is often a standard error (Handbook 6.5.2.2)."""
    mean, sd, n = abs(known["mean"]), known["sd"], known["n"]
    if n < 10 or mean == 0:
        return []
    as_sd = sd * math.sqrt(n)
    if sd / mean >= 0.2 or not 0.25 <= as_sd / mean <= 1.5:
        return []
    about = plain(float(f"{as_sd:.3g}"))
    text = f"of {plain(sd)} looks like a standard error; as one, it stands for an SD of {about}. Check the report"
    return [Finding("warning", "sd", text)]


def _check_generic(known: Mapping[str, float]) -> list[Finding]:
    found = []
    if "level" in known and not 50 <= known["level"] < 100:
        found.append(Finding("error", "level", f"lies between 50 and 100 per cent, not {plain(known['level'])}"))
    if not {"ci_lb", "ci_ub"} <= known.keys():
        return found
    low, high = known["ci_lb"], known["ci_ub"]
    if low >= high:
        return [*found, Finding("error", "ci_ub", f"must be above the lower limit {plain(low)}, not {plain(high)}")]
    if "estimate" in known:
        found += _check_centre(low, known["estimate"], high)
    return found


def _check_centre(low: float, estimate: float, high: float) -> list[Finding]:
    if not low <= estimate <= high:
        return [
            Finding(
                "error", "estimate", f"of {plain(estimate)} lies outside its interval {plain(low)} to {plain(high)}"
            )
        ]
    if _is_centred(low, estimate, high):
        return []
    if low > 0 and _is_centred(math.log(low), math.log(estimate), math.log(high)):
        return []
    text = "is not in the middle of its interval, on the plain scale or on the log scale. Check all three numbers"
    return [Finding("warning", "estimate", text)]


def _check_rate(known: Mapping[str, float]) -> list[Finding]:
    if "time" in known and known["time"] <= 0:
        text = f"must be above 0, not {plain(known['time'])}; mark it as not reported where none is printed"
        return [Finding("error", "time", text)]
    return []


def _check_correlation(known: Mapping[str, float]) -> list[Finding]:
    if "r" in known and not -1 <= known["r"] <= 1:
        return [Finding("error", "r", f"lies between −1 and 1, not {plain(known['r'])}")]
    return []


CHECKS = {
    "binary": _check_binary,
    "continuous": _check_continuous,
    "rate2": _check_rate,
    "generic": _check_generic,
    "proportion": _check_binary,
    "correlation": _check_correlation,
}


def _is_centred(low: float, estimate: float, high: float) -> bool:
    return abs((low + high) / 2 - estimate) <= OFF_CENTRE * (high - low)
