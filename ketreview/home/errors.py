"""The page for what went wrong on our side: it carries the request's id and needs nothing that may be broken."""

from django.http import HttpRequest, HttpResponse
from django.template import loader


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors, the session or the database: any of them may be the cause."""
    return HttpResponse(loader.get_template("500.html").render({"request": request}), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(loader.get_template("400.html").render({"request": request}), status=400)
