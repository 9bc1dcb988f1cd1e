"""Roles and membership: one lead who can sign in always stays."""

import pytest
from django.urls import reverse

from ketreview.accounts.models import User
from screening.errors import Closed, Invalid
from screening.models import Event, Member
from screening.team import actions
from screening.team.queries import members
from tests.factories import make_member, make_user


def told(cast) -> list[tuple]:
    rows = Event.objects.filter(review_id=cast.review.pk).order_by("at")
    return list(rows.values_list("verb", "subject", "before", "after"))


def test_a_member_may_hold_several_roles_and_gets_the_permissions_of_all(cast):
    actions.change_roles(member=cast.reviewer, roles=["extractor", "reviewer"], by=cast.lead)
    member = Member.objects.get(pk=cast.reviewer.pk)
    assert member.role_names == ("reviewer", "extractor")
    assert (member.can("screen"), member.can("extract"), member.can("adjudicate")) == (True, True, False)
    assert told(cast) == [
        ("roles changed", str(member), {"roles": ["reviewer"]}, {"roles": ["reviewer", "extractor"]})
    ]


def test_saving_the_same_roles_writes_nothing(cast):
    actions.change_roles(member=cast.reviewer, roles=["reviewer"], by=cast.lead)
    assert told(cast) == []


def test_the_last_lead_keeps_the_role(cast):
    with pytest.raises(Closed, match="only lead"):
        actions.change_roles(member=cast.lead, roles=["observer"], by=cast.lead)
    assert Member.objects.get(pk=cast.lead.pk).role_names == ("lead",)


def test_the_last_lead_is_not_removed(cast):
    with pytest.raises(Closed, match="only lead"):
        actions.remove_member(member=cast.lead, by=cast.lead)
    assert Member.objects.get(pk=cast.lead.pk).removed_at is None


def test_a_lead_leaves_once_there_is_another(cast):
    make_member(cast.review, "lead")
    actions.remove_member(member=cast.lead, by=cast.lead)
    assert Member.objects.get(pk=cast.lead.pk).removed_at is not None


@pytest.mark.parametrize("change", [{"removed": True}, {"inactive": True}])
def test_a_lead_who_cannot_sign_in_does_not_count(cast, change):
    other = make_member(cast.review, "lead")
    if change.get("removed"):
        actions.remove_member(member=other, by=cast.lead)
    else:
        User.objects.filter(pk=other.user_id).update(is_active=False)
    with pytest.raises(Closed, match="only lead"):
        actions.remove_member(member=cast.lead, by=cast.lead)


def test_the_lead_of_another_review_does_not_count(cast):
    make_member(cast.other_review, "lead")
    with pytest.raises(Closed, match="only lead"):
        actions.remove_member(member=cast.lead, by=cast.lead)


def test_a_removed_member_keeps_the_row_and_loses_the_review(cast, sign_in):
    actions.remove_member(member=cast.reviewer, by=cast.lead, reason="left the institute")
    assert sign_in(cast.reviewer).get(reverse("review", args=[cast.review.slug])).status_code == 404
    event = Event.objects.get(verb="member removed")
    assert (event.subject_id, event.before, event.reason) == (
        str(cast.reviewer.pk),
        {"roles": ["reviewer"]},
        "left the institute",
    )


def test_a_second_removal_is_refused(cast):
    actions.remove_member(member=cast.reviewer, by=cast.lead)
    with pytest.raises(Closed, match="no longer a member"):
        actions.remove_member(member=cast.reviewer, by=cast.lead)
    assert Event.objects.filter(verb="member removed").count() == 1


def test_a_former_member_is_brought_back_with_roles_chosen_anew(cast, sign_in):
    url = reverse("team:restore", args=[cast.review.slug, cast.removed.pk])
    sign_in(cast.lead).post(url, {"roles": ["observer"]})
    back = Member.objects.get(pk=cast.removed.pk)
    assert (back.removed_at, back.role_names) == (None, ("observer",))


def test_somebody_who_is_a_member_does_not_join_twice(cast):
    with pytest.raises(Invalid, match="already"):
        actions.join(review=cast.review, user=cast.reviewer.user, roles=["lead"], by=cast.lead)
    assert Member.objects.get(pk=cast.reviewer.pk).role_names == ("reviewer",)


@pytest.mark.parametrize("roles", [[], ["king"], ["reviewer", "king"]])
def test_unknown_roles_are_refused(cast, roles):
    with pytest.raises(Invalid):
        actions.change_roles(member=cast.reviewer, roles=roles, by=cast.lead)


def test_members_see_who_is_in_but_only_the_lead_sees_addresses_and_links(cast, sign_in):
    actions.invite(email="eve@example.org", roles=["reviewer"], by=cast.lead)
    url = reverse("team:list", args=[cast.review.slug])
    observer, lead = (sign_in(cast.members[role]).get(url).content.decode() for role in ("observer", "lead"))
    assert (str(cast.adjudicator) in observer, "@example.org" in observer) == (True, False)
    assert ("eve@example.org" in lead, cast.adjudicator.user.email in lead) == (True, True)


def test_the_list_holds_the_standing_members_of_this_review_alone(cast):
    listed = {member.pk for member in members(cast.lead)}
    expected = {m.pk for m in cast.members.values()} | {cast.second_reviewer.pk, cast.second_extractor.pk}
    assert listed == expected


@pytest.mark.parametrize("role", ["reviewer", "adjudicator", "extractor", "methodologist", "observer"])
@pytest.mark.parametrize("page", ["team:invite", "change_roles", "remove_member"])
def test_only_the_lead_manages_the_team(cast, sign_in, role, page):
    ids = [] if page == "team:invite" else [cast.second_reviewer.pk]
    url = reverse(page, args=[cast.review.slug, *ids])
    client = sign_in(cast.members[role])
    data = {"email": "eve@example.org", "roles": ["lead"]}
    assert (client.get(url).status_code, client.post(url, data).status_code) == (403, 403)
    assert (cast.review.invitations.count(), Event.objects.count()) == (0, 0)


def test_a_name_that_is_markup_is_shown_as_text(cast, sign_in):
    make_member(cast.review, "observer", user=make_user("mallory"))
    User.objects.filter(email="mallory@example.org").update(name="<script>alert(1)</script>")
    page = sign_in(cast.lead).get(reverse("team:list", args=[cast.review.slug])).content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
