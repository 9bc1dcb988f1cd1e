"""An open question in Chromium: in order for axe and on a phone, and answered by keys alone."""

import os

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from screening.dedupe import actions
from screening.jobs.tasks import run_job
from screening.models import DuplicateLink, DuplicateQuestion, Record, RecordRelation
from tests.interface.chromium import listen
from tests.journeys.axe import findings, sideways
from tests.screening.dedupe.test_incremental import bring
from tests.screening.dedupe.works import TRIAL, work
from tests.screening.workflow.test_browser import chromium  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BURNS = {"title": "Ketamine for burns in adults and children at home", "authors": "Roe, A.; Lee, B."}


@pytest.fixture
def lead(cast, settings):
    """A lead whom the rules ask of two pairs: a trial and a work, each under two pages."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    rows = [
        TRIAL,
        work(doi="10.1002/ejp.9999", abstract="", pages="31-40"),
        work(**BURNS, doi="", pmid="", abstract=""),
        work(**BURNS, doi="", pmid="", abstract="", pages="5-9"),
    ]
    bring(cast.lead, list(enumerate(rows)))
    run_job.func(str(actions.look_through(by=cast.lead).pk))
    assert DuplicateQuestion.objects.count() == 2
    return cast.lead


@pytest.fixture
def page(chromium, live_server, lead, sign_in):  # noqa: F811
    context = chromium.new_context(viewport={"width": 1366, "height": 900})
    session = sign_in(lead).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    listen(page)
    page.goto(live_server.url + reverse("dedupe:ask", args=[lead.review.slug]))
    yield page
    context.close()


def test_a_question_is_in_order_and_answered_by_keys(page, lead):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == []
        if folder := os.environ.get("SHOTS"):
            page.screenshot(path=f"{folder}/question-{scheme}.png", full_page=True)
    assert sideways(page, 390) == []
    if folder:
        page.screenshot(path=f"{folder}/question-390.png", full_page=True)
    page.set_viewport_size({"width": 1366, "height": 900})
    page.keyboard.press("r")
    page.keyboard.type("Corr")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert RecordRelation.objects.get().kind == "correction"
    with page.expect_navigation():
        page.keyboard.press("s")
    assert Record.objects.filter(primary__isnull=False).count() == 1
    assert not DuplicateQuestion.objects.exists()
    with page.expect_navigation():
        page.keyboard.press("u")
    assert (DuplicateQuestion.objects.count(), "/questions/" in page.url) == (1, True)
    page.goto(page.url + "alike/")
    assert (findings(page), sideways(page, 390)) == ([], [])
    if folder:
        page.screenshot(path=f"{folder}/alike-390.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 900})
        page.screenshot(path=f"{folder}/alike.png", full_page=True)
    assert page.complaints == []


def test_the_address_is_that_of_the_question_shown(page, lead):
    for key in "ks":
        with page.expect_navigation():
            page.keyboard.press(key)
        shown = page.get_attribute("form:has(button[value=same])", "action")
        assert page.evaluate("location.pathname") + "answer/" == shown


def test_return_where_one_says_why_answers_nothing(page):
    page.fill("#reason", "These are two trials")
    page.press("#reason", "Enter")
    page.wait_for_timeout(300)
    assert page.input_value("#reason") == "These are two trials"
    assert (DuplicateQuestion.objects.count(), Record.objects.filter(primary__isnull=False).count()) == (2, 0)
    page.press("#reason", "Shift+Tab")
    with page.expect_navigation():
        page.click("button[value=different]")
    assert DuplicateLink.objects.get(rule="not-the-same").evidence.startswith("These are two trials. Evidence: ")


def test_a_second_click_of_a_double_click_answers_no_confirmation(page, lead):
    DuplicateQuestion.objects.update(pattern="one")
    page.goto(page.url.rstrip("/") + "/alike/")
    for size in ((1366, 900), (1366, 500)):  # the button beside the dialog, and behind it
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        page.get_by_role("button", name="All the same").dblclick()
        expect(page.get_by_role("dialog", name="Please confirm")).to_be_visible()
        assert DuplicateQuestion.objects.count() == 2
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Please confirm")).to_have_count(0)
    page.get_by_role("button", name="All the same").dblclick()
    with page.expect_navigation():
        page.get_by_role("button", name="Merge them").click()
    assert DuplicateQuestion.objects.count() == 0
