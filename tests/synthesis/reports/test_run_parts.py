"""Every number that a report prints of a run is one that the run holds: any measure, model, subgroups, slopes."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from synthesis.analyses.exchange import revman_package
from synthesis.analyses.planned.wording import Plan, on_words
from synthesis.reports.choosing import choice_of
from synthesis.reports.document import Bullets, Drawing, Grid, Paragraph
from synthesis.reports.run_parts import (
    RunFacts,
    left_out_parts,
    method_parts,
    protocol_parts,
    result_parts,
    result_sentences,
)
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import CASES, CORRELATIONS, EXPLORED, GROUPS, OPTIONS, explored_result
from tests.synthesis.reports.numbers_held import held_numbers, is_held, printed_numbers

INTERVALS = {"t": "hksj"}


def facts(inputs, settings, result) -> RunFacts:
    return RunFacts(
        id="1", title="Main", number=1, outcome="Pain", time="Later", plan=Plan(True, date(2026, 3, 1)), run_at="",
        run_by="", sha256="", settings={"level": 0.95, "prediction": "t_k_minus_2"} | settings, inputs=inputs,
        result=result, versions={},
    )  # fmt: skip


def case(name: str) -> RunFacts:
    if name in CASES:
        kind, rows, measure, model, tau2, test = CASES[name]
        result = analyse(
            rows, kind=kind, measure=measure, model=model, tau2=tau2, test=test, **OPTIONS.get(name, {})
        ).to_dict()
        asked = {key: value for key, value in OPTIONS.get(name, {}).items() if key != "scale"}
    else:
        rows, result = explored_result(name)
        asked, (model, tau2, test), _ = EXPLORED[name]
        kind, measure = "binary", "RR"
    settings = {
        "kind": kind,
        "measure": measure,
        "model": model,
        "tau2": tau2,
        "interval": INTERVALS.get(test, test),
    }
    return facts(list(rows), settings | asked, result)


ADDED = ("e1", "n1", "e2", "n2", "x1", "t1", "x2", "t2", "x", "n")


def sums(run: RunFacts) -> list[float]:
    """What a forest plot adds up: the arms of all pooled studies and of each subgroup."""
    pooled = {s["row"]: s["data"] for s in run.result["studies"] if s["excluded_reason"] is None}
    groups = [g["rows"] for g in (run.result.get("subgroups") or {}).get("groups", ())]
    found = []
    for rows in [list(pooled), *groups]:
        names = [n for n in ADDED if all(pooled[row].get(n) is not None for row in rows)]
        each = {name: sum(pooled[row][name] for row in rows) for name in names}
        found += each.values()
        if {"n1", "n2"} <= set(names):
            found.append(each["n1"] + each["n2"])
    return found


def words(run: RunFacts) -> str:
    """The words of the results without p values below 0.001, the names of studies and the day of the plan."""
    texts = []
    for part in result_parts([run]):
        match part:
            case Paragraph():
                texts.append(part.text)
            case Grid():
                # the first column names the row
                texts += [cell for row in part.rows for cell in row[1:]]
            case Bullets():
                texts += part.items
    text = re.sub(r"<[\s ]0\.001", "", " | ".join(texts)).replace(on_words(run.plan.on), "")
    for study in run.result["studies"]:
        text = text.replace(study["label"], "")
    return text


@pytest.mark.parametrize("name", [*CASES, *EXPLORED])
def test_every_number_in_print_is_held_by_the_run(name):
    run = case(name)
    held = [*held_numbers([run.settings, run.inputs, run.result]), *sums(run), 95.0, 100.0]
    numbers = printed_numbers(words(run))
    assert len(numbers) > 15
    assert [number for number in numbers if not is_held(number, held)] == []


def test_the_check_sees_the_numbers_of_another_run():
    one, other = case("ratio of counts"), case("means")
    held = [*held_numbers([other.settings, other.inputs, other.result]), *sums(other), 95.0, 100.0]
    assert sum(not is_held(number, held) for number in printed_numbers(words(one))) > 30


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [{"label": "A", "e1": 8, "n1": 12, "e2": 3, "n2": 12}],
            "1 study with 24 participants. Only one study gives an effect; it is shown, but nothing is pooled.",
        ),
        ([{"label": "A", "e1": 0, "n1": 12, "e2": 0, "n2": 12}], "0 studies with 0 participants. "),
    ],
)
def test_one_study_or_none_is_told(rows, said):
    result = analyse(rows, kind="binary", measure="RR", model="random", tau2="REML", test="hksj").to_dict()
    settings = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj"}
    run = facts(rows, settings, result)
    text = " ".join(result_sentences(run))
    assert text.startswith(said)
    assert ".." not in text
    assert "None" not in words(run)


@pytest.mark.parametrize(
    ("kind", "measure", "tested"), [("proportion", "PLO", False), ("correlation", "ZCOR", True)]
)
def test_a_proportion_of_one_group_is_tested_against_nothing(kind, measure, tested):
    rows = GROUPS if kind == "proportion" else CORRELATIONS
    result = analyse(rows, kind=kind, measure=measure, model="random", tau2="REML", test="hksj").to_dict()
    settings = {"kind": kind, "measure": measure, "model": "random", "tau2": "REML", "interval": "hksj"}
    run = facts(rows, settings, result)
    assert (", p = 0." in result_sentences(run)[0]) == tested
    *_, overall = revman_package("Main", run.settings, rows, result).values()
    (line,) = csv.DictReader(io.StringIO(overall))
    assert (line["Effect P"] != "") == tested


def test_what_came_later_is_told_part_by_part():
    run = case("a slope and words; DL, z")
    grid = next(part for part in protocol_parts([run]) if isinstance(part, Grid))
    assert grid.rows == [
        ("Main", "Whole analysis", "planned, defined 1 Mar 2026"),
        ("Main", "Subgroups: Band", "planned, defined 1 Mar 2026"),
        ("Main", "Moderators: Latitude, Band", "post hoc, defined 1 Mar 2026"),
    ]


def test_studies_that_were_not_pooled_have_their_reason():
    run = case("empty cells and gaps")
    (grid,) = left_out_parts([run])
    assert {row[1] for row in grid.rows} == {e["label"] for e in run.result["exclusions"]}
    assert all(row[2] for row in grid.rows)
    assert {"none", "gap"} == {row[1] for row in grid.rows}


def test_analyses_made_alike_share_their_sentence():
    one, other = case("ratio of counts"), case("means")
    assert [part.name for part in method_parts([one, other, one])] == ["Main; Main", "Main"]
    assert all(a.text != b.text for a, b in combinations(method_parts([one, other]), 2))


def test_a_long_forest_plot_is_a_figure_a_sheet_in_the_order_of_the_report():
    rows = [
        {"label": f"Trial {i:03}", "e1": 3 + i % 7, "n1": 40 + i, "e2": 6 + i % 5, "n2": 41 + i}
        for i in range(1, 46)
    ]
    settings = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj"}
    run = replace(facts(rows, settings, analyse(rows, "binary", "RR", test="hksj").to_dict()), order="weight")
    parts = list(result_parts([run]))
    drawings = [part for part in parts if isinstance(part, Drawing)]
    assert [(each.name, each.caption) for each in drawings] == [
        ("forest-1-1", "Forest plot: Main. Page 1 of 2."), ("forest-1-2", "Forest plot: Main. Page 2 of 2."),
    ]  # fmt: skip
    table = next(
        part for part in parts if isinstance(part, Grid) and part.title.startswith("Numbers of the forest")
    )
    weights = [float(row[-1].rstrip("%")) for row in table.rows[:45]]
    assert weights == sorted(weights, reverse=True)


def test_an_order_that_nobody_offers_counts_for_nothing():
    assert choice_of(True, [], ["results"], "weight").order == "weight"
    assert choice_of(True, [], ["results"], "colour").order == ""
