"""What a summary of findings says in words: no direction that the interval does not show, names as typed."""

import pytest

from ketreview.wording import in_sentence
from synthesis.grading.evidence import Evidence
from synthesis.grading.findings import Asked, finding, printed
from synthesis.stats import analyse

pytestmark = pytest.mark.engine_free

MEANS = [
    {"label": "A", "m1": 3.1, "sd1": 1.5, "n1": 40, "m2": 3.6, "sd2": 1.4, "n2": 41},
    {"label": "B", "m1": 3.4, "sd1": 1.6, "n1": 35, "m2": 3.5, "sd2": 1.5, "n2": 36},
]
CLEAR = [row | {"m2": row["m2"] + 3} for row in MEANS]
FIVE = dict.fromkeys(
    ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias"), (0, "Looked at")
)


def evidence(rows, measure="MD", kind="continuous", **frame) -> Evidence:
    result = analyse(rows, kind=kind, measure=measure, model="common", tau2="REML", test="z").to_dict()
    settings = {"kind": kind, "measure": measure, "model": "common", "level": 0.95}
    return Evidence(settings, rows, result, **frame)


def told(held: Evidence, **asked):
    about = {"outcome": "Pain", "time": "1 week", "intervention": "midazolam", "comparison": "placebo"} | asked
    return finding(Asked(more_is_better=False, evidence=held, **({"decisions": FIVE} | about)))


@pytest.mark.parametrize("measure", ["MD", "SMD", "ROM"])
def test_without_thresholds_an_interval_that_holds_no_effect_claims_no_direction(measure):
    said = told(evidence(MEANS, measure)).sentence
    assert said.startswith(
        "The evidence does not show whether midazolam increases or reduces pain or makes little to no difference, "
        "compared with placebo"
    )
    assert told(evidence(CLEAR, measure)).sentence == "Midazolam reduces pain compared with placebo."


def test_thresholds_decide_where_they_are_set():
    little = told(evidence(MEANS, low=-1.0, high=1.0)).sentence
    assert little == "Midazolam results in little to no difference in pain compared with placebo."
    assert told(evidence(CLEAR, low=-1.0, high=1.0)).sentence == "Midazolam reduces pain compared with placebo."
    one_sided = told(evidence(MEANS, low=-1.0)).sentence
    assert one_sided.startswith("The evidence does not show whether")
    assert told(evidence(MEANS, low=-0.1)).sentence == "Midazolam reduces pain compared with placebo."


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Pain at rest", "pain at rest"),
        ("HbA1c", "HbA1c"),
        ("PTSD remission", "PTSD remission"),
        ("Covid-19 cases", "Covid-19 cases"),
        ("Year 1 (ICU)", "year 1 (ICU)"),
        ("T score", "T score"),
        ("24 hours", "24 hours"),
        ("", ""),
    ],
)
def test_only_an_ordinary_first_word_loses_its_capital(name, inside):
    assert in_sentence(name) == inside


def test_names_stand_in_sentences_and_rows_as_they_were_typed():
    found = told(evidence(CLEAR), outcome="HbA1c", time="Year 1 (ICU)")
    assert found.sentence == "Midazolam reduces HbA1c compared with placebo."
    assert printed([found]).rows[0][0] == "HbA1c, year 1 (ICU)"
    very_low = told(evidence(CLEAR), outcome="PTSD remission", decisions=FIVE | {"imprecision": (-3, "Few")})
    assert very_low.sentence == "The evidence is very uncertain about the effect of midazolam on PTSD remission."
    empty = finding(Asked("PTSD remission", "", "midazolam", "placebo", more_is_better=True))
    assert empty.sentence == "No study was pooled for PTSD remission."
