"""Every address the site answers, read from its URL configuration."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

# Libraries' own pages; they know nothing of a review. Their guards are tested in tests/ketreview/accounts.
LIBRARIES = ("admin:", "account_", "allauth", "socialaccount_", "mfa_", "usersessions_")


@dataclass(frozen=True)
class Route:
    """One named address: its name with namespace, the parts it takes, its view."""

    name: str
    kwargs: tuple[str, ...]
    view: object
    in_review: bool

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name for name in self.kwargs if name != "slug")


def all_routes() -> list[Route]:
    """Ours, in order; an address without a name is an error of its own."""
    return list(_walk(get_resolver().url_patterns, "", (), ""))


def _walk(patterns, namespace: str, kwargs: tuple[str, ...], prefix: str):
    for pattern in patterns:
        taken = kwargs + tuple(pattern.pattern.converters)
        text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, taken, text)
        elif isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}"
            if not name.startswith(LIBRARIES):
                yield Route(name, taken, pattern.callback, text.startswith("r/<slug:slug>/"))
