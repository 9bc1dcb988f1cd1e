"""Questions answered together: each ticked pair is answered, or it is told why not, whatever happens meanwhile."""

import uuid

import pytest
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.queries.entries import apart_pairs
from screening.dedupe.queries.pages import MOST_ALIKE
from screening.models import DuplicateLink, DuplicateQuestion, Record
from tests.factories import make_batch, make_records
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    return make_room(cast, records=6)


def asked(room, first, second, score=0.5):
    pair = {"first": min(first, second, key=key), "second": max(first, second, key=key)}
    return DuplicateQuestion.objects.create(
        review=room.lead.review, score=score, why="Same title", pattern="x", **pair
    )


def key(record):
    return record.pk


def at(room, name, **ids):
    return reverse(f"dedupe:{name}", kwargs={"slug": room.lead.review.slug, **ids})


def send(client, room, questions, verdict):
    """The page's words after these were ticked and answered."""
    sent = {"chosen": [one.pk for one in questions], "verdict": verdict}
    done = client.post(at(room, "answer_alike", question_id=questions[0].pk), sent, follow=True)
    assert done.status_code == 200
    return [str(message) for message in done.context["messages"]]


def standing():
    return DuplicateLink.objects.filter(undone_at__isnull=True).count()


def test_a_pair_that_the_others_settle_counts_among_the_answered(room, sign_in):
    a, b, c, *_ = room.records
    three = [asked(room, a, b), asked(room, b, c), asked(room, a, c)]
    client = sign_in(room.lead)
    assert send(client, room, three, "same") == ["3 pairs are one work now."]
    assert not DuplicateQuestion.objects.exists()
    client.post(at(room, "undo"))
    assert DuplicateQuestion.objects.count() == 3


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_sent_twice_it_is_answered_once_and_says_so(room, sign_in, verdict):
    a, b, c, d, *_ = room.records
    two = [asked(room, a, b), asked(room, c, d)]
    client = sign_in(room.lead)
    send(client, room, two, verdict)
    rows = DuplicateLink.objects.count()
    assert rows == 2
    (said,) = send(client, room, two, verdict)
    assert said.startswith("2 pairs were answered already")
    assert DuplicateLink.objects.count() == rows
    client.post(at(room, "undo"))
    assert (DuplicateQuestion.objects.count(), standing(), apart_pairs([a.pk, b.pk, c.pk, d.pk])) == (2, 0, {})


def test_what_cannot_be_merged_is_left_open_with_the_reason_and_the_rest_is_answered(room, sign_in):
    a, b, c, d, e, f = room.records
    three = [asked(room, a, b), asked(room, c, d), asked(room, e, f)]
    actions.keep_apart(first=c, second=d, by=room.adjudicator)
    three[1] = asked(room, c, d)
    said = send(sign_in(room.lead), room, three, "same")
    assert said[0] == "2 pairs are one work now."
    assert f"records {c.pk} and {d.pk}" in said[1]
    assert "are not the same. Compare the two and say why they are" in said[1]
    assert DuplicateQuestion.objects.get() == three[1]
    assert standing() == 2


def test_what_others_of_the_batch_make_one_work_is_told_where_it_was_kept_apart(room, sign_in):
    """A is not C, as somebody said; B is ticked as the same as both."""
    a, b, c, *_ = room.records
    two = [asked(room, a, b), asked(room, b, c)]
    actions.keep_apart(first=a, second=c, by=room.adjudicator)
    said = send(sign_in(room.lead), room, two, "same")
    assert said[0] == "1 pair is one work now."
    assert f"records {b.pk} and {c.pk}" in said[1]
    assert f"{room.adjudicator} said on" in said[1]


def test_a_search_meanwhile_that_weighs_a_pair_anew_leaves_none_out(room, sign_in):
    a, b, c, d, *_ = room.records
    two = [asked(room, a, b), asked(room, c, d)]
    DuplicateQuestion.objects.filter(pk=two[1].pk).update(pattern="y", why="Same title; year differs")
    assert send(sign_in(room.lead), room, two, "different") == ["2 pairs are kept apart."]


def test_likelier_pairs_that_came_meanwhile_leave_none_out(room, sign_in):
    a, b, *_ = room.records
    mine = asked(room, a, b, 0.1)
    more = make_records(make_batch(room.lead), 2 * MOST_ALIKE)
    for first, second in zip(more[::2], more[1::2], strict=True):
        asked(room, first, second, 0.9)
    assert send(sign_in(room.lead), room, [mine], "same") == ["1 pair is one work now."]
    assert DuplicateQuestion.objects.count() == MOST_ALIKE


def test_a_pair_answered_in_another_tab_is_told_and_the_rest_is_answered(room, sign_in):
    a, b, c, d, *_ = room.records
    two = [asked(room, a, b), asked(room, c, d)]
    client = sign_in(room.lead)
    page = client.get(at(room, "alike", question_id=two[0].pk))
    assert len(page.context["pairs"]) == 2
    client.post(at(room, "answer", question_id=two[0].pk), {"verdict": "different"}, follow=True)
    said = send(client, room, two, "same")
    assert said[0] == "1 pair is one work now."
    assert said[1].startswith("1 pair was answered already")
    assert set(apart_pairs([a.pk, b.pk])) == {frozenset((a.pk, b.pk))}
    assert client.get(at(room, "alike", question_id=two[0].pk)).url == at(room, "ask")


def test_pairs_of_another_review_are_not_answered(cast, room, sign_in):
    theirs = make_records(make_batch(cast.other_lead), 2)
    question = DuplicateQuestion.objects.create(
        review=cast.other_lead.review, first=theirs[0], second=theirs[1], score=0.5, why="x", pattern="x"
    )
    mine = asked(room, *room.records[:2])
    said = send(sign_in(room.lead), room, [mine, question], "same")
    assert said[0] == "1 pair is one work now."
    assert not Record.objects.filter(review=cast.other_lead.review, primary__isnull=False).exists()


@pytest.mark.parametrize("sent", [{}, {"chosen": ["x"]}, {"verdict": "same"}, {"chosen": [str(uuid.uuid4())]}])
def test_what_was_not_chosen_or_not_said_is_refused(room, sign_in, sent):
    question = asked(room, *room.records[:2])
    done = sign_in(room.lead).post(at(room, "answer_alike", question_id=question.pk), sent)
    assert done.status_code == 422
    assert DuplicateQuestion.objects.get() == question
