"""Since when, and until when, a role let a member read the votes of others in a blinded stage."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from screening.models import Event, Member
from screening.roles import permissions_of
from screening.spans import Change, Spans, spans_of

SEEING = frozenset({"see_outcomes", "adjudicate"})
"""Permissions that let their holder read the votes on a record as soon as all are in."""
_ROLE_EVENTS = ("member joined", "roles changed", "member removed")


def let_see(roles: Iterable[str] | None) -> bool:
    """True where one of the roles lets its holder read complete votes in a blinded stage."""
    return not permissions_of(roles or ()).isdisjoint(SEEING)


def sees_by_role(member: Member) -> bool:
    """True of those who may read the votes on a record as soon as all are in, also where the stage is blinded."""
    return any(member.can(permission) for permission in SEEING)


def role_changes(review: int, members: Iterable[int] | None = None) -> QuerySet[Event]:
    """The lines of the audit trail that gave or took roles, in the order of time; of these members, or of all."""
    found = Event.objects.filter(subject_type="member", verb__in=_ROLE_EVENTS, review_id=review)
    if members is not None:
        found = found.filter(subject_id__in=[str(member) for member in members])
    return found.order_by("at", "id")


def spans_of_sight(review: int, members: Iterable[Member]) -> dict[int, Spans]:
    """Member id -> when a role of theirs let them read complete votes in a blinded stage."""
    people = list(members)
    changes: defaultdict[str, list[Change]] = defaultdict(list)
    told = role_changes(review, [person.pk for person in people])
    for member, at, before, after in told.values_list("subject_id", "at", "before", "after"):
        changes[member].append(Change(at, before or {}, after or {}))
    return {person.pk: _spans(person, changes[str(person.pk)]) for person in people}


def _spans(person: Member, changes: list[Change]) -> Spans:
    return spans_of(changes, "roles", _roles_now(person), let_see)


def _roles_now(person: Member) -> list[str]:
    return [row.role for row in person.roles.all()] if person.removed_at is None else []


def readers_until(review: int, members: Iterable[Member]) -> dict[int, datetime]:
    """Member id -> the last moment at which a role let them read complete votes, now for those who still may; who
    never could is left out."""
    people, now = list(members), timezone.now()
    found = {person.pk: now for person in people if let_see(_roles_now(person))}
    for member, spans in spans_of_sight(review, [one for one in people if one.pk not in found]).items():
        ends = [until or now for _, until in spans]
        if ends:
            found[member] = max(ends)
    return found


def read_until(member: Member) -> datetime | None:
    """The same of one member, asked once a request; None where no role ever let them."""
    if sees_by_role(member):
        return timezone.now()
    if not hasattr(member, "_read_until"):
        member._read_until = readers_until(member.review_id, [member]).get(member.pk)
    return member._read_until
