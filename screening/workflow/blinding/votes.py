"""Votes as their viewers may see them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from screening.models import Decision, ExclusionReason, Member, Record, Stage, StageRecord
from screening.workflow.blinding.sight import (
    counting,
    hidden_directions,
    hidden_in_rounds,
    may_see_others,
    may_see_outcomes,
    standing,
    waits_for_conflicts,
)
from screening.workflow.outcome import SETTLED, WAITING, Cast
from screening.workflow.outcome import first_votes as first_of

AT_ONCE = 5_000


@dataclass(frozen=True)
class SeenVote:
    """A standing vote as its viewer may see it."""

    reviewer_id: int
    reviewer: str
    verdict: str
    """Empty where its direction is hidden from the adjudicator."""
    reason: ExclusionReason | None
    note: str
    decided_at: datetime
    own: bool
    left: bool = False
    """True of a vote of somebody who is no longer in the review; it counts as before."""
    imported: str = ""
    """Where a vote that was cast in another tool comes from, in words; "" for one cast here."""


def _shown(vote: Decision, viewer: Member, entry: StageRecord, hidden: Collection[int]) -> SeenVote:
    seen = _seen(vote, viewer)
    if seen.own or entry.pk not in hidden:
        return seen
    return replace(seen, verdict="", reason=None, note="")


def own_votes(member: Member, stage: Stage) -> QuerySet[Decision]:
    """The member's own standing votes in the stage, the latest first."""
    votes = standing().filter(reviewer=member, stage=stage)
    return votes.select_related("record", "reason", "slot").order_by("-decided_at", "-id")


def visible_votes(member: Member, stage: Stage, record: Record) -> list[SeenVote]:
    """The votes on the record that the member may see, in order of time: all that count where they may see others',
    else their own as it stands."""
    entry = StageRecord.objects.select_related("stage").filter(stage=stage, record=record).first()
    if entry is None or stage.review_id != member.review_id:
        return []
    sees = may_see_others(member, entry)
    votes = (counting() if sees else standing().filter(reviewer=member)).filter(stage=stage, record=record)
    hidden = hidden_directions(member, [entry])
    return [_shown(vote, member, entry, hidden) for vote in ordered(votes)]


def complete_votes(member: Member, entries: Iterable[StageRecord]) -> dict[int, list[SeenVote]]:
    """Entry id -> all its votes, for entries whose every vote is in and whose votes the member may see."""
    allowed = {(e.stage_id, e.record_id): e for e in entries if may_see_others(member, e)}
    stages = {stage for stage, _ in allowed}
    found: dict[int, list[SeenVote]] = {entry.pk: [] for entry in allowed.values()}
    hidden = hidden_directions(member, allowed.values())
    votes = counting().filter(stage__in=stages, record__in={record for _, record in allowed})
    for vote in ordered(votes):
        entry = allowed.get((vote.stage_id, vote.record_id))
        if entry is not None:
            found[entry.pk].append(_shown(vote, member, entry, hidden))
    return found


def votes_since(member: Member, entry: StageRecord, moment: datetime) -> list[SeenVote]:
    """What stands of the votes given after that moment, for those who may see the record's votes; else nothing."""
    if not may_see_others(member, entry):
        return []
    votes = standing().filter(stage=entry.stage, record=entry.record, decided_at__gt=moment)
    return [_seen(vote, member) for vote in ordered(votes)]


def ordered(votes: QuerySet[Decision]) -> QuerySet[Decision]:
    return votes.select_related("reviewer__user", "reason", "imported_from").order_by("decided_at", "id")


def _seen(vote: Decision, viewer: Member) -> SeenVote:
    return SeenVote(
        reviewer_id=vote.reviewer_id,
        reviewer=str(vote.reviewer),
        verdict=vote.verdict,
        reason=vote.reason,
        note=vote.note,
        decided_at=vote.decided_at,
        own=vote.reviewer_id == viewer.pk,
        left=vote.reviewer.removed_at is not None,
        imported=came_from(vote),
    )


def records_voted(member: Member, stage: int, verdict: str) -> QuerySet[Decision]:
    """Ids of the records on which the member's own vote of this verdict stands in the stage."""
    return standing().filter(reviewer=member, stage=stage, verdict=verdict).values("record")


def came_from(vote: Decision) -> str:
    """The file that brought the vote and the name it bore there; "" for a vote cast here."""
    return f"{vote.imported_from.filename}, as “{vote.imported_as}”" if vote.imported_from_id else ""


def votes_for_export(member: Member, stage: Stage | None = None) -> QuerySet[Decision]:
    """Every vote ever cast on settled records, and on those of ended rounds whose votes are all in, which nobody
    settles, with `counts` and `shown_at`, for those who may export decisions.

    Members without that permission get an empty queryset; votes on records still open are never in it.
    """
    if not member.can("export_decisions"):
        return Decision.objects.none()
    entries = StageRecord.objects.filter(_exported(member), stage=OuterRef("stage"), record=OuterRef("record"))
    shown = Subquery(entries.values("shown_at")[:1])
    votes = Decision.objects.filter(Exists(entries), stage__review_id=member.review_id)
    if stage is not None:
        votes = votes.filter(stage=stage)
    votes = votes.annotate(counts=Exists(counting().filter(pk=OuterRef("pk"))), shown_at=shown)
    return votes.select_related("stage", "record", "reviewer__user", "reason", "imported_from").order_by(
        "stage__order", "stage", "record_id", "decided_at", "id"
    )


def _exported(member: Member) -> Q:
    """True of the entries whose votes leave in a file. What the reviewers of a second look differ on leaves only
    when its stage is told to them too (`is_unblinded`); what a round holds of a conflict that the member decides
    before knowing the votes, once it is settled."""
    ended = Q(stage__closed_at__isnull=False)
    told = Q(stage__parent__closed_at__isnull=False) | Q(stage__parent__blinded=False)
    shown = Q(stage__purpose=Stage.Purpose.CALIBRATION) | Q(stage__purpose=Stage.Purpose.SECOND_LOOK) & told
    settled = Q(state__in=SETTLED) & (Q(stage__purpose=Stage.Purpose.MAIN) | ended)
    differing = ended & shown & ~Q(state=WAITING)
    return settled | (differing & ~hidden_in_rounds() if member.can("adjudicate") else differing)


def first_votes(member: Member, stage: Stage) -> dict[int, dict[int, str]]:
    """Record id -> {member id: verdict}: what each reviewer first voted on it (`outcome.first_votes`).

    Only records whose votes are all in, only for members who may see outcomes and who have no conflict of the stage
    to settle before they know the votes; else nothing.
    """
    allowed = may_see_outcomes(member, stage) and not waits_for_conflicts(member, stage)
    return all_first_votes(stage) if allowed else {}


def unfinished_first_votes(member: Member, stage: Stage) -> dict[int, dict[int, str]]:
    """The same on the records that an ended round went without, lacking a vote; nothing of any other stage."""
    ended = stage.is_round and stage.closed_at is not None
    allowed = ended and may_see_outcomes(member, stage) and not waits_for_conflicts(member, stage)
    return all_first_votes(stage, unfinished=True) if allowed else {}


def all_first_votes(stage: Stage, *, unfinished: bool = False) -> dict[int, dict[int, str]]:
    """The same for an action that works a figure out, whoever may see it; on records whose votes are all in, or on
    the others."""
    waiting = Q(state=WAITING)
    entries = StageRecord.objects.filter(waiting if unfinished else ~waiting, stage=stage).order_by()
    asked = set(entries.values_list("record_id", flat=True))
    found: dict[int, dict[int, str]] = {}
    not_plain: set[int] = set()
    fields = ("record_id", "reviewer_id", "sequence", "verdict")
    rows = Decision.objects.filter(stage=stage).order_by().values_list(*fields)
    for record, reviewer, sequence, verdict in rows.iterator(AT_ONCE):
        if record in asked:
            found.setdefault(record, {})[reviewer] = verdict
            if sequence > 1:
                not_plain.add(record)
    not_plain |= {record for record, votes in found.items() if len(votes) > stage.votes_needed}
    found |= _first_of(stage, not_plain)
    return {record: votes for record, votes in found.items() if votes}


def _first_of(stage: Stage, records: Iterable[int]) -> dict[int, dict[int, str]]:
    """First votes on records where something was changed, taken back or cast beyond what is needed: the few of
    which the times must be read."""
    found: dict[int, dict[int, str]] = {}
    rest = iter(sorted(records))
    while part := list(islice(rest, AT_ONCE)):
        shown = dict(StageRecord.objects.filter(stage=stage, record__in=part).values_list("record_id", "shown_at"))
        histories: dict[int, list[Cast]] = {record: [] for record in part}
        fields = ("record_id", "reviewer_id", "sequence", "verdict", "reason_id", "decided_at")
        for record, *row in Decision.objects.filter(stage=stage, record__in=part).values_list(*fields):
            histories[record].append(Cast(*row))
        for record, history in histories.items():
            first = first_of(history, votes_needed=stage.votes_needed, shown_at=shown[record])
            found[record] = {reviewer: vote.verdict for reviewer, vote in first.items()}
    return found


def marked_first(votes: Iterable[Decision]) -> Iterator[Decision]:
    """Votes of `votes_for_export`, each with `is_first`: whether agreement is worked out from it."""
    for _, cast in groupby(votes, key=lambda vote: (vote.stage_id, vote.record_id)):
        rows = list(cast)
        history = (Cast(v.reviewer_id, v.sequence, v.verdict, v.reason_id, v.decided_at) for v in rows)
        needed = rows[0].stage.votes_needed
        first = first_of(history, votes_needed=needed, shown_at=rows[0].shown_at)
        for vote in rows:
            told = first.get(vote.reviewer_id)
            vote.is_first = told is not None and told.sequence == vote.sequence
            yield vote
