"""What every page needs and no model knows: request ids, htmx, paging, downloads, cache rules."""

import contextvars
import re
import uuid
from collections.abc import Callable

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

Answer = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request an id that its events, log lines and error page carry."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:16]
        token = request_id.set(request.id)
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class PrivatePagesMiddleware:
    """Pages of signed-in users are kept by nobody on the way and not shown again after sign-out."""

    def __init__(self, get_response: Answer):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def is_htmx(request: HttpRequest) -> bool:
    """True where only a part of the page is asked for."""
    return bool(request.htmx) and not request.htmx.boosted


def paged(request: HttpRequest, rows, per_page: int = 50, *, count: int | None = None) -> Page:
    """The page of rows that ?page= asks for; a page that does not exist gives the nearest one.

    `count` is how many rows there are, where the page has counted them already.
    """
    pages = Paginator(rows, per_page)
    if count is not None:
        pages.count = count
    return pages.get_page(request.GET.get("page"))


def download(content: bytes | str, filename: str, content_type: str) -> HttpResponse:
    """A file to save, under a name that is safe in a header."""
    response = HttpResponse(content, content_type=content_type)
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", filename).strip("-.") or "download"
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def back(request: HttpRequest, to: str, *args, **kwargs) -> HttpResponseRedirect:
    """After a write: the page to go to, told to htmx in its own way."""
    answer = redirect(to, *args, **kwargs)
    if is_htmx(request):
        partial = HttpResponse(status=204)
        partial["HX-Redirect"] = answer.url
        return partial
    return answer
