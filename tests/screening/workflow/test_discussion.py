"""The discussion of a record: closed while votes are open, then for who may see them; mentions by name."""

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.workflow.actions import open_stage, release_settled, resolve_conflict, say
from screening.workflow.blinding import comments_on, may_discuss, mentions_of
from screening.workflow.mentions import mentioned

NAMES = {1: "Ana Almeida", 2: "Ben Brandt", 3: "Ben Becker", 4: ""}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Ana Almeida, adults?", [1]),
        ("@ana what do you think", [1]),
        ("@Ben, which of you?", []),
        ("@Ben Becker and @Ana", [1, 3]),
        ("mail me at x@Ana.org or Ana", []),
        ("@Anastasia", []),
        ("", []),
    ],
)
def test_people_are_mentioned_by_their_whole_name_or_a_first_name_of_their_own(text, people):
    assert mentioned(text, NAMES) == people


def discussing(room, entry):
    return [may_discuss(who, entry) for who in (room.a, room.adjudicator, room.lead)]


def test_a_discussion_opens_with_the_votes_and_for_reviewers_once_all_is_released(room):
    record = room.records[0]
    room.vote(room.a, record, "include")
    assert discussing(room, room.entry(record)) == [False, False, False]
    with pytest.raises(Closed):
        say(entry=room.entry(record), text="Hm.", by=room.a)
    room.vote(room.b, record, "exclude")
    assert discussing(room, room.entry(record)) == [False, True, False]
    why = {"verdict": "exclude", "reason": None, "rationale": "Rats.", "key": room.entry(record).stage.review.pk}
    resolve_conflict(entry=room.entry(record), by=room.adjudicator, **why | {"key": room.seat(room.b, record).pk})
    assert discussing(room, room.entry(record)) == [False, True, True]
    release_settled(stage=room.stage, by=room.lead)
    assert discussing(room, room.entry(record)) == [True, True, True]


def test_an_included_record_is_not_discussed_by_who_is_to_judge_its_full_text(room):
    room.both(room.records[0])
    release_settled(stage=room.stage, by=room.lead)
    entry = room.entry(room.records[0])
    assert (may_discuss(room.a, entry), comments_on(room.a, entry)) == (False, [])


@pytest.mark.parametrize("verdict", ["include", "exclude"])
def test_it_opens_with_the_release_of_the_full_text_and_not_with_agreement(room, verdict):
    """Until then a vote may be changed, and an open discussion would tell what the other one voted."""
    record = room.records[0]
    room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    open_stage(stage=room.full_text, by=room.lead)
    why = {"reason": room.reasons[0]} if verdict == "exclude" else {}
    room.both(record, verdict, verdict, stage=room.full_text, **why)
    assert not may_discuss(room.a, room.entry(record))
    release_settled(stage=room.full_text, by=room.lead)
    assert may_discuss(room.a, room.entry(record))


def test_what_is_said_reaches_who_is_named_and_may_read_it(room, sign_in):
    for member, name in ((room.lead, "Lena Lind"), (room.a, "Ana Almeida")):
        member.user.name = name
        member.user.save(update_fields=["name"])
    record = room.records[0]
    room.both(record, "exclude", "exclude")
    entry = room.entry(record)
    say(entry=entry, text="@Ana Almeida and @Lena, rats <b>again</b>?", by=room.adjudicator)
    with pytest.raises(Invalid):
        say(entry=entry, text="  ", by=room.adjudicator)
    assert [len(mentions_of(who)) for who in (room.lead, room.a, room.b)] == [1, 0, 0]
    slug = room.lead.review.slug
    page = reverse("workflow:discussion", kwargs={"slug": slug, "entry_id": entry.pk})
    assert sign_in(room.a).get(page).status_code == 404
    shown = sign_in(room.lead).get(page).text
    assert "rats &lt;b&gt;again&lt;/b&gt;?" in shown
    release_settled(stage=room.stage, by=room.lead)
    assert "rats" in sign_in(room.a).get(reverse("workflow:mentions", kwargs={"slug": slug})).text
    answer = sign_in(room.a).post(f"{page}say/", {"text": "Yes."})
    assert (answer.status_code, [one.text for one in comments_on(room.lead, entry)][-1]) == (302, "Yes.")
