"""Labels, discussions and recusals of copies count for the work while merged, and go back with each record."""

import pytest

from screening.dedupe import actions
from screening.models import Comment, LabelUse, Recusal, Slot
from screening.workflow.actions import add_label, put_label
from screening.workflow.blinding import comments_on, labelled_by, own_labels, visible_labels
from screening.workflow.queries import records_to_screen, stuck_records
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    return make_room(cast, records=3)


def merge(room, record, keep):
    return actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")


def test_labels_of_a_copy_stand_on_the_work_and_go_back(room):
    keep, copy, _ = room.records
    label = add_label(name="Ask the authors", colour=2, parent=None, by=room.lead)
    put_label(slot=room.seat(room.a, copy), label=label, on=True, by=room.a)
    put_label(slot=room.seat(room.b, keep), label=label, on=True, by=room.b)
    link = merge(room, copy, keep)
    assert own_labels(room.a, [keep.pk]) == {keep.pk: [label.pk]}
    assert set(labelled_by(room.a, label.pk)) == {keep, copy}
    assert {use.member for use in visible_labels(room.a, keep)} == {room.a}  # the votes are open
    room.both(keep, "exclude", "exclude")
    assert {use.member for use in visible_labels(room.adjudicator, keep)} == {room.a, room.b}
    actions.take_apart(link=link, by=room.lead)
    assert (own_labels(room.a, [keep.pk]), own_labels(room.a, [copy.pk])) == ({}, {copy.pk: [label.pk]})


def test_a_label_put_on_a_copy_is_put_once_and_taken_off_from_the_work(room):
    keep, copy, _ = room.records
    label = add_label(name="Ask the authors", colour=2, parent=None, by=room.lead)
    put_label(slot=room.seat(room.a, copy), label=label, on=True, by=room.a)
    merge(room, copy, keep)
    seat = room.seat(room.a, keep)
    put_label(slot=seat, label=label, on=True, by=room.a)
    assert LabelUse.objects.count() == 1
    put_label(slot=seat, label=label, on=False, by=room.a)
    assert own_labels(room.a, [keep.pk, copy.pk]) == {}


def test_what_was_said_of_a_copy_is_read_with_the_work_and_goes_back(room):
    keep, copy, _ = room.records
    room.both(copy, "include", "exclude")
    room.vote(room.b, keep, "exclude")
    Comment.objects.create(entry=room.entry(copy), author=room.lead, text="Adults or not?")
    link = merge(room, copy, keep)
    assert room.entry(keep).state == "conflict"
    assert [one.text for one in comments_on(room.adjudicator, room.entry(keep))] == ["Adults or not?"]
    assert comments_on(room.a, room.entry(keep)) == []
    actions.take_apart(link=link, by=room.lead)
    assert comments_on(room.adjudicator, room.entry(keep)) == []
    assert len(comments_on(room.adjudicator, room.entry(copy))) == 1


def test_who_does_not_judge_a_copy_does_not_judge_the_work(room):
    keep, copy, _ = room.records
    Slot.objects.filter(stage=room.stage).update(reviewer=None, lease_until=None)
    Recusal.objects.create(member=room.a, record=copy, stage=None, kind=Recusal.Kind.INTEREST, why="My employer's")
    assert keep in records_to_screen(room.a, room.stage)
    link = merge(room, copy, keep)
    assert keep not in records_to_screen(room.a, room.stage)
    assert keep in records_to_screen(room.b, room.stage)
    assert [one.entry.record_id for one in stuck_records(room.lead, room.stage)] == [keep.pk]
    actions.take_apart(link=link, by=room.lead)
    assert keep in records_to_screen(room.a, room.stage)
