"""A network in the library, in words, tables, plots and packages: one set of numbers."""

import json
import re

import pytest

from ketreview.drawing.legibility import collisions, outside
from synthesis.networks import printing
from synthesis.networks.package import expected_csv
from synthesis.networks.plots import network_plots
from synthesis.stats import InputError, NotEstimable, evaluate
from synthesis.stats.network_analysis import analyse_network
from synthesis.stats.network_results import NetworkResult
from synthesis.stats.network_structure import structure
from tests.synthesis.networks.packages import CASES, QUITTING, package_of, result_of

pytestmark = pytest.mark.engine_free
LOOP = [row for row in QUITTING if row["study"] in ("S1", "S2", "S3", "S4", "S21", "S22", "S23", "S24")]
TWO = [row for row in QUITTING if row["treat"] in ("N", "I")]


def arms(*rows):
    return [{"study": study, "treat": treat, "e": e, "n": n} for study, treat, e, n in rows]


def run(rows, measure="OR", reference="N", **options):
    return analyse_network(rows, "arm_binary", measure, reference, **options)


@pytest.mark.parametrize("name", CASES)
def test_the_run_holds_the_numbers_of_evaluate(name):
    rows, recipe = CASES[name]
    call = recipe.call()
    asked = {"measure": recipe.measure, "model": recipe.model, "reference": recipe.reference}
    if recipe.model == "random":
        asked["estimator"] = recipe.tau2
    expected = evaluate({key: [row[key] for row in rows] for key in rows[0]}, call["kind"], "network", asked)
    found = result_of(name)

    assert found["estimate"] == [list(row) for row in expected["estimate"]]
    assert found["se"] == [list(row) for row in expected["se"]]
    assert [node["name"] for node in found["treatments"]] == list(expected["treatments"])
    for key in ("Q", "Q_df", "Q_pval", "k_studies", "k_contrasts"):
        assert found[key] == expected[key]
    assert found["tau2"] in (expected["tau2"], None)
    assert list(found["p_score_larger_better"]) == list(expected["p_score_larger_better"])


def test_a_result_survives_json_and_smaller_better_turns_the_ranks():
    found = run(LOOP, draws=200)
    assert NetworkResult.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    turned = run(LOOP, draws=200, larger_is_better=False)
    assert turned.p_scores == pytest.approx([1 - score for score in found.p_scores])


def test_no_answer_depends_on_the_order_of_the_rows():
    found, turned = run(LOOP, draws=100), run(LOOP[::-1], draws=100)
    assert [row[0] for row in turned.estimate] == pytest.approx([row[0] for row in found.estimate], rel=1e-6)
    assert turned.inconsistency.design.chi2 == pytest.approx(found.inconsistency.design.chi2, rel=1e-6)


def test_a_network_in_parts_is_refused_and_names_the_parts():
    rows = arms(("1", "N", 3, 20), ("1", "A", 5, 20), ("2", "B", 3, 20), ("2", "C", 4, 20))
    with pytest.raises(NotEstimable, match=r"2 parts that no study links: N – A; B – C") as refused:
        run(rows)
    assert refused.value.code == "disconnected"


def test_a_star_has_no_test_of_consistency_and_says_so():
    rows = arms(*((f"{t}{i}", x, 4 + i, 30) for t in "AB" for i in range(3) for x in ("N", t)))
    found = run(rows, draws=100)
    assert found.inconsistency.design is None
    assert "No loop of different designs closes" in " ".join(notice.text for notice in found.warnings)
    told = printing.inconsistency_line(found.to_dict())
    assert told.startswith("No global test of consistency: no loop of designs closes")
    assert [name for name, _ in found.inconsistency.unsplit] == ["N v A", "N v B"]
    assert [plot.name for plot in network_plots("T", CASES["common effect"][1].to_dict(), found.to_dict())] == [
        "graph", "effects", "ranks",
    ]  # fmt: skip


def test_two_treatments_are_a_pairwise_meta_analysis_and_say_so():
    found = run(TWO, draws=100)
    pairs = {}
    for row in TWO:
        pairs.setdefault(row["study"], {})[row["treat"]] = row
    pairs = {study: each for study, each in pairs.items() if len(each) == 2}
    columns = {
        key: [each[treat][field] for each in pairs.values()]
        for key, treat, field in (("e1", "I", "e"), ("n1", "I", "n"), ("e2", "N", "e"), ("n2", "N", "n"))
    }
    pooled = evaluate(columns, "binary", "pool", {"measure": "OR", "model": "random", "tau2_estimator": "REML"})
    assert found.estimate[1][0] == pytest.approx(pooled["estimate"], rel=1e-6)
    assert found.se[1][0] == pytest.approx(pooled["se"], rel=1e-6)
    assert found.warnings[0].code == "two_treatments"


def test_without_spare_comparisons_random_effects_are_refused_in_words():
    with pytest.raises(NotEstimable, match="Choose the common-effect model"):
        run(arms(("1", "N", 3, 20), ("1", "A", 5, 20)))
    assert run(arms(("1", "N", 3, 20), ("1", "A", 5, 20)), model="common", draws=50).Q is None


def test_what_does_not_enter_is_listed_with_its_reason():
    rows = arms(
        ("1", "N", 3, 20), ("1", "A", 5, 20), ("2", "N", 2, 20), ("2", "A", 5, 20), ("3", "N", 0, 20),
        ("3", "A", 0, 20), ("4", "N", 2, 20), ("4", "A", None, 20), ("5", "N", 2, 20), ("5", "A", 6, 20),
    )  # fmt: skip
    found = run(rows, draws=50)
    assert [(each.label, each.code) for each in found.exclusions] == [
        ("3, N", "no_information"), ("3, A", "no_information"), ("4, N", "one_treatment"), ("4, A", "missing"),
    ]  # fmt: skip
    assert found.k_studies == 3


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("1", "A", 9, 5), "row 2, field e"),
        (("1", "A", 0, 0), "row 2, field n"),
        (("1", "", 1, 5), "row 2, field treat"),
        ((None, "A", 1, 5), "row 2, field study"),
    ],
)
def test_impossible_arms_are_refused_by_row_and_field(row, place):
    with pytest.raises(InputError, match=place):
        run(arms(("1", "N", 3, 20), row))


def test_the_structure_counts_people_studies_and_parts():
    found = structure(QUITTING, "N")
    assert [(node.name, node.studies) for node in found.nodes] == [("N", 19), ("G", 6), ("I", 19), ("S", 6)]
    assert (len(found.edges), found.connected, found.alone) == (6, True, ())
    assert found.nodes[0].people == sum(row["n"] for row in QUITTING if row["treat"] == "N")


@pytest.mark.parametrize("name", CASES)
def test_the_python_script_of_the_package_finds_the_expected_numbers(name, tmp_path, monkeypatch, capsys):
    files = package_of(name)
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    script = compile(files["run/analysis.py"], "analysis.py", "exec")
    with pytest.raises(SystemExit) as left:
        exec(script, {"__file__": str(tmp_path / "run" / "analysis.py"), "__name__": "__main__"})  # noqa: S102
    assert left.value.code == 0, capsys.readouterr().out
    assert "DIFFERS" not in capsys.readouterr().out


@pytest.mark.parametrize("name", CASES)
def test_no_text_of_a_plot_touches_another_and_tables_have_its_digits(name):
    settings, result = CASES[name][1].to_dict(), result_of(name)
    for plot in network_plots("Pain response, all treatments", settings, result):
        for scene in (plot.wide(), plot.narrow()):
            assert collisions(scene) == []
            assert outside(scene) == []
        assert plot.table[1]
    headers, rows = printing.league(settings, result)
    assert (len(headers), len(rows)) == (5, 4)
    assert all(rows[i][i + 1] == "–" for i in range(4))
    assert expected_csv(result).count("\n") == 1 + 3 + 3 * 4 + (result["tau2"] is not None)


def test_the_league_table_reads_the_same_both_ways():
    settings, result = CASES["odds of quitting"][1].to_dict(), result_of("odds of quitting")
    headers, rows = printing.league(settings, result)
    there = [float(x) for x in re.findall(r"[\d.]+", rows[0][2])]
    back = [float(x) for x in re.findall(r"[\d.]+", rows[1][1])]
    assert there[0] == pytest.approx(1 / back[0], abs=0.02)
    assert headers[0] == "OR, row v column"
