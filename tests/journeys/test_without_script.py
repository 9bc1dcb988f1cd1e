"""Everything that matters works as plain forms: JavaScript is switched off here."""

import pytest
from playwright.sync_api import expect

from tests.interface.chromium import chromium
from tests.journeys.conftest import new_tab
from tests.pages import PEOPLE, REVIEW, sign_in
from tests.screening.fulltext.test_fulltext import PDF

pytestmark = [pytest.mark.browser, pytest.mark.engine_free]


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def plain(browser, demo):
    """`plain("b")`: a page without JavaScript, signed in as that person."""
    opened = []

    def make(who: str):
        opened.append(new_tab(browser, java_script_enabled=False))
        sign_in(opened[-1], demo, next(person.email for person in PEOPLE if person.key == who))
        return opened[-1]

    yield make
    for page in opened:
        page.context.close()
        assert page.complaints == []


def title(page) -> str:
    return page.text_content(".record__title")


def says(page, words: str) -> None:
    """The message on top of the page that is to come: the page before may have one as well."""
    expect(page.locator(".messages")).to_contain_text(words)


def test_vote_and_take_the_vote_back(plain, demo):
    page = plain("b")
    assert page.evaluate("document.documentElement.classList.contains('js')") is False
    page.goto(f"{demo}{REVIEW}/screening/title-abstract/")
    first = title(page)
    page.click("button[value=include]")
    says(page, f"Included: {first[:50]}")
    expect(page.locator(".record__title")).not_to_have_text(first)
    page.click("button#undo")
    says(page, f"Your vote was taken back: {first[:50]}")
    expect(page.locator(".record__title")).to_have_text(first)
    page.click("#reasons summary")
    page.click("#reasons button >> nth=1")
    says(page, f"Excluded: {first[:50]}")
    assert page.text_content("#last-vote-text").startswith("Exclude")


def test_attach_a_pdf(plain, demo):
    page = plain("lead")
    page.goto(f"{demo}{REVIEW}/full-text/")
    page.click("main tbody a >> nth=0")
    page.set_input_files("input[type=file]", {"name": "trial.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.click("text=Attach >> nth=-1")
    says(page, "“trial.pdf” (2 pages) is attached")
    expect(page.locator("main tbody th a")).to_have_text(["trial.pdf"])


def test_settle_a_conflict(plain, demo):
    page = plain("adjudicator")
    page.goto(f"{demo}{REVIEW}/screening/conflicts/")
    page.click("main tbody th a >> nth=-1")
    record = title(page)
    page.check("input[name=verdict][value=exclude]")
    page.select_option("select[name=reason]", index=1)
    page.fill("textarea[name=rationale]", "Acute pain after surgery.")
    page.click("#resolve button.btn-primary")
    says(page, f"Settled as exclude: {record[:50]}")
