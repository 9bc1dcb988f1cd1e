"""Where a record stood under the rules that held then."""

from datetime import UTC, datetime

from screening.progress.replay import Cast, Rules, state_at

THEN = datetime(2026, 3, 1, tzinfo=UTC)


def test_exclusions_for_differing_reasons_were_a_conflict_only_where_the_rule_said_so():
    votes = [Cast(reviewer, 1, "exclude", reason, THEN) for reviewer, reason in ((1, 7), (2, 8))]
    order = {7: 0, 8: 1}
    assert state_at(votes, [], THEN, Rules(2, "include"), order) == ("excluded", 7)
    assert state_at(votes, [], THEN, Rules(2, "include", reasons_conflict=True), order) == ("conflict", None)
