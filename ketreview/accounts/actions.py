"""What is done to accounts and to the site's invitations. Accounts are never deleted: they are deactivated."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from ketreview.accounts.audit import record_account_event
from ketreview.accounts.errors import AccountError
from ketreview.accounts.links import LIFETIME, PASSWORD_LIFETIME, hash_of, new_secret
from ketreview.accounts.models import SiteInvitation, User
from ketreview.accounts.queries import account_of, open_site_invitations


@transaction.atomic
def change_profile(*, user: User, name: str, affiliation: str, orcid: str) -> None:
    """Write the person's own details; only what changed goes into the history."""
    new = {"name": name, "affiliation": affiliation, "orcid": orcid}
    before = {field: getattr(user, field) for field, value in new.items() if getattr(user, field) != value}
    if not before:
        return
    User.objects.filter(pk=user.pk).update(**new)
    user.refresh_from_db()
    record_account_event("profile changed", user, by=user, before=before, after={key: new[key] for key in before})


@transaction.atomic
def make_account(*, email: str, name: str, is_staff: bool, by: User) -> tuple[User, str]:
    """An account that waits for its owner to set a password; returns it with the secret of the link for that.

    Raises AccountError where the address has an account already.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, None, name=name, is_staff=is_staff)
    except IntegrityError:
        raise AccountError(f"{email} has an account already; look for it in the list.") from None
    record_account_event("account made", user, by=by, after={"name": name, "is_staff": is_staff})
    _, secret = invite_to_site(email=user.email, by=by)
    return user, secret


@transaction.atomic
def invite_to_site(*, email: str, by: User) -> tuple[SiteInvitation, str]:
    """Make a link for this address and revoke older ones to it; returns the secret, which is kept nowhere.

    Raises AccountError where the address has an account with a password.
    """
    email = email.strip().lower()
    user = account_of(email)
    if user and not user.is_active:
        raise AccountError(f"{email} has an account that is deactivated. Reactivate it in the list of accounts.")
    if user and user.has_usable_password():
        raise AccountError(
            f"{email} has an account already, so no invitation is needed: its owner signs in with it. Where the "
            "password is lost, find the account in the list and make a password link."
        )
    invitation, secret = _link(email, by, expires_at=timezone.now() + LIFETIME)
    record_account_event("invited to the site", invitation, by=by)
    return invitation, secret


@transaction.atomic
def make_password_link(*, user: User, by: User) -> tuple[SiteInvitation, str]:
    """Make a link by which the account's owner sets a new password, and revoke older ones; returns the secret.

    Raises AccountError where the account is deactivated or has no password yet.
    """
    if not user.is_active:
        raise AccountError(f"{user} is deactivated. Reactivate the account first, then make the link.")
    if not user.has_usable_password():
        raise AccountError(
            f"{user} has set no password yet. Invite {user.email} again: that link is for the first."
        )
    link, secret = _link(user.email, by, expires_at=timezone.now() + PASSWORD_LIFETIME, for_password=True)
    record_account_event("password link made", link, by=by)
    return link, secret


@transaction.atomic
def use_password_link(*, link: SiteInvitation, password: str) -> User:
    """Set the password the owner chose; every session of the account ends.

    Raises AccountError where the link is no longer good.
    """
    used = open_site_invitations().filter(pk=link.pk, for_password=True, invited_by__is_active=True)
    user = User.objects.select_for_update(no_key=True).filter(email=link.email, is_active=True).first()
    if user is None or not used.update(used_at=timezone.now()):
        raise AccountError("This link was used, revoked or has expired. Ask the site's admin for a new one.")
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    record_account_event("password set by link", user, by=user, after={"link_by": str(link.invited_by)})
    return user


def end_password_links(user: User, by: User | None) -> None:
    """Links for a password that is no longer wanted: it was set otherwise, or the account was deactivated."""
    for link in open_site_invitations().filter(email=user.email, for_password=True):
        revoke_site_invitation(invitation=link, by=by)


def _link(email: str, by: User, **fields: Any) -> tuple[SiteInvitation, str]:
    """A fresh link for the address; older ones end. Its secret is kept nowhere."""
    for older in open_site_invitations().filter(email=email):
        revoke_site_invitation(invitation=older, by=by)
    secret = new_secret()
    link = SiteInvitation.objects.create(email=email, secret_hash=hash_of(secret), invited_by=by, **fields)
    return link, secret


@transaction.atomic
def revoke_site_invitation(*, invitation: SiteInvitation, by: User | None) -> None:
    """End a link before its time. Raises AccountError where it was used already."""
    ended = open_site_invitations().filter(pk=invitation.pk).update(revoked_at=timezone.now())
    if not ended:
        raise AccountError(f"The link for {invitation.email} is no longer open; there is nothing to revoke.")
    verb = "password link revoked" if invitation.for_password else "invitation revoked"
    record_account_event(verb, invitation, by=by)


@transaction.atomic
def accept_site_invitation(*, invitation: SiteInvitation, name: str, password: str) -> User:
    """Use the link: its address gets an account. Raises AccountError where the link is no longer good."""
    used = open_site_invitations().filter(pk=invitation.pk, for_password=False, invited_by__is_active=True)
    if not used.update(used_at=timezone.now()):
        raise AccountError("This link was used, revoked or has expired. Ask the site's admin for a new one.")
    user = open_account(email=invitation.email, name=name, password=password)
    record_account_event("invitation used", invitation, by=user)
    return user


@transaction.atomic
def open_account(*, email: str, name: str, password: str) -> User:
    """Give the invited address an account with this password. Whoever calls has checked the link.

    Raises AccountError where the address has a password already or was deactivated.
    """
    email = email.strip().lower()
    user = User.objects.select_for_update(no_key=True).filter(email=email).first() or User(email=email)
    if not user.is_active:
        raise AccountError("This account is deactivated. Ask the site's admin to reactivate it.")
    if user.pk and user.has_usable_password():
        raise AccountError(f"{email} has an account already: sign in with it, then open the link again.")
    user.name = name
    user.set_password(password)
    user.save()
    record_account_event("account opened", user, by=user, after={"name": name})
    return user


@transaction.atomic
def deactivate(*, user: User, by: User) -> None:
    """The person can no longer sign in and is signed out everywhere; what they did stays theirs."""
    if user.pk == by.pk:
        raise AccountError("You cannot deactivate your own account; ask another site admin.")
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise AccountError(f"{user} is deactivated already.")
    for invitation in open_site_invitations().filter(invited_by=user):
        revoke_site_invitation(invitation=invitation, by=by)
    end_password_links(user, by)
    end_sessions(user)
    record_account_event("account deactivated", user, by=by, before={"is_active": True}, after={"is_active": False})


@transaction.atomic
def reactivate(*, user: User, by: User) -> None:
    """The person may sign in again, with the password they had."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise AccountError(f"{user} is active already.")
    record_account_event("account reactivated", user, by=by, before={"is_active": False}, after={"is_active": True})


@transaction.atomic
def set_site_admin(*, user: User, is_staff: bool, by: User) -> None:
    """Give or take the right to manage accounts. Nobody takes it from themselves, so one admin always stays."""
    if user.pk == by.pk:
        raise AccountError("You cannot change this for yourself; ask another site admin.")
    if User.objects.filter(pk=user.pk, is_staff=not is_staff).update(is_staff=is_staff):
        record_account_event(
            "site admin changed", user, by=by, before={"is_staff": not is_staff}, after={"is_staff": is_staff}
        )


def end_sessions(user: User) -> None:
    """Sign the user out everywhere, so that a later reactivation does not bring old sessions back."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
