"""An answer is taken back where it was given, by one or in a batch, and everything is as before."""

import pytest
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.queries.entries import apart_pairs, together_pairs
from screening.errors import Closed
from screening.models import DuplicateLink, DuplicateQuestion, Record, Slot
from screening.progress.queries.checking import findings
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def room(cast):
    return make_room(cast, records=4)


def asked(room, first, second, score=0.5):
    return DuplicateQuestion.objects.create(
        review=room.stage.review, first=first, second=second, score=score, why="Same title", pattern="x"
    )


def at(room, name, **ids):
    return reverse(f"dedupe:{name}", kwargs={"slug": room.stage.review.slug, **ids})


def pointers(*records):
    return [Record.objects.get(pk=one.pk).primary_id for one in records]


def votes(record):
    return sorted(Slot.objects.filter(record=record, vote__isnull=False).values_list("vote__verdict", flat=True))


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_the_last_answer_is_taken_back_on_the_next_page_and_asked_again(room, sign_in, verdict):
    keep, copy, *_ = room.records
    room.vote(room.a, keep, "include")
    room.vote(room.b, copy, "exclude")
    question = asked(room, keep, copy)
    client = sign_in(room.lead)
    client.post(at(room, "answer", question_id=question.pk), {"verdict": verdict, "keep": keep.pk})
    assert DuplicateQuestion.objects.count() == 0
    page = client.get(at(room, "list")).content.decode()
    assert f"record {keep.pk}" in page
    assert page.count(at(room, "undo")) == 1
    client.post(at(room, "undo"))
    assert pointers(keep, copy) == [None, None]
    assert (votes(keep), votes(copy), room.entry(keep).state) == (["include"], ["exclude"], "waiting")
    again = DuplicateQuestion.objects.get()
    assert (again.first, again.second, again.score, again.pattern) == (keep, copy, 0.5, "x")
    ids = [keep.pk, copy.pk]
    assert (apart_pairs(ids), together_pairs(ids)) == ({}, {})
    assert at(room, "undo") not in client.get(at(room, "list")).content.decode()
    assert client.post(at(room, "undo")).status_code == 409
    client.post(at(room, "answer", question_id=again.pk), {"verdict": "same", "keep": keep.pk})
    assert pointers(copy) == [keep.pk]


def test_one_goes_back_answer_by_answer_and_over_a_skip(room, sign_in):
    a, b, c, d = room.records
    first, second, third = asked(room, a, b, 0.9), asked(room, c, d, 0.8), asked(room, a, d, 0.7)
    client = sign_in(room.lead)
    client.post(at(room, "answer", question_id=first.pk), {"verdict": "same", "keep": a.pk})
    client.post(at(room, "answer", question_id=second.pk), {"verdict": "different"})
    client.post(at(room, "answer", question_id=third.pk), {"verdict": "skip"})
    assert client.post(at(room, "undo")).url == at(room, "question", question_id=third.pk)
    third.refresh_from_db()
    assert (third.skipped_at, pointers(b), len(apart_pairs([c.pk, d.pk]))) == (None, [a.pk], 1)
    client.post(at(room, "undo"))
    assert (pointers(b), apart_pairs([c.pk, d.pk])) == ([a.pk], {})
    client.post(at(room, "undo"))
    assert (pointers(b), DuplicateQuestion.objects.count()) == ([None], 3)
    assert client.post(at(room, "undo")).status_code == 409


def test_an_answer_taken_back_elsewhere_is_passed_over(room, sign_in):
    a, b, c, d = room.records
    client = sign_in(room.lead)
    for question in (asked(room, a, b), asked(room, c, d)):
        client.post(at(room, "answer", question_id=question.pk), {"verdict": "different"})
    actions.take_back(links=[DuplicateLink.objects.get(record=d).pk], by=room.lead)
    client.post(at(room, "undo"))
    assert apart_pairs([a.pk, b.pk, c.pk, d.pk]) == {}


def test_a_batch_is_taken_back_at_once_with_the_copies_each_brought(room, sign_in):
    a, b, c, d = room.records
    asked(room, a, b, 0.9)
    chain = asked(room, b, c, 0.8)
    asked(room, c, d, 0.7)
    chosen = list(DuplicateQuestion.objects.values_list("pk", flat=True))
    client = sign_in(room.lead)
    form = {"chosen": chosen, "verdict": "same"}
    client.post(at(room, "answer_alike", question_id=chain.pk), form)
    assert len({one or own.pk for one, own in zip(pointers(a, b, c, d), (a, b, c, d), strict=True)}) == 1
    client.post(at(room, "undo"))
    assert pointers(a, b, c, d) == [None] * 4
    assert DuplicateQuestion.objects.count() == 3
    assert not DuplicateLink.objects.filter(undone_at__isnull=True).exists()


def test_copies_that_came_along_go_back_with_the_record(room):
    a, b, c, _ = room.records
    first = actions.merge(record=a, keep=b, by=room.lead)
    second = actions.merge(record=b, keep=c, by=room.lead)
    assert pointers(a, b) == [c.pk, c.pk]
    actions.take_back(links=[second.pk], by=room.lead)
    assert pointers(a, b, c) == [b.pk, None, None]
    actions.take_back(links=[first.pk], by=room.lead)
    assert pointers(a, b, c) == [None] * 3
    with pytest.raises(Closed):
        actions.take_back(links=[first.pk], by=room.lead)


@pytest.mark.parametrize("rule", ["by-hand", "identifier and title"])
def test_not_the_same_takes_along_the_copies_that_came_and_says_so_before(room, sign_in, rule):
    copy, a, b, c = room.records
    room.vote(room.a, a)
    room.vote(room.b, copy)
    first = actions.merge(record=copy, keep=a, by=room.lead, reason="One trial")
    DuplicateLink.objects.filter(pk=first.pk).update(rule=rule)
    room.vote(room.a, b)
    actions.merge(record=a, keep=b, by=room.lead, reason="A mistake")
    room.vote(room.a, c)
    actions.merge(record=b, keep=c, by=room.lead, reason="Another one")
    link = DuplicateLink.objects.get(record=a, undone_at=None)
    shown = sign_in(room.lead).get(at(room, "part", link_id=link.pk))
    assert list(shown.context["brought"]) == [copy]
    assert "This copy came with it and goes with it" in shown.content.decode()
    actions.take_apart(link=link, by=room.lead)
    assert pointers(copy, a, b, c) == [a.pk, None, c.pk, None]
    assert DuplicateLink.objects.get(record=copy, undone_at=None) == first
    assert (votes(a), votes(c)) == (["include", "include"], ["include"])
    ids = [one.pk for one in room.records]
    assert set(apart_pairs(ids)) == {frozenset((a.pk, b.pk)), frozenset((a.pk, c.pk))}
    assert list(findings(room.stage.review, audit=True)) == []


def test_a_pair_kept_apart_is_taken_back_in_the_report(room, sign_in):
    a, b, *_ = room.records
    link = actions.keep_apart(first=a, second=b, by=room.lead)
    url = at(room, "take_back", link_id=link.pk)
    client = sign_in(room.lead)
    assert url in client.get(at(room, "report")).content.decode()
    assert url not in sign_in(room.a).get(at(room, "report")).content.decode()
    client.post(url)
    assert apart_pairs([a.pk, b.pk]) == {}
    assert "Taken back" in client.get(at(room, "report")).content.decode()


def test_an_answer_of_another_review_is_not_taken_back(cast, room):
    a, b, *_ = room.records
    link = actions.keep_apart(first=a, second=b, by=room.lead)
    with pytest.raises(Closed):
        actions.take_back(links=[link.pk], by=cast.other_lead)
