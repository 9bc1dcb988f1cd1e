"""The report tells merges from answers, and counts each pair once, by what was said of it last."""

import csv
import io

import pytest
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.method_text import method_text
from screening.dedupe.queries import method_figures
from screening.models import DuplicateLink
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    return make_room(cast, records=4)


def table(room, sign_in):
    answer = sign_in(room.lead).get(reverse("dedupe:table", kwargs={"slug": room.lead.review.slug}))
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def merge_and_part(room, record, keep):
    actions.merge(record=record, keep=keep, by=room.lead, reason="The same trial")
    actions.take_apart(link=DuplicateLink.objects.get(record=record, undone_at=None), by=room.lead)


def test_an_answer_that_was_taken_back_is_no_merge_in_the_table(room, sign_in):
    one, two, three, four = room.records
    said = actions.keep_apart(first=one, second=two, by=room.lead)
    actions.take_back(links=[said.pk], by=room.lead)
    actions.keep_apart(first=one, second=three, by=room.lead)
    link = actions.merge(record=four, keep=one, by=room.lead, reason="The same trial")
    actions.take_back(links=[link.pk], by=room.lead)
    merge_and_part(room, four, two)
    rows = {(row["record"], row["other record"]): row for row in table(room, sign_in)}
    told = {pair: (row["kind"], row["rule"], row["ended"]) for pair, row in rows.items()}
    assert told == {
        (str(two.pk), str(one.pk)): ("answer: not the same", "", "taken back"),
        (str(three.pk), str(one.pk)): ("answer: not the same", "", ""),
        (str(four.pk), str(one.pk)): ("merge", "by-hand", "taken back"),
        (str(four.pk), str(two.pk)): ("merge", "by-hand", "taken apart"),
    }
    assert rows[str(two.pk), str(one.pk)]["ended at"] == ""
    assert rows[str(four.pk), str(one.pk)]["ended at"] > rows[str(four.pk), str(one.pk)]["at"][:10]


def test_a_pair_is_counted_once_by_what_was_said_last(room):
    one, two, three, four = room.records
    merge_and_part(room, two, one)
    merge_and_part(room, one, two)
    actions.keep_apart(first=one, second=three, by=room.lead)
    actions.keep_apart(first=one, second=three, by=room.lead)
    merge_and_part(room, four, three)
    actions.merge(record=four, keep=three, by=room.lead, reason="The same after all")
    figures = method_figures(room.lead)
    assert (figures["by_hand"], figures["apart"], figures["parted"]) == (1, 2, 1)
    text = method_text(**figures)
    assert "1 was merged and 2 kept apart, of which 1 had been merged before and was taken apart." in text


def test_where_nothing_was_taken_apart_nothing_is_said_of_it():
    text = method_text(records=9, sources=2, by_rule=0, by_hand=1, apart=2, parted=0, questions=0, muted=[])
    assert "1 was merged and 2 kept apart. " in text
