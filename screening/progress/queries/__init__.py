"""What is read of a review's progress: the flow, the ledger, the lead's view, the proofs."""

from screening.progress.queries.flows import box_keys, count_in_box, flow_counts, previous_version, records_in_box
from screening.progress.queries.ledger import (
    excluded_reports,
    ledger,
    ledger_count,
    lines_of,
    place_counts,
    place_counts_of,
    reasons_given,
)
from screening.progress.queries.past import undone_since
from screening.progress.queries.standing import sight_of
from screening.progress.queries.trail import events, votes_told_by
from screening.progress.tally import NO_REASON

__all__ = [
    "NO_REASON",
    "box_keys",
    "count_in_box",
    "events",
    "excluded_reports",
    "flow_counts",
    "ledger",
    "ledger_count",
    "lines_of",
    "place_counts",
    "place_counts_of",
    "previous_version",
    "reasons_given",
    "records_in_box",
    "sight_of",
    "undone_since",
    "votes_told_by",
]
