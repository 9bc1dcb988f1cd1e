"""Who is in a review, who was, and which links into it are open."""

from django.db.models import QuerySet
from django.utils import timezone

from ketreview.accounts.links import hash_of
from screening.models import Invitation, Member, Review
from screening.roles import PERMISSIONS, ROLE_CHOICES, ROLES


def members(member: Member) -> QuerySet[Member]:
    """The standing members of the member's review, by name, with their roles."""
    return _with_people(member.review.members.filter(removed_at__isnull=True))


def former_members(member: Member) -> QuerySet[Member]:
    """Members who were removed; what they did stays under their names."""
    return _with_people(member.review.members.filter(removed_at__isnull=False))


def _with_people(found: QuerySet[Member]) -> QuerySet[Member]:
    return found.select_related("user").prefetch_related("roles").order_by("user__name", "user__email")


def standing_leads(review: Review) -> QuerySet[Member]:
    """Members who lead the review and can sign in."""
    return review.members.filter(removed_at__isnull=True, user__is_active=True, roles__role="lead")


def open_invitations(review: Review) -> QuerySet[Invitation]:
    """Links that still let somebody in, the newest first."""
    return (
        review.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
        .select_related("invited_by__user")
        .order_by("-created_at")
    )


def invitation_of(secret: str) -> Invitation | None:
    """The invitation whose link carries this secret, whatever its state."""
    return (
        Invitation.objects.select_related("review", "invited_by__user", "invited_by__review")
        .filter(secret_hash=hash_of(secret))
        .first()
    )


def role_table() -> list[tuple[str, str, list[str]]]:
    """Every role with its name and, in words, what it may do."""
    return [
        (key, label, [words for code, words in PERMISSIONS.items() if code in ROLES[key][1]])
        for key, label in ROLE_CHOICES
    ]
