"""Votes and stage rules to a state: the table of rules, and what holds for any votes."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.workflow.outcome import Cast, Outcome, Vote, first_votes, in_order, outcome, votes_at_completion
from tests.screening.workflow.conftest import unhurried

ORDER = {11: 0, 12: 1, 13: 2}
INCLUDE, MAYBE, EXCLUDE = Vote("include"), Vote("maybe"), Vote("exclude")


def state(*votes, needed=2, maybe_rule="include"):
    return outcome(votes, votes_needed=needed, maybe_rule=maybe_rule, reason_order=ORDER).state


@pytest.mark.parametrize(
    ("votes", "maybe_includes", "maybe_conflicts"),
    [
        ([], "waiting", "waiting"),
        ([INCLUDE], "waiting", "waiting"),
        ([INCLUDE, INCLUDE], "included", "included"),
        ([INCLUDE, MAYBE], "included", "conflict"),
        ([MAYBE, MAYBE], "included", "conflict"),
        ([EXCLUDE, EXCLUDE], "excluded", "excluded"),
        ([INCLUDE, EXCLUDE], "conflict", "conflict"),
        ([MAYBE, EXCLUDE], "conflict", "conflict"),
    ],
)
def test_two_votes(votes, maybe_includes, maybe_conflicts):
    assert state(*votes) == maybe_includes
    assert state(*votes, maybe_rule="conflict") == maybe_conflicts


@pytest.mark.parametrize(("vote", "expected"), [(INCLUDE, "included"), (EXCLUDE, "excluded"), (MAYBE, "included")])
def test_one_vote_decides_where_one_is_needed(vote, expected):
    assert state(vote, needed=1) == expected


def test_three_votes_must_all_agree():
    assert state(EXCLUDE, EXCLUDE, needed=3) == "waiting"
    assert state(EXCLUDE, EXCLUDE, EXCLUDE, needed=3) == "excluded"
    assert state(EXCLUDE, EXCLUDE, INCLUDE, needed=3) == "conflict"


def test_votes_beyond_those_needed_still_count():
    assert state(INCLUDE, EXCLUDE, needed=1) == "conflict"


@pytest.mark.parametrize(
    ("first", "second", "reason", "differ"),
    [(None, None, None, False), (12, None, 12, False), (12, 12, 12, False), (13, 11, 11, True)],
)
def test_the_reason_first_in_the_reviews_order_is_reported(first, second, reason, differ):
    votes = [Vote("exclude", first), Vote("exclude", second)]
    came = outcome(votes, votes_needed=2, maybe_rule="include", reason_order=ORDER)
    assert came == Outcome("excluded", reason, differ)


votes = st.builds(Vote, st.sampled_from(["include", "exclude", "maybe"]), st.sampled_from([None, 11, 12, 13]))


@unhurried
@given(st.lists(votes, max_size=4), st.integers(1, 3), st.sampled_from(["include", "conflict"]), st.randoms())
def test_the_order_of_votes_never_matters(cast, needed, rule, random):
    settings = {"votes_needed": needed, "maybe_rule": rule, "reason_order": ORDER}
    mixed = list(cast)
    random.shuffle(mixed)
    assert outcome(mixed, **settings) == outcome(cast, **settings)
    assert (outcome(cast, **settings).state == "waiting") == (len(cast) < needed)


def rows(*told):
    """(reviewer, verdict, hour) in the order in which they were written -> rows as stored."""
    numbers = Counter()
    return [
        Cast(who, numbers.update([who]) or numbers[who], verdict, None, datetime(2026, 1, 1, hour, tzinfo=UTC))
        for who, verdict, hour in told
    ]


SHORT = {"i": "include", "e": "exclude", "w": "withdrawn"}


def firsts(history, needed=2, shown=None):
    at = shown and datetime(2026, 1, 1, shown, tzinfo=UTC)
    return {who: row.verdict for who, row in first_votes(history, votes_needed=needed, shown_at=at).items()}


@pytest.mark.parametrize(
    ("told", "needed", "shown", "first"),
    [
        # changed before the other vote came, and after: the first one counts
        ("1i 1e 2e", 2, 3, "1i 2e"),
        ("1i 2e 1e", 2, 2, "1i 2e"),
        # taken back while nobody could know another's vote, a slip; and afterwards, which is none
        ("1i 1w 1e 2e", 2, 4, "1e 2e"),
        ("1i 2e 1w 1e", 2, 2, "1i 2e"),
        # taken back for good: whoever took the seat over counts
        ("1i 1w 3e 2e", 2, 4, "2e 3e"),
        # opened by needing fewer votes at 2, then more again
        ("1i 1e 1e 2e", 2, 2, "1i 2e"),
        # more needed since: a change made knowing the others is no first vote, the third vote is one
        ("1i 2e 1e 3e", 3, 2, "1i 2e 3e"),
        ("1i 2e", 3, 2, "1i 2e"),
        # fewer needed since: none is lost
        ("1i 2e", 1, 2, "1i 2e"),
        # judged anew, by somebody else too
        ("1e 2e 1w 2w 3i 1i", 2, 2, "1e 2e"),
        # where it is not known when votes were shown, the rows tell
        ("1i 2e 1w 1e", 2, None, "1i 2e"),
        ("1i 1w 1e 2e", 2, None, "1e 2e"),
        ("1i 1w", 2, None, ""),
    ],
)
def test_first_votes_are_what_each_first_said(told, needed, shown, first):
    """`told`: one row an hour, from one o'clock; `shown`: the hour at which votes could first be seen."""
    history = rows(*((int(who), SHORT[short], hour) for hour, (who, short) in enumerate(told.split(), 1)))
    assert firsts(history, needed, shown) == {int(who): SHORT[short] for who, short in first.split()}


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["include", "exclude"]), st.integers(0, 23)), min_size=1)
)
def test_without_a_vote_taken_back_nothing_written_later_changes_a_first_vote(told):
    told = sorted(told, key=lambda row: row[2])
    by_hand: dict[int, str] = {}
    for who, verdict, _ in told:
        by_hand.setdefault(who, verdict)
    assert firsts(rows(*told), needed=3) == by_hand


def test_votes_at_completion_are_those_standing_when_the_last_one_came_in():
    history = rows((1, "include", 1), (1, "withdrawn", 2), (1, "exclude", 3), (2, "include", 4), (1, "include", 5))
    assert votes_at_completion(history, votes_needed=2) == {1: "exclude", 2: "include"}


def test_votes_that_never_stood_together_were_never_complete():
    history = rows((1, "include", 1), (1, "withdrawn", 2), (2, "include", 3))
    assert votes_at_completion(history, votes_needed=2) is None


def test_a_vote_that_a_second_merge_repeats_counts_after_the_row_that_took_the_first_one_back():
    history = rows((1, "include", 1), (1, "withdrawn", 4), (1, "include", 1), (2, "exclude", 5))
    assert votes_at_completion(history, votes_needed=2) == {1: "include", 2: "exclude"}
    assert [(at.hour, row.sequence) for at, row in in_order(history)] == [(1, 1), (4, 2), (4, 3), (5, 1)]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["include", "exclude", "withdrawn"]), st.integers(0, 23)))
)
def test_where_enough_votes_stand_there_are_first_votes_whatever_times_their_rows_bear(told):
    history = rows(*told)
    last = {row.reviewer: row.verdict for row in history}
    standing = [verdict for verdict in last.values() if verdict != "withdrawn"]
    for needed in range(1, len(standing) + 1):
        assert votes_at_completion(history, votes_needed=needed) is not None


def test_differing_reasons_are_a_conflict_only_where_the_stage_says_so():
    def state(votes, **more):
        return outcome(votes, votes_needed=2, maybe_rule="include", reason_order=ORDER, **more).state

    differing = [Vote("exclude", 1), Vote("exclude", 2)]
    assert (state(differing), state(differing, reasons_conflict=True)) == ("excluded", "conflict")
    assert state([Vote("exclude", 1), Vote("exclude", 1)], reasons_conflict=True) == "excluded"
    assert state([Vote("exclude", 1), Vote("exclude")], reasons_conflict=True) == "excluded"
