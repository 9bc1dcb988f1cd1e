from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.workflow.sharing import Limits, deal, kept_apart, left
from tests.screening.workflow.conftest import unhurried


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (Limits(), None),
        (Limits(share=30), 20),  # 30% of 101 is 30.3: 31 votes, 11 are cast
        (Limits(share=10), 0),
        (Limits(most=15), 4),
        (Limits(most=15, most_a_day=5), 2),
        (Limits(most_a_day=2), 0),
    ],
)
def test_what_is_left_of_a_limit(limits, expected):
    assert left(limits, wanted=101, done=11, today=3) == expected


def test_pairs_keep_to_themselves():
    pairs, active = [(1, 2), (3, 4)], [1, 2, 3, 4, 5]
    assert kept_apart(1, pairs, active) == {3, 4, 5}
    assert kept_apart(5, pairs, active) == {1, 2, 3, 4}
    assert kept_apart(1, [], active) == set()


def test_nobody_waits_for_a_partner_who_left():
    assert kept_apart(5, [(1, 2)], [1, 5]) == set()
    assert kept_apart(1, [(1, 2)], [1, 5]) == set()


def test_one_may_have_several_partners():
    assert kept_apart(1, [(1, 2), (1, 3)], [1, 2, 3]) == set()
    assert kept_apart(2, [(1, 2), (1, 3)], [1, 2, 3]) == {3}


@unhurried
@given(
    st.lists(st.integers(1, 30), max_size=40),
    st.lists(st.integers(100, 105), unique=True, max_size=4),
    st.dictionaries(st.integers(1, 30), st.sets(st.integers(100, 105)), max_size=10),
)
def test_every_seat_is_dealt_once_or_left_over_and_nobody_gets_what_is_barred(records, people, barred):
    seats = list(enumerate(records))
    dealt = deal(seats, people, barred)
    assert sorted([*dealt.seats, *dealt.left_over]) == [seat for seat, _ in seats]
    holders = [(records[seat], who) for seat, who in dealt.seats.items()]
    assert len(set(holders)) == len(holders)
    assert not [pair for pair in holders if pair[1] in barred.get(pair[0], set())]


def test_all_get_about_as_many():
    dealt = deal([(n, n) for n in range(10)], [1, 2, 3], {0: {1}})
    assert sorted(Counter(dealt.seats.values()).values()) == [3, 3, 4]
