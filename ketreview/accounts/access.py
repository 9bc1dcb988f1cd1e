"""Pages for site admins alone: to everybody else who is signed in they do not exist."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

Page = Callable[..., HttpResponse]


def site_admin_page(*methods: str) -> Callable[[Page], Page]:
    """Decorate `view(request, **ids)`; GET (and HEAD) unless other methods are named."""
    allowed = methods or ("GET", "HEAD")

    def decorate(view: Page) -> Page:
        @login_required
        @require_http_methods(allowed)
        @wraps(view)
        def guarded(request: HttpRequest, **ids) -> HttpResponse:
            if not request.user.is_staff:
                raise Http404("Only site admins open this page.")
            return view(request, **ids)

        guarded.permissions = ("site_admin",)
        guarded.methods = allowed
        return guarded

    return decorate
