"""The checker itself: silent on a true history, loud on each planted lie and on the naive allocator."""

from dataclasses import replace

import pytest

from tests.concurrency.checker import ACKNOWLEDGED, REFUSED, Attempt, Seat, Stored, StoredVote, violations
from tests.concurrency.clients import Reviewer, work_together
from tests.concurrency.naive import NaivePlace, NaiveStage

HISTORY = [
    Attempt("ann", "s1", "include", "k1", ACKNOWLEDGED),
    Attempt("bob", "s2", "exclude", "k2", ACKNOWLEDGED),
    Attempt("ann", "s3", "include", "k3", ACKNOWLEDGED),
    Attempt("ann", "s3", "withdrawn", "k4", ACKNOWLEDGED),
]
VOTES = [
    StoredVote("k1", "s1", "r1", "ann", "include"),
    StoredVote("k2", "s2", "r1", "bob", "exclude"),
    StoredVote("k3", "s3", "r2", "ann", "include"),
    StoredVote("k4", "s3", "r2", "ann", "withdrawn"),
]
SEATS = [
    Seat("s1", "r1", "ann", True, "k1", False),
    Seat("s2", "r1", "bob", True, "k2", False),
    Seat("s3", "r2", "ann", False, None, True),
    Seat("s4", "r2", None, False, None, False),
]
TRUE = Stored(SEATS, VOTES, {"r1": "conflict", "r2": "waiting"}, 2)


def test_a_true_history_is_left_in_peace():
    assert violations(HISTORY, TRUE) == []


def test_an_adjudicators_decision_outranks_the_votes():
    states = {"r1": "excluded", "r2": "included"}
    assert violations(HISTORY, replace(TRUE, states=states, resolutions=states)) == []


def test_a_seat_that_a_release_closed_may_keep_its_reviewer():
    released = replace(seat(2, done=True, leased=False), released=frozenset({"r2"}))
    assert violations(HISTORY, released) == []


def seat(number, **changes):
    return replace(TRUE, seats=[replace(s, **changes) if i == number else s for i, s in enumerate(SEATS)])


@pytest.mark.parametrize(
    ("history", "stored", "found"),
    [
        (HISTORY, replace(TRUE, votes=VOTES[1:]), "lost: ann's acknowledged include k1"),
        (HISTORY, replace(TRUE, votes=[*VOTES[:2], VOTES[1], *VOTES[2:]]), "doubled: k2 is stored 2 times"),
        (HISTORY[:3], TRUE, "phantom: k4 was stored but nobody sent it"),
        ([*HISTORY[:3], replace(HISTORY[3], heard=REFUSED)], TRUE, "refused yet stored: k4"),
        ([replace(HISTORY[0], verdict="maybe"), *HISTORY[1:]], TRUE, "changed on the way: k1"),
        (HISTORY, replace(TRUE, votes_needed=1), "over-screened: r1 has 2 votes of 1"),
        (HISTORY, seat(3, reviewer="ann", leased=True), "ann holds 2 seats on r2"),
        (HISTORY, seat(2, leased=False), "orphan: seat s3 is held by ann without a lease"),
        (HISTORY, seat(0, vote=None), "seat s1 is done=True with vote None"),
        (HISTORY, seat(0, vote="k2"), "seat s1 points to a vote that is not its reviewer's"),
        (HISTORY, seat(2, done=True, vote="k4"), "seat s3 counts a withdrawn vote"),
        (HISTORY, seat(0, vote=None, done=False), "lost: the standing vote k1 counts in no seat"),
        (HISTORY, replace(TRUE, seats=SEATS[:3]), "r2 has 1 seats of 2"),
        (
            HISTORY,
            replace(TRUE, states={"r1": "included", "r2": "waiting"}),
            "r1 stands as included; its votes make it conflict",
        ),
        (
            HISTORY,
            replace(TRUE, resolutions={"r1": "excluded"}),
            "r1 stands as conflict; an adjudicator made it excluded",
        ),
    ],
)
def test_each_planted_lie_is_found(history, stored, found):
    assert found in violations(history, stored)


def test_the_naive_allocator_is_caught_within_two_seconds():
    stage = NaiveStage(records=500)
    reviewers = [Reviewer(f"r{n}", NaivePlace(stage, f"r{n}"), seed=n, think=0.02) for n in range(12)]
    history = work_together(reviewers, seconds=1.5, at_least=600)
    found = [text for text in violations(history, stage.stored()) if text.startswith("over-screened")]
    assert len(history) > 50
    assert len(found) > 5
