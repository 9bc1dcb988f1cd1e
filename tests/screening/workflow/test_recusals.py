"""Records that a reviewer does not judge: their own, those they have an interest in, those they hand back."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed, Fenced, Invalid
from screening.models import Event, Record, Recusal, Slot
from screening.workflow.actions import claim_slots, decide, hand_back, lift_recusal
from screening.workflow.authorship import may_have_written, wrote
from screening.workflow.queries import records_to_screen, recusals, stuck_records

NAMES = [
    ("Ana Almeida", ["Almeida, A."], True),
    ("Ana Almeida", ["Almeida A"], True),
    ("Ana Almeida", ["Smith, J.", "ALMEIDA, Ana Maria"], True),
    ("Ana Almeida", ["Ana M. Almeida"], True),
    ("Ana Almeida", ["Almeida, B."], False),
    ("Ana Almeida", ["Almeida"], False),
    ("Ana Almeida", ["Ana, A."], False),
    ("Jan van der Berg", ["van der Berg, J."], True),
    ("Jan van der Berg", ["Berg, J."], True),
    ("José Ñúñez", ["Nunez, J"], True),
    ("Sinead O'Neill", ["O’Neill S"], True),
    ("Ana", ["Ana, A.", "Ana Ana"], False),
    ("", [""], False),
    ("Li Wei", ["Wei L"], True),
    ("Li Wei", ["Li Wei"], True),
    ("Wei Li", ["Li Wei"], True),
    ("Hans Müller", ["Mueller H"], True),
    ("Hans Mueller", ["Müller, H."], True),
    ("Hans Mueller", ["Muller H"], True),
    ("Dr. Hans Müller", ["Müller H"], True),
    ("Prof. Dr. med. Hans Müller", ["Müller H"], True),
    ("Hans Müller, MD, Ph.D.", ["Müller, Hans"], True),
    ("Müller, Hans", ["Mueller H"], True),
    ("Müller, Hans", ["Hans, M."], False),
    ("Åse Øvergård", ["Oevergaard A"], True),
    ("Anna Weiß", ["Weiss A"], True),
    ("José García López", ["Garcia J"], True),
    ("José García López", ["Lopez, J"], True),
    ("José García López", ["Garcia M"], False),
    ("Jan van der Berg", ["van J"], False),
    ("J.R. Smith", ["Smith JR"], True),
    ("Dr. Smith", ["Smith D"], False),
]
UNSURE = [
    ("Li Wei", ["Li W"], True),
    ("Kim Min Jun", ["Kim MJ"], True),
    ("Li Wei", ["Wei L"], False),  # sure
    ("Müller, Hans", ["Hans M"], False),  # the comma says which is the family name
    ("Ana Almeida", ["Smith J"], False),
]


def test_authors_are_known_by_surname_and_first_initial():
    assert [(name, authors) for name, authors, is_own in NAMES if wrote(name, authors) != is_own] == []


def test_where_the_family_name_may_stand_first_one_has_to_be_asked():
    assert [(name, authors) for name, authors, ask in UNSURE if may_have_written(name, authors) != ask] == []


def test_the_card_asks_whose_the_record_is_until_a_lead_says_that_it_is_anothers(room, sign_in):
    rename(room.a, "Li Wei")
    own = room.records[1]
    Record.objects.filter(pk=own.pk).update(authors=["Smith J", "Li W"])
    assert own.pk in held(room, room.a)
    ids = {"slug": room.lead.review.slug, "stage_slug": room.stage.slug}
    asked = "Is this yours? One of its authors has a name like yours."
    cards = sign_in(room.a).get(reverse("workflow:cards", kwargs=ids)).json()["cards"]
    assert [card["title"] for card in cards if asked in card["html"]] == [own.title]
    Recusal.objects.create(member=room.a, record=own, kind="author", lifted_at=timezone.now())
    cards = sign_in(room.a).get(reverse("workflow:cards", kwargs=ids)).json()["cards"]
    assert [card["title"] for card in cards if asked in card["html"]] == []


def rename(member, name):
    member.user.name = name
    member.user.save(update_fields=["name"])


def held(room, member):
    return {slot.record_id for slot in claim_slots(by=member, stage=room.stage, count=20)}


def test_nobody_gets_a_record_they_wrote_and_the_others_do(room):
    rename(room.a, "Ana Almeida")
    own = room.records[1]
    Record.objects.filter(pk=own.pk).update(authors=["Smith, J.", "Almeida, A."])
    assert held(room, room.a) == {record.pk for record in room.records} - {own.pk}
    assert own.pk in held(room, room.b)
    recusal = recusals(room.lead).get()
    assert (recusal.member, recusal.record, recusal.kind, recusal.stage) == (room.a, own, "author", None)
    assert Event.objects.get(verb="record withheld").actor == "the system"
    # Asked again, nothing is written twice; said to be another person of that name, it is theirs to judge.
    assert held(room, room.a) == {record.pk for record in room.records} - {own.pk}
    assert Recusal.objects.count() == 1
    lift_recusal(recusal=recusal, by=room.lead)
    assert own.pk in held(room, room.a)
    room.vote(room.a, own)


def test_a_seat_older_than_the_guard_takes_no_vote_of_the_author(room):
    slot = room.seat(room.a, room.records[0])
    rename(room.a, "Ana Almeida")
    Record.objects.filter(pk=slot.record_id).update(authors=["Almeida, A."])
    Recusal.objects.create(member=room.a, record=slot.record, kind="author")
    with pytest.raises(Closed, match="named as an author"):
        decide(slot=slot, verdict="include", reason=None, by=room.a, key=slot.pk, fence=slot.fence)


def test_a_record_handed_back_goes_to_somebody_else_and_not_back(room):
    slot = room.seat(room.a, room.records[0])
    first = hand_back(slot=slot, interest=False, why="In Japanese", by=room.a)
    assert hand_back(slot=slot, interest=False, why="In Japanese", by=room.a) == first
    slot.refresh_from_db()
    assert (slot.reviewer, slot.done, slot.vote, slot.fence) == (None, False, None, 1)
    assert room.records[0].pk not in held(room, room.a)
    assert room.records[0] not in records_to_screen(room.a, room.stage)
    assert room.records[0].pk in held(room, room.b)
    assert (first.stage, first.why) == (room.stage, "In Japanese")


def test_an_interest_holds_in_every_stage(room):
    recusal = hand_back(slot=room.seat(room.a, room.records[0]), interest=True, why="My student's trial", by=room.a)
    assert (recusal.stage, recusal.kind) == (None, "interest")


def test_what_cannot_be_handed_back_says_why(room):
    voted = room.vote(room.a, room.records[0]).slot
    others = room.seat(room.b, room.records[1])
    for slot, why, error in [(voted, "x", Invalid), (others, "x", Fenced), (others, " ", Invalid)]:
        with pytest.raises(error):
            hand_back(slot=slot, interest=False, why=why, by=room.a)
    assert Recusal.objects.count() == 0
    assert Slot.objects.get(pk=voted.pk).vote_id is not None


def test_a_lead_sees_records_that_nobody_is_left_to_judge(room, sign_in):
    record = room.records[0]
    assert stuck_records(room.lead, room.stage) == []
    hand_back(slot=room.seat(room.a, record), interest=False, why="In Japanese", by=room.a)
    stuck = stuck_records(room.lead, room.stage)
    assert [(one.entry.record, one.missing, one.left) for one in stuck] == [(record, 2, 1)]
    page = sign_in(room.lead).get(reverse("workflow:recusals", kwargs={"slug": room.lead.review.slug})).text
    assert "Nobody is left" in page
    assert "In Japanese" in page
    assert (list(recusals(room.a)), stuck_records(room.a, room.stage)) == ([], [])


def test_the_button_works_with_and_without_script(room, sign_in):
    browser = sign_in(room.a)
    for number, accept in enumerate(["application/json", "text/html"]):
        slot = room.seat(room.a, room.records[number])
        ids = {"slug": room.lead.review.slug, "stage_slug": "title-abstract", "slot_id": slot.pk}
        sent = {"note": "No idea", "interest": "on"}
        answer = browser.post(reverse("workflow:hand_back", kwargs=ids), sent, HTTP_ACCEPT=accept)
        assert answer.status_code == (200 if number == 0 else 302)
        if number == 0:
            assert json.loads(answer.content)["saved"] == str(slot.pk)
    assert set(Recusal.objects.values_list("kind", flat=True)) == {"interest"}
