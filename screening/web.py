"""How a refused action is shown: as a message on the page it came from, or as JSON for a script."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from screening.errors import ReviewError


class ReviewErrorMiddleware:
    """Turns a ReviewError that left a view into an answer; every other error stays an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReviewError):
            return None
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"error": str(error), "kind": type(error).__name__}, status=error.status)
        if request.htmx:
            return render(request, "partials/refused.html", {"error": error}, status=error.status)
        referer = request.headers.get("Referer", "")
        if referer and url_has_allowed_host_and_scheme(referer, {request.get_host()}):
            messages.error(request, str(error))
            return redirect(referer)
        return render(request, "refused.html", {"error": error}, status=error.status)
