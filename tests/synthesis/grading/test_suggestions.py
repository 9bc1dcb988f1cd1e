"""What the data suggest for each domain, with the reason a person reads."""

from dataclasses import replace

import pytest

from synthesis.grading.amounts import Note
from synthesis.grading.findings import HEADERS, Asked, finding, printed
from synthesis.grading.levels import DOWN, caution_up, level, symbols
from synthesis.grading.suggestions import Evidence, suggest
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.stats.data import BCG, NORMAND

pytestmark = pytest.mark.engine_free
SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "level": 0.95}


def evidence(rows=BCG, measure="RR", kind="binary", risks=(), **frame) -> Evidence:
    result = analyse(rows, kind, measure)
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}
    words = [*risks, *("" for _ in range(len(rows) - len(risks)))]
    inputs = [{"label": row["label"], "risk_of_bias": word} for row, word in zip(rows, words, strict=True)]
    return Evidence(SETTINGS | {"kind": kind, "measure": measure}, inputs, held, **frame)


def test_risk_of_bias_goes_by_the_share_of_the_weight():
    assert suggest(evidence())["risk-of-bias"].steps is None
    some = suggest(evidence(risks=["High"] * 4 + ["Low"] * 9))["risk-of-bias"]
    assert some.steps == -1
    assert some.reason.startswith("26% of the weight is from studies at high risk of bias, 0% from")
    assert suggest(evidence(risks=["High"] * 13))["risk-of-bias"].steps == -2
    low = suggest(evidence(risks=["Low"] * 13))["risk-of-bias"]
    assert (low.steps, "below 25%" in low.reason) == (0, True)


def test_inconsistency_asks_whether_it_matters():
    # BCG, log RR, REML: I² (from Q) 92.1%, prediction interval exp(-2.0084) to exp(0.5793): metafor 3.8-1
    found = suggest(evidence())["inconsistency"]
    assert found.steps == -2
    assert found.reason.startswith("I² = 92%, Q p < 0.001; prediction interval 0.13 to 1.78, which holds")
    alone = suggest(evidence(rows=BCG[:1]))["inconsistency"]
    assert (alone.steps, alone.reason) == (0, "One study cannot disagree with itself.")
    same = [{"label": f"S{i}", "e1": 20, "n1": 100, "e2": 40, "n2": 100} for i in range(5)]
    assert suggest(evidence(rows=same))["inconsistency"].steps == 0


WIDE = [{"label": f"S{i}", "x": x, "n": 60} for i, x in enumerate((2, 10, 25, 50, 58))]
SPLIT = [{"label": f"S{i}", "r": r, "n": 80} for i, r in enumerate((-0.6, -0.1, 0.3, 0.7))]
AGREED = [{"label": f"S{i}", "r": r, "n": 400} for i, r in enumerate((0.6, 0.8, 0.7, 0.75) * 2)]


@pytest.mark.parametrize(
    ("rows", "measure", "frame", "steps", "said"),
    [
        (WIDE, "PLO", {}, None, "set thresholds of what matters in the frame"),
        (WIDE, "PLO", {"low": 0.45}, None, "say whether their spread matters"),
        (SPLIT, "ZCOR", {}, -1, "studies on both sides of no effect"),
        (AGREED, "ZCOR", {}, None, "set thresholds"),
    ],
)
def test_a_considerable_i2_is_never_no_change(rows, measure, frame, steps, said):
    kind = "proportion" if measure == "PLO" else "correlation"
    given = evidence(rows=rows, measure=measure, kind=kind, **frame)
    assert given.result["pooled"]["heterogeneity"]["I2_from_Q"] > 75
    found = suggest(given)["inconsistency"]
    assert (found.steps, said in found.reason) == (steps, True), found


def test_a_proportion_without_thresholds_has_no_suggestion_of_imprecision():
    found = suggest(evidence(rows=WIDE, measure="PLO", kind="proportion"))["imprecision"]
    assert (found.steps, "set thresholds" in found.reason) == (None, True)
    assert "were set" not in found.reason
    framed = suggest(evidence(rows=WIDE, measure="PLO", kind="proportion", low=0.001))["imprecision"]
    assert "holds none of the values that were set to matter" in framed.reason


def test_imprecision_looks_at_the_interval_then_at_the_people():
    few = [
        {"label": "A", "e1": 5, "n1": 20, "e2": 6, "n2": 20},
        {"label": "B", "e1": 4, "n1": 20, "e2": 5, "n2": 20},
    ]
    wide = suggest(evidence(rows=few))["imprecision"]
    assert (wide.steps, "relevant effects on both sides (0.75 and 1.25)" in wide.reason) == (-2, True)
    clear = suggest(evidence())["imprecision"]
    assert clear.steps == 0
    assert "does not hold the line of no effect" in clear.reason
    strong = [{"label": f"S{i}", "e1": 8, "n1": 20, "e2": 18, "n2": 20} for i in range(2)]
    small = suggest(evidence(rows=strong, relative_change=10))["imprecision"]
    assert (small.steps, "80 people, against" in small.reason) == (-1, True)
    means = suggest(evidence(rows=NORMAND, measure="MD", kind="continuous"))["imprecision"]
    assert (means.steps, "no thresholds of a relevant effect are set" in means.reason) == (-1, True)
    framed = evidence(rows=NORMAND, measure="MD", kind="continuous", low=-60.0, high=60.0)
    assert suggest(framed)["imprecision"].steps == 0


def test_publication_bias_is_tested_from_ten_studies_on():
    assert suggest(evidence(rows=BCG[:5]))["publication-bias"].steps is None
    tested = suggest(evidence())["publication-bias"]
    assert (tested.steps, tested.reason.startswith("Egger p =")) == (0, True)


def test_only_evidence_that_starts_low_is_rated_up():
    strong = [{"label": f"S{i}", "e1": 4, "n1": 100, "e2": 40, "n2": 100} for i in range(4)]
    assert suggest(evidence(rows=strong))["large-effect"].steps == 0
    assert suggest(evidence(rows=strong, start="low"))["large-effect"].steps == 2
    assert suggest(evidence(start="low"))["large-effect"].steps == 1


def test_levels_need_all_five_domains_and_stay_within_the_scale():
    none = dict.fromkeys(("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias"), 0)
    assert level("high", {**none, "imprecision": -1}) == "Moderate"
    assert level("low", {**none, "imprecision": -2}) == "Very low"
    assert level("low", {**none, "large-effect": 2, "dose-response": 1}) == "High"
    assert level("high", {"imprecision": -1}) is None
    assert symbols("Moderate") == "⊕⊕⊕⊝"


DECIDED = {
    "risk-of-bias": (-1, "Half of the weight is at high risk"),
    "inconsistency": (0, "x"),
    "indirectness": (0, "x"),
    "imprecision": (0, "x"),
    "publication-bias": (0, "x"),
}
ASKED = Asked("Tuberculosis", "At the end", "vaccination", "no vaccine", more_is_better=False, decisions=DECIDED)


def test_a_finding_has_absolute_effects_a_sentence_and_footnotes():
    # RR 0.49 (0.34 to 0.70) at 50 per 1,000: 24 (17 to 35), 26 fewer (33 to 15 fewer), NNT 40 (31 to 66)
    found = finding(replace(ASKED, evidence=evidence(), baseline_per_1000=50, baseline_source="a register"))
    assert (found.relative, found.baseline) == ("RR 0.49 (0.34 to 0.70)", "50 per 1,000")
    assert (found.risk, found.difference) == (
        "24 per 1,000 (17 to 35)", "26 fewer per 1,000 (33 fewer to 15 fewer)",
    )  # fmt: skip
    assert found.nnt == "NNTB 40 (31 to 66)"
    assert (found.level, found.certainty) == ("Moderate", "⊕⊕⊕⊝ Moderate")
    assert found.sentence == (
        "Vaccination probably reduces tuberculosis compared with no vaccine: 24 of 1,000 people, against 50."
    )
    told = printed([found, found])
    assert told.notes == (
        ("a", "Baseline risk: a register."),
        ("b", "Rated down one level for risk of bias: Half of the weight is at high risk."),
    )
    marked = {header: cell.marks for header, cell in zip(HEADERS, told.rows[1], strict=True) if cell.marks}
    assert marked == {"With comparison": "a", "Certainty": "b"}
    assert str(told.rows[1][3]) == "50 per 1,000 a"


def test_a_row_with_another_level_than_the_heads_say_tells_it():
    asked = replace(ASKED, evidence=evidence())
    wide = replace(asked.evidence, settings=asked.evidence.settings | {"level": 0.9})
    told = Note("relative", "The intervals of this row are 90% confidence intervals.")
    assert told in finding(replace(asked, evidence=wide)).notes
    assert told not in finding(asked).notes


def test_an_outcome_without_data_is_shown_as_such():
    found = finding(ASKED)
    assert (found.people, found.certainty) == ("0 (0)", "–")
    assert found.sentence == "No study was pooled for tuberculosis."


def test_very_low_certainty_says_only_that():
    sunk = {**DECIDED, "risk-of-bias": (-3, "x")}
    found = finding(replace(ASKED, evidence=evidence(), decisions=sunk))
    assert found.sentence == "The evidence is very uncertain about the effect of vaccination on tuberculosis."


def test_steps_up_do_not_count_for_evidence_that_starts_high():
    steps = dict.fromkeys(DOWN, 0) | {"risk-of-bias": -2, "large-effect": 2}
    assert (level("high", steps), level("low", steps)) == ("Low", "Low")
    assert "does not count" in caution_up("high", steps)
    assert "Rated up for large effect and down for risk of bias" in caution_up("low", steps)
    assert caution_up("low", steps | {"risk-of-bias": 0}) == ""
