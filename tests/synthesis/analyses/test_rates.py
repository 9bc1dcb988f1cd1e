"""Events over person-time: extracted by arm, pooled as a rate ratio or difference, by Mantel-Haenszel too."""

import math

import pytest
from django.urls import reverse

from screening.errors import Invalid
from synthesis.analyses import actions, queries
from synthesis.analyses.freezing import differences
from synthesis.analyses.recipe import Recipe, library_call
from synthesis.extraction.combine import glance_at_rates
from synthesis.extraction.fields import check_cells
from synthesis.extraction.pooling import ArmCells, Cell, pool_arms
from synthesis.stats import analyse
from synthesis.stats.exploration import subsets
from synthesis.stats.second_opinion import second_opinion_of
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.analyses.packages import RATES
from tests.synthesis.analyses.test_runs import run
from tests.synthesis.worlds import reconciled_study

NUMBERS = (("A 2001", 8, 120.5, 13, 118), ("B 2005", 0, 40, 4, 41.5), ("C 2010", 30, 502, 41, 498))
PLAIN = {"measure": "IRR", "model": "common", "tau2": "REML", "interval": "hksj", "method": "mantel_haenszel"}


def arm(name: str, events: float, time: float) -> ArmCells:
    return ArmCells(name, {"events": Cell(events, 1), "time": Cell(time, 2)})


@pytest.mark.engine_free
def test_two_arms_of_one_role_add_their_events_and_person_time():
    row = pool_arms("rate2", [arm("Low", 3, 50.5), arm("High", 4, 49.5)], [arm("Placebo", 9, 101)])
    assert row.numbers == {"x1": 7, "t1": 100.0, "x2": 9, "t2": 101}
    assert row.notes == ["2 experimental arms are combined (their events and person-time are added): Low, High."]


@pytest.mark.engine_free
def test_person_time_must_be_above_0_and_events_whole():
    found = check_cells("rate2", {"events": 2.5, "time": 0.0})
    assert [(each.level, each.field) for each in found] == [("error", "events"), ("error", "time")]
    assert check_cells("rate2", {"events": 250, "time": 12.5}) == []


@pytest.mark.engine_free
def test_both_rates_and_their_ratio_at_a_glance():
    assert glance_at_rates(8, 100, 16, 100) == (
        "0.08 against 0.16 per unit of time; rate ratio 0.50 (95% CI 0.21 to 1.17)"
    )
    assert glance_at_rates(0, 100, 16, 100).endswith("one arm having no event")
    assert glance_at_rates(8, 0, 16, 100) == ""


@pytest.mark.engine_free
@pytest.mark.parametrize("measure", ["IRR", "IRD"])
def test_mantel_haenszel_of_rates_is_that_of_the_sums(measure):
    recipe = Recipe("rate2", measure, "common", "REML", "hksj", method="mantel_haenszel")
    result = analyse(RATES, **library_call(recipe))
    used = [row for row in RATES[:4] if measure == "IRD" or row["label"] != "D"]
    first, second, both = (
        sum(row[a] * row[b] / (row["t1"] + row["t2"]) for row in used)
        for a, b in (("x1", "t2"), ("x2", "t1"), ("t1", "t2"))
    )
    expected = math.log(first / second) if measure == "IRR" else (first - second) / both
    assert result.pooled.estimate == pytest.approx(expected, rel=1e-12)
    assert (second_opinion_of(result) is None) == (measure == "IRR")
    assert [way.name for way in sturdiness(result).ways if way.chosen] == ["Mantel-Haenszel, common effect"]
    whole = subsets(result).estimate[0]
    assert whole == pytest.approx(result.display.estimate, rel=1e-12)
    assert result.exclusions[-1].reason == "no person-time of the comparator arm"


def define(cast, **fields):
    return actions.define_analysis(
        by=cast.methodologist, title="Relapse", outcome=cast.review.outcomes.get(),
        time_point=cast.review.time_points.get(), **PLAIN | fields,
    )  # fmt: skip


@pytest.fixture
def world(cast):
    for label, x1, t1, x2, t2 in NUMBERS:
        arms = {"Ketamine": {"events": str(x1), "time": str(t1)}, "Placebo": {"events": str(x2), "time": str(t2)}}
        reconciled_study(cast, label, kind="rate2", numbers=arms)


def test_from_extraction_to_the_page_of_a_run(world, cast, sign_in, django_capture_on_commit_callbacks):
    analysis = define(cast)
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    assert [(row["x1"], row["t1"], row["x2"], row["t2"]) for row in done.inputs] == [each[1:] for each in NUMBERS]
    place = {"slug": cast.review.slug, "run_id": done.pk}
    client = sign_in(cast.observer)
    page = client.get(reverse("analyses:show_run", kwargs=place)).content.decode()
    assert "IRR" in page
    assert "0.5 was added to every cell of 1 study: B 2005." in page
    assert ">662.5<" in page
    shown = client.get(reverse("analyses:show", kwargs={"slug": cast.review.slug, "analysis_id": analysis.pk}))
    assert '<td class="num">120.5</td>' in shown.content.decode()
    for target in ("revman", "meta", "json"):
        assert client.get(reverse("analyses:export", kwargs=place | {"target": target})).status_code == 200


def test_a_changed_person_time_makes_the_run_outdated_and_is_told(world, cast, django_capture_on_commit_callbacks):
    analysis = define(cast)
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    rows = queries.inputs_now(analysis)
    assert not queries.is_outdated(analysis, done, rows)
    rows[0]["t1"] = 125.5
    assert queries.is_outdated(analysis, done, rows)
    (line,) = differences(done.inputs, rows, done.settings, done.settings)
    assert (line.before, line.after) == (
        "events 8 over 120.5 v events 13 over 118", "events 8 over 125.5 v events 13 over 118",
    )  # fmt: skip


def test_a_measure_of_risks_does_not_fit_person_time(world, cast):
    with pytest.raises(Invalid, match="RR does not fit a person-time outcome; choose one of IRR, IRD"):
        define(cast, measure="RR")
