"""Addresses that only take the press of a button: a page for those who open one, and the way back after a sign-in
that had expired. They are reached by the address bar, an old bookmark, or a form sent after the sign-in ended."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

UNTYPED = {
    "after", "analysis", "blinded", "cell", "count", "csrfmiddlewaretoken", "direction", "do", "fence", "field",
    "insert", "is_staff", "key", "kind", "leave_out", "maybe_rule", "mode", "most", "needed", "next", "number",
    "picked", "place", "placing", "preview", "proposal", "reason_rule", "reasons_conflict", "record", "report",
    "retrieval", "rows", "save", "seat", "seen", "sequence", "source", "stage", "to", "undo", "username", "verdict",
    "version",
}  # fmt: skip
"""Names of fields that a form carries by itself and of buttons; a test holds the list against the templates."""


class ButtonAddressMiddleware:
    """Gives an empty 405 its page, and leads a sign-in back to a page instead of a button's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_read_by_people(request):
            return response
        if response.status_code == 405 and not response.content:
            return _button_page(request, response)
        if _leads_to_sign_in(response):
            return _sign_in(request, response)
        return response


def page_above(path: str) -> str:
    """The nearest address above this one that can be opened; the address itself where it can be, "/" at last."""
    while path != "/":
        if _can_be_opened(path):
            return path
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _can_be_opened(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return "GET" in getattr(view, "methods", ("GET",))


def _is_read_by_people(request: HttpRequest) -> bool:
    """True where a browser will show the answer: it asks by GET and POST alone."""
    asks_for_data = "application/json" in request.headers.get("Accept", "") or request.htmx
    return request.method in ("GET", "POST") and not asks_for_data


def _button_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    context = {"back_url": page_above(request.path), "may_be_opened": "GET" in response.headers.get("Allow", "")}
    page = render(request, "405.html", context, status=405)
    page["Allow"] = response["Allow"]
    return page


def _leads_to_sign_in(response: HttpResponse) -> bool:
    if not isinstance(response, HttpResponseRedirect):
        return False
    to = urlsplit(response.url)
    return to.path == resolve_url("account_login") and "next" in parse_qs(to.query)


def _sign_in(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same answer, with `next` a page that can be opened; after a press, with a word on what became of it."""
    if _leads_back(request, response):
        return response
    if request.method == "POST":
        messages.warning(request, _what_became_of_it(request))
        to = _page_of_the_form(request)
    elif _can_be_opened(request.path):
        return response
    else:
        to = page_above(request.path)
    return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': to}, safe='/')}")


def _leads_back(request: HttpRequest, response: HttpResponse) -> bool:
    """True where the answer itself chose another page to come back to than the address that was asked for."""
    chosen = urlsplit(parse_qs(urlsplit(response["Location"]).query).get("next", [""])[0]).path
    return chosen not in ("", request.path) and _can_be_opened(chosen)


def _page_of_the_form(request: HttpRequest) -> str:
    """The page from which the form was sent, as the browser tells it; else the nearest page above its address."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        if _can_be_opened(parts.path):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page_above(request.path)


def _what_became_of_it(request: HttpRequest) -> str:
    told = (
        "You were signed out before the button was pressed, so nothing was changed. Sign in to go back to the page."
    )
    return f"{told} What you had entered there was not kept." if _was_typed(request) else told


def _was_typed(request: HttpRequest) -> bool:
    posted: QueryDict = request.POST
    return bool(request.FILES) or any(posted[name].strip() for name in posted if name not in UNTYPED)
