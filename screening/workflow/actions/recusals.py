"""Not judging a record: handed back by the reviewer, withheld from its authors, given again by the lead."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from screening.errors import Closed, Fenced, Invalid
from screening.locking import held
from screening.models import Member, Record, Recusal, Slot
from screening.models.records import of_works
from screening.team.audit import record_event
from screening.workflow.authorship import wrote
from screening.workflow.queries import standing_recusals

WHY_LIMIT = 1_000


@transaction.atomic
def hand_back(*, slot: Slot, interest: bool, why: str, by: Member) -> Recusal:
    """Give the seat back: somebody else judges the record, in this stage or, with an interest, in every stage.

    Sent twice it is done once. Invalid without a reason, or where the member has voted: take the vote back first.
    """
    if not why.strip():
        raise Invalid("Say in a few words why you hand this record back; the lead reads it.")
    if len(why.strip()) > WHY_LIMIT:
        raise Invalid(f"Say in at most {WHY_LIMIT:,} characters why you hand it back; nothing was changed.")
    seat = held(Slot.objects.filter(pk=slot.pk).select_related("stage", "record")).get()
    done = standing_recusals(seat.stage).filter(of_works([seat.record_id]), member=by).first()
    if done is not None:
        return done
    if seat.reviewer_id != by.pk:
        raise Fenced("This record had passed to somebody else already; there is nothing to hand back.")
    if seat.vote_id is not None:
        raise Invalid("You have voted on this record. Take your vote back first, then hand the record back.")
    if seat.done:
        raise Closed("This record takes no votes any more; there is nothing to hand back.")
    _release(seat.pk)
    kind = Recusal.Kind.INTEREST if interest else Recusal.Kind.HANDED_BACK
    stage = None if interest else seat.stage
    recusal = Recusal.objects.create(member=by, record=seat.record, stage=stage, kind=kind, why=why.strip())
    record_event("record handed back", recusal, by=by, after={"kind": recusal.kind}, reason=recusal.why)
    return recusal


def _release(seat) -> None:
    Slot.objects.filter(pk=seat).update(reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1)


def withhold_own(*, by: Member, records: Iterable[int]) -> set[int]:
    """Of these records, those that name the member as an author, or a copy of which does: they are withheld from
    now on, unless a lead has said before that it is another person. Inside the caller's transaction."""
    ids = set(records)
    rows = Record.objects.filter(Q(pk__in=ids) | Q(primary__in=ids)).only("authors", "primary_id")
    named = {
        record.pk if record.pk in ids else record.primary_id
        for record in rows
        if wrote(by.user.name, record.authors)
    }
    if not named:
        return set()
    known = Recusal.objects.filter(of_works(named), member=by, kind=Recusal.Kind.AUTHOR)
    lifted = _works(known.exclude(lifted_at=None))
    standing = _works(known.filter(lifted_at=None))
    own = set(named) - lifted
    for record in sorted(own - standing):
        recusal = Recusal.objects.create(member=by, record_id=record, kind=Recusal.Kind.AUTHOR)
        record_event("record withheld", recusal, by=None, review=by.review, after={"kind": recusal.kind})
    return own


def _works(recusals: QuerySet[Recusal]) -> set[int]:
    """The records of these, and those they are copies of."""
    return {id for pair in recusals.values_list("record", "record__primary") for id in pair if id is not None}


@transaction.atomic
def lift_recusal(*, recusal: Recusal, by: Member) -> None:
    """Let the member judge the record after all."""
    lifted = Recusal.objects.filter(pk=recusal.pk, lifted_at__isnull=True).update(lifted_at=timezone.now())
    if lifted:
        record_event("recusal lifted", recusal, by=by, before={"kind": recusal.kind})
