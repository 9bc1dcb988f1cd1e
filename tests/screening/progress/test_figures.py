"""Agreement with its intervals, pace and estimated finish, and their drawings."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from ketreview.drawing.legibility import collisions, outside
from ketreview.drawing.scene import Circle, groups
from screening.progress.intervals import ac1, cells_of, fleiss, jackknife, pabak_interval, wilson
from screening.progress.matrix import matrix
from screening.progress.pace import Finish, Point, a_day, burn_down, discovery, finish, seconds_a_vote
from screening.progress.queries import charts
from screening.progress.queries.lead import Pace
from screening.progress.trend_chart import Series, bars, nice_ticks, trend

TODAY = date(2026, 3, 20)


def votes_of(table) -> dict[int, dict[int, str]]:
    """First votes of two reviewers that give this table."""
    answers = ("include", "exclude")
    pairs = [(answers[i], answers[j]) for i in range(2) for j in range(2) for _ in range(table[i][j])]
    return {record: {1: first, 2: second} for record, (first, second) in enumerate(pairs)}


@pytest.mark.parametrize(
    ("table", "percent", "kappa", "interval", "pabak", "first"),
    [
        ([[20, 5], [10, 15]], 70, 0.4, (0.1511, 0.6489), 0.4, 0.4059),
        ([[10, 20], [20, 950]], 96, 0.3127, (0.1558, 0.4696), 0.92, 0.9575),
    ],
)
def test_agreement_of_the_tables_in_the_standard(table, percent, kappa, interval, pabak, first):
    (pair,) = matrix(votes_of(table), maybe_rule="include", votes_needed=2).pairs
    assert pair.percent == pytest.approx(percent)
    assert (pair.figures.kappa, pair.figures.pabak) == pytest.approx((kappa, pabak), abs=5e-5)
    assert pair.kappa_interval == pytest.approx(interval, abs=5e-5)
    assert pair.figures.ac1 == pytest.approx(first, abs=5e-5)
    for figure, (low, high) in (
        (pair.figures.observed, pair.percent_interval),
        (pair.figures.pabak, pair.pabak_interval),
        (pair.figures.ac1, pair.ac1_interval),
    ):
        assert low < figure < high
    assert jackknife(cells_of(table), lambda cells: ac1(cells, 2)) == pair.ac1_interval


def test_wilson_of_a_known_share():
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    assert (wilson(0, 0), pabak_interval(0, 0, 2)) == (None, None)


def test_fleiss_of_the_standard_and_its_jackknife_is_the_same_item_by_item():
    rows = {(0, 14): 1, (1, 13): 1, (14, 0): 1, (7, 7): 1}
    assert fleiss(rows) == pytest.approx(0.642945, abs=5e-7)
    several = Counter({(2, 0): 5, (1, 1): 3, (0, 2): 12})
    low, high = jackknife(several, fleiss)
    items = list(several.elements())
    left_out = [fleiss(Counter(items[:at] + items[at + 1 :])) for at in range(len(items))]
    mean = sum(left_out) / len(items)
    se = ((len(items) - 1) / len(items) * sum((value - mean) ** 2 for value in left_out)) ** 0.5
    assert (low, high) == pytest.approx((fleiss(several) - 1.959964 * se, min(1, fleiss(several) + 1.959964 * se)))


def test_what_cannot_be_estimated_is_none_and_said():
    found = matrix(
        {1: {1: "include", 2: "include"}, 2: {1: "maybe", 2: "include"}}, maybe_rule="include", votes_needed=2
    )
    (pair,) = found.pairs
    assert (pair.figures.kappa, pair.kappa_interval, found.together.kappa, found.together_interval) == (None,) * 4
    assert (pair.percent, pair.figures.pabak, "cannot be estimated" in pair.figures.why_not) == (100, 1, True)
    empty = matrix({}, maybe_rule="include", votes_needed=2)
    assert (empty.pairs, empty.conflict_share, empty.together.kappa) == ((), None, None)


def test_unequal_raters_are_left_out_of_fleiss_and_counted():
    votes = {n: {1: "include", 2: "exclude" if n % 3 else "include", 3: "include"} for n in range(9)}
    votes |= {9: {1: "include", 2: "exclude"}}
    found = matrix(votes, maybe_rule="conflict", votes_needed=3)
    assert (found.together.n, found.together.left_out, len(found.pairs)) == (9, 1, 3)
    assert (found.conflicts, found.records, found.conflict_share) == (7, 10, 70)
    assert {rate.reviewer: rate.include_share for rate in found.rates} == {1: 100, 2: 30, 3: 100}
    assert found.pair(3, 1) is found.pair(1, 3)


def test_a_maybe_is_counted_by_the_rule_of_the_stage():
    votes = {1: {1: "maybe", 2: "include"}, 2: {1: "exclude", 2: "exclude"}, 3: {1: "maybe", 2: "maybe"}}
    (as_include,) = matrix(votes, maybe_rule="include", votes_needed=2).pairs
    own = matrix(votes, maybe_rule="conflict", votes_needed=2)
    assert (as_include.percent, round(own.pairs[0].percent)) == (100, 67)
    assert (own.categories, own.conflicts) == (("include", "maybe", "exclude"), 2)


def test_the_time_a_vote_takes_leaves_pauses_out():
    start = datetime(2026, 3, 4, 9, tzinfo=UTC)
    times = [start + timedelta(seconds=s) for s in (0, 20, 50, 70, 5000, 5030)]
    assert (seconds_a_vote(times), seconds_a_vote(times[:1])) == (25, None)


def test_pace_and_finish_come_from_the_last_two_weeks():
    votes = {TODAY - timedelta(days=40): 1000, TODAY - timedelta(days=3): 70, TODAY: 70}
    assert a_day(votes, TODAY) == 10
    assert finish(95, votes, TODAY).likely == TODAY + timedelta(days=10)
    assert a_day({TODAY: 30}, TODAY) == 30
    assert finish(0, votes, TODAY) == Finish(TODAY, TODAY, TODAY)
    assert (finish(5, {TODAY - timedelta(days=40): 9}, TODAY), finish(5, {}, TODAY)) == (None, None)


def test_a_finish_has_a_range_and_none_is_told_in_the_first_days():
    def in_days(*n):
        return [TODAY + timedelta(days=each) for each in n]

    steady = {TODAY - timedelta(days=n): 10 for n in range(4)}
    assert finish(100, steady, TODAY) is None
    steady[TODAY - timedelta(days=4)] = 10
    assert finish(100, steady, TODAY) == Finish(*in_days(10, 10, 10))
    # 8, 12, 8, 12, 10: mean 10, s = 2, 2 s / √5 = 1.79, so 8.2 to 11.8 a day
    uneven = dict(zip(in_days(-4, -3, -2, -1, 0), (8, 12, 8, 12, 10), strict=True))
    assert finish(100, uneven, TODAY) == Finish(*in_days(10, 9, 13))
    assert finish(100, {TODAY - timedelta(days=4): 50}, TODAY) == Finish(*in_days(10, 4), None)


def test_the_first_day_has_bars_and_few_days_have_dots():
    day = [Point(TODAY, 35)]
    chart = charts.burn_down(Pace(251, 286, 251.0, None, [], day))
    assert [group.label for group in groups(chart.wide.items)] == [f"Votes left, {TODAY}: 35"]
    done = charts.burn_down(Pace(1, 1, 1.0, None, [], [Point(TODAY, 0)]))
    assert (collisions(done.narrow), outside(done.narrow)) == ([], [])
    days = [Point(TODAY + timedelta(days=n), 35 - n) for n in range(3)]
    (line,) = [g for g in groups(trend("Left", "Votes", [Series("Votes left", days)]).items) if g.kind == "row"]
    assert sum(isinstance(item, Circle) for item in line.items) == 3


def test_what_is_left_ends_with_what_is_left_today():
    votes = {TODAY - timedelta(days=2): 4, TODAY: 3}
    points = burn_down(votes, wanted=10, left=2, today=TODAY)
    assert [point.value for point in points] == [6, 6, 2]
    assert burn_down({}, wanted=10, left=10, today=TODAY) == []
    everything, included = discovery(
        [(TODAY, True, 2), (TODAY, False, 5), (TODAY - timedelta(days=1), False, 1)], TODAY
    )
    assert ([p.value for p in everything], [p.value for p in included]) == ([1, 8], [0, 2])


@pytest.mark.parametrize("width", [520.0, 250.0])
def test_charts_are_legible_on_a_sheet_and_on_a_phone(width):
    for days, most in ((0, 1), (1, 3), (200, 123_456)):
        points = [Point(TODAY + timedelta(days=n), most - most * n / (days + 1)) for n in range(days + 1)]
        ahead = [points[-1], Point(points[-1].day + timedelta(days=20), 0)]
        scene = trend(
            "Left", "Votes", [Series("Votes left", points), Series("Pace", ahead, dashed=True)], width=width
        )
        assert (collisions(scene), outside(scene)) == ([], [])
        assert "Votes left: from" in scene.description
    rows = [("Wrong population: not chronic pain of at least three months or more", 100_000), ("Animals", 1)]
    scene = bars("Reasons", "Records", rows, width=width)
    assert (collisions(scene), outside(scene)) == ([], [])
    assert [group.label for group in groups(scene.items)][1] == "Animals: 1"


def test_ticks_are_round_and_reach_the_top():
    assert {most: nice_ticks(most) for most in (0, 1, 7, 99, 2500)} == {
        0: (0, 1),
        1: (0, 1),
        7: (0, 2, 4, 6, 8),
        99: (0, 20, 40, 60, 80, 100),
        2500: (0, 500, 1000, 1500, 2000, 2500),
    }
