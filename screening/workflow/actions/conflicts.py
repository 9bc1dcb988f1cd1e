"""Conflicts: settled by an adjudicator with a rationale; the votes stay as they are."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.models import ExclusionReason, Member, Resolution, StageRecord
from screening.team.audit import record_event
from screening.workflow.actions.standing import PLACED, check_reason, lock_entry, place, recompute
from screening.workflow.authorship import wrote
from screening.workflow.queries import came_to, is_cleared, is_own_conflict, standing_resolution

STATE = {"include": StageRecord.State.INCLUDED, "exclude": StageRecord.State.EXCLUDED}


@transaction.atomic
def resolve_conflict(
    *,
    entry: StageRecord,
    verdict: str,
    reason: ExclusionReason | None,
    rationale: str,
    by: Member,
    key: UUID,
) -> Resolution:
    """Settle a record in conflict, or choose the reason of one excluded for differing reasons.

    The same key twice gives the same answer. Closed where somebody settled it first or no conflict stands.
    """
    entry = lock_entry(StageRecord.objects.filter(pk=entry.pk))
    stored = Resolution.objects.filter(key=key).first()
    if stored is not None:
        return _same(stored, entry, verdict, reason, rationale, by)
    _check(entry, verdict, reason, rationale)
    if wrote(by.user.name, entry.record.authors) and not is_cleared(by, entry.record):
        raise Closed("You are named as an author of this record, so another adjudicator settles it.")
    if is_own_conflict(by, entry):
        raise Closed(
            "You voted on this record, and in this stage a conflict is settled by somebody who did not. Nothing "
            "was changed; another adjudicator settles it."
        )
    resolution = Resolution.objects.create(
        stage=entry.stage,
        record=entry.record,
        verdict=verdict,
        reason=reason,
        rationale=rationale.strip(),
        resolved_by=by,
        key=key,
    )
    before = entry.state
    place(entry, STATE[verdict], reason.pk if reason else None)
    entry.save(update_fields=PLACED)
    change = {"before": {"state": before}, "after": {"state": entry.state}}
    record_event("conflict settled", entry, by=by, **change, reason=resolution.rationale)
    return resolution


def _same(stored: Resolution, entry, verdict: str, reason, rationale: str, by: Member) -> Resolution:
    asked = (entry.stage_id, entry.record_id, verdict, reason.pk if reason else None, rationale.strip(), by.pk)
    has = (stored.stage_id, stored.record_id, stored.verdict, stored.reason_id, stored.rationale)
    if (*has, stored.resolved_by_id) != asked:
        raise Invalid("This decision's key was used for another one. Reload the page and decide again.")
    return stored


def _check(entry: StageRecord, verdict: str, reason: ExclusionReason | None, rationale: str) -> None:
    if verdict not in STATE:
        raise Invalid("Choose Include or Exclude: a conflict ends with one of the two.")
    if not rationale.strip():
        raise Invalid("Say in a sentence why: the rationale is kept with the decision and read by the team.")
    check_reason(entry.stage, verdict, reason)
    if entry.stage.closed_at:
        raise Closed(f"{entry.stage} is closed: nothing is settled in it any more. The lead can open it again.")
    standing = standing_resolution(entry)
    if standing is not None:
        raise Closed(f"{standing.resolved_by} has settled this record already; nothing was changed.")
    if entry.state == StageRecord.State.CONFLICT:
        return
    clash = came_to(entry.stage, [entry.record_id])[entry.record_id].reasons_differ and not entry.released_at
    if not clash:
        raise Closed("This record is no longer in conflict: a vote was changed or taken back. Nothing was stored.")
    if verdict != "exclude":
        raise Invalid("All reviewers excluded this record; only its reason is open. Choose Exclude and the reason.")


@transaction.atomic
def reopen_resolution(*, entry: StageRecord, by: Member, why: str) -> None:
    """Set an adjudicator's decision aside; it stays as history and the votes rule again."""
    entry = lock_entry(StageRecord.objects.filter(pk=entry.pk))
    standing = standing_resolution(entry)
    if standing is None:
        raise Closed("No adjudicator's decision stands on this record; there is nothing to reopen.")
    if entry.released_at:
        raise Closed("This record was released to the next step, so its decision is fixed.")
    if not why.strip():
        raise Invalid("Say in a sentence why the decision is reopened; it is kept in the audit trail.")
    Resolution.objects.filter(pk=standing.pk).update(reopened_at=timezone.now())
    recompute(entry.stage, [entry])
    record_event("conflict reopened", entry, by=by, after={"state": entry.state}, reason=why.strip())
