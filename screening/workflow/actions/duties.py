"""Who votes in a stage, on how much of it and with whom; and open seats given from one to others."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from screening.errors import Invalid
from screening.locking import lock
from screening.models import Duty, Member, Pairing, Slot, Stage
from screening.team.audit import record_event
from screening.workflow.queries import MovePlan, duties_of, move_plan, reviewers_of


@transaction.atomic
def set_duty(
    *,
    stage: Stage,
    member: Member,
    may_vote: bool,
    must_vote: bool,
    share: int | None,
    most: int | None,
    most_a_day: int | None,
    by: Member,
) -> Duty:
    """Say what is asked of a reviewer in the stage. Who may not vote gives back what they hold; votes stay."""
    new = {"may_vote": may_vote, "must_vote": must_vote, "share": share, "most": most, "most_a_day": most_a_day}
    before = duties_of(stage).get(member.pk) or Duty(stage=stage, member=member)
    _check(stage, member, new)
    duty, _ = Duty.objects.update_or_create(stage=stage, member=member, defaults=new)
    changed = {name for name, value in new.items() if getattr(before, name) != value}
    if changed:
        told = {
            "before": {name: getattr(before, name) for name in changed},
            "after": {"member": str(member), **{name: new[name] for name in changed}},
        }
        record_event("duty changed", stage, by=by, **told)
    if not may_vote:
        Slot.objects.filter(stage=stage, reviewer=member, done=False).update(
            reviewer=None, reserved=False, lease_until=None, fence=F("fence") + 1
        )
    return duty


def _check(stage: Stage, member: Member, new: dict) -> None:
    others = [duty for who, duty in duties_of(stage).items() if who != member.pk]
    if new["must_vote"] and not new["may_vote"]:
        raise Invalid(f"{member} cannot be asked for every vote and be kept from voting. Choose one.")
    if new["must_vote"] and any(new[limit] is not None for limit in ("share", "most", "most_a_day")):
        raise Invalid(f"{member} cannot be asked for a vote on every record and for a limited number. Choose one.")
    must = sum(duty.must_vote for duty in others) + new["must_vote"]
    if must > stage.votes_needed:
        raise Invalid(
            f"A record needs {stage.votes_needed} votes here, so no more than that many people can be asked for a "
            "vote on every record. Take it from somebody else first."
        )
    shares = sum(duty.share or 0 for duty in others) + (new["share"] or 0)
    if shares > 100:
        raise Invalid(f"The shares would sum to {shares}%; all votes together are 100%. Lower one of them.")
    if not new["may_vote"]:
        left = reviewers_of(stage).exclude(pk=member.pk).count()
        if left < stage.votes_needed:
            raise Invalid(
                f"A record needs {stage.votes_needed} votes and only {left} would be left to vote. Ask somebody "
                "else in first, or lower the number of votes."
            )


@transaction.atomic
def add_pair(*, stage: Stage, first: Member, second: Member, by: Member) -> Pairing:
    """Let the two judge records together; who is in a pair shares records with partners alone."""
    if first.pk == second.pk:
        raise Invalid("A pair is two different people.")
    one, two = sorted((first, second), key=lambda member: member.pk)
    pair, made = Pairing.objects.get_or_create(stage=stage, first=one, second=two)
    if made:
        record_event("pair made", stage, by=by, after={"pair": [str(one), str(two)]})
    return pair


@transaction.atomic
def part_pair(*, pair: Pairing, by: Member) -> None:
    """The two need not judge together any more. No seat and no vote moves."""
    record_event("pair parted", pair.stage, by=by, before={"pair": [str(pair.first), str(pair.second)]})
    pair.delete()


@transaction.atomic
def move_seats(
    *, stage: Stage, source: Member | None, to: Iterable[Member], most: int | None, by: Member
) -> MovePlan:
    """Give open seats of `source` (None: of nobody) to others, for whom they are kept; `move_plan` says beforehand
    what moves. A vote that `source` sends from a card still on the screen is refused with a message."""
    people = list(to)
    if not people:
        raise Invalid("Choose at least one person who takes the records.")
    # None of them claims seats meanwhile, or somebody might get two of one record.
    lock(Member.objects.filter(pk__in=[one.pk for one in people]))
    open_seats = Slot.objects.filter(stage=stage, done=False, reviewer=source)
    lock(open_seats)
    plan = move_plan(stage, source, people, most)
    for person in people:
        seats = [seat for seat, who in plan.dealt.seats.items() if who == person.pk]
        for start in range(0, len(seats), 500):
            Slot.objects.filter(pk__in=seats[start : start + 500]).update(
                reviewer=person, reserved=True, lease_until=None, fence=F("fence") + 1
            )
    told = {str(one.member): one.seats for one in plan.to}
    record_event(
        "seats moved", stage, by=by, before={"from": str(source) if source else "nobody"}, after={"to": told}
    )
    return plan
