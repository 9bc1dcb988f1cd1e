"""Stages: opened, ruled, released, closed. Records move on by release alone, never by themselves."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.locking import held
from screening.models import Member, Record, Report, Slot, Stage, StageRecord
from screening.team.audit import record_event
from screening.versions import save_version
from screening.workflow.actions.counting import count_further_votes
from screening.workflow.actions.fitting import fit_seats
from screening.workflow.actions.seats import BATCH, admit_records, analyze, give_seats, ranker
from screening.workflow.actions.standing import recompute
from screening.workflow.card_fields import HIDEABLE
from screening.workflow.notices import notice_in
from screening.workflow.queries import (
    adjustable,
    following_stage,
    going_on,
    releasable,
    scorer,
    state_counts,
    unadmitted_records,
)

AT_ONCE = 2_000
"""How many records are seated while the lead waits for the page."""


def open_stage(*, stage: Stage, by: Member) -> int:
    """Open the stage for votes and give unique records their seats; how many records were admitted at once.

    The first records are seated here, so that screening can begin; a job seats the rest of a large review.
    """
    with transaction.atomic():
        opened = Stage.objects.filter(pk=stage.pk, opened_at__isnull=True).update(
            opened_at=timezone.now(), version=F("version") + 1
        )
        if opened:
            record_event("stage opened", stage, by=by, after={"votes_needed": stage.votes_needed})
    stage.refresh_from_db()
    admitted = admit_records(stage=stage, by=by, most=AT_ONCE)
    if unadmitted_records(stage).exists():
        key, args = str(stage.pk), {"stage": stage.pk}
        start_job(kind="admit_records", key=key, by=by, subject=str(stage), args=args)
    return admitted


@transaction.atomic
def close_stage(*, stage: Stage, version: int, by: Member) -> None:
    """End the stage. Refused while a record waits for a vote, is in conflict or is settled but not released."""
    counts = state_counts(by, stage)
    unreleased = releasable(stage).count()
    rest = {
        "waiting for votes": counts.get("waiting", 0),
        "in conflict": counts.get("conflict", 0),
        "settled but not released": unreleased,
    }
    left = ", ".join(f"{count:,} {what}" for what, count in rest.items() if count)
    if left:
        raise Closed(
            f"{stage} cannot be closed yet: {left}. Finish or release these first; under “Close it” each number "
            "leads to its records."
        )
    change = save_version(stage, version=version, closed_at=timezone.now())
    record_event("stage closed", stage, by=by, **change)


@transaction.atomic
def reopen_stage(*, stage: Stage, version: int, by: Member) -> None:
    """Let a closed stage take votes again."""
    change = save_version(stage, version=version, closed_at=None)
    record_event("stage reopened", stage, by=by, **change)


@transaction.atomic
def set_blinding(*, stage: Stage, blinded: bool, version: int, by: Member, why: str) -> None:
    """Show or hide complete votes to all who screen; written down with its reason."""
    if not why.strip():
        raise Invalid("Say in a sentence why the blinding of this stage is changed; it is kept in the audit trail.")
    change = save_version(stage, version=version, blinded=blinded)
    record_event("stage blinded" if blinded else "stage unblinded", stage, by=by, **change, reason=why.strip())


def set_counting_rules(*, stage: Stage, maybe_rule: str, reasons_conflict: bool, version: int, by: Member) -> None:
    """Change what a maybe counts as and whether differing reasons are a conflict; records neither released nor
    settled by an adjudicator are counted anew. `rules_preview` says beforehand what moves; going back undoes it,
    since no vote is touched."""
    if maybe_rule not in Stage.MaybeRule.values:
        raise Invalid(f"“{maybe_rule}” is no rule for maybe. Choose one of the two on the page.")
    with transaction.atomic():
        change = save_version(stage, version=version, maybe_rule=maybe_rule, reasons_conflict=reasons_conflict)
        record_event("rules of counting changed", stage, by=by, **change)
    _in_batches(stage, recompute)


@transaction.atomic
def set_adjudication(
    *, stage: Stage, own_conflicts: bool, directions_hidden: bool, version: int, by: Member
) -> None:
    """Say whether adjudicators settle conflicts they voted on, and whether they see before how others voted."""
    rules = {"own_conflicts": own_conflicts, "directions_hidden": directions_hidden}
    change = save_version(stage, version=version, **rules)
    record_event("rules of adjudication changed", stage, by=by, **change)


@transaction.atomic
def set_hidden_fields(*, stage: Stage, fields: list[str], version: int, by: Member) -> None:
    """Choose what cards of the stage do not show. Titles and abstracts always are."""
    unknown = sorted(set(fields) - set(HIDEABLE))
    if unknown:
        raise Invalid(f"“{unknown[0]}” cannot be hidden. Choose from the list on the page.")
    change = save_version(stage, version=version, hidden_fields=sorted(fields))
    record_event("hidden fields changed", stage, by=by, **change)


def set_votes_needed(*, stage: Stage, needed: int, version: int, by: Member) -> None:
    """Change how many votes a record needs. Only seats without a vote are made or closed, and where more are needed
    those of a calibration round that were over come to count; `votes_preview` says beforehand what moves. Sending
    the number that stands already fits the seats again."""
    if needed not in (1, 2, 3):
        raise Invalid("A record needs one, two or three votes.")
    with transaction.atomic():
        change = save_version(stage, version=version, votes_needed=needed)
        record_event("votes needed changed", stage, by=by, **change)
    _in_batches(stage, _fit_with_rounds)
    analyze()


def _fit_with_rounds(stage: Stage, entries: list[StageRecord]) -> None:
    fit_seats(stage, entries)
    count_further_votes(stage, entries)


def fit_round(*, stage: Stage, needed: int, by: Member) -> None:
    """Ask another number of votes of each record of a round: somebody left it."""
    with transaction.atomic():
        change = save_version(stage, version=stage.version, votes_needed=needed)
        record_event("votes needed changed", stage, by=by, **change)
    _in_batches(stage, fit_seats)


def set_sequence(*, stage: Stage, sequence: str, version: int, by: Member) -> None:
    """Change in which order records are given out. Cards that reviewers hold stay theirs; a job ranks all records
    anew, and screening goes on meanwhile. `sequence_preview` says beforehand what changes; going back undoes it.
    Sending the order that stands already ranks anew, by the words of now."""
    if sequence not in Stage.Sequence.values:
        raise Invalid("Choose one of the orders on the page.")
    if sequence == Stage.Sequence.RANKED and not any(scorer(stage).counts):
        raise Invalid(
            "There are no words to rank by. Add the team's words for and against inclusion under Settings, "
            "Keywords, then choose this order."
        )
    with transaction.atomic():
        change = save_version(stage, version=version, sequence=sequence)
        record_event(
            "order of screening changed" if change["after"] else "records ranked anew", stage, by=by, **change
        )
    start_job(kind="rank_records", key=str(stage.pk), by=by, subject=str(stage), args={"stage": stage.pk})


@transaction.atomic
def rank_batch(*, stage: Stage, after: int) -> int | None:
    """Give the next entries behind this id, and their seats, their ranks in the stage's sequence; the last id."""
    entries = list(
        StageRecord.objects.filter(stage=stage, pk__gt=after).order_by("pk").select_related("record")[:BATCH]
    )
    if not entries:
        return None
    rank_of = ranker(stage)
    ranks = {entry.record_id: rank_of(entry.record) for entry in entries}
    for entry in entries:
        entry.rank = ranks[entry.record_id]
    StageRecord.objects.bulk_update(entries, ["rank"], batch_size=200)
    slots = list(Slot.objects.filter(stage=stage, record__in=ranks).only("pk", "record_id"))
    for slot in slots:
        slot.rank = ranks[slot.record_id]
    Slot.objects.bulk_update(slots, ["rank"], batch_size=200)
    return entries[-1].pk


def _in_batches(stage: Stage, change) -> None:
    """Do `change(stage, entries)` to every adjustable entry, locked, a batch each, by the rules of then."""
    last = 0
    while True:
        with transaction.atomic():
            entries = list(
                adjustable(stage).filter(pk__gt=last).select_for_update(no_key=True, of=("self",))[:BATCH]
            )
            if not entries:
                return
            change(Stage.objects.get(pk=stage.pk), entries)
            last = entries[-1].pk


@dataclass(frozen=True)
class Released:
    included: int
    excluded: int


def release_settled(*, stage: Stage, by: Member) -> Released:
    """Fix every settled record: the included go on to the next stage (or, from the last one, to the studies).

    In batches, each whole in itself: a report sought for full text, an entry and seats in that stage, votes fixed.
    """
    included = excluded = 0
    while batch := _release_batch(stage, by):
        included += batch.included
        excluded += batch.excluded
    if included:
        analyze()
    return Released(included, excluded)


@transaction.atomic
def _release_batch(stage: Stage, by: Member) -> Released | None:
    entries = list(held(releasable(stage).select_related("record"), most=BATCH))
    if not entries:
        return None
    records = [entry.record for entry in entries if entry.state == StageRecord.State.INCLUDED]
    _send_on(stage, records)
    StageRecord.objects.filter(pk__in=[entry.pk for entry in entries]).update(released_at=timezone.now())
    _close_empty_seats(stage, entries)
    batch = Released(len(records), len(entries) - len(records))
    record_event("records released", stage, by=by, after={"included": batch.included, "excluded": batch.excluded})
    return batch


def _close_empty_seats(stage: Stage, entries: list[StageRecord]) -> None:
    """Ask for no more votes. A record that an adjudicator settled may lack one that was taken back; the seat keeps
    its reviewer, so that a late vote is told of the release."""
    empty = Slot.objects.filter(stage=stage, record__in=[entry.record_id for entry in entries], done=False)
    held(empty.order_by("pk")).update(done=True, lease_until=None)


def _notice(record: Record) -> str:
    return notice_in(record.title, [record.type, *map(str, record.keywords)], record.raw)


def _send_on(stage: Stage, records: list[Record]) -> None:
    """Give the records their seats in the stage that follows; reports are sought where it judges full texts."""
    following = following_stage(stage)
    if following is None or not records:
        return
    target = Stage.objects.select_for_update(no_key=True).get(pk=following.pk)
    if target.kind == Stage.Kind.FULL_TEXT:
        _seek(stage, records)
    give_seats(stage=target, records=[record.pk for record in records])
    if target.kind == stage.kind:
        StageRecord.objects.filter(stage=stage, record__in=records).update(passed_on=True)


def _seek(stage: Stage, records: list[Record]) -> None:
    known = set(Report.objects.filter(record__in=records).values_list("record_id", flat=True))
    Report.objects.bulk_create(
        Report(review_id=stage.review_id, record=record, notice=_notice(record))
        for record in records
        if record.pk not in known
    )


def send_on_released(*, stage: Stage) -> int:
    """Give all that the stage has released as included their seats in the stage that follows; how many. For a stage
    that was added behind it since. Inside the caller's transaction."""
    records = list(going_on(stage))
    for start in range(0, len(records), BATCH):
        _send_on(stage, records[start : start + BATCH])
    return len(records)
