"""What a design as typed says of the people in it."""

import pytest

from synthesis.studies.attributes import crossover_of


@pytest.mark.parametrize(
    ("design", "crossover"),
    [
        ("crossover", True), ("Cross-over randomised trial", True), ("split-mouth", True),
        ("cross over, 3 periods", True), ("within-person comparison", True), ("parallel", False), ("", False),
        ("non-crossover", False), ("crossover, first period alone", False), ("parallel or crossover", False),
        ("crossover, period 1", False),
    ],
)  # fmt: skip
def test_a_design_tells_whether_everybody_had_every_treatment(design, crossover):
    assert crossover_of(design) == ({"crossover": True} if crossover else {})
