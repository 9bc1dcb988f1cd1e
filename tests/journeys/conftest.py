"""A browser for each module, a served demo for the session, and tabs that keep what the browser complains of."""

from collections.abc import Callable, Iterator

import pytest

from tests.interface.chromium import WAIT_MS, chromium, listen
from tests.pages import PEOPLE, sign_in
from tests.running.first_start import first_start
from tests.running.served import serve


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[str]:
    """The address of a server, as `make run` starts it, with a fresh demo."""
    served = serve(first_start().copy(tmp_path_factory.mktemp("demo")), "--demo")
    try:
        served.wait_until_up()
        yield f"http://127.0.0.1:{served.port}"
    finally:
        served.close()


@pytest.fixture(scope="module")
def tab(browser, demo) -> Iterator[Callable]:
    """`tab("a")`: a browser page signed in to the demo as that person, the same one for the whole module."""
    opened: dict[str, object] = {}

    def make(who: str, **options):
        if who not in opened:
            opened[who] = new_tab(browser, **options)
            sign_in(opened[who], demo, next((person.email for person in PEOPLE if person.key == who), ""))
        return opened[who]

    yield make
    for page in opened.values():
        page.context.close()


def new_tab(browser, **options):
    """A page in a context of its own. `page.complaints` are what its console complains of."""
    usual = {"viewport": {"width": 1366, "height": 900}, "reduced_motion": "reduce"}
    context = browser.new_context(**usual | options)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    listen(page)
    return page
