"""Several records on one page: the same seats and votes, with and without script."""

import shutil
import uuid

import pytest
from django.urls import reverse

from screening.models import Decision, Slot
from tests.screening.workflow.test_browser import chromium, context, saved, shows, standing  # noqa: F401


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


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
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
