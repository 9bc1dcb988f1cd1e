"""What every page of the feature is told of its viewer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
