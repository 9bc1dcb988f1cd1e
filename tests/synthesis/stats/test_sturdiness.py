"""How sturdy a result is: the same numbers as the single modules give, on the scale of readers."""

import json
import math

import pytest

from synthesis.stats import analyse
from synthesis.stats.sturdiness import Sturdiness, sturdiness
from tests.synthesis.stats.data import BCG, NORMAND

pytestmark = pytest.mark.engine_free


@pytest.fixture(scope="module")
def bcg():
    return sturdiness(analyse(BCG, "binary", "OR", test="hksj"))


def test_the_runs_own_way_is_among_the_ways_and_equal_to_the_run(bcg):
    run = analyse(BCG, "binary", "OR", test="hksj")
    (own,) = [way for way in bcg.ways if way.chosen]
    assert own.name == "Random effects, REML, Hartung-Knapp"
    assert (own.estimate, own.ci_lb, own.ci_ub) == pytest.approx(
        (run.display.estimate, run.display.ci_lb, run.display.ci_ub)
    )


def test_counts_are_pooled_by_mantel_haenszel_and_peto_too(bcg):
    ways = {way.name: way for way in bcg.ways}
    assert ways["Mantel-Haenszel, common effect"].estimate == pytest.approx(math.exp(-0.4734109883885855))
    assert ways["Peto, one step"].estimate == pytest.approx(math.exp(-0.47444631094063633))
    assert ways["Bayesian, half-normal(0.5) prior for tau"].estimate == pytest.approx(0.477, abs=0.001)


def test_leaving_one_out_is_the_analysis_without_it(bcg):
    for index in (0, 7):
        rest = analyse([row for i, row in enumerate(BCG) if i != index], "binary", "OR", test="hksj")
        step = bcg.left_out[index]
        assert step.label == BCG[index]["label"]
        assert (step.estimate, step.ci_lb, step.tau2) == pytest.approx(
            (rest.display.estimate, rest.display.ci_lb, rest.pooled.heterogeneity.tau2), rel=1e-7
        )


def test_the_last_study_added_gives_the_whole_result(bcg):
    run = analyse(BCG, "binary", "OR", test="hksj")
    assert bcg.one_by_one[-1].ci_ub == pytest.approx(run.display.ci_ub)
    assert [(step.I2 is None, step.tau2 is None) for step in bcg.one_by_one[:2]] == [(True, True), (False, False)]
    assert len(bcg.one_by_one) == len(bcg.weighings) == 13


def test_small_studies_are_tested_as_fits_the_measure(bcg):
    assert [test.name for test in bcg.asymmetry] == ["Egger", "Harbord", "Peters", "Begg"]
    means = sturdiness(analyse(NORMAND, "continuous", "MD"))
    assert [test.name for test in means.asymmetry] == ["Egger", "Begg"]
    assert means.notes == ("With fewer than ten studies tests of funnel asymmetry have little power.",)


def test_it_survives_a_round_trip_and_extremes(bcg):
    assert Sturdiness.from_dict(json.loads(json.dumps(bcg.to_dict()))) == bcg
    for rows in (BCG[:1], [], BCG[:2], [BCG[0]] * 4):
        found = sturdiness(analyse(rows, "binary", "RR"))
        assert len(found.left_out) == (len(rows) if len(rows) > 1 else 0)
        json.dumps(found.to_dict(), allow_nan=False)
    zero = [
        {"e1": 0, "n1": 20, "e2": 3, "n2": 20},
        {"e1": 0, "n1": 30, "e2": 0, "n2": 30},
        {"e1": 1, "n1": 25, "e2": 4, "n2": 25},
    ]
    assert len(sturdiness(analyse(zero, "binary", "OR")).left_out) == 2
