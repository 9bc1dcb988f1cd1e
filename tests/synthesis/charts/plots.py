"""Plots to draw in tests: thirteen BCG vaccine trials (Colditz 1994, JAMA 271:698), and made-up shapes."""

import math
import random
import re
from dataclasses import replace

from synthesis.charts.forest_data import Excluded, ForestData, ForestStudy, ForestSubgroup, PooledRow, PredictionRow

# Author, year, cases and total with vaccine, cases and total without.
TRIALS = (
    ("Aronson", "1948", 4, 123, 11, 139),
    ("Ferguson & Simes", "1949", 6, 306, 29, 303),
    ("Rosenthal et al", "1960", 3, 231, 11, 220),
    ("Hart & Sutherland", "1977", 62, 13598, 248, 12867),
    ("Frimodt-Moller et al", "1973", 33, 5069, 47, 5808),
    ("Stein & Aronson", "1953", 180, 1541, 372, 1451),
    ("Vandiviere et al", "1973", 8, 2545, 10, 629),
    ("TPT Madras", "1980", 505, 88391, 499, 88391),
    ("Coetzee & Berjak", "1968", 29, 7499, 45, 7277),
    ("Rosenthal et al", "1961", 17, 1716, 65, 1665),
    ("Comstock et al", "1974", 186, 50634, 141, 27338),
    ("Comstock & Webster", "1969", 5, 2498, 3, 2341),
    ("Comstock et al", "1976", 27, 16913, 29, 17854),
)
TAU2 = 0.3132
COLUMNS = {
    "column_headers": ("Events", "Total", "Events", "Total"),
    "column_groups": (("Vaccinated", 2), ("Control", 2)),
    "measure": "Risk ratio",
    "measure_short": "RR",
    "log_axis": True,
    "null_value": 1.0,
    "favours_left": "Favours vaccine",
    "favours_right": "Favours control",
}


def trials() -> tuple[ForestStudy, ...]:
    weights = [1 / (_variance(trial) + TAU2) for trial in TRIALS]
    return tuple(_study(trial, 100 * w / sum(weights)) for trial, w in zip(TRIALS, weights, strict=True))


def bcg() -> ForestData:
    pooled = PooledRow(
        "Random effects (REML)", 0.4894, 0.3441, 0.6962, weight_pct=100, cells=("1065", "191064", "1510", "166283")
    )
    return ForestData(
        "Tuberculosis: BCG vaccine against none",
        studies=trials(),
        pooled=(pooled,),
        prediction=PredictionRow(0.1342, 1.7855),
        heterogeneity="Heterogeneity: τ² = 0.31; χ² = 152.23, df = 12 (P < 0.001); I² = 92.2%",
        overall_test="Test for overall effect: Z = −3.97 (P < 0.001)",
        **COLUMNS,
    )


def with_subgroups() -> ForestData:
    groups = (
        ForestSubgroup(
            "Random allocation", trials()[:7], (PooledRow("Subtotal", 0.38, 0.22, 0.65),), notes=("I² = 90%",)
        ),
        ForestSubgroup(
            "Alternate or systematic allocation",
            tuple(replace(study, judgements=("low", "some", "high", "unclear")) for study in trials()[7:]),
            (PooledRow("Subtotal", 0.65, 0.39, 1.09),),
            PredictionRow(0.1, 4.0),
        ),
    )
    return replace(
        bcg(),
        studies=(),
        subgroups=groups,
        subgroup_test="Test for subgroup differences: χ² = 1.86, df = 1 (P = 0.17)",
        judgement_headers=("D1", "D2", "D3", "All"),
        excluded=(Excluded("Nobody 1950", "no cases in either arm"),),
    )


def of_length(k: int) -> ForestData:
    chance = random.Random(k)
    studies = []
    for number in range(k):
        middle, half = chance.gauss(-0.3, 0.4), 1.96 * (abs(chance.gauss(0.3, 0.3)) + 0.05)
        low, high = math.exp(middle - half), math.exp(middle + half)
        cells = tuple(str(chance.randint(1, 9999)) for _ in range(4))
        studies.append(ForestStudy(f"Author {number}", "2001", cells, math.exp(middle), low, high, 100 / k))
    return replace(bcg(), studies=tuple(studies))


def extremes() -> ForestData:
    studies = (
        ForestStudy("Limit at zero", "2001", ("0", "3", "2", "3"), 0.05, 0.0, 900.0, 1.0),
        ForestStudy("No upper limit", "2002", ("9", "9", "1", "9"), 2.5e7, 1000.0, math.inf, 1.0),
        ForestStudy("Far left", "2003", ("1", "9999", "9", "9"), 1.2e-5, 1e-7, 0.002, 3.0),
        ForestStudy("Narrow", "2004", ("9999", "99999", "9", "9"), 1.02, 1.01, 1.03, 95.0),
    )
    pooled = (PooledRow("Random effects", 1.02, 0.0001, 5e5),)
    return replace(bcg(), studies=studies, pooled=pooled, prediction=PredictionRow(1e-9, 1e9))


def long_words() -> ForestData:
    label = "The KETAPAIN-EXTENSION Collaborative Group of Twenty-three Centres, registration NCT01234567"
    studies = (
        ForestStudy(label, "2021", ("3.2", "1.4", "40", "4.1"), -0.42, -0.9, 0.06, 60, 55),
        ForestStudy("Short", "2020", ("", "", "12", ""), note="standard deviation not reported"),
    )
    return ForestData(
        "Pain intensity on a numerical rating scale at four weeks after the end of infusion, all populations, "
        "complete cases and imputed values together",
        studies=studies,
        column_headers=("Mean change from baseline", "SD", "Total", "Mean change from baseline"),
        column_groups=(("Ketamine infusion with any adjuvant at any dose", 3), ("Placebo", 1)),
        measure="Standardised mean difference (Hedges' g)",
        second_weight_header="Weight (random effects)",
        favours_left="Favours ketamine infusion with any adjuvant",
        favours_right="Favours placebo or usual care",
        pooled=(PooledRow("Common effect model, inverse variance", -0.42, -0.9, 0.06, "common", 100, 100),),
    )


def _variance(trial: tuple) -> float:
    _, _, a, n1, c, n2 = trial
    return 1 / a - 1 / n1 + 1 / c - 1 / n2


def _study(trial: tuple, weight: float) -> ForestStudy:
    author, year, a, n1, c, n2 = trial
    ratio, half = (a / n1) / (c / n2), math.exp(1.959964 * math.sqrt(_variance(trial)))
    return ForestStudy(author, year, (str(a), str(n1), str(c), str(n2)), ratio, ratio / half, ratio * half, weight)


def printed_numbers_in(numbers: tuple) -> list[str]:
    """Cells beyond the first two that hold a number as people print it; each row must be as long as the headers."""
    headers, rows = numbers
    assert {len(row) for row in rows} <= {len(headers)}
    return [cell for row in rows for cell in row[2:] if isinstance(cell, str) and re.match(r"[\[(<−-]?\d", cell)]
