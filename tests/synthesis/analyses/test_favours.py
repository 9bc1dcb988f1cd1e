"""Labels under a forest plot that contradict the direction of the outcome, by the names of the arms."""

import pytest

from synthesis.analyses.favours import favours_doubts

ROWS = [
    {"experimental": "Ketamine 0.5 mg/kg", "comparator": "Saline"},
    {"experimental": "Ketamine infusion", "comparator": "Saline + midazolam 2 mg"},
]
RATIO = {"measure": "RR"}


@pytest.mark.parametrize(
    ("favours", "better", "doubted"),
    [
        (("placebo", "ketamine"), "higher", []),
        (("ketamine", "placebo"), "lower", []),
        (("ketamine", "placebo"), "higher", ["left", "right"]),
        (("", "Favours Ketamine"), "lower", ["right"]),
        (("midazolam", ""), "lower", ["left"]),
        (("the intervention", ""), "higher", ["left"]),
        (("", "saline"), "higher", ["right"]),
        (("less pain", "more pain"), "higher", []),
        (("", ""), "lower", []),
    ],
)
def test_a_side_that_names_the_other_arm_is_doubted(favours, better, doubted):
    found = favours_doubts(favours, better, RATIO, ROWS)
    assert [side for side in ("left", "right") for line in found if f"stands on the {side}" in line] == doubted


def test_a_word_of_both_arms_and_a_measure_of_one_group_say_nothing():
    both = [{"experimental": "Ketamine high dose", "comparator": "Ketamine low dose"}]
    assert favours_doubts(("ketamine", ""), "higher", RATIO, both) == []
    assert favours_doubts(("high dose", ""), "higher", RATIO, both) != []
    assert favours_doubts(("ketamine", ""), "higher", {"measure": "PLO"}, ROWS) == []
