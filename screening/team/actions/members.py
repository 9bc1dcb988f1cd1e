"""Joining a review, changing roles, and leaving. Whatever happens, one lead who can sign in stays."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from ketreview.accounts.models import User
from screening.errors import Closed, Invalid
from screening.models import Member, MemberRole, Review
from screening.roles import ROLES, permissions_of
from screening.team.audit import Actor, record_event
from screening.team.queries import open_invitations, standing_leads


def checked_roles(roles: Iterable[str]) -> list[str]:
    """The roles in the order of the role table; Invalid where there is none, or one that does not exist."""
    wanted = set(roles)
    unknown = wanted - set(ROLES)
    if unknown:
        raise Invalid(f"There is no role called {', '.join(sorted(unknown))}; choose from the list.")
    if not wanted:
        raise Invalid("Choose at least one role; somebody who only reads is an observer.")
    return [role for role in ROLES if role in wanted]


@transaction.atomic
def join(*, review: Review, user: User, roles: Iterable[str], by: Actor) -> Member:
    """Make the user a member, or bring a removed one back. Invalid where they are a member already."""
    wanted = checked_roles(roles)
    member, made = Member.objects.get_or_create(review=review, user=user)
    if not made:
        back = Member.objects.filter(pk=member.pk, removed_at__isnull=False)
        if not back.update(removed_at=None, added_at=timezone.now()):
            raise Invalid(f"{user} is a member of this review already; change the roles in the list of members.")
        member.refresh_from_db()
    _write_roles(member, wanted)
    record_event("member joined", member, by=by, review=review, after={"roles": wanted})
    return member


@transaction.atomic
def change_roles(*, member: Member, roles: Iterable[str], by: Member) -> None:
    """Give the member these roles and no others. Raises Closed where the review would lose its last lead."""
    wanted = checked_roles(roles)
    _hold(member)
    before = list(member.role_names)
    if before == wanted:
        return
    if "lead" not in wanted:
        _refuse_last_lead(member)
    _write_roles(member, wanted)
    if "manage_team" not in permissions_of(wanted):
        _revoke_invitations_of(member, by)
    record_event("roles changed", member, by=by, before={"roles": before}, after={"roles": wanted})


@transaction.atomic
def remove_member(*, member: Member, by: Member, reason: str = "") -> None:
    """End the membership. Votes and everything else the member did stay, under their name."""
    _hold(member)
    _refuse_last_lead(member)
    if not Member.objects.filter(pk=member.pk, removed_at__isnull=True).update(removed_at=timezone.now()):
        raise Closed(f"{member} is no longer a member; there is nothing to remove.")
    _revoke_invitations_of(member, by)
    record_event("member removed", member, by=by, before={"roles": list(member.role_names)}, reason=reason)
    member.refresh_from_db()


def _hold(member: Member) -> None:
    """Lock the review's row and look afresh: two leads who remove each other at once must not both succeed."""
    Review.objects.select_for_update(no_key=True).get(pk=member.review_id)
    _look_afresh(member)


def _look_afresh(member: Member) -> None:
    for kept in ("_role_names", "_read_until"):
        vars(member).pop(kept, None)


def _refuse_last_lead(member: Member) -> None:
    others = standing_leads(member.review).exclude(pk=member.pk)
    if "lead" in member.role_names and not others.exists():
        raise Closed(
            f"{member} is the only lead of this review who can sign in. "
            "Make somebody else a lead first, then try again."
        )


def _write_roles(member: Member, roles: list[str]) -> None:
    member.roles.exclude(role__in=roles).delete()
    MemberRole.objects.bulk_create([MemberRole(member=member, role=role) for role in roles], ignore_conflicts=True)
    _look_afresh(member)


def _revoke_invitations_of(member: Member, by: Member) -> None:
    """Links go with whoever made them."""
    for invitation in open_invitations(member.review).filter(invited_by=member):
        member.review.invitations.filter(pk=invitation.pk).update(revoked_at=timezone.now())
        record_event("invitation revoked", invitation, by=by)
