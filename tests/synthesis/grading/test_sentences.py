"""What a summary of findings says in words: no direction that the interval does not show, names as typed."""

import pytest

from ketreview.wording import in_sentence
from synthesis.grading.evidence import Evidence
from synthesis.grading.findings import Asked, finding, printed, repeated
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
    assert printed([found]).rows[0][0].text == "HbA1c, year 1 (ICU)"
    very_low = told(evidence(CLEAR), outcome="PTSD remission", decisions=FIVE | {"imprecision": (-3, "Few")})
    assert very_low.sentence == "The evidence is very uncertain about the effect of midazolam on PTSD remission."
    empty = finding(Asked("PTSD remission", "", "midazolam", "placebo", more_is_better=True))
    assert empty.sentence == "No study was pooled for PTSD remission."


def ratio(**asked):
    given = {"A": (0.8, 0.64, 1.0), "B": (0.7, 0.5, 0.98)}
    rows = [{"label": name, "estimate": e, "ci_lb": lb, "ci_ub": ub} for name, (e, lb, ub) in given.items()]
    settings = {"kind": "generic", "measure": "GEN_LOG", "model": "common"}
    result = analyse(rows, **settings, tau2="REML", test="z", scale="natural")
    settings |= {"level": 0.95}
    return told(Evidence(settings, rows, result.to_dict()), outcome="Death", **asked)


def test_a_ratio_that_was_declared_a_hazard_ratio_has_absolute_effects():
    plain = ratio(baseline_per_1000=300, baseline_source="A register")
    assert (plain.relative[:5], plain.baseline) == ("Ratio", "–")
    found = ratio(ratio_is="hazard", baseline_per_1000=300, baseline_source="A register")
    effect = float(found.relative.split()[1])
    assert found.relative.startswith("HR 0.7")
    assert abs(float(found.risk.split()[0]) - 1000 * (1 - 0.7**effect)) < 2
    assert found.baseline == "300 per 1,000"
    assert found.nnt.startswith("NNTB ")
    assert [note.cell for note in found.notes] == ["baseline", "risk"]
    assert found.notes[0].text == "Baseline risk: A register."
    assert " of 1,000 people, against 300." in found.sentence
    rate = ratio(ratio_is="rate", baseline_per_1000=12.0, baseline_source="A register")
    assert (rate.baseline, rate.nnt) == ("12 per 1,000 units of person-time", "–")
    assert "fewer per 1,000 units of person-time" in rate.difference


RATES = [
    {"label": "A", "x1": 12, "t1": 310.5, "x2": 30, "t2": 298.2},
    {"label": "B", "x1": 31, "t1": 900, "x2": 66, "t2": 870},
]


def rate(measure, **asked):
    settings = {"kind": "rate2", "measure": measure, "model": "common", "level": 0.95}
    result = analyse(RATES, "rate2", measure, "common", test="z").to_dict()
    return told(Evidence(settings, RATES, result), outcome="Relapse", **asked)


def test_rates_are_told_in_the_unit_of_person_time_that_the_outcome_names():
    found = rate("IRR", baseline_per_1000=80, unit="Patient-months")
    assert found.baseline == "80 per 1,000 patient-months"
    assert "events in 1,000 patient-months, against 80" in found.sentence
    assert rate("IRR", baseline_per_1000=80).baseline == "80 per 1,000 units of person-time"
    assert rate("IRD", unit="person-years").difference == "46 fewer per 1,000 person-years (65 fewer to 26 fewer)"
    assert "fewer per 1,000 units of person-time" in rate("IRD").difference


def test_means_stand_beside_the_comparators_and_standardised_ones_have_a_size():
    found = told(evidence(CLEAR), unit="points")
    assert (found.baseline, found.risk.split(" (")[0]) == ("mean 6.55 points", "mean 3.22 points")
    assert [(note.cell, note.text) for note in found.notes] == [
        ("baseline", "Mean with the comparison: the median of the comparator arms' means.")
    ]
    typed = told(evidence(CLEAR), comparator_mean=5.0, baseline_source="A cohort")
    assert typed.baseline == "mean 5"
    assert [note.text for note in typed.notes] == ["Mean with the comparison: A cohort."]
    large = told(evidence(CLEAR, "SMD"))
    assert large.difference.endswith(", large")
    assert [note.cell for note in large.notes if "Cohen's rule of thumb" in note.text] == ["difference"]
    assert told(evidence(MEANS, "SMD")).difference.endswith(", small")


def test_a_rare_outcome_is_told_of_100_000_people():
    rows = [{"label": "A", "e1": 8, "n1": 120, "e2": 16, "n2": 120}]
    held = evidence(rows, "RR", "binary")
    found = told(held, outcome="Death", baseline_per_1000=0.04, baseline_source="A register")
    assert (found.baseline, found.risk[:13]) == ("4 per 100,000", "2 per 100,000")
    assert found.difference.startswith("2 fewer per 100,000")


def test_a_name_with_a_comma_ends_with_one_where_the_sentence_goes_on():
    name = "Response, as the trial defines it"
    assert told(evidence(CLEAR), outcome=name).sentence == (
        "Midazolam reduces response, as the trial defines it, compared with placebo."
    )
    assert "or reduces response, as the trial defines it, or makes" in told(evidence(MEANS), outcome=name).sentence


def test_an_outcome_that_stands_twice_is_named_with_how_often():
    rows = [told(evidence(CLEAR)), told(evidence(MEANS, "SMD")), told(evidence(CLEAR), time="1 month")]
    assert repeated(rows) == [("Pain, 1 week", 2)]
    assert repeated(rows[1:]) == []
