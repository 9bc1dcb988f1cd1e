"""What the site admin sees of accounts and invitations."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from ketreview.accounts.links import hash_of
from ketreview.accounts.models import AccountEvent, SiteInvitation, User


def accounts(search: str = "") -> QuerySet[User]:
    """Every account, by name; `search` looks into name, address and affiliation."""
    found = User.objects.order_by("name", "email")
    if search:
        found = found.filter(
            Q(name__icontains=search) | Q(email__icontains=search) | Q(affiliation__icontains=search)
        )
    return found


def open_site_invitations() -> QuerySet[SiteInvitation]:
    """Links that still let somebody in, the newest first."""
    return (
        SiteInvitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())
        .select_related("invited_by")
        .order_by("-created_at")
    )


def site_invitation(secret: str) -> SiteInvitation | None:
    """The invitation whose link carries this secret, whatever its state."""
    return SiteInvitation.objects.select_related("invited_by").filter(secret_hash=hash_of(secret)).first()


def account_of(email: str) -> User | None:
    """The account with this address, active or not."""
    return User.objects.filter(email=email.strip().lower()).first()


def account_history() -> QuerySet[AccountEvent]:
    """What was done to accounts and invitations, the newest first."""
    return AccountEvent.objects.all()
