"""Which free seats the pairs, and those who must vote, leave to a member; nothing is left to nobody."""

from collections.abc import Iterable

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from screening.models import Member, Pairing, Recusal, Slot, Stage
from screening.models.records import of_works
from screening.workflow.queries.duties import duties_of, reviewers_of
from screening.workflow.sharing import Company

NONE, EVERY = Q(pk__in=[]), ~Q(pk__in=[])
"""No seat, every seat: an empty Q would vanish from an OR."""


def standing_recusals(stage: Stage) -> QuerySet[Recusal]:
    """Who does not judge what in the stage."""
    where = [pk for pk in (stage.pk, stage.parent_id) if pk]
    return Recusal.objects.filter(Q(stage__in=where) | Q(stage__isnull=True), lifted_at__isnull=True)


def company_of(stage: Stage) -> Company:
    """Who may judge a record of the stage together, as its pairs and duties stand."""
    return _company(stage, _pairs(stage), _asked(stage))


def _company(stage: Stage, pairs: list[tuple[int, int]], asked: set[int]) -> Company:
    there = set(reviewers_of(stage).values_list("pk", flat=True))
    return Company.of(pairs, there, stage.votes_needed, asked & there)


def _pairs(stage: Stage) -> list[tuple[int, int]]:
    return list(Pairing.objects.filter(stage=stage).values_list("first_id", "second_id"))


def _asked(stage: Stage) -> set[int]:
    """Those who must vote in the stage."""
    return {who for who, duty in duties_of(stage).items() if duty.must_vote and duty.may_vote}


def left_out(stage: Stage) -> list[Member]:
    """Reviewers whom the pairs leave with nobody to finish a record with: they are given none."""
    company = company_of(stage)
    alone = company.alone() if company.completes(()) else set()
    return list(Member.objects.filter(pk__in=alone).select_related("user").order_by("user__name", "pk"))


def left_to(member: Member, stage: Stage) -> Q:
    """Which free or lapsed seats the pairs, and those who must vote, leave to the member."""
    pairs, asked = _pairs(stage), _asked(stage)
    if not (asked or pairs):
        return Q()
    company = _company(stage, pairs, asked)
    found = _pairs_leave(member, stage, company) if pairs else Q()
    others = sorted(company.with_all - {member.pk})
    return found & _leaves_room(stage, others) if others else found


def _pairs_leave(member: Member, stage: Stage, company: Company) -> Q:
    if not company.completes(()):
        return EVERY
    held, barred = _where_somebody_is_barred(stage)
    joined = [
        record
        for record, holders in held.items()
        if company.may_join(member.pk, holders, company.there - barred.get(record, set()))
    ]
    usual = _beside(stage, company, member.pk) | _beyond_the_pairs(stage, company)
    return (usual & ~Q(record__in=list(held))) | Q(record__in=joined)


def _where_somebody_is_barred(stage: Stage) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Record id -> who has seats there, and -> who does not judge it, of records that somebody does not judge."""
    works = Coalesce("record__primary_id", "record_id")
    barred: dict[int, set[int]] = {}
    for record, who in standing_recusals(stage).filter(record__review=stage.review_id).values_list(works, "member"):
        barred.setdefault(record, set()).add(who)
    held: dict[int, set[int]] = {record: set() for record in barred}
    seats = Slot.objects.filter(stage=stage, record__in=list(barred), reviewer__isnull=False)
    for record, who in seats.values_list("record_id", "reviewer_id"):
        held[record].add(who)
    return held, barred


def _has_seat(stage: Stage, people: Iterable[int]) -> Exists:
    """True of a seat whose record has another seat of one of these people."""
    seats = Slot.objects.filter(stage=stage, record=OuterRef("record"), reviewer__in=people)
    return Exists(seats.exclude(pk=OuterRef("pk")))


def _beside(stage: Stage, company: Company, member: int) -> Q:
    if not company.completes({member}):
        return NONE
    apart = company.apart_from(member)
    return Q(~_has_seat(stage, apart)) if apart else EVERY


def _beyond_the_pairs(stage: Stage, company: Company) -> Q:
    """True of a seat whose record, as it is held, the pairs cannot finish."""
    alone = company.alone()
    found = Q(_has_seat(stage, alone)) if alone else NONE
    if company.needed > 2:
        for who in company.there - alone:
            apart = company.apart_from(who) - alone
            found |= Q(_has_seat(stage, [who])) & Q(_has_seat(stage, apart)) if apart else NONE
    return found


def _leaves_room(stage: Stage, must: list[int]) -> Q:
    """True of a seat beyond which the record has seats enough for those who must vote and have none there."""
    here = Slot.objects.filter(stage=stage, record=OuterRef("record"), reviewer__isnull=True, done=False)
    free = Coalesce(Subquery(here.order_by().values("record").annotate(n=Count("pk")).values("n")), 0)
    missing = Value(0, output_field=IntegerField())
    for who in must:
        seated = Slot.objects.filter(stage=stage, record=OuterRef("record"), reviewer=who)
        barred = standing_recusals(stage).filter(of_works(OuterRef("record")), member=who)
        missing = missing + Case(When(~Exists(seated) & ~Exists(barred), then=1), default=0)
    taken = Case(When(reviewer__isnull=True, then=1), default=0)
    return Q(GreaterThanOrEqual(free - taken, missing))
