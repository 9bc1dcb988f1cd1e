"""Browsers from which an account has signed in before. Failed tries from elsewhere do not lock them out."""

import hashlib
import uuid

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "ketreview.accounts.devices"
AGE = 180 * 24 * 3600


def _fingerprint(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:32]


def known_device(request: HttpRequest, email: str) -> str:
    """The device's id where this address has signed in from it before; else an empty text."""
    try:
        value = signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return ""
    return value["device"] if value["account"] == _fingerprint(email) else ""


def remember_device(response: HttpResponse, email: str) -> None:
    """Mark this browser, by a signed cookie, as one from which the address has signed in."""
    value = {"device": uuid.uuid4().hex, "account": _fingerprint(email)}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(value, salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
