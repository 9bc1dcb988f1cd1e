"""On a card whose vote is fixed there is nothing to press."""

import re

from django.urls import reverse

from screening.workflow.actions import release_settled


def buttons(page: str) -> list[str]:
    return re.findall(r'<button class="verdict[^>]*>', page)


def test_the_buttons_of_a_fixed_card_are_off_and_of_another_on(room, sign_in):
    for record in room.records[:2]:
        room.both(record)
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    page = reverse("workflow:screen", kwargs=ids) + f"?slot={room.seat(room.a, room.records[0]).pk}"
    browser = sign_in(room.a)
    assert [button for button in buttons(browser.get(page).text) if "disabled" in button] == []
    release_settled(stage=room.stage, by=room.lead)
    fixed = buttons(browser.get(page).text)
    assert (len(fixed), all("disabled" in button for button in fixed)) == (3, True)
