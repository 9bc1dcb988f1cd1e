"""`evaluate` and the command line over it: plain JSON in and out, refusals by name."""

import json

import pytest
from django.core.management import CommandError, call_command

from synthesis.stats import InputError, NotEstimable, evaluate
from synthesis.stats.evaluation.lines import answers
from tests.synthesis.stats.data import BCG, columns

GENERIC = {"yi": [0.1, 0.7, 0.2], "vi": [0.02, 0.05, 0.01]}


def test_a_pooled_answer_is_plain_json():
    found = evaluate(columns(BCG), "binary", "pool", {"measure": "RR", "model": "common", "back_transform": "exp"})
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["outcome"] == "value"
    assert found["back_transformed"]["estimate"] == pytest.approx(0.6503236196194819, rel=1e-12)


def test_infinite_statistics_are_named():
    call = {"model": "random", "tau2_estimator": "DL", "test": "hksj"}
    found = evaluate({"yi": [0.5] * 3, "vi": [0.04] * 3}, "generic", "pool", call)
    assert (found["se"], found["stat"], found["pval"]) == (0.0, "Infinity", 0.0)


def test_rows_without_an_effect_hold_none_in_their_place():
    found = evaluate({"yi": [0.1, None, 0.2], "vi": [0.02, 0.05, 0.01]}, "generic", "pool", {"model": "common"})
    assert (found["k"], found["weights_pct"][1]) == (2, None)


@pytest.mark.parametrize(
    ("capability", "call", "text"),
    [
        ("prophecy", {}, "the capability 'prophecy' is not supported"),
        (
            "pool",
            {"model": "random", "shrink": 2},
            "options shrink are not supported here; known are measure, variance, convention, zero_cells, model",
        ),
        (
            "pool",
            {"model": "random", "tau2_estimator": "XX"},
            "the tau2 estimator 'XX' is not supported; known are DL,",
        ),
        (
            "heterogeneity_ci",
            {"method": "bootstrap"},
            "method = 'bootstrap' is not supported; known are Q-profile, profile-likelihood,",
        ),
        (
            "glmm",
            {"measure": "OR", "likelihood": "x"},
            "the likelihood 'x' of OR is not supported; known are OR: uncond",
        ),
    ],
)
def test_what_is_not_there_is_named(capability, call, text):
    with pytest.raises(NotImplementedError) as caught:
        evaluate(GENERIC, "generic", capability, call)
    assert str(caught.value).startswith(text)


SPARSE = {
    "e1": [0, 4, 7, 2, 9], "n1": [20, 40, 55, 30, 60], "e2": [3, 5, 9, 6, 8], "n2": [21, 39, 50, 31, 62],
    "g": ["a", "a", "b", "b", "b"], "x": [1, 3, 2, 5, 4], "cl": ["p", "p", "q", "r", "r"],
}  # fmt: skip
STEPS = {"type": "step function (Vevea-Hedges), ML", "steps": [0.5]}
OF_COUNTS = {
    "effect_size": {}, "pool": {}, "heterogeneity_ci": {"method": "Q-profile"}, "leave_one_out": {},
    "cumulative": {}, "influence": {}, "baujat": {}, "gosh": {}, "egger": {}, "begg": {},
    "trim_and_fill": {"estimator": "L0"},
    "fail_safe_n": {}, "subgroup": {"by": "g"}, "meta_regression": {"moderators": "x"}, "selection_model": STEPS,
    "bayes": {}, "permutation": {"moderators": "x"}, "pet_peese": {}, "drawn_subsets": {"count": 5},
}  # fmt: skip


@pytest.mark.parametrize("capability", OF_COUNTS)
def test_whatever_begins_with_counts_takes_the_rule_for_empty_cells(capability):
    rule = {"add": 0.25, "when": "all_studies"}
    call = {"measure": "OR", **OF_COUNTS[capability]}
    found = evaluate(SPARSE, "binary", capability, call | {"zero_cells": rule})
    made = evaluate(SPARSE, "binary", "effect_size", {"measure": "OR", "zero_cells": rule})
    given = {name: made[name] for name in ("yi", "vi")} | {name: SPARSE[name] for name in ("g", "x")}
    if capability != "effect_size":
        call = call | {"measure": "GEN"}
        assert _close(found, evaluate(given, "generic", capability, call))
    if capability != "begg":  # of ranks alone
        assert not _close(found, evaluate(SPARSE, "binary", capability, call | {"measure": "OR"}))


def _close(one, other):
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_close(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_close, one, other))
    if isinstance(one, float):
        return other == pytest.approx(one, rel=1e-6, abs=1e-9)
    return one == other


def test_a_line_through_two_studies_says_that_it_tests_nothing():
    two = {"yi": [0.1, 0.7], "vi": [0.02, 0.05]}
    found = evaluate(two, "generic", "egger", {})
    assert (found["df"], found["pval"], [each["code"] for each in found["warnings"]]) == (0, None, ["no_df"])
    assert evaluate(GENERIC, "generic", "egger", {})["warnings"] == []


def test_a_measure_is_never_guessed():
    with pytest.raises(NotImplementedError, match="the call names no measure, and binary data allow several"):
        evaluate(columns(BCG), "binary", "heterogeneity_ci", {"method": "Q-profile"})


@pytest.mark.parametrize(
    ("others", "taken"),
    [
        ([("pool", "RR"), ("pool", "RR"), ("effect_size", "OR")], "RR"),
        ([("effect_size", "OR")], "OR"),
        ([("pool", "RR"), ("pool", "OR")], None),
        ([("effect_size", "RR"), ("subgroup", "OR")], None),
        ([("pool", None), ("begg", "RD"), ("subgroup", "RR")], "RD"),
    ],
)
def test_a_check_takes_the_measure_on_which_the_others_of_its_file_agree(others, taken):
    call = {"method": "Q-profile"}
    siblings = [{"capability": name, "call": {"measure": it} if it else {}} for name, it in others]
    siblings += [{"capability": "heterogeneity_ci", "call": call}, "odd", {"capability": "pool"}]
    document = {"data": {"kind": "binary"}, "input": {"columns": columns(BCG)}, "checks": siblings}
    of_file = list(answers(document))[len(others)]
    if taken is None:
        with pytest.raises(NotImplementedError, match="names no measure") as refused:
            evaluate(columns(BCG), "binary", "heterogeneity_ci", call, siblings=siblings)
        assert of_file["unsupported"] == str(refused.value)
        return
    found = evaluate(columns(BCG), "binary", "heterogeneity_ci", call, siblings=siblings)
    assert found.pop("taken") == of_file["taken"] == {"measure": taken}
    assert found == of_file["result"]
    assert found == evaluate(columns(BCG), "binary", "heterogeneity_ci", {**call, "measure": taken})
    with pytest.raises(InputError, match="field siblings: a list of checks is needed, got int"):
        evaluate(columns(BCG), "binary", "heterogeneity_ci", call, siblings=5)


def test_bad_input_names_row_and_field():
    with pytest.raises(InputError) as caught:
        evaluate({"yi": [0.1, 0.2], "vi": [0.1, 0.0]}, "generic", "pool", {"model": "common"})
    assert (caught.value.row, caught.value.field) == (1, "vi")


def test_an_option_that_is_missing_is_named():
    with pytest.raises(InputError, match="field by: the call must say this"):
        evaluate(GENERIC, "generic", "subgroup", {})


def test_an_empty_set_is_refused():
    with pytest.raises(NotEstimable, match="no row has both an effect and a variance"):
        evaluate({"yi": [None], "vi": [0.1]}, "generic", "pool", {"model": "common"})


class TestCommand:
    def run(self, capsys, *paths):
        call_command("pool_effects", *map(str, paths))
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    def test_one_line_for_each_check(self, tmp_path, capsys):
        path = tmp_path / "three.json"
        checks = [
            {"id": "common", "capability": "pool", "call": {"model": "common"}},
            {"id": "magic", "capability": "magic", "call": {}},
            {"id": "bad", "capability": "pool", "call": {"model": "fixed"}},
        ]
        document = {"id": "three", "data": {"kind": "generic"}, "input": {"columns": GENERIC}, "checks": checks}
        path.write_text(json.dumps(document))
        first, second, third = self.run(capsys, path)
        assert (first["id"], first["result"]["k"]) == ("three/common", 3)
        assert second == {"id": "three/magic", "unsupported": "the capability 'magic' is not supported"}
        assert third == {
            "id": "three/bad",
            "error": "field model: choose one of common, random, got 'fixed'",
            "row": None,
            "field": "model",
        }

    def test_a_check_that_names_no_measure_means_the_one_of_its_file(self, tmp_path, capsys):
        columns = {"e1": [4, 6, 3], "n1": [123, 306, 231], "e2": [11, 29, 11], "n2": [139, 303, 220]}
        pool = {"model": "random", "tau2_estimator": "DL"}
        interval = {"id": "interval", "capability": "heterogeneity_ci", "call": {"method": "Q-profile"}}
        several = [{"id": name, "capability": "pool", "call": {**pool, "measure": name}} for name in ("RR", "OR")]
        told = []
        for number, checks in enumerate(([several[0], interval], [*several, interval])):
            path = tmp_path / f"{number}.json"
            document = {"id": "few", "data": {"kind": "binary"}, "input": {"columns": columns}, "checks": checks}
            path.write_text(json.dumps(document))
            told.append(self.run(capsys, path)[-1])
        call = {**interval["call"], "measure": "RR"}
        assert told[0]["result"] == json.loads(json.dumps(evaluate(columns, "binary", "heterogeneity_ci", call)))
        assert (told[0]["taken"], "no measure" in str(told[1])) == ({"measure": "RR"}, True)

    def test_a_single_request(self, tmp_path, capsys):
        path = tmp_path / "one.json"
        request = {"columns": GENERIC, "kind": "generic", "capability": "pool", "call": {"model": "common"}}
        path.write_text(json.dumps(request))
        assert self.run(capsys, path)[0]["result"]["Q_df"] == 2

    def test_a_file_of_which_nothing_could_be_computed_is_a_failure(self, tmp_path, capsys):
        path = tmp_path / "all-refused.json"
        checks = [{"id": name, "capability": "pool", "call": {"model": name}} for name in ("fixed", "mixed")]
        document = {"id": "none", "data": {"kind": "generic"}, "input": {"columns": GENERIC}, "checks": checks}
        path.write_text(json.dumps(document))
        with pytest.raises(CommandError, match="^nothing could be computed: no answer to 2 requests") as end:
            call_command("pool_effects", str(path))
        assert end.value.returncode == 2
        assert [sorted(json.loads(line)) for line in capsys.readouterr().out.splitlines()] == [
            ["error", "field", "id", "row"]
        ] * 2
        checks.append({"id": "common", "capability": "pool", "call": {"model": "common"}})
        path.write_text(json.dumps(document))
        assert len(self.run(capsys, path)) == 3

    def test_nothing_asked_is_no_failure(self, tmp_path, capsys):
        path = tmp_path / "empty.json"
        path.write_text(json.dumps({"data": {"kind": "generic"}, "input": {"columns": GENERIC}, "checks": []}))
        assert self.run(capsys, path) == []

    def test_a_file_that_cannot_be_read_ends_nothing(self, tmp_path, capsys):
        broken, good, absent = (tmp_path / f"{name}.json" for name in ("broken", "good", "absent"))
        broken.write_text("{")
        good.write_text(json.dumps({"columns": GENERIC, "kind": "generic", "capability": "pool", "call": {}}))
        with pytest.raises(CommandError, match=r"2 of 3 files could not be read: .*broken\.json, .*absent\.json"):
            call_command("pool_effects", str(broken), str(good), str(absent))
        first, second, third = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert first["file"] == str(broken)
        assert first["error"].startswith("the file cannot be read: Expecting property name")
        assert second["result"]["k"] == 3
        assert third["file"] == str(absent)

    @pytest.mark.parametrize(
        ("document", "error"),
        [
            (None, "a file holds one request or an input with checks, not a NoneType"),
            ({}, "the request lacks 'columns'"),
            ([], "a file holds one request or an input with checks, not a list"),
            ({"checks": []}, "field input: names with values are needed beside the checks"),
            ({"checks": 3, "input": {}, "data": {}}, "field checks: a list is needed"),
            ({"checks": [3], "input": {}, "data": {}}, "field checks: names with values are needed, got 3"),
            ({"columns": GENERIC}, "the request lacks 'kind'"),
        ],
    )
    def test_a_file_that_holds_no_request(self, tmp_path, capsys, document, error):
        path = tmp_path / "odd.json"
        path.write_text(json.dumps(document))
        with pytest.raises(CommandError, match=r"1 of 1 file holds something that is no request: .*odd\.json"):
            self.run(capsys, path)
        assert [json.loads(line)["error"] for line in capsys.readouterr().out.splitlines()] == [error]

    def test_rows_are_counted_as_in_the_text(self, tmp_path, capsys):
        path = tmp_path / "bad.json"
        columns = GENERIC | {"vi": [*GENERIC["vi"][:2], -1.0]}
        path.write_text(json.dumps({"columns": columns, "kind": "generic", "capability": "pool", "call": {}}))
        with pytest.raises(CommandError, match="nothing could be computed"):
            call_command("pool_effects", str(path))
        (line,) = map(json.loads, capsys.readouterr().out.splitlines())
        assert (line["row"], line["field"], line["error"][:16]) == (3, "vi", "row 3, field vi:")


@pytest.mark.parametrize(
    ("change", "refusal", "text"),
    [
        ({"columns": None}, InputError, "field columns: names with values are needed, got NoneType"),
        ({"call": []}, InputError, "field call: names with values are needed, got list"),
        ({"capability": ["pool"]}, NotImplementedError, "the capability ['pool'] is not supported"),
        ({"kind": "arms"}, NotImplementedError, "the kind of data 'arms' is not supported; known are binary"),
        ({"columns": {"yi": [10**400], "vi": [1]}}, InputError, "row 1, field yi: the number is too large"),
    ],
)
def test_what_is_no_request_is_refused_by_its_part(change, refusal, text):
    asked = {"columns": GENERIC, "kind": "generic", "capability": "pool", "call": {}}
    with pytest.raises(refusal) as caught:
        evaluate(**(asked | change))
    assert str(caught.value).startswith(text)


def test_no_options_at_all_are_the_usual_ones():
    assert evaluate(GENERIC, "generic", "pool", None) == evaluate(GENERIC, "generic", "pool", {})


def test_rows_left_out_are_named_with_the_reason():
    trials = {"study": ["A", "B", None], "e1": [0, 4, 1], "n1": [9, 9, 9], "e2": [0, 2, 3], "n2": [9, 9, None]}
    call = {"measure": "OR", "zero_cells": {"add": 0.5, "when": "studies_with_zero", "drop_double_zero": True}}
    assert [
        (each["row"], each["label"], each["code"])
        for each in evaluate(trials, "binary", "effect_size", call)["excluded"]
    ] == [
        (0, "A", "double_zero"),
        (2, "Row 3", "missing"),
    ]


def test_a_pooled_answer_tells_what_a_reader_must_know():
    found = evaluate({"yi": [0.1, 0.1], "vi": [0.02, 0.05]}, "generic", "pool", {"model": "random"})
    assert [each["code"] for each in found["warnings"]] == ["k2", "tau2_zero"]


def test_a_network_names_the_arms_it_cannot_compare():
    arms = [
        ("A", "x", 3),
        ("A", "y", 4),
        ("B", "x", 2),
        ("B", "y", 5),
        ("C", "x", 4),
        ("D", "x", 0),
        ("D", "y", 0),
        ("B", "z", None),
    ]
    study, treat, events = map(list, zip(*arms, strict=True))
    columns = {"study": study, "treat": treat, "e": events, "n": [20] * len(arms)}
    call = {"measure": "OR", "model": "common", "reference": "x"}
    left = evaluate(columns, "arm_binary", "network", call)["excluded"]
    assert [(each["row"], each["label"], each["code"]) for each in left] == [
        (4, "C, x", "one_treatment"),
        (5, "D, x", "no_information"),
        (6, "D, y", "no_information"),
        (7, "B, z", "missing"),
    ]


@pytest.mark.parametrize(("k", "text"), [(1, "nothing is pooled"), (2, "a prediction interval says little")])
def test_few_studies_are_told_as_they_are(k, text):
    columns = {"yi": [0.1, 0.7][:k], "vi": [0.02, 0.05][:k]}
    found = evaluate(columns, "generic", "pool", {"model": "random", "tau2_estimator": "REML"})
    assert found["pi_lb"] is not None
    assert text in found["warnings"][0]["text"]
    common = evaluate(columns, "generic", "pool", {"model": "common"})
    assert not any("tau2" in each["text"] or "prediction" in each["text"] for each in common["warnings"])


@pytest.mark.parametrize(
    ("measure", "back"), [("RR", "tanh"), ("OR", "inverse_logit"), ("RD", "exp"), ("RR", "square")]
)
def test_a_back_transformation_of_another_scale_is_refused(measure, back):
    call = {"measure": measure, "model": "common", "back_transform": back}
    with pytest.raises(InputError) as caught:
        evaluate(columns(BCG), "binary", "pool", call)
    assert caught.value.field == "back_transform"
    told = evaluate(GENERIC, "generic", "pool", {"model": "common", "back_transform": "exp"})
    assert told["back_transformed"]["estimate"] > 1


def test_a_part_of_a_participant_is_no_group():
    with pytest.raises(InputError) as caught:
        evaluate({"r": [0.2, 0.3], "n": [20, 1e-300]}, "correlation", "effect_size", {"measure": "ZCOR"})
    assert (caught.value.row, caught.value.field) == (1, "n")
