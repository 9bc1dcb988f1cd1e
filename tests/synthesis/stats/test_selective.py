"""Corrected effects of a whole analysis: metafor's numbers, cautions, and what is said where there are none."""

import json
import math

import pytest

from synthesis.stats import analyse
from synthesis.stats.selective import OF_ONE_GROUP, Corrections, corrections
from tests.synthesis.stats.data import BCG, NORMAND

pytestmark = pytest.mark.engine_free


@pytest.fixture(scope="module")
def bcg():
    return corrections(analyse(BCG, "binary", "RR", test="hksj"))


def test_pet_and_peese_are_metafor_s_limit_estimates(bcg):
    """metafor 3.8-1, regtest(..., model = "lm", predictor = "sei" and "vi")$est on dat.bcg, risk ratios."""
    pet, peese = bcg.lines
    assert (pet.yi, peese.yi) == pytest.approx((-0.190928642360, -0.379953506428), abs=1e-10)
    assert (pet.se, peese.se) == pytest.approx((0.220084949549, 0.157255291682), abs=1e-10)
    assert pet.estimate == pytest.approx(math.exp(pet.yi))
    assert [line.chosen for line in bcg.lines] == [True, False]
    assert pet.cautions == (
        "13 studies, fewer than 20", "I² is 80% or more", "the standard errors of this measure follow its effects",
    )  # fmt: skip


def test_the_selection_model_is_metafor_s(bcg):
    """metafor 3.8-1, selmodel(rma(method = "ML"), type = "stepfun", alternative = "less", steps = 0.025)."""
    found = bcg.selection
    got = (found.yi, found.se, found.tau2, found.delta, found.lrt)
    assert got == pytest.approx((-0.620563623, 0.261322660, 0.291239455, 0.635536109, 0.242499483), abs=1e-5)
    assert found.lrt_pval == pytest.approx(0.622406656, abs=1e-6)
    assert (found.counts, found.alternative) == ((8, 5), "less")
    assert found.cautions == ("I² is 80% or more",)


def test_what_cannot_be_estimated_says_why():
    same = [row | {"m1": row["m2"] + 0.1} for row in NORMAND]
    found = corrections(analyse(same, "continuous", "MD"))
    assert found.selection.estimate is None
    assert found.selection.reason.startswith("no study lies on one side of p = 0.025")
    assert corrections(analyse(BCG[:2], "binary", "RR")).lines[0].reason == "PET-PEESE needs at least three studies"
    groups = [{"label": str(i), "x": 3 + i, "n": 40} for i in range(4)]
    assert corrections(analyse(groups, "proportion", "PLO")) == Corrections(notes=(OF_ONE_GROUP,))
    assert corrections(analyse(BCG[:1], "binary", "RR")) == Corrections()


def test_it_is_plain_json(bcg):
    assert Corrections.from_dict(json.loads(json.dumps(bcg.to_dict(), allow_nan=False))) == bcg


@pytest.mark.parametrize("unit", [1e-6, 1e9])
def test_the_unit_of_measurement_changes_nothing(unit):
    def found(by: float) -> Corrections:
        rows = [row | {name: row[name] * by for name in ("m1", "sd1", "m2", "sd2")} for row in NORMAND]
        return corrections(analyse(rows, "continuous", "MD"))

    plain, other = found(1.0), found(unit)
    for before, after in zip((*plain.lines, plain.selection), (*other.lines, other.selection), strict=True):
        assert (after.yi / unit, after.se / unit) == pytest.approx((before.yi, before.se), rel=1e-4)
