"""Removing a member or a role gives back what was open and keeps what was done."""

import uuid

import pytest
from django.urls import reverse

from ketreview.home.membership import give_roles, remove_from_review, touched_by_removal
from screening.errors import Closed
from screening.models import Decision, Event, Member, Slot
from screening.workflow.actions import claim_slots, decide, open_stage
from screening.workflow.queries import records_to_screen
from synthesis.models import Extraction
from tests import factories


@pytest.fixture
def screening(cast):
    """Three records; the reviewer holds seats on all and has voted on one."""
    factories.make_records(factories.make_batch(cast.lead), 3)
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=cast.lead)
    slots = claim_slots(by=cast.reviewer, stage=stage, count=3)
    vote(cast.reviewer, slots[0], "include")
    return stage


def vote(member: Member, slot: Slot, verdict: str) -> None:
    decide(slot=slot, verdict=verdict, reason=None, by=member, key=uuid.uuid4(), fence=slot.fence, note="")


def held(member: Member) -> int:
    return Slot.objects.filter(reviewer=member, done=False).count()


def draft(cast, label: str) -> Extraction:
    study = cast.review.studies.create(label=label)
    return Extraction.objects.create(study=study, extractor=cast.extractor, seat=1)


def test_the_preview_says_what_goes_and_what_stays(cast, screening):
    draft(cast, "Ada 2020")
    assert touched_by_removal(cast.reviewer) == [
        f"{cast.reviewer} can no longer open this review. The account stays.",
        "Every vote and every finished extraction of theirs stays, under their name, and counts as before.",
        "2 records open for a vote go back.",
    ]
    assert touched_by_removal(cast.extractor)[2:] == ["1 unfinished extraction is set aside."]


def test_looking_at_the_preview_changes_nothing(cast, screening, sign_in):
    url = reverse("remove_member", args=[cast.review.slug, cast.reviewer.pk])
    page = sign_in(cast.lead).get(url).content.decode()
    assert "2 records open for a vote go back" in page
    assert (held(cast.reviewer), Member.objects.get(pk=cast.reviewer.pk).removed_at) == (2, None)


def test_removal_gives_open_seats_back_and_keeps_the_votes(cast, screening, sign_in):
    url = reverse("remove_member", args=[cast.review.slug, cast.reviewer.pk])
    sign_in(cast.lead).post(url, {"reason": "left"})
    assert held(cast.reviewer) == 0
    assert Decision.objects.filter(reviewer=cast.reviewer).count() == 1
    newcomer = factories.make_member(cast.review, "reviewer")
    assert records_to_screen(newcomer, screening).count() == 3
    verbs = list(Event.objects.filter(verb__in=["member removed", "seats released"]).values_list("verb", flat=True))
    assert sorted(verbs) == ["member removed", "seats released"]


def test_with_the_member_gone_the_others_can_finish_every_record(cast, screening):
    remove_from_review(person=cast.reviewer, reason="", by=cast.lead)
    others = [cast.second_reviewer, factories.make_member(cast.review, "reviewer")]
    for member in others:
        for slot in claim_slots(by=member, stage=screening, count=5):
            vote(member, slot, "exclude")
    states = dict(screening.entries.values_list("record_id", "state"))
    voted = Decision.objects.filter(reviewer=cast.reviewer).get().record_id
    assert {record: state for record, state in states.items() if record != voted} == dict.fromkeys(
        set(states) - {voted}, "excluded"
    )
    assert states[voted] == "conflict"
    assert not Slot.objects.filter(stage=screening, done=False).exists()


def test_a_refused_removal_gives_nothing_back(cast):
    factories.make_records(factories.make_batch(cast.lead), 1)
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=cast.lead)
    give_roles(person=cast.lead, roles=["lead", "reviewer"], by=cast.lead)
    claim_slots(by=Member.objects.get(pk=cast.lead.pk), stage=stage, count=1)
    with pytest.raises(Closed, match="only lead"):
        remove_from_review(person=cast.lead, reason="", by=cast.lead)
    assert held(cast.lead) == 1


def test_whoever_may_no_longer_vote_gives_the_open_seats_back(cast, screening, sign_in):
    url = reverse("change_roles", args=[cast.review.slug, cast.reviewer.pk])
    sign_in(cast.lead).post(url, {"roles": ["observer"]})
    assert (held(cast.reviewer), Decision.objects.filter(reviewer=cast.reviewer).count()) == (0, 1)


def test_a_further_role_takes_nothing_away(cast, screening):
    give_roles(person=cast.reviewer, roles=["reviewer", "extractor"], by=cast.lead)
    assert held(cast.reviewer) == 2


def test_an_unfinished_extraction_is_set_aside_and_kept(cast):
    form = draft(cast, "Ada 2020")
    remove_from_review(person=cast.extractor, reason="left", by=cast.lead)
    form.refresh_from_db()
    assert (form.seat, form.state) == (None, "draft")


def test_a_finished_extraction_keeps_its_seat(cast):
    form = draft(cast, "Ada 2020")
    Extraction.objects.filter(pk=form.pk).update(state="complete")
    remove_from_review(person=cast.extractor, reason="left", by=cast.lead)
    form.refresh_from_db()
    assert (form.seat, form.state) == (1, "complete")


def test_a_lead_who_gives_the_role_away_is_led_to_a_page_that_is_still_open(cast, sign_in):
    factories.make_member(cast.review, "lead")
    url = reverse("change_roles", args=[cast.review.slug, cast.lead.pk])
    response = sign_in(cast.lead).post(url, {"roles": ["observer"]}, follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (
        200,
        reverse("review", args=[cast.review.slug]),
    )


@pytest.mark.parametrize("page", ["change_roles", "remove_member"])
def test_members_of_another_review_and_former_ones_are_not_found(cast, sign_in, page):
    client = sign_in(cast.lead)
    for person in (cast.other_lead, cast.removed):
        response = client.post(reverse(page, args=[cast.review.slug, person.pk]), {"roles": ["observer"]})
        assert response.status_code == 404
    assert Member.objects.get(pk=cast.other_lead.pk).removed_at is None
