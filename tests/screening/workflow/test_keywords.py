"""Words to mark: the team's for everybody, one's own for nobody else."""

import pytest

from screening.errors import Invalid
from screening.models import Event, Keyword
from screening.workflow.actions import add_own_keywords


@pytest.fixture
def words(room):
    Keyword.objects.create(review=room.lead.review, kind="include", text="ketamine")
    add_own_keywords(kind="population", words=["adults", "Adults", "wombat*"], by=room.a)


def test_ones_own_words_are_marked_for_oneself_alone(room, words, sign_in):
    page = f"/r/{room.lead.review.slug}/screening/title-abstract/"
    mine, theirs = (sign_in(who).get(page).text for who in (room.a, room.b))
    assert '<mark class="hl-population">adults</mark>' in mine
    assert '<mark class="hl-include">ketamine</mark>' in mine
    assert "hl-population" not in theirs
    assert '<mark class="hl-include">ketamine</mark>' in theirs


def test_nobody_elses_words_are_on_any_page_or_in_the_trail(room, words, sign_in):
    slug = room.lead.review.slug
    for who, address in [
        (room.b, "screening/words/"),
        (room.lead, "settings/keywords/"),
        (room.lead, "progress/audit/"),
    ]:
        assert "wombat" not in sign_in(who).get(f"/r/{slug}/{address}").text
    assert "wombat" in sign_in(room.a).get(f"/r/{slug}/screening/words/").text
    assert [event for event in Event.objects.all() if "wombat" in str((event.subject, event.after))] == []


def test_words_are_added_once_and_taken_out_by_their_owner(room, words, sign_in):
    page = f"/r/{room.lead.review.slug}/screening/words/"
    browser = sign_in(room.a)
    browser.post(page, {"kind": "population", "words": "ADULTS\n  chronic   pain \n\n"})
    own = Keyword.objects.filter(owner=room.a)
    assert sorted(own.values_list("text", flat=True)) == ["adults", "chronic pain", "wombat*"]
    for text in ("x*", "a" * 101):
        assert browser.post(page, {"kind": "population", "words": text}).status_code == 422
    assert sign_in(room.b).post(f"{page}{own[0].pk}/remove/").status_code == 404
    assert browser.post(f"{page}{own[0].pk}/remove/").status_code == 302
    assert own.count() == 2
    with pytest.raises(Invalid, match="200 words"):
        add_own_keywords(kind="include", words=[f"word{n}" for n in range(201)], by=room.a)
