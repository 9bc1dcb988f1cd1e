"""What every page of the feature is told of its viewer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from screening.errors import NotTheirs
from screening.models import Member


def workflow_page(
    request: HttpRequest, member: Member, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render one of the feature's templates; it may ask what its viewer may do."""
    rights = {
        "can_screen": member.can("screen"),
        "can_lead": member.can("see_outcomes"),
        "can_manage": member.can("manage_review"),
        "can_release": member.can("release_records"),
    }
    return render(request, f"screening/workflow/{template}", {**rights, **context}, status=status)


def check_voter(request: HttpRequest) -> None:
    """Refuse what somebody else decided in this browser before the present user signed in: it was kept there, and
    goes out in its own voter's name alone."""
    if request.POST.get("voter", str(request.user.pk)) != str(request.user.pk):
        raise NotTheirs(
            "Somebody else decided this in this browser. Nothing was stored in your name; it is sent once they "
            "sign in again."
        )
