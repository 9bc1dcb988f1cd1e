"""What is asked of whom in a stage: who votes, on how much, with whom, and which seats could be given to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from screening.models import Duty, Member, MemberRole, Pairing, Record, Recusal, Slot, Stage
from screening.roles import ROLES
from screening.workflow.authorship import wrote
from screening.workflow.blinding import cast_since
from screening.workflow.sharing import Dealt, Limits, deal, left

SCREENING_ROLES = [key for key, (_, allowed) in ROLES.items() if "screen" in allowed]


def reviewers_of(stage: Stage) -> QuerySet[Member]:
    """The standing members who vote in the stage; in a round, those of its stage."""
    screening = MemberRole.objects.filter(member=OuterRef("pk"), role__in=SCREENING_ROLES)
    kept_out = Duty.objects.filter(member=OuterRef("pk"), stage=stage.parent_id or stage.pk, may_vote=False)
    return Member.objects.filter(
        Exists(screening), ~Exists(kept_out), review_id=stage.review_id, removed_at__isnull=True
    )


def duties_of(stage: Stage) -> dict[int, Duty]:
    """Member id -> what is asked of them in the stage."""
    return {duty.member_id: duty for duty in Duty.objects.filter(stage=stage)}


def votes_left(member: Member, stage: Stage, duty: Duty | None) -> int | None:
    """How many votes the member may still cast in the stage now; None without a limit."""
    if duty is None:
        return None
    if not duty.may_vote:
        return 0
    limits = Limits(duty.share, duty.most, duty.most_a_day)
    if limits == Limits():
        return None
    seats = Slot.objects.filter(stage=stage).exclude(done=True, vote__isnull=True)
    found = seats.aggregate(all=Count("pk"), mine=Count("pk", filter=Q(reviewer=member, vote__isnull=False)))
    midnight = datetime.combine(timezone.now().date(), time.min, timezone.now().tzinfo)
    today = cast_since(member, stage, midnight) if duty.most_a_day is not None else 0
    return left(limits, wanted=found["all"], done=found["mine"], today=today)


def is_limit_reached(member: Member, stage: Stage) -> bool:
    """True where the member has done what is asked of them, whatever else waits."""
    return votes_left(member, stage, duties_of(stage).get(member.pk)) == 0


@dataclass(frozen=True)
class Mover:
    """Somebody who gives or takes seats in a plan, with how many."""

    member: Member
    seats: int


@dataclass(frozen=True)
class MovePlan:
    """Which open seats would go to whom; `kept` are those that none of them may take."""

    dealt: Dealt
    to: list[Mover]
    kept: int

    @property
    def moved(self) -> int:
        return len(self.dealt.seats)


def move_plan(stage: Stage, source: Member | None, to: Iterable[Member], most: int | None = None) -> MovePlan:
    """What moving the open seats of `source` (None: seats of nobody) to others would do; at most `most` of them.

    Nobody gets a second seat on a record, one they do not judge, or one of their own.
    """
    people = list(to)
    seats = Slot.objects.filter(stage=stage, done=False, record__primary__isnull=True, reviewer=source)
    rows = list(seats.order_by("rank", "record_id", "number").values_list("pk", "record_id")[:most])
    dealt = deal(rows, [person.pk for person in people], _barred(stage, {record for _, record in rows}, people))
    return MovePlan(dealt, [Mover(one, dealt.count_of(one.pk)) for one in people], len(dealt.left_over))


def _barred(stage: Stage, records: set[int], people: list[Member]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    seated = Slot.objects.filter(stage=stage, reviewer__in=people).values_list("record_id", "reviewer_id")
    recused = Recusal.objects.filter(
        Q(stage=stage) | Q(stage__isnull=True), member__in=people, lifted_at__isnull=True
    ).values_list("record_id", "member_id")
    for record, who in [*seated, *recused]:
        found.setdefault(record, set()).add(who)
    lifted = Recusal.objects.filter(member__in=people, kind=Recusal.Kind.AUTHOR, lifted_at__isnull=False)
    cleared = set(lifted.values_list("record_id", "member_id"))
    ids = sorted(records)
    for start in range(0, len(ids), 1_000):
        for record in Record.objects.filter(pk__in=ids[start : start + 1_000]).only("authors"):
            own = {p.pk for p in people if wrote(p.user.name, record.authors) and (record.pk, p.pk) not in cleared}
            found.setdefault(record.pk, set()).update(own)
    return found


@dataclass(frozen=True)
class Workload:
    """One reviewer in a stage: what is asked of them, what they did, what they hold. Nothing of how they voted."""

    member: Member
    duty: Duty
    done: int
    open: int


def workloads(stage: Stage) -> list[Workload]:
    """Everybody who screens in the review, with what is asked of them in the stage; and who holds seats there."""
    duties = duties_of(stage)
    rows = Slot.objects.filter(stage=stage, reviewer__isnull=False).order_by().values_list("reviewer_id")
    counts = {
        who: (done, open_)
        for who, done, open_ in rows.annotate(
            done_=Count("pk", filter=Q(vote__isnull=False)), open_=Count("pk", filter=Q(done=False))
        )
    }
    screening = MemberRole.objects.filter(member=OuterRef("pk"), role__in=SCREENING_ROLES)
    people = Member.objects.filter(Exists(screening), review_id=stage.review_id, removed_at__isnull=True)
    return [
        Workload(
            one,
            duties.get(one.pk) or Duty(stage=stage, member=one),
            *counts.get(one.pk, (0, 0)),
        )
        for one in people.select_related("user").order_by("user__name", "pk")
    ]


def pairs_of(stage: Stage) -> QuerySet[Pairing]:
    """The stage's pairs, in the order in which they were made."""
    return Pairing.objects.filter(stage=stage).select_related("stage", "first__user", "second__user").order_by("pk")


def seat_holders(stage: Stage) -> QuerySet[Member]:
    """Members with open seats in the stage, removed ones too."""
    held = Slot.objects.filter(stage=stage, reviewer=OuterRef("pk"), done=False)
    return Member.objects.filter(Exists(held), review_id=stage.review_id).select_related("user").order_by("pk")
