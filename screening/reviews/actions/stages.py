"""Changing the rules of a stage, which is possible until records are in it."""

from typing import Any

from django.db import transaction

from screening.errors import Closed, Invalid
from screening.models import Member, Stage
from screening.reviews.queries import exclusion_reasons, rules_are_fixed
from screening.team.audit import record_event
from screening.versions import save_version

FIXED = ("votes_needed", "maybe_rule", "blinded")


@transaction.atomic
def change_stage(*, stage: Stage, version: int, by: Member, **new: Any) -> None:
    """Write the stage's rules (`votes_needed`, `maybe_rule`, `reason_required`, `blinded`).

    Closed where records are in the stage and a rule would change by which their votes are counted.
    """
    if rules_are_fixed(stage) and any(
        getattr(stage, name) != new.get(name, getattr(stage, name)) for name in FIXED
    ):
        raise Closed(
            f"Records are in the stage “{stage}” already: its number of votes, its rule for maybe and its blinding "
            "stay as they are, so that no vote is counted by a rule it was not given under."
        )
    if new.get("reason_required") and not exclusion_reasons(by.review).exists():
        raise Invalid("There is no reason to choose from: add one to the list before you require it.")
    changed = save_version(stage, version=version, **new)
    if changed["after"]:
        record_event("stage changed", stage, by=by, **changed)
