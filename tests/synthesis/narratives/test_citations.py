"""Citations: numbered by first use, grouped, printed in brackets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.narratives.citations import (
    BadCitation,
    bracket,
    marks_in,
    number_by_first_use,
    numbers_of,
    split_citations,
    without_marks,
)

keys = st.integers(1, 30).map(str)


@pytest.mark.parametrize(
    ("numbers", "printed"),
    [((1,), "[1]"), ((2, 1), "[1,2]"), ((1, 3, 4, 5), "[1,3–5]"), ((5, 5), "[5]"), ((1, 2, 3, 7, 8), "[1–3,7,8]")],
)
def test_several_citations_stand_in_one_bracket(numbers, printed):
    assert bracket(numbers) == printed


def test_marks_with_only_blanks_between_are_one_group():
    assert split_citations("As shown [@9] [@7][@9], and again [@3].") == [
        "As shown ", ("9", "7"), ", and again ", ("3",), ".",
    ]  # fmt: skip
    assert without_marks("As shown [@9] [@7], and again [@3].") == "As shown, and again."


def test_a_doi_may_stand_in_a_mark():
    assert marks_in("One [@doi:10.1016/0304-3959(94)90131-7].") == ("doi:10.1016/0304-3959(94)90131-7",)


@pytest.mark.parametrize("text", ["[@]", "[@12", "[@doi: 10.1/x]"])
def test_half_a_mark_is_an_error(text):
    with pytest.raises(BadCitation, match="no whole citation"):
        marks_in(f"Before {text} after")


def test_a_mark_without_a_number_is_an_error():
    with pytest.raises(BadCitation, match=r"\[@9\] has no reference"):
        numbers_of(("9",), {"3": 1})


@given(st.lists(st.lists(keys, max_size=5), max_size=8))
def test_numbers_follow_first_use_without_gaps(cited):
    sentences = ["Words " + "".join(f"[@{key}]" for key in each) for each in cited]

    numbers = number_by_first_use(sentences)

    in_order = list(dict.fromkeys(key for each in cited for key in each))
    assert numbers == {key: place for place, key in enumerate(in_order, 1)}


@given(st.sets(st.integers(1, 60), min_size=1))
def test_a_bracket_can_be_read_back(numbers):
    read = set()
    for part in bracket(numbers).strip("[]").split(","):
        first, _, last = part.partition("–")
        read |= set(range(int(first), int(last or first) + 1))

    assert read == numbers
