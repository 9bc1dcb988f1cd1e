"""What makes the site an app that opens without a network: manifest, service worker, a page in words."""

import hashlib
import json
from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

SHELL = (
    "js/theme.js",
    "vendor/bootstrap-5.3.9/css/bootstrap-reboot.min.css",
    "css/tokens.css",
    "css/app.css",
    "css/screening.css",
    "js/app.js",
    "js/outbox.js",
    "js/screening.js",
    "js/reading.js",
    "img/icons.svg",
    "img/favicon.svg",
)
"""What the screening page fetches; `tests/screening/workflow/test_weight.py` compares it with the page itself."""


@cache
def _source(name: str) -> str:
    with open(finders.find(name), encoding="utf-8") as file:
        return file.read()


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How a phone or desktop shows the site once it is installed."""
    pictures = [("img/app-192.png", "192x192"), ("img/app-512.png", "512x512")]
    icons = [{"src": static(name), "sizes": size, "type": "image/png", "purpose": "any"} for name, size in pictures]
    icons.append({"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"})
    told = {
        "id": reverse("home"),
        "name": "KetReview",
        "short_name": "KetReview",
        "description": "Screening, extraction and living narratives of systematic reviews.",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f1e9",
        "theme_color": "#17333b",
        "icons": icons,
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "max-age=3600, public"
    return answer


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may answer for every page. Another list is another version."""
    shell = [static(name) for name in SHELL]
    source = _source("js/service-worker.js")
    version = hashlib.sha256((source + "".join(_source(name) for name in SHELL)).encode()).hexdigest()[:12]
    given = {"version": version, "shell": shell, "offline": reverse("offline")}
    answer = HttpResponse(f"const GIVEN = {json.dumps(given)};\n{source}", content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker where a page cannot be reached and was not taken along."""
    return render(request, "home/offline.html")
