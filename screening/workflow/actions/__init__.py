"""Everything that changes seats, votes, conflicts and stages."""

from screening.workflow.actions.carrying import Carried, carry_votes, counted_on, return_votes
from screening.workflow.actions.comments import say
from screening.workflow.actions.conflicts import reopen_resolution, resolve_conflict
from screening.workflow.actions.counting import count_votes_of_round
from screening.workflow.actions.custom import add_stage, take_out_stage
from screening.workflow.actions.duties import add_pair, move_seats, part_pair, set_duty
from screening.workflow.actions.imported import import_votes, take_back_imported
from screening.workflow.actions.keywords import add_own_keywords, remove_own_keyword
from screening.workflow.actions.labels import add_label, archive_label, change_label, put_label
from screening.workflow.actions.recusals import hand_back, lift_recusal
from screening.workflow.actions.reopening import reopen_record
from screening.workflow.actions.reports import bring_report_back, put_report_aside
from screening.workflow.actions.seats import admit_records, claim_slots, give_seats, release_member_slots
from screening.workflow.actions.stages import (
    close_stage,
    fit_round,
    open_stage,
    release_settled,
    reopen_stage,
    set_adjudication,
    set_blinding,
    set_counting_rules,
    set_hidden_fields,
    set_sequence,
    set_votes_needed,
)
from screening.workflow.actions.votes import decide, withdraw

__all__ = [
    "Carried",
    "add_label",
    "add_pair",
    "add_stage",
    "take_out_stage",
    "move_seats",
    "part_pair",
    "set_duty",
    "add_own_keywords",
    "remove_own_keyword",
    "archive_label",
    "change_label",
    "put_label",
    "say",
    "admit_records",
    "bring_report_back",
    "carry_votes",
    "claim_slots",
    "close_stage",
    "count_votes_of_round",
    "decide",
    "fit_round",
    "import_votes",
    "counted_on",
    "hand_back",
    "lift_recusal",
    "open_stage",
    "put_report_aside",
    "give_seats",
    "release_member_slots",
    "release_settled",
    "reopen_record",
    "reopen_resolution",
    "reopen_stage",
    "resolve_conflict",
    "return_votes",
    "set_blinding",
    "set_counting_rules",
    "set_adjudication",
    "set_hidden_fields",
    "set_sequence",
    "set_votes_needed",
    "take_back_imported",
    "withdraw",
]
