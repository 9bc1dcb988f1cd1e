"""Labels: the review's list, put on and taken off, seen by others only where votes may be seen."""

import pytest
from django.db import transaction
from django.urls import reverse

from screening.errors import Fenced, Invalid, Stale
from screening.models import Event, Label, LabelUse
from screening.workflow.actions import add_label, archive_label, change_label, put_label, release_settled
from screening.workflow.blinding import own_labels, visible_labels
from screening.workflow.queries import label_tree
from tests.screening.workflow.test_differ import seen_by


@pytest.fixture
def label(room) -> Label:
    return add_label(name="Ask the authors", colour=2, parent=None, by=room.lead)


def put(room, who, record, label, on=True):
    put_label(slot=room.seat(who, record), label=label, on=on, by=who)


def test_the_list_is_a_tree_of_two_levels_without_doubles(room, label):
    below = add_label(name="  Asked   in May ", colour=3, parent=label, by=room.lead)
    assert [(str(branch.label), [str(one) for one in branch.below]) for branch in label_tree(room.a)] == [
        ("Ask the authors", ["Asked in May"])
    ]
    for name, parent in [("ask the AUTHORS", None), (" ", None), ("Third", below)]:
        with pytest.raises(Invalid):
            add_label(name=name, colour=1, parent=parent, by=room.lead)
    change_label(label=below, name="Asked in June", colour=4, version=1, by=room.lead)
    with pytest.raises(Stale):
        change_label(label=below, name="Asked", colour=4, version=1, by=room.lead)
    archive_label(label=label, version=1, by=room.lead)
    assert label_tree(room.a) == []


def test_a_label_is_put_once_and_taken_off_and_its_history_kept(room, label):
    record = room.records[0]
    for on in (True, True, False, False, True):
        put(room, room.a, record, label, on)
    assert own_labels(room.a, [record.pk]) == {record.pk: [label.pk]}
    assert LabelUse.objects.count() == 2
    told = Event.objects.filter(verb__contains="label").exclude(verb="label added")
    assert [event for event in told if label.name in str((event.subject, event.before, event.after))] == []


def test_a_label_needs_a_seat_and_a_place_on_the_list(room, label):
    seat = room.seat(room.b, room.records[0])
    with pytest.raises(Fenced):
        put_label(slot=seat, label=label, on=True, by=room.a)
    archive_label(label=label, version=1, by=room.lead)
    with pytest.raises(Invalid):
        put(room, room.a, room.records[0], label)


def test_anothers_label_is_seen_only_where_votes_may_be_seen(room, label):
    record = room.records[0]
    put(room, room.b, record, label)
    people = (room.a, room.b, room.adjudicator, room.lead)

    def seeing():
        return [len(visible_labels(who, record)) for who in people]

    assert seeing() == [0, 1, 0, 0]
    room.both(record, "include", "exclude")
    assert seeing() == [0, 1, 1, 0]
    # Released to full text, it waits for independent votes there, and is hidden from those who do not settle.
    room.vote(room.b, record, "include")
    release_settled(stage=room.stage, by=room.lead)
    assert seeing() == [0, 1, 0, 0]


def test_anothers_labels_change_no_byte_of_ones_own_pages(room, label, sign_in):
    browser = sign_in(room.a)
    other = add_label(name="Wombats", colour=5, parent=None, by=room.lead)
    room.seat(room.a, room.records[0])
    room.seat(room.b, room.records[0])
    worlds = []
    for mine in (label, other):
        with transaction.atomic():
            for record in room.records:
                put(room, room.b, record, mine)
            worlds.append(seen_by(room.a, browser))
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_the_card_the_list_and_the_filter_show_ones_own_labels(room, label, sign_in):
    browser, page = sign_in(room.a), f"/r/{room.lead.review.slug}/screening/title-abstract/"
    seat = room.seat(room.a, room.records[0])
    sent = {"label": label.pk}
    answer = browser.post(f"{page}slots/{seat.pk}/label/?on=1", sent)
    assert answer.headers["Location"] == f"{page}?slot={seat.pk}"
    assert own_labels(room.a, [seat.record_id]) == {seat.record_id: [label.pk]}
    room.vote(room.a, room.records[0])
    room.vote(room.a, room.records[1])
    shown = browser.get(f"{page}mine/?label={label.pk}").text
    assert (room.records[0].title in shown, room.records[1].title in shown) == (True, False)
    assert browser.get(f"{page}past/").json()["cards"][1]["labels"] == [label.pk]
    answer = browser.post(f"{page}slots/{seat.pk}/label/", sent | {"on": ""}, HTTP_ACCEPT="application/json")
    assert (answer.status_code, own_labels(room.a, [seat.record_id])) == (200, {})


def test_colours_have_names_and_a_label_below_another_stands_in_from_it(room, sign_in):
    add_label(name="Design", colour=1, parent=None, by=room.lead)
    add_label(name="Trial", colour=4, parent=Label.objects.get(name="Design"), by=room.lead)
    page = sign_in(room.lead).get(reverse("workflow:labels", kwargs={"slug": room.lead.review.slug})).text
    assert "Colour 1" not in page
    assert page.count(">Green</option>") == 3  # two labels, and the form for a new one
    inner = page[page.index('<ul class="list-rows labels-below">') :].split("</ul>")[0]
    assert ("Trial" in inner, "Design" in inner) == (True, False)
