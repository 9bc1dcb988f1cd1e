"""Who may know what: the rules that every reader here asks."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from screening.models import CarriedVote, Decision, Member, Resolution, Slot, Stage, StageRecord, Verdict
from screening.team.sight import read_until, sees_by_role
from screening.workflow.outcome import CONFLICT, SETTLED, WAITING, Cast, votes_at_completion


def is_unblinded(stage: Stage) -> bool:
    """True once the stage's votes are no longer hidden from those who screen. A second look that has ended is told
    to them only when its stage is: from it and one's own new vote, another's could be read."""
    if stage.purpose == Stage.Purpose.SECOND_LOOK:
        return stage.closed_at is not None and is_unblinded(stage.parent)
    return stage.closed_at is not None or not (stage.blinded or stage.is_round)


def is_sealed_round(stage: Stage) -> bool:
    """True of a round that has not ended: nobody is told anything of its votes, whatever their role."""
    return stage.is_round and stage.closed_at is None


def may_see_outcomes(member: Member, stage: Stage) -> bool:
    """True where the member may know how records of the stage stand: states, lists and counts by state."""
    if member.review_id != stage.review_id or not member.can("view") or is_sealed_round(stage):
        return False
    return member.can("see_outcomes") or is_unblinded(stage)


def standing() -> QuerySet[Decision]:
    """The decisions that stand as their reviewers left them: those a seat points to."""
    return Decision.objects.filter(Exists(Slot.objects.filter(vote=OuterRef("pk"))))


def counting() -> QuerySet[Decision]:
    """The decisions that count: those a seat points to; on a record that an adjudicator settled those that they
    read, whatever its reviewers said since. That counts once the decision is reopened."""
    settled = Resolution.objects.filter(
        stage=OuterRef("stage"), record=OuterRef("record"), reopened_at__isnull=True
    )
    later = Decision.objects.filter(
        ~_brought_unread(OuterRef(OuterRef("read_at"))),
        stage=OuterRef("stage"),
        record=OuterRef("record"),
        reviewer=OuterRef("reviewer"),
        sequence__gt=OuterRef("sequence"),
        decided_at__lte=OuterRef("read_at"),
    )
    read = Q(decided_at__lte=F("read_at")) & ~Q(verdict=Verdict.WITHDRAWN) & ~Exists(later)
    read &= ~_brought_unread(OuterRef("read_at"))
    seated = Q(read_at__isnull=True) & Exists(Slot.objects.filter(vote=OuterRef("pk")))
    return Decision.objects.annotate(read_at=Subquery(settled.values("resolved_at")[:1])).filter(seated | read)


def _brought_unread(read_at: OuterRef) -> Exists:
    """True of a vote that a merge brought after the adjudicator had read the record, or that went back since: it
    bears the time of the vote it repeats."""
    unread = Q(link__merged_at__gt=read_at) | Q(returned_at__isnull=False)
    return Exists(CarriedVote.objects.filter(unread, vote=OuterRef("pk")))


def may_see_others(member: Member, entry: StageRecord) -> bool:
    if member.review_id != entry.stage.review_id or entry.state == WAITING:
        return False
    if is_sealed_round(entry.stage):
        return False
    if member.can("adjudicate"):
        return True
    if member.can("export_decisions") and entry.state in SETTLED:
        return True
    return is_unblinded(entry.stage) and (member.can("screen") or member.can("see_outcomes"))


def others_open_to(member: Member) -> Q:
    """Entries of the member's review whose votes the member may see: `may_see_others` as a condition."""
    unblinded = Q(stage__closed_at__isnull=False) | Q(stage__blinded=False, stage__purpose=Stage.Purpose.MAIN)
    told = Q(stage__parent__closed_at__isnull=False) | Q(stage__parent__blinded=False)
    unblinded &= ~Q(stage__purpose=Stage.Purpose.SECOND_LOOK) | told
    allowed = Q(pk__in=[])
    if member.can("adjudicate"):
        allowed |= Q(stage__review=member.review_id)
    if member.can("export_decisions"):
        allowed |= Q(state__in=SETTLED)
    if member.can("screen") or member.can("see_outcomes"):
        allowed |= unblinded
    sealed = ~Q(stage__purpose=Stage.Purpose.MAIN) & Q(stage__closed_at__isnull=True)
    return allowed & ~sealed & ~Q(state=WAITING) & Q(stage__review=member.review_id)


def _decides_blindly(stage: Stage) -> bool:
    """True of a stage whose adjudicators decide before they know how the reviewers voted."""
    return stage.directions_hidden and not is_unblinded(stage)


def hidden_in_rounds() -> Q:
    """True of entries of rounds on whose record adjudicators are to decide before they know the votes."""
    settled = StageRecord.objects.filter(stage=OuterRef("stage__parent"), record=OuterRef("record"))
    hiding = Q(stage__parent__directions_hidden=True, stage__parent__blinded=True)
    open_ = Q(stage__parent__closed_at__isnull=True) & ~Exists(settled.filter(state__in=SETTLED))
    return Q(stage__purpose=Stage.Purpose.CALIBRATION) & hiding & open_


def hidden_directions(member: Member, entries: Iterable[StageRecord]) -> set[int]:
    """Of these entries, the ids of those where the member is told who voted, not how: conflicts to be settled
    before the votes are known, and for adjudicators the same records in the rounds of the stage."""
    asked = list(entries)
    found = {e.pk for e in asked if not e.stage.is_round and e.state == CONFLICT and _decides_blindly(e.stage)}
    rounds = [entry.pk for entry in asked if entry.stage.is_round]
    if rounds and member.can("adjudicate"):
        hidden = StageRecord.objects.filter(hidden_in_rounds(), pk__in=rounds)
        found |= set(hidden.values_list("pk", flat=True))
    return found


def waits_for_conflicts(member: Member, stage: Stage) -> bool:
    """True while no figure of agreement is told to the member, who settles conflicts of the stage before they know
    the votes: of a pair with few records in common, it would tell them."""
    if not member.can("adjudicate"):
        return False
    if stage.is_round:
        return StageRecord.objects.filter(hidden_in_rounds(), stage=stage).exclude(state=WAITING).exists()
    return _decides_blindly(stage) and StageRecord.objects.filter(stage=stage, state=CONFLICT).exists()


def _of_ended_rounds(stage: Stage) -> QuerySet[StageRecord]:
    """Entries of the stage's ended calibration rounds. The rounds are asked for first: asked for in one with their
    entries, SQLite looks at those of every stage."""
    rounds = Stage.objects.filter(parent=stage, purpose=Stage.Purpose.CALIBRATION, closed_at__isnull=False)
    ended = list(rounds.values_list("pk", flat=True))
    return StageRecord.objects.filter(stage__in=ended).order_by() if ended else StageRecord.objects.none()


def _shown_by_rounds(stage: Stage) -> QuerySet[StageRecord]:
    """Of these, those whose votes all were in: what the result of a round shows. A record that its round ended
    without is told of nowhere."""
    return _of_ended_rounds(stage).exclude(state=WAITING)


def _in_figures(stage: Stage) -> QuerySet[StageRecord]:
    """The same, and entries that the round ended without where two had voted: the agreement of the pair is told."""
    entries = _of_ended_rounds(stage)
    if entries.query.is_empty():
        return entries
    votes = Slot.objects.filter(stage=OuterRef("stage"), record=OuterRef("record"), vote__isnull=False).order_by()
    two = votes.values("record").annotate(votes=Count("pk")).filter(votes__gte=2)
    return entries.filter(~Q(state=WAITING) | Exists(two))


def told_by_a_round(stage: Stage, records: Iterable[int]) -> set[int]:
    """Of these record ids, those whose votes an ended calibration round has shown to all who screen, one by one or
    in the agreement of a pair."""
    shown = _in_figures(stage).filter(record__in=list(records))
    return set(shown.values_list("record_id", flat=True))


def shown_since(stage: Stage) -> dict[int, datetime]:
    """Record id -> when an ended calibration round showed its votes to all who screen."""
    return dict(_shown_by_rounds(stage).values_list("record_id", "stage__closed_at"))


def judged_in_rounds(stage: Stage) -> dict[int, set[int]]:
    """Record id -> who judged it in a calibration round whose result shows all votes on it."""
    own = Slot.objects.filter(stage__in=_in_figures(stage).values("stage"), vote__isnull=False)
    shown = set(_in_figures(stage).values_list("stage_id", "record_id"))
    found: dict[int, set[int]] = {}
    for pilot, record, who in own.values_list("stage_id", "record_id", "reviewer_id"):
        if (pilot, record) in shown:
            found.setdefault(record, set()).add(who)
    return found


def judged_in_a_round(member: Member, stage: Stage) -> set[int]:
    """Ids of the records that the member judged in a calibration round whose result shows all votes on them: one
    more vote of theirs would not be independent."""
    shown = _in_figures(stage)
    if shown.query.is_empty():
        return set()  # asked of every seat and vote, and most stages have had no such round
    own = Slot.objects.filter(stage=OuterRef("stage"), record=OuterRef("record"), reviewer=member)
    judged = shown.filter(Exists(own.filter(vote__isnull=False)))
    return set(judged.values_list("record_id", flat=True))


def read_by_role(member: Member, entry: StageRecord) -> bool:
    """True where a role of the member, held now or taken away since, let them read the votes on the record once
    they were complete, if only because the stage needed fewer."""
    until = read_until(member)
    return until is not None and entry.shown_at is not None and entry.shown_at < until


def may_know_the_others(member: Member, entry: StageRecord) -> bool:
    """True where a role let the member see how the others voted on the record, or the stage shows it to all: a vote
    of theirs would not be independent any more."""
    if is_sealed_round(entry.stage):
        return False
    if read_by_role(member, entry):
        return True
    if not (may_see_outcomes(member, entry.stage) or sees_by_role(member)):
        return False
    votes = Decision.objects.filter(stage=entry.stage, record=entry.record_id).order_by()
    history = votes.values_list("reviewer_id", "sequence", "verdict", "reason_id", "decided_at")
    return votes_at_completion((Cast(*row) for row in history), votes_needed=entry.stage.votes_needed) is not None
