"""What the votes that came with a file would come to, before and while they are stored."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from screening.importing.carried import Carried, CarriedVote, carried
from screening.models import ExclusionReason, ImportBatch, Member, Record, Stage, StageRecord
from screening.workflow.blinding import History, histories, keys_used
from screening.workflow.queries.seats import unadmitted_records

AT_ONCE = 500
READ = ("raw", "primary", "batch", "review")
NAMESPACE = uuid.UUID("6f0f6b1e-5f0a-5b59-9c3e-0d6a5d6f3b11")
# Why a vote is not stored, in the order in which it is asked.
OTHER_STAGE = "belongs to another stage"
NO_PLACE = "the record has no place in this stage"
RELEASED = "the record was released, so its votes are fixed"
VOTED = "the reviewer has voted on the record here"
CAME = "a vote of this member on the record came with a file already: under another name, or with a copy of it"
NO_REASON = "this stage needs a reason, and none was chosen for those in the file"


@dataclass(frozen=True)
class Choice:
    """Whose votes, and whose decisions on conflicts (`settlers`), the names in the file are, and which reasons its
    reasons are; names and reasons case-folded."""

    stage: Stage
    names: Mapping[str, Member]
    reasons: Mapping[str, ExclusionReason]
    settlers: Mapping[str, Member] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedVote:
    """One vote of the file on the record that stands for its group; `why_not` says what keeps it out."""

    record: int
    reviewer: Member
    name: str
    verdict: str
    reason: ExclusionReason | None
    note: str
    key: UUID
    why_not: str = ""


@dataclass(frozen=True)
class VotesToImport:
    """How many votes would be stored, of whom, and how many would not, for which reason."""

    stored: int
    by_reviewer: list[tuple[Member, int]]
    left: int
    not_stored: list[tuple[str, int]]


def voters(review_member: Member) -> list[Member]:
    """The members who may screen now: whose votes a name in a file can be."""
    members = review_member.review.members.filter(removed_at__isnull=True).select_related("user")
    return [member for member in members.order_by("user__name", "user__email") if member.can("screen")]


def likely(name: str, members: Iterable[Member]) -> Member | None:
    """The one member whose name or address begins as the name in the file, or None."""
    wanted = name.casefold()
    found = [m for m in members if wanted in (str(m).casefold(), m.user.email.casefold())]
    if not found:
        found = [m for m in members if str(m).casefold().split(" ")[0] == wanted.split(" ")[0]]
    if not found:
        found = [m for m in members if m.user.email.casefold().partition("@")[0] == wanted]
    return found[0] if len(found) == 1 else None


def records_of(batch: ImportBatch, after: int = 0) -> QuerySet[Record]:
    """The batch's next records with what the file said of them."""
    return batch.records.filter(pk__gt=after).only(*READ).order_by("pk")[:AT_ONCE]


def planned(
    choice: Choice, batch: ImportBatch, records: Sequence[Record], seen: set | None = None
) -> list[PlannedVote]:
    """The votes of these records, each with what keeps it out; names that are left are not in it.

    `seen` remembers (record, reviewer) pairs over several calls where nothing is stored in between.
    """
    roots = {record.primary_id or record.pk for record in records}
    entries = {e.record_id: e for e in StageRecord.objects.filter(stage=choice.stage, record__in=roots)}
    past = histories(choice.stage, roots)
    coming = set(unadmitted_records(choice.stage).filter(pk__in=roots).values_list("pk", flat=True))
    seen = set() if seen is None else seen
    votes = []
    for record in records:
        root, brought = record.primary_id or record.pk, carried(record.raw)
        for vote in brought.votes:
            reviewer = choice.names.get(vote.name.casefold())
            if reviewer is None:
                continue
            pair = (root, reviewer.pk)
            before = past.get(pair, History())
            one = _planned(choice, batch, record, reviewer, vote, brought, before.taken_back)
            why = _why_not(choice, vote, entries.get(root))
            if why == NO_PLACE and root in coming:  # it gets its seats before the votes are stored
                why = ""
            why = why or _stands(before, pair in seen) or _lacks_reason(choice, one)
            if not why:
                seen.add(pair)
            votes.append(one if not why else _refused(one, why))
    known = keys_used(vote.key for vote in votes if vote.why_not in (VOTED, CAME))
    return [vote for vote in votes if vote.key not in known]


def _planned(choice, batch, record: Record, reviewer: Member, vote: CarriedVote, brought: Carried, round: int):
    excluded = vote.verdict == "exclude"
    said = (vote.reason,) if vote.reason else brought.reasons
    reasons = [found for text in said if (found := choice.reasons.get(text.casefold()))]
    note = f"Reasons in the file: {', '.join(said)}." if excluded and said else ""
    return PlannedVote(
        record=record.primary_id or record.pk,
        reviewer=reviewer,
        name=vote.name,
        verdict=vote.verdict,
        reason=min(reasons, key=lambda reason: (reason.order, reason.pk), default=None) if excluded else None,
        note=note,
        key=uuid.uuid5(
            NAMESPACE, f"{batch.pk}:{record.pk}:{choice.stage.pk}:{vote.name.casefold()}:{reviewer.pk}:{round}"
        ),
    )


def _refused(vote: PlannedVote, why: str) -> PlannedVote:
    return PlannedVote(**{**vote.__dict__, "why_not": why})


def _stands(before: History, is_coming: bool) -> str:
    """Why the reviewer has a vote there already; "" where they have none."""
    if before.acted and not before.brought:
        return VOTED
    return CAME if before.acted or is_coming else ""


def _why_not(choice: Choice, vote: CarriedVote, entry: StageRecord | None) -> str:
    if vote.stage and vote.stage != choice.stage.kind:
        return OTHER_STAGE
    if entry is None:
        return NO_PLACE
    if entry.released_at:
        return RELEASED
    return ""


def _lacks_reason(choice: Choice, one: PlannedVote) -> str:
    if one.verdict == "exclude" and one.reason is None and choice.stage.reason_required:
        return NO_REASON
    return ""


def votes_to_import(choice: Choice, batch: ImportBatch) -> VotesToImport:
    """What storing the votes would do, counted over the whole file. Tells no direction of any vote."""
    stored: Counter[Member] = Counter()
    refused: Counter[str] = Counter()
    last, seen = 0, set()
    while part := list(records_of(batch, last)):
        for vote in planned(choice, batch, part, seen):
            if vote.why_not:
                refused[vote.why_not] += 1
            else:
                stored[vote.reviewer] += 1
        last = part[-1].pk
    names = batch.carried.get("votes", {})
    left = sum(count for name, count in names.items() if name.casefold() not in choice.names)
    return VotesToImport(sum(stored.values()), stored.most_common(), left, refused.most_common())
