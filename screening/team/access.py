"""Who gets in: every page of a review goes through `review_page`. A stranger gets 404, a wrong role 403."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ketreview.accounts.models import User
from screening.errors import Closed
from screening.models import Member
from screening.roles import PERMISSIONS, ROLES

READING = ("GET", "HEAD")


def membership(user: User, slug: str) -> Member:
    """The user's standing membership in the review, or Http404: to a stranger the review does not exist."""
    found = Member.objects.select_related("review")
    member = found.filter(user_id=user.pk, review__slug=slug, removed_at__isnull=True).first()
    if member is None:
        raise Http404("No such review.")
    member.user = user  # who asks is known: the row is not read a second time
    return member


def _what_to_do(member: Member, permissions: tuple[str, ...]) -> str:
    """Which role it takes, for somebody who may give it; "" leaves the usual hint to ask the lead."""
    if not member.can("manage_team"):
        return ""
    roles = [f"“{label.lower()}”" for label, allowed in ROLES.values() if allowed & set(permissions)]
    return (
        f"This page takes the role {' or '.join(roles)}, which you do not have in this review. You manage its "
        "team: give the role to yourself, or to somebody else, under Team."
    )


def review_page(*permissions: str, methods: tuple[str, ...] = READING) -> Callable:
    """Decorate `view(request, member, **ids)`; any one of the permissions opens it.

    The URL gives `slug`; the view gets the Member, and reads everything through `member.review`.
    Writes into an archived review are refused with a message.
    """
    unknown = set(permissions) - set(PERMISSIONS)
    if unknown or not permissions:
        raise ValueError(f"Unknown or missing permission: {sorted(unknown)}")

    allowed = (*methods, "HEAD") if "GET" in methods and "HEAD" not in methods else methods

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @require_http_methods(allowed)
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, **ids) -> HttpResponse:
            member = membership(request.user, slug)
            request.member, request.review = member, member.review
            if not any(member.can(permission) for permission in permissions):
                raise PermissionDenied(_what_to_do(member, permissions))
            if member.review.archived_at and request.method not in READING:
                raise Closed("This review is archived: it can be read but not changed.")
            return view(request, member, **ids)

        guarded.permissions = permissions
        guarded.methods = allowed
        return guarded

    return decorate
