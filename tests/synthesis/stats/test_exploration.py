"""Subgroups and moderators of a whole analysis, beside metafor's numbers for published data sets."""

import json
import math
from functools import cache

import pytest

from synthesis.stats import analyse
from synthesis.stats.exploration import MOST_WHOLE, moderators, subgroups, subsets
from synthesis.stats.results import Record
from synthesis.stats.zero_cells import ZeroCells
from tests.shared import SHARED
from tests.synthesis.stats.comparison import differences
from tests.synthesis.stats.data import BCG

CASES = SHARED / "data" / "synthesis" / "cases"
MEASURES = ("OR", "RR", "RD", "PETO", "MD", "SMD", "SMDH", "ROM", "GEN")
pytestmark = pytest.mark.engine_free


@cache
def cases() -> dict[str, dict]:
    """Name -> reference case."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(CASES.glob("*.json"))}


def asked(capability: str, fits=lambda columns, check: True) -> list:
    """Each reference check that the workbench could ask for: plain measures, no odd settings, and `fits`."""
    found = []
    for name, case in cases().items():
        kind = case["data"]["kind"]
        for check in case["checks"]:
            call = check["call"]
            plain = not set(call) & {"zero_cells", "convention", "variance", "weights"}
            plain &= kind in ("binary", "continuous", "generic") and call.get("measure", "GEN") in MEASURES
            plain &= check["capability"] == capability and "error" not in check["expected"]
            if plain and fits(case["input"]["columns"], check):
                found.append(pytest.param(case, check, id=f"{name}/{check['id']}"))
    return found


def analysed(case, call):
    columns = case["input"]["columns"]
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    rows = [{"label": str(i), **row} for i, row in enumerate(rows)]
    options = {
        "model": call.get("model", "common"),
        "test": call.get("test", "z"),
        "level": call.get("level", 0.95),
    }
    if "tau2_estimator" in call:
        options |= {"model": "random", "tau2": call["tau2_estimator"]}
    keep_empty = ZeroCells(drop_double_zero=False)
    return rows, analyse(rows, case["data"]["kind"], call.get("measure", "GEN"), zero_cells=keep_empty, **options)


@pytest.mark.parametrize(("case", "check"), asked("subgroup"))
def test_subgroups_are_those_of_metafor(case, check):
    call, expected = check["call"], check["expected"]
    rows, result = analysed(case, call)
    labels = [None if row[call["by"]] in (None, "") else str(row[call["by"]]) for row in rows]
    levels = [str(level) for level in call.get("levels") or sorted({x for x in labels if x is not None})]
    labels = [x if x in levels else None for x in labels]
    found = subgroups(result, labels, levels, spread="common" if call["tau2_common"] else "separate")
    if not found.groups:
        assert not {"Q_between", "QM"} & set(expected), found.notes
        return
    got = {"subgroups": {g.level: {"k": g.k, "estimate": g.yi, "se": g.se} for g in found.groups}}
    got |= {"estimate": [g.yi for g in found.groups], "se": [g.se for g in found.groups]}
    if call["tau2_common"]:
        got |= {"QM": found.stat, "QM_df": list(found.df), "QM_pval": found.pval, "R2": found.R2}
        got["tau2"] = found.groups[0].tau2
    else:
        got |= {"Q_between": found.stat, "Q_between_df": found.df[0], "Q_between_pval": found.pval}
        for g in found.groups:
            got["subgroups"][g.level] |= {"tau2": g.tau2 or 0.0, "Q": g.Q, "I2_from_Q": g.I2_from_Q}
    wanted = {key: expected[key] for key in got if key in expected and key != "subgroups"}
    wanted["subgroups"] = {
        level: {key: value for key, value in values.items() if key in got["subgroups"][level] and value is not None}
        for level, values in expected.get("subgroups", {}).items()
    }
    for level, values in wanted["subgroups"].items():
        if got["subgroups"][level]["k"] == 1:
            values.pop("I2_from_Q", None)
    assert len(wanted) > 1
    assert differences(got, wanted, check["tol"], slack=1e-8) == []


def named(check) -> list[str]:
    wanted = check["call"]["moderators"]
    return wanted if isinstance(wanted, list) else [wanted]


def of_plain_moderators(columns, check) -> bool:
    """True where no moderator is made of columns."""
    return set(named(check)) <= set(columns)


@pytest.mark.parametrize(("case", "check"), asked("meta_regression", of_plain_moderators))
def test_meta_regressions_are_those_of_metafor(case, check):
    call, expected = check["call"], check["expected"]
    rows, result = analysed(case, call)
    found = moderators(result, {name: [row[name] for row in rows] for name in named(check)})
    if found.fit is None:
        assert "coef" not in expected or len(set(expected["coef"])) == 1, found.notes
        return
    got = found.fit.to_dict()
    wanted = {key: value for key, value in expected.items() if key in got}
    assert {"coef", "se", "QM"} <= set(wanted)
    assert differences(got, wanted, check["tol"], slack=1e-8) == []


def test_the_line_of_a_moderator_is_its_prediction_on_the_scale_people_read():
    result = analyse(BCG, "binary", "RR", tau2="DL")
    found = moderators(result, {"Latitude": [row["ablat"] for row in BCG]})
    # metafor 3.8-1, dat.bcg: predict(rma(yi, vi, mods = ~ ablat, method = "DL"), newmods = 44)
    assert math.log(found.line[-9].estimate) < 0
    at_end = found.line[-1]
    assert at_end.x == 55
    assert math.log(at_end.estimate) == pytest.approx(0.2595437124340234 - 55 * 0.029228738755188437, rel=1e-9)
    assert [p.x for p in found.line] == sorted(p.x for p in found.line)


def test_unknown_values_are_named_and_take_no_part():
    result = analyse(BCG, "binary", "RR")
    labels = ["north" if row["ablat"] > 35 else "south" for row in BCG]
    labels[0] = None
    found = subgroups(result, labels, ["north", "south"])
    assert found.unknown == ("Aronson 1948",)
    assert sum(g.k for g in found.groups) == 12
    assert moderators(result, {"Latitude": [None, *(r["ablat"] for r in BCG[1:])]}).unknown == ("Aronson 1948",)


def test_what_cannot_be_asked_is_a_note_and_no_number():
    result = analyse(BCG, "binary", "RR")
    one = subgroups(result, ["all"] * 13, ["all"])
    assert (one.groups, one.stat) == ((), None)
    assert one.notes == ("All studies are “all”: there are no subgroups to compare.",)
    same = moderators(result, {"Dose": [5.0] * 13})
    assert (same.fit, same.notes) == (None, ("Meta-regression: all studies have the same Dose.",))
    many = moderators(analyse(BCG[:3], "binary", "RR"), {"Latitude": [44, 55, 42], "Year": [1, 2, 4]})
    assert many.fit is None
    assert "3 coefficients need more than 3 studies" in many.notes[0]


def test_records_survive_json():
    result = analyse(BCG, "binary", "RR")
    held = moderators(result, {"Latitude": [row["ablat"] for row in BCG]})
    assert type(held).from_dict(json.loads(json.dumps(held.to_dict()))) == held
    assert isinstance(held, Record)


def fits_whole(columns, check) -> bool:
    """True where all studies have an effect and a run looks at every subset."""
    k = len(next(iter(columns.values())))
    return len(check["expected"]["mask"][0]) == k <= MOST_WHOLE


@pytest.mark.parametrize(("case", "check"), asked("gosh", fits_whole))
def test_subsets_are_those_of_metafor(case, check):
    _, result = analysed(case, check["call"])
    found, expected = subsets(result), check["expected"]
    assert found.whole
    theirs = dict(zip(expected["mask"], expected["estimate"], strict=True))
    back = math.exp if result.scale == "log" else float
    pairs = [(got, back(theirs[mask])) for mask, got in zip(found.masks, found.estimate, strict=True)]
    assert len(pairs) == 2 ** len(found.labels) - 1 - len(found.labels)
    assert all(got == pytest.approx(wanted, rel=1e-6, abs=1e-9) for got, wanted in pairs)


def test_of_many_studies_a_seeded_thousand_is_drawn():
    found = subsets(analyse(BCG, "binary", "RR"))
    assert not found.whole
    assert 850 < len(found.masks) <= 1000
    assert found == subsets(analyse(BCG, "binary", "RR"))
    assert subsets(analyse(BCG[:2], "binary", "RR")) is None
    whole = subsets(analyse(BCG[:4], "binary", "RR"))
    full = analyse(BCG[:4], "binary", "RR")
    assert whole.estimate[whole.masks.index("1111")] == pytest.approx(full.display.estimate, rel=1e-9)
    assert whole.I2[whole.masks.index("1111")] == pytest.approx(full.pooled.heterogeneity.I2_from_Q, rel=1e-9)
