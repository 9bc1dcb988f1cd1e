"""The daily work with the keyboard alone: the mouse is never touched, nothing is focused by a script of ours."""

import pytest
from playwright.sync_api import expect

from tests.interface.chromium import chromium
from tests.journeys.conftest import new_tab
from tests.pages import PASSWORD, PEOPLE
from tests.running.sites import until

pytestmark = [pytest.mark.browser, pytest.mark.engine_free]
MOST_STOPS = 60
FOCUSED = "(document.activeElement.innerText || document.activeElement.name || '').trim()"
RING = "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser):
    page = new_tab(browser)
    yield page
    page.context.close()
    assert page.complaints == []


def tab_to(page, words: str) -> None:
    """Press Tab until what has the focus begins with `words`; it must be seen to have it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(words):
            assert page.evaluate(RING) != "nonenone"
            return
    raise AssertionError(f"{MOST_STOPS} presses of Tab did not lead to “{words}” on {page.url}")


def enter(page, words: str) -> None:
    """Go to the link or button and press it."""
    before = page.url
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)


def sign_in(page, demo: str, who: str) -> None:
    page.goto(f"{demo}/accounts/login/")
    tab_to(page, "login")
    page.keyboard.type(next(person.email for person in PEOPLE if person.key == who))
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo}/")


def title(page) -> str:
    return page.text_content(".record__title")


def spoken(page, words: str) -> None:
    """What screen readers are told begins so."""
    until(lambda: page.text_content("#live-polite").startswith(words), f"“{words}”")


def next_title(page, before: str) -> str:
    """The title of the card that came after that one, once it has the focus."""
    until(lambda: title(page) != before and page.evaluate(FOCUSED) == title(page), f"a card after “{before}”")
    return title(page)


def test_sign_in_screen_three_records_and_take_the_last_vote_back(page, demo):
    sign_in(page, demo, "a")
    enter(page, "Ketamine for chronic pain")
    enter(page, "Screen")
    enter(page, "Screen ")
    page.wait_for_selector(".record__title")
    seen = [title(page)]
    for key, said in (("i", "Included."), ("e", "Excluded."), ("u", "Marked as maybe.")):
        page.keyboard.press(key)
        seen.append(next_title(page, seen[-1]))
        spoken(page, said)
    assert len(set(seen)) == 4
    page.keyboard.press("z")
    assert next_title(page, seen[3]) == seen[2]
    page.wait_for_selector("#saved-state[data-state=saved]")
    page.reload()
    expect(page.locator(".record__title")).to_have_text(seen[2])
    last = page.text_content("#last-vote-text")
    assert last.startswith("Exclude")
    assert seen[1][:40] in last


def test_open_a_conflict_and_settle_it(page, demo):
    sign_in(page, demo, "adjudicator")
    enter(page, "Ketamine for chronic pain")
    enter(page, "Conflicts")
    first = page.text_content("main tbody th a")
    enter(page, first)
    expect(page.locator("h1")).to_have_text("Conflict")
    expect(page.locator(".record__title")).to_have_text(first)
    page.keyboard.press("2")
    until(lambda: page.input_value("select[name=reason]"), "a reason")
    page.keyboard.press("i")
    until(lambda: not page.input_value("select[name=reason]"), "no reason beside an inclusion")
    tab_to(page, "rationale")
    page.keyboard.type("The abstract names adults with chronic pain.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"text=Settled as include: {first[:60]}")
    expect(page.locator(".record__title")).not_to_have_text(first)
    until(lambda: page.evaluate(FOCUSED) == "Conflict", "the focus on the next heading")
