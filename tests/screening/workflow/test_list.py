"""Several records on one page: the same seats and votes, with and without script."""

import shutil
import uuid

import pytest
from django.urls import reverse

from screening.models import Decision, Slot
from tests.screening.workflow.test_browser import chromium, context, saved, shows, standing  # noqa: F401


def in_chromium(test):
    """A test in a browser, which sees the live server's own transactions."""
    test = pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")(test)
    return pytest.mark.browser(pytest.mark.django_db(transaction=True)(test))


def url(room, name="screen_list", **ids):
    where = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    return reverse(f"workflow:{name}", kwargs={**where, **ids})


def test_ten_records_come_with_buttons_of_their_own(room, sign_in):
    page = sign_in(room.a).get(url(room)).text
    assert page.count('class="record screening-row"') == 6
    assert all(record.title in page for record in room.records)


def test_without_script_a_vote_leads_back_to_the_list(room, sign_in):
    client = sign_in(room.a)
    client.get(url(room))
    slot = Slot.objects.filter(reviewer=room.a).order_by("rank").first()
    sent = {
        "verdict": "exclude",
        "reason": room.reasons[0].pk,
        "key": uuid.uuid4(),
        "fence": slot.fence,
        "rows": 25,
    }
    answer = client.post(url(room, "decide", slot_id=slot.pk), sent)
    assert (answer.status_code, answer.url) == (302, url(room) + "?rows=25")
    assert Decision.objects.get().reason == room.reasons[0]
    assert client.get(url(room)).text.count('class="record screening-row"') == 5


def test_an_odd_number_of_rows_is_ten(room, sign_in):
    assert 'name="rows" value="10"' in sign_in(room.a).get(url(room) + "?rows=7").text
    assert 'name="rows" value="25"' in sign_in(room.a).get(url(room) + "?rows=25").text


def test_full_texts_are_judged_one_by_one(room, sign_in):
    assert sign_in(room.a).get(url(room, stage_slug="full-text")).status_code == 404


def test_what_a_lead_hides_is_not_in_the_list(room, sign_in):
    type(room.stage).objects.filter(pk=room.stage.pk).update(hidden_fields=["authors"])
    page = sign_in(room.a).get(url(room)).text
    assert not [record for record in room.records if record.authors[0] in page]


SHORT = "BACKGROUND: Pain is common.\nMETHODS: Adults were randomised.\nRESULTS: It fell."
LONG = "\n".join(
    f"{head}: {'Adults with neuropathic pain. ' * 20}" for head in ("BACKGROUND", "METHODS", "RESULTS")
)
CUT = """() => [...document.querySelectorAll(".screening-row .record__abstract")]
    .map(box => box.scrollHeight > box.clientHeight + 1)"""


@pytest.fixture
def list_page(context, live_server, room):  # noqa: F811
    for record, text in zip(room.records, (SHORT, LONG, SHORT, LONG, SHORT, LONG), strict=False):
        type(record).objects.filter(pk=record.pk).update(abstract=text)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(live_server.url + url(room))
    page.wait_for_selector(".screening-row.is-current")
    yield page
    page.close()
    assert page.problems == []


@in_chromium
def test_short_abstracts_stand_whole_and_all_do_when_asked_for(list_page):
    page = list_page
    long = [text.count("neuropathic") > 9 for text in page.locator(".record__abstract").all_inner_texts()]
    assert (long.count(True), page.evaluate(CUT)) == (3, [is_long and at > 0 for at, is_long in enumerate(long)])
    page.focus("#whole-abstracts")
    page.keyboard.press("Enter")
    assert page.evaluate(CUT) == [False] * 6
    page.reload()
    page.wait_for_selector("#whole-abstracts[aria-pressed=true]")
    assert page.evaluate(CUT) == [False] * 6


@in_chromium
def test_a_press_of_the_mouse_votes_on_the_record_it_is_pressed_on_whichever_is_marked(list_page, room):
    page = list_page
    rows = page.locator(".screening-row")
    pressed = []
    for at in (5, 3, 4):  # the marked record's abstract is cut, another's is whole, as soon as the mark moves
        button = rows.nth(at).locator("button[value=include]")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.wait_for_timeout(60)  # as long as a finger takes
        page.mouse.up()
        pressed.append((rows.nth(at).get_attribute("data-title"), "include"))
        saved(page)
    assert sorted(standing(room)) == sorted(pressed)
    rows.nth(2).locator("a, .record__title").first.evaluate("title => title.focus()")
    assert page.get_attribute(".screening-row.is-current", "data-title") == rows.nth(2).get_attribute("data-title")


@in_chromium
def test_on_a_phone_the_bar_alone_votes_and_a_tap_marks(list_page, room):
    page = list_page
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".screening-row button:visible").count() == 0
    page.locator(".screening-row").nth(1).locator(".record__abstract").click()
    title = page.get_attribute(".screening-row.is-current", "data-title")
    page.click("#decision button[value=exclude]")
    saved(page)
    assert standing(room) == [(title, "exclude")]
    page.click("#go-previous")
    page.click("#undo")
    saved(page)
    assert standing(room) == []


@in_chromium
def test_the_same_keys_vote_on_the_marked_record(context, live_server, room):  # noqa: F811
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(live_server.url + url(room))
    page.wait_for_selector(".screening-row.is-current")
    titles = page.eval_on_selector_all(".screening-row", "rows => rows.map(row => row.dataset.title)")
    for key in ("i", "e", "2", "z", "j", "u"):
        page.keyboard.press(key)
    saved(page)
    expected = [(titles[0], "include"), (titles[1], "exclude"), (titles[3], "maybe")]
    assert (sorted(standing(room)), problems) == (sorted(expected), [])
    shows(page, "#decision-progress", "3 of 6")
    page.close()
