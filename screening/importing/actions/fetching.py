"""One careful request to one of the hosts that the site allows: no redirect, no endless answer, no endless wait."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1", "localhost")
CHUNK = 64 * 1024


class NotFetched(Exception):
    """Nothing was fetched; the text says why, in words for the user."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An answer that sends elsewhere is no answer: the allow-list would mean nothing."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> None:
        raise NotFetched(f"{req.host} answered with a redirect to another address, which is not followed.")


def fetch(url: str, *, hosts: Collection[str], seconds: float, most_bytes: int) -> bytes:
    """The body of the answer. Raises NotFetched for a host that is not in `hosts`, for plain http to anywhere but
    this machine, for any answer but 200, one longer than `most_bytes`, or one that takes longer than `seconds`."""
    _refuse_other(url, hosts)
    request = urllib.request.Request(url, headers={"User-Agent": "KetReview", "Accept": "*/*"})  # noqa: S310 checked above
    opener = urllib.request.build_opener(_NoRedirect)
    until = time.monotonic() + seconds
    host = urlsplit(url).hostname
    try:
        with opener.open(request, timeout=seconds) as answer:
            return _body(answer, host, until, most_bytes)
    except urllib.error.HTTPError as error:
        error.close()
        what = "does not know this record" if error.code == 404 else f"answered with an error ({error.code})"
        raise NotFetched(f"{host} {what}.") from error
    except (urllib.error.URLError, OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(f"{host} could not be reached: {getattr(error, 'reason', error)}.") from error


def _refuse_other(url: str, hosts: Collection[str]) -> None:
    parts = urlsplit(url)
    name = parts.hostname or ""
    if name not in hosts and parts.netloc not in hosts:
        raise NotFetched(f"{name or 'This address'} is not among the hosts that this site may ask.")
    if parts.username or parts.password:
        raise NotFetched(f"The address of {name} holds a password; it is not asked.")
    if parts.scheme != "https" and not (parts.scheme == "http" and name in LOOPBACK):
        raise NotFetched(f"{name} is asked over https only.")


def _body(answer: Any, host: str | None, until: float, most_bytes: int) -> bytes:
    if answer.status != 200:
        raise NotFetched(f"{host} answered with {answer.status}.")
    parts, size = [], 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise NotFetched(f"{host} sent more than {most_bytes:,} bytes; the rest was not read.")
        if time.monotonic() > until:
            raise NotFetched(f"{host} took too long to answer.")
    return b"".join(parts)
