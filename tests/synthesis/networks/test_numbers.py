"""A network in the library, in words, tables, plots and packages: one set of numbers."""

import json
import re

import numpy as np
import pytest
from scipy.special import stdtrit

from ketreview.drawing.legibility import collisions, outside
from synthesis.grading.evidence import Compared
from synthesis.networks import printing
from synthesis.networks.numbers import comparison_numbers, league_numbers, ranking_numbers, split_numbers
from synthesis.networks.package import expected_csv
from synthesis.networks.plots import network_plots
from synthesis.stats import InputError, NotEstimable, evaluate
from synthesis.stats.network import contrasts_of
from synthesis.stats.network_analysis import analyse_network
from synthesis.stats.network_arms import arms_of
from synthesis.stats.network_results import NetworkResult
from synthesis.stats.network_structure import structure
from tests.synthesis.charts.plots import printed_numbers_in
from tests.synthesis.networks.packages import CASES, QUITTING, SCORES, package_of, result_of

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


PAIRS = {
    "binary": ("arm_binary", {"e": "e", "n": "n"}, ("OR", "RR", "RD"), TWO),
    "continuous": (
        "arm_continuous", {"m": "m", "sd": "sd", "n": "n"}, ("MD", "SMD", "ROM"),
        [{"study": f"T{i}", "treat": treat, "m": m, "sd": sd, "n": n}
         for i, both in enumerate([((5.1, 1.9, 40), (4.2, 2.1, 42)), ((5.6, 2.3, 25), (4.9, 2.0, 24)),
                                   ((4.4, 1.5, 60), (4.6, 1.6, 58)), ((6.2, 2.0, 33), (3.1, 1.8, 3))])
         for treat, (m, sd, n) in zip("NI", both, strict=True)],
    ),
    "rate2": (
        "arm_rate", {"x": "x", "t": "t"}, ("IRR", "IRD"),
        [{"study": f"T{i}", "treat": treat, "x": x, "t": t}
         for i, both in enumerate([((9, 120.5), (4, 118.0)), ((0, 60.0), (3, 55.5)), ((21, 300.0), (6, 280.0))])
         for treat, (x, t) in zip("NI", both, strict=True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("pair", "measure"), [(pair, each) for pair in PAIRS for each in PAIRS[pair][2]])
def test_two_treatments_are_a_pairwise_meta_analysis_and_say_so(pair, measure):
    """Effect, error and prediction (t, k - 2 df) of metafor's pairwise model, whatever the measure."""
    kind, fields, _, rows = PAIRS[pair]
    found = analyse_network(rows, kind, measure, "N", draws=50)
    held = {}
    for row in rows:
        held.setdefault(row["study"], {})[row["treat"]] = row
    held = {study: each for study, each in held.items() if len(each) == 2}
    columns = {
        f"{field}{arm}": [each[treat][name] for each in held.values()]
        for name, field in fields.items() for arm, treat in ((1, "I"), (2, "N"))
    }  # fmt: skip
    asked = {"measure": measure, "model": "random", "tau2_estimator": "REML"}
    if measure in ("OR", "RR", "IRR"):
        asked["zero_cells"] = {"add": 0.5, "when": "studies_with_zero", "drop_double_zero": True}
    pooled = evaluate(columns, pair, "pool", asked)
    lb, ub = found.prediction.lb, found.prediction.ub
    for name, value in (("estimate", found.estimate), ("se", found.se), ("pi_t_lb", lb), ("pi_t_ub", ub)):
        assert value[1][0] == pytest.approx(pooled[name], rel=1e-5), name
    assert found.prediction.df == len(held) - 2
    assert found.warnings[0].code == "two_treatments"


@pytest.mark.parametrize("measure", ["SMD", "ROM"])
def test_no_answer_depends_on_the_reference(measure):
    first, second = (
        analyse_network(SCORES, "arm_continuous", measure, reference, draws=50)
        for reference in ("Usual care", "Étude")
    )
    names = [[node.name for node in each.treatments] for each in (first, second)]
    for a, b in (("Exercise", "Advice"), ("Étude", "Usual care")):
        (i, j), (p, q) = ((held.index(a), held.index(b)) for held in names)
        for matrix in ("estimate", "se"):
            assert getattr(first, matrix)[i][j] == pytest.approx(getattr(second, matrix)[p][q], rel=1e-5)
        assert first.prediction.lb[i][j] == pytest.approx(second.prediction.lb[p][q], rel=1e-4)


def test_contrasts_of_standardised_means_share_arm_and_standard_deviation():
    """Gleser & Olkin (2009): 1/n + 1/n_i + g_i^2/(2N), and 1/n + g_i g_j/(2N) between two of one study."""
    m, sd, n = np.array([5.6, 4.9, 3.9]), np.array([2.3, 2.0, 2.2]), np.array([25.0, 24.0, 26.0])
    held = contrasts_of(
        arms_of({"study": ["Two"] * 3, "treat": ["A", "B", "C"], "m": m, "sd": sd, "n": n}, "arm_continuous", "SMD")
        .arms, "A",
    )  # fmt: skip
    spread = np.sqrt(((n - 1) * sd**2).sum() / 72)
    g = (1 - 3 / (4 * 72 - 1)) * (m[1:] - m[0]) / spread
    assert held.y == pytest.approx(g, rel=1e-4)
    assert (
        pytest.approx(
            np.array([[1 / 25 + 1 / 24, 1 / 25], [1 / 25, 1 / 25 + 1 / 26]]) + np.outer(held.y, held.y) / 150
        )
        == held.V
    )


def test_predictions_are_wider_by_tau_or_say_why_there_are_none():
    found = run(LOOP, draws=50)
    half = (found.prediction.ub[1][0] - found.prediction.lb[1][0]) / 2
    assert found.prediction.df == found.Q_df - 1
    assert half == pytest.approx(stdtrit(found.prediction.df, 0.975) * (found.se[1][0] ** 2 + found.tau2) ** 0.5)
    for rows, model, why in ((LOOP, "common", "common-effect"), (LOOP[:6], "random", "two spare comparisons")):
        assert why in run(rows, model=model, draws=50).prediction.reason


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


THREE = [
    *({"study": "P1", "treat": treat, "e": 3, "n": n} for treat, n in (("A", 40), ("B", 41))),
    *(
        {"study": "X1", "treat": treat, "e": 3, "n": n, "crossover": True}
        for treat, n in (("A", 11), ("B", 12), ("C", 12))
    ),
    *({"study": "P2", "treat": treat, "e": 3, "n": n} for treat, n in (("A", 20), ("C", 22))),
]


def test_a_comparison_has_the_people_of_its_studies_and_crossover_trials_count_once():
    found = structure(THREE, "A")
    assert [(edge.first, edge.second, edge.people) for edge in found.edges] == [
        ("A", "B", (51, 53)), ("A", "C", (31, 34)), ("B", "C", (12, 12)),
    ]  # fmt: skip
    assert (found.everybody.people, found.everybody.crossover) == (40 + 41 + 12 + 20 + 22, 12)
    result = analyse_network(THREE, "arm_binary", "OR", "A", model="common").to_dict()
    settings = result["settings"]
    people = next(fact for fact in printing.facts(settings, result) if fact.name == "Participants")
    assert (people.value, people.note) == ("135", "12 of them in crossover trials, counted once")
    assert people.pair == ("Participants", "135 (12 of them in crossover trials, counted once)")
    by_arm = dict(fact.pair for fact in printing.facts(settings, {**result, "everybody": None}))
    assert by_arm["Participants, by arm"] == str(sum(row["n"] for row in THREE))
    graph = network_plots("T", settings, result)[0]
    assert graph.table[1][1] == ("A – C", "2", "31", "34")
    assert Compared(
        settings, [row | {"usable": True} for row in THREE], result, first="C", second="B"
    ).people() == ("12 (1), directly; 12 of them in crossover trials, counted once")


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
        for scene in (*plot.wide(), *plot.narrow()):
            assert collisions(scene) == []
            assert outside(scene) == []
        assert plot.table[1]
        assert printed_numbers_in(plot.numbers()) == []
    tables = (league_numbers, split_numbers)
    for table in (
        *(each(settings, result) for each in tables),
        ranking_numbers(result),
        comparison_numbers(result),
    ):
        assert printed_numbers_in(table) == []
    league = {row[:2]: row[2:] for row in league_numbers(settings, result)[1]}
    shown = [printing.shown(settings, result[name][1][0]) for name in ("estimate", "ci_lb", "ci_ub")]
    assert list(league[tuple(printing.names_of(result)[i] for i in (1, 0))]) == shown
    headers, rows = printing.league(settings, result)
    assert (len(headers), len(rows)) == (5, 4)
    assert all(rows[i][i + 1] == "–" for i in range(4))
    assert expected_csv(result).count("\n") == 1 + 3 + 3 * 4 + (9 if result["tau2"] is not None else 0)


def test_the_league_table_reads_the_same_both_ways():
    settings, result = CASES["odds of quitting"][1].to_dict(), result_of("odds of quitting")
    headers, rows = printing.league(settings, result)
    there = [float(x) for x in re.findall(r"[\d.]+", rows[0][2])]
    back = [float(x) for x in re.findall(r"[\d.]+", rows[1][1])]
    assert there[0] == pytest.approx(1 / back[0], abs=0.02)
    assert headers[0] == "OR, row v column"


def test_the_global_test_tells_the_variance_it_is_made_with():
    held = {"chi2": 3.2, "df": 2, "pval": 0.2, "tau2": 0.034, "designs": ["A – B", "B – C"]}
    result = {"tau2": 0.05, "inconsistency": {"design": held, "reason": ""}}
    assert printing.inconsistency_line(result).endswith("p = 0.20, tau² within designs = 0.034")
    assert "tau²" not in printing.inconsistency_line(result | {"tau2": None})
