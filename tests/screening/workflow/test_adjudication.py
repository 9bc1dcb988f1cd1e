"""Who settles conflicts and what they see before: as each stage says."""

import uuid

import pytest
from django.urls import reverse

from ketreview.home.membership import remove_from_review
from screening.errors import Closed
from screening.models import Member, MemberRole
from screening.workflow.actions import resolve_conflict, set_adjudication
from screening.workflow.blinding import complete_votes
from screening.workflow.queries import conflict_step_count, conflicts_to_settle, orphan_conflicts


def judging_reviewer(cast, room):
    """The first reviewer, an adjudicator too."""
    MemberRole.objects.create(member=room.a, role="adjudicator")
    return Member.objects.get(pk=room.a.pk)


def rule(room, **rules):
    asked = {"own_conflicts": True, "directions_hidden": False, **rules}
    set_adjudication(stage=room.stage, by=room.lead, version=room.stage.version, **asked)
    room.stage.refresh_from_db()


def settle(room, record, by, verdict="include"):
    sent = {"verdict": verdict, "reason": None, "rationale": "So.", "key": uuid.uuid4()}
    return resolve_conflict(entry=room.entry(record), by=by, **sent)


def test_nobody_settles_their_own_conflict_where_the_stage_says_so(cast, room, sign_in):
    both = judging_reviewer(cast, room)
    room.both(room.records[0], "include", "exclude")
    assert [entry.record for entry in conflicts_to_settle(both)] == [room.records[0]]
    rule(room, own_conflicts=False)
    assert list(conflicts_to_settle(both)) == []
    assert conflict_step_count(both).mine == 0
    with pytest.raises(Closed, match="somebody who did not"):
        settle(room, room.records[0], both)
    address = {"slug": cast.review.slug, "entry_id": room.entry(room.records[0]).pk}
    assert "Somebody else settles it" in sign_in(both).get(reverse("workflow:conflict", kwargs=address)).text
    assert (
        "1 more conflict waits"
        in sign_in(both).get(reverse("workflow:conflicts", kwargs={"slug": cast.review.slug})).text
    )
    assert settle(room, room.records[0], room.adjudicator).resolved_by == room.adjudicator


def test_a_conflict_that_nobody_may_settle_is_told_to_the_lead(cast, room, sign_in):
    judging_reviewer(cast, room)
    remove_from_review(person=room.adjudicator, reason="Left", by=room.lead)
    room.both(room.records[0], "include", "exclude")
    assert orphan_conflicts(room.lead, room.stage) == []
    rule(room, own_conflicts=False)
    assert [entry.record for entry in orphan_conflicts(room.lead, room.stage)] == [room.records[0]]
    ids = {"slug": cast.review.slug}
    assert "Conflicts nobody may settle" in sign_in(room.lead).get(reverse("workflow:recusals", kwargs=ids)).text
    page = sign_in(room.lead).get(reverse("workflow:stage", kwargs={**ids, "stage_slug": room.stage.slug})).text
    assert "has nobody left to settle it" in page


def test_directions_stay_hidden_from_the_adjudicator_until_the_conflict_is_settled(room, sign_in):
    room.vote(room.a, room.records[0], "include", note="Looks fine")
    room.vote(room.b, room.records[0], "exclude", reason=room.reasons[0], note="Not people")
    rule(room, directions_hidden=True)
    entry = room.entry(room.records[0])
    seen = complete_votes(room.adjudicator, [entry])[entry.pk]
    assert [(vote.reviewer, vote.verdict, vote.reason, vote.note) for vote in seen] == [
        (str(room.a), "", None, ""),
        (str(room.b), "", None, ""),
    ]
    browser = sign_in(room.adjudicator)
    ids = {"slug": room.lead.review.slug}
    addresses = [
        reverse("workflow:conflict", kwargs={**ids, "entry_id": entry.pk}),
        reverse("workflow:conflicts", kwargs=ids),
        reverse("workflow:discussion", kwargs={**ids, "entry_id": entry.pk}),
    ]
    for address in addresses:
        page = browser.get(address).text
        assert (str(room.a) in page, "Not people" in page, "Looks fine" in page) == (True, False, False)
    settle(room, room.records[0], room.adjudicator)
    assert "Not people" in browser.get(addresses[0]).text
    assert [vote.verdict for vote in complete_votes(room.adjudicator, [room.entry(room.records[0])])[entry.pk]] == [
        "include",
        "exclude",
    ]
