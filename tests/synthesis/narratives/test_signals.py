"""What a new run means: the interval, the side of no effect, the size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.narratives.signals import Effect, signals

numbers = st.floats(-50, 50, allow_nan=False)
effects = st.tuples(numbers, st.floats(0.01, 20), st.floats(0.01, 20)).map(
    lambda t: Effect(t[0], t[0] - t[1], t[0] + t[2], ratio=False)
)


def ratio(estimate, lower, upper):
    return Effect(estimate, lower, upper, ratio=True)


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        # Orhurhu 2019 (doi 10.1213/ANE.0000000000004185) and Ferraro 2025 (CD015373), mean difference on 0 to 10
        (Effect(-1.83, -2.35, -1.31, ratio=False), Effect(-1.58, -3.21, 0.05, ratio=False), ["B1"]),
        (ratio(2.25, 1.35, 3.74), ratio(1.90, 0.97, 3.71), ["B1"]),
        (ratio(1.90, 0.97, 3.71), ratio(2.25, 1.35, 3.74), ["B1"]),
        (ratio(0.86, 0.77, 0.95), ratio(0.85, 0.76, 0.95), []),
        (ratio(0.50, 0.30, 0.83), ratio(0.80, 0.70, 0.91), ["B2"]),
        (ratio(0.80, 0.60, 1.07), ratio(1.20, 0.90, 1.60), ["S2", "B2"]),
        (Effect(0.0, -1.0, 1.0, ratio=False), Effect(0.5, -0.4, 1.4, ratio=False), []),
    ],
)  # fmt: skip
def test_signals(before, after, codes):
    assert [signal.code for signal in signals(before, after)] == codes


def test_the_words_say_which_way():
    assert [s.text for s in signals(ratio(2.25, 1.35, 3.74), ratio(1.90, 0.97, 3.71))] == [
        "The interval excluded no effect; now it includes it."
    ]
    assert [s.text for s in signals(ratio(0.50, 0.30, 0.83), ratio(0.80, 0.70, 0.91))] == [
        "The effect changed by 68% on the log scale."
    ]


@given(effects)
def test_the_same_effect_gives_no_signal(effect):
    assert signals(effect, effect) == ()


@given(effects, effects)
def test_a_change_of_significance_is_seen_in_both_directions(one, other):
    there, back = ({signal.code for signal in signals(*pair)} for pair in ((one, other), (other, one)))

    assert ("B1" in there) == ("B1" in back) == (one.shows_a_difference != other.shows_a_difference)
