"""How a refused action is shown: as a message on the page it came from, or as JSON for a script."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from screening.errors import Invalid, ReviewError

NUL = "\0"


class ReviewErrorMiddleware:
    """Turns a ReviewError that left a view into an answer; every other error stays an error.

    A text with a NUL, which no database of ours keeps in every field, is refused before any view reads it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view) -> HttpResponse | None:
        field = _field_with_nul(request)
        return None if field is None else _refusal(request, Invalid(_NOT_KEPT.format(field)))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReviewError):
            return None
        back = "" if request.htmx or _wants_json(request) else _page_before(request)
        if back:
            messages.error(request, str(error))
            return redirect(back)
        return _refusal(request, error)


_NOT_KEPT = (
    "“{}” holds a NUL, a control character that cannot be stored. It often comes along with text copied from a "
    "damaged file. Type that text anew and send it again; nothing was stored."
)


def _field_with_nul(request: HttpRequest) -> str | None:
    """The name of the first thing sent that holds a NUL; None where nothing does."""
    if NUL in request.path:
        return "The address"
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            if any(NUL in text for text in (name, *values)):
                return name.replace(NUL, "")
    return None


def _page_before(request: HttpRequest) -> str:
    """The page of ours that it was asked from; "" for none, and where that is the page itself."""
    referer = request.headers.get("Referer", "")
    if not referer or not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return ""
    itself = request.method in ("GET", "HEAD") and urlsplit(referer).path == request.path
    return "" if itself else referer


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refusal(request: HttpRequest, error: ReviewError) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": str(error), "kind": type(error).__name__}, status=error.status)
    page = "partials/refused.html" if request.htmx else "refused.html"
    return render(request, page, {"error": error}, status=error.status)
