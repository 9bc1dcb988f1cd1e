"""The only reader of votes, labels and comments. Every page, export and count that tells of one asks here; the
default is nothing.

Who may know what:
- one's own votes: always;
- another's vote: only on a record whose votes are all in or which an adjudicator settled, and only for
  adjudicators, for those who may export decisions once the record is settled or its calibration round has ended,
  and for everyone who screens once the stage is no longer blinded;
- where an adjudicator settled the record, another's votes are those that they read;
- another's labels on a record: where the votes of every stage the record is in may be seen;
- in a round (a pilot set, a second look): nothing of another's, and no figure, until the whole round has ended;
- the discussion of a record: who may see its votes, and reviewers once it is released and waits in no stage;
- how records stand (states and their counts): `may_see_outcomes`.
"""

from screening.workflow.blinding.counts import cast_since, changed_votes, imported_count, vote_times, votes_by_day
from screening.workflow.blinding.inside import (
    History,
    Opinion,
    cast_rows,
    counted_rounds,
    histories,
    imported_standing,
    is_vote,
    keys_used,
    last_sequence,
    round_votes,
    seat_votes,
    standing_votes,
    uncounted_votes,
    vote_ids,
    vote_with_key,
    votes_read,
    votes_to_carry,
)
from screening.workflow.blinding.sight import (
    is_sealed_round,
    is_unblinded,
    judged_in_a_round,
    judged_in_rounds,
    may_know_the_others,
    may_see_outcomes,
    read_by_role,
    shown_since,
    told_by_a_round,
    waits_for_conflicts,
)
from screening.workflow.blinding.talk import (
    comments_on,
    comments_on_many,
    labelled_by,
    labels_for_export,
    may_discuss,
    mentions_of,
    own_label_counts,
    own_labels,
    records_labelled,
    visible_labels,
)
from screening.workflow.blinding.votes import (
    SeenVote,
    all_first_votes,
    came_from,
    complete_votes,
    first_votes,
    marked_first,
    own_votes,
    records_voted,
    unfinished_first_votes,
    visible_votes,
    votes_for_export,
    votes_since,
)

__all__ = [
    "History",
    "Opinion",
    "SeenVote",
    "all_first_votes",
    "came_from",
    "cast_rows",
    "cast_since",
    "changed_votes",
    "comments_on",
    "comments_on_many",
    "complete_votes",
    "counted_rounds",
    "first_votes",
    "histories",
    "imported_count",
    "imported_standing",
    "is_sealed_round",
    "is_unblinded",
    "is_vote",
    "judged_in_a_round",
    "judged_in_rounds",
    "keys_used",
    "labelled_by",
    "last_sequence",
    "marked_first",
    "labels_for_export",
    "may_discuss",
    "may_know_the_others",
    "may_see_outcomes",
    "mentions_of",
    "own_label_counts",
    "own_labels",
    "own_votes",
    "read_by_role",
    "records_labelled",
    "records_voted",
    "round_votes",
    "seat_votes",
    "shown_since",
    "standing_votes",
    "told_by_a_round",
    "uncounted_votes",
    "unfinished_first_votes",
    "visible_labels",
    "visible_votes",
    "vote_ids",
    "vote_times",
    "vote_with_key",
    "votes_read",
    "votes_by_day",
    "votes_for_export",
    "votes_since",
    "votes_to_carry",
    "waits_for_conflicts",
]
