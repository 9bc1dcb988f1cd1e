"""The browser of the tests: Debian's Chromium, headless; a test without it is skipped with the reason."""

import os
import shutil
import time
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


WAIT_MS = 90_000
"""How long a page may take on a machine that others keep busy; nothing waits longer than it must."""

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


def until(page, expression: str, *arguments) -> None:
    """Wait until an expression is true in the page, on which one lands meanwhile too. It is asked again and again
    from outside: the page's own policy forbids evaluating in it."""
    from playwright.sync_api import Error

    deadline = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < deadline:
        try:
            if page.evaluate(expression, *arguments):
                return
        except Error as error:
            if "Execution context was destroyed" not in str(error):
                raise
        page.wait_for_timeout(25)
    raise AssertionError(f"never true: {expression} {arguments}")


@contextmanager
def chromium() -> Iterator:
    """A running browser."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium).")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT_MS)

    # The driver keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
