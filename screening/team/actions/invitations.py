"""Links into a review: for one address, used once, good for seven days, ended with whoever made them."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from ketreview.accounts.links import LIFETIME, hash_of, new_secret
from ketreview.accounts.models import User
from screening.errors import Closed, Invalid
from screening.models import Invitation, Member
from screening.team.actions.members import checked_roles, join
from screening.team.audit import record_event
from screening.team.queries import open_invitations


@transaction.atomic
def invite(*, email: str, roles: Iterable[str], by: Member) -> tuple[Invitation, str]:
    """Make a link for this address with these roles; returns the secret, which is kept nowhere.

    An older open link to the same address ends. Invalid where the address is a member's.
    """
    wanted = checked_roles(roles)
    email = email.strip().lower()
    if by.review.members.filter(user__email=email, removed_at__isnull=True).exists():
        raise Invalid(f"{email} is a member of this review already; change the roles in the list of members.")
    for older in open_invitations(by.review).filter(email=email):
        revoke_invitation(invitation=older, by=by)
    secret = new_secret()
    invitation = Invitation.objects.create(
        review=by.review,
        email=email,
        roles=wanted,
        secret_hash=hash_of(secret),
        invited_by=by,
        expires_at=timezone.now() + LIFETIME,
    )
    record_event("invited", invitation, by=by, after={"roles": wanted})
    return invitation, secret


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: Member) -> None:
    """End a link before its time. Closed where it is no longer open."""
    ended = open_invitations(by.review).filter(pk=invitation.pk).update(revoked_at=timezone.now())
    if not ended:
        raise Closed(f"The link for {invitation} is no longer open; there is nothing to revoke.")
    record_event("invitation revoked", invitation, by=by)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User) -> Member:
    """Use the link: the user joins with the roles that were chosen when it was made.

    Raises Closed where the link is no longer good, Invalid where it was made for another address.
    """
    if user.email != invitation.email:
        raise Invalid(
            f"This link was made for {invitation.email}, and you are signed in as {user.email}. "
            "Sign out and open it again, or ask for a link to your own address."
        )
    refuse_unusable(invitation)
    used = open_invitations(invitation.review).filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not used:
        raise Closed("This link has just been used or revoked. Ask the lead of the review for a new one.")
    record_event("invitation used", invitation, by=user, review=invitation.review)
    return join(review=invitation.review, user=user, roles=invitation.roles, by=user)


def refuse_unusable(invitation: Invitation) -> None:
    """Raise Closed, with the reason in words, where the link no longer lets anybody in."""
    inviter = invitation.invited_by
    said = {
        "used": "This link was used already; it works once.",
        "revoked": "This link was revoked.",
        "expired": "This link has expired; links work for seven days.",
    }.get(invitation.state)
    if said is None and invitation.review.archived_at:
        said = "The review is archived and takes no new members."
    if said is None and not (inviter.user.is_active and inviter.can("manage_team")):
        said = "Whoever made this link no longer manages the team."
    if said:
        raise Closed(f"{said} Ask the lead of the review for a new one.")
