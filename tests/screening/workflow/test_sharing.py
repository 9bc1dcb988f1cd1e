from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.workflow.sharing import Company, Limits, deal, left
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
    company = Company.of([(1, 2), (3, 4)], [1, 2, 3, 4, 5, 6], needed=2)
    assert company.apart_from(1) == {3, 4, 5, 6}
    assert company.apart_from(5) == {1, 2, 3, 4}
    assert Company.of([], [1, 2, 3], needed=2).apart_from(1) == set()


def test_nobody_waits_for_a_partner_who_left():
    company = Company.of([(1, 2)], [1, 5], needed=2)
    assert (company.apart_from(5), company.apart_from(1)) == (set(), set())


def test_one_may_have_several_partners():
    company = Company.of([(1, 2), (1, 3)], [1, 2, 3], needed=2)
    assert (company.apart_from(1), company.apart_from(2)) == (set(), {3})


def test_who_has_nobody_to_finish_a_record_with_begins_none():
    company = Company.of([(1, 2)], [1, 2, 3], needed=2)
    assert company.alone() == {3}
    assert [company.may_join(who, [], [1, 2, 3]) for who in (1, 2, 3)] == [True, True, False]
    # What they had begun before is open to everybody.
    assert [company.may_join(who, [3], [1, 2, 3]) for who in (1, 2)] == [True, True]


def test_where_a_partner_does_not_judge_the_record_the_pair_binds_nobody():
    company = Company.of([(1, 2), (3, 4)], [1, 2, 3, 4], needed=2)
    assert [company.may_join(who, [2], [2, 3, 4]) for who in (3, 4)] == [True, True]
    assert [company.may_join(who, [], [2, 3, 4]) for who in (2, 3, 4)] == [False, True, True]


def test_three_votes_are_not_asked_of_pairs_of_two():
    company = Company.of([(1, 2)], [1, 2, 3], needed=3)
    assert [company.may_join(who, [1, 2], [1, 2, 3]) for who in (3,)] == [True]


def test_who_must_vote_shares_records_with_everybody():
    company = Company.of([(1, 2)], [1, 2, 3], needed=2, with_all=[3])
    assert (company.alone(), company.apart_from(3)) == (set(), set())


people_ = st.integers(1, 6)


@unhurried
@given(
    st.lists(st.tuples(people_, people_).filter(lambda pair: pair[0] != pair[1]), max_size=6),
    st.sets(people_, max_size=2),
    st.sets(people_, max_size=2),
    st.integers(1, 3),
    st.sets(people_, max_size=2),
    st.randoms(use_true_random=False),
)
def test_a_record_gets_its_votes_whatever_the_pairs_where_as_many_may_judge_it(
    pairs, gone, barred, needed, holders, chance
):
    there = set(range(1, 7)) - gone
    able = there - barred
    company = Company.of(pairs, there, needed)
    held = set(list(holders)[:needed])
    while len(held) < needed and able - held:
        joining = [who for who in able - held if company.may_join(who, held, able)]
        assert joining, (pairs, there, able, held)
        held.add(chance.choice(joining))


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
