"""Who is in a review, in which roles, and the links that invite people into it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from screening.models.reviews import Review
from screening.roles import ROLE_CHOICES, permissions_of


class Member(models.Model):
    """A user in a review. A removed member keeps the row: what they did stays theirs."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="one_membership_per_user")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def role_names(self) -> tuple[str, ...]:
        """The member's roles, in the order of the role table; fetched once a request."""
        if not hasattr(self, "_role_names"):
            held = set(self.roles.values_list("role", flat=True))
            self._role_names = tuple(key for key, _ in ROLE_CHOICES if key in held)
        return self._role_names

    @property
    def role_labels(self) -> list[str]:
        """The roles in words, in the order of the role table; reads what was prefetched."""
        held = {row.role for row in self.roles.all()}
        return [label for key, label in ROLE_CHOICES if key in held]

    def can(self, permission: str) -> bool:
        """True where one of the member's roles gives the permission and the member is not removed."""
        return self.removed_at is None and permission in permissions_of(self.role_names)


class MemberRole(models.Model):
    """One role of a member; a member may hold several."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "role"], name="role_once_per_member")]


class Invitation(models.Model):
    """A single-use, expiring link into a review. Only the hash of its secret is kept."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    roles = models.JSONField(default=list)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email

    @property
    def role_labels(self) -> list[str]:
        """The roles the link gives, in the order of the role table."""
        return [label for key, label in ROLE_CHOICES if key in self.roles]

    @property
    def state(self) -> str:
        """What the link is good for: open, used, revoked or expired."""
        if self.accepted_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"
