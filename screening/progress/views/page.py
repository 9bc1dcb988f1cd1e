"""What every progress page gets beside its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from screening.models import Member


def progress_page(request: HttpRequest, member: Member, name: str, context: dict[str, Any]) -> HttpResponse:
    """The page with the tabs that the member may open."""
    more = {"may_lead": member.can("see_outcomes"), **context}
    return render(request, f"screening/progress/{name}", more)
