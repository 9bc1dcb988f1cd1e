"""The browser of the tests: Debian's Chromium, headless; a test without it is skipped with the reason."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LEFT_BEHIND = ("htmx:sendAbort", "htmx:afterRequest")


def listen(page) -> None:
    """Keep in `page.complaints` what the page's console complains of: errors, warnings, what the policy refused.

    htmx also calls it an error when somebody goes on to another page before an answer came. A request that failed
    by itself says `htmx:sendError` or `htmx:responseError`.
    """
    page.complaints = []
    page.on("console", lambda line: _complains(line) and page.complaints.append(line.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))


def _complains(line) -> bool:
    return line.type in ("error", "warning") and not line.text.startswith(LEFT_BEHIND)


@contextmanager
def chromium() -> Iterator:
    """A running browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    # The driver keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
