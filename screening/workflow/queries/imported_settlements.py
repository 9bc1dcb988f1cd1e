"""What adjudicators decided on conflicts before, as a file of ours tells it: whose decisions they become here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from screening.importing.carried import CarriedSettlement, carried
from screening.models import ExclusionReason, ImportBatch, Member, Record
from screening.workflow.authorship import wrote
from screening.workflow.queries.conflicts import is_own_conflict, standing_resolution
from screening.workflow.queries.imported import NO_PLACE, NO_REASON, RELEASED, Choice, records_of
from screening.workflow.queries.rules import came_to
from screening.workflow.queries.seats import is_cleared

NO_CONFLICT = "its record is in no conflict here"
OWN_CONFLICT = "the member voted on its record, and in this stage somebody else settles it"
OWN_RECORD = "the member is named as an author of its record"
SETTLED = "an adjudicator settled its record here"


@dataclass(frozen=True)
class PlannedSettlement:
    """One decision of the file on the record that stands for its group; `member` None where it is left out."""

    record: int
    member: Member | None
    verdict: str
    reason: ExclusionReason | None
    rationale: str


def planned_settlements(choice: Choice, batch: ImportBatch, records: Sequence[Record]) -> list[PlannedSettlement]:
    """The decisions that the file tells of these records in the stage, one a record."""
    found: dict[int, PlannedSettlement] = {}
    for record in records:
        root = record.primary_id or record.pk
        for one in carried(record.raw).settled:
            if one.stage in ("", choice.stage.kind):
                found.setdefault(root, _planned(choice, batch, root, one))
    return list(found.values())


def _planned(choice: Choice, batch: ImportBatch, root: int, one: CarriedSettlement) -> PlannedSettlement:
    came = f"(Decided before; it came with {batch.filename}, as “{one.name}”.)"
    return PlannedSettlement(
        record=root,
        member=choice.settlers.get(one.name.casefold()),
        verdict=one.verdict,
        reason=choice.reasons.get(one.reason.casefold()) if one.verdict == "exclude" else None,
        rationale=f"{one.why} {came}".strip(),
    )


def why_not_settled(entry, one: PlannedSettlement) -> str:
    """What keeps the decision out where its record stands now, after the votes; "" for nothing."""
    if entry is None:
        return NO_PLACE
    if entry.released_at:
        return RELEASED
    if standing_resolution(entry) is not None:
        return SETTLED
    return _no_conflict(entry, one) or _not_theirs(entry, one)


def _no_conflict(entry, one: PlannedSettlement) -> str:
    if entry.state == entry.State.EXCLUDED and one.verdict == "exclude":
        differ = came_to(entry.stage, [entry.record_id])[entry.record_id].reasons_differ
    else:
        differ = entry.state == entry.State.CONFLICT
    if not differ:
        return NO_CONFLICT
    return NO_REASON if one.verdict == "exclude" and one.reason is None and entry.stage.reason_required else ""


def _not_theirs(entry, one: PlannedSettlement) -> str:
    if wrote(one.member.user.name, entry.record.authors) and not is_cleared(one.member, entry.record):
        return OWN_RECORD
    return OWN_CONFLICT if is_own_conflict(one.member, entry) else ""


def settlers(member: Member) -> list[Member]:
    """The members who may adjudicate now: whose decisions those of a file can be."""
    members = member.review.members.filter(removed_at__isnull=True).select_related("user")
    return [one for one in members.order_by("user__name", "user__email") if one.can("adjudicate")]


def settlements_to_import(choice: Choice, batch: ImportBatch) -> Counter[Member | None]:
    """Member -> how many decisions would be theirs; None -> how many are left out."""
    found: Counter[Member | None] = Counter()
    last = 0
    while batch.carried.get("settled") and (part := list(records_of(batch, last))):
        found.update(one.member for one in planned_settlements(choice, batch, part))
        last = part[-1].pk
    return found
