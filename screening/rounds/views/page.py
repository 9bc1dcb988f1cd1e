"""What every page of a round is told of its viewer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from screening.errors import Invalid
from screening.models import Member
from screening.rounds.forms import WhyForm

READERS = ("screen", "adjudicate", "see_outcomes")


def rounds_page(
    request: HttpRequest, member: Member, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render one of the feature's templates; it may ask what its viewer may do."""
    rights = {
        "can_screen": member.can("screen"),
        "can_lead": member.can("see_outcomes"),
        "can_manage": member.can("manage_review"),
    }
    return render(request, f"screening/rounds/{name}", {**rights, **context}, status=status)


def why_sent(request: HttpRequest) -> str:
    """The reason that the form sent, "" for none."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        raise Invalid("The reason has more than 1,000 characters. Shorten it; nothing was changed.")
    return form.cleaned_data["why"]
