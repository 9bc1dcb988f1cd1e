"""Links into a review: for one address, used once, good for seven days, ended with whoever made them."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ketreview.accounts.models import User
from screening.errors import Closed, Invalid
from screening.models import Event, Invitation, Member
from screening.team import actions
from tests.factories import make_user

NEW = "seven purple elephants dance"


def url(cast, name: str, *args: int) -> str:
    return reverse(name, args=[cast.review.slug, *args])


def invite(cast, sign_in, email="eve@example.org", roles=("reviewer",)) -> str:
    """The link as the lead's page shows it."""
    response = sign_in(cast.lead).post(url(cast, "team:invite"), {"email": email, "roles": list(roles)})
    assert response.status_code == 200, response.content.decode()
    return re.search(r"/invitation/[\w-]{43}/", response.content.decode()).group(0)


def sign_up(link: str, **changed):
    return Client().post(link, {"name": "Eve", "password1": NEW, "password2": NEW, **changed})


def verbs(cast) -> list[str]:
    return list(Event.objects.filter(review_id=cast.review.pk).order_by("at").values_list("verb", flat=True))


def test_somebody_unknown_makes_an_account_and_joins_in_one_step(cast, sign_in):
    link = invite(cast, sign_in, roles=["reviewer", "extractor"])
    response = sign_up(link)
    assert (response.status_code, response.url) == (302, reverse("review", args=[cast.review.slug]))
    eve = Member.objects.get(user__email="eve@example.org")
    assert (eve.review, eve.role_names) == (cast.review, ("reviewer", "extractor"))
    assert verbs(cast) == ["invited", "invitation used", "member joined"]


def test_the_link_is_mailed_to_its_address_too(cast, sign_in):
    link = invite(cast, sign_in)
    assert [message.to for message in mail.outbox] == [["eve@example.org"]]
    assert f"http://testserver{link}" in mail.outbox[0].body


def test_somebody_signed_in_joins_with_one_button(cast, sign_in):
    stranger = sign_in(cast.stranger)
    link = invite(cast, sign_in, email=cast.stranger.email.upper(), roles=["observer"])
    assert "Join the review" in stranger.get(link).content.decode()
    assert not Member.objects.filter(user=cast.stranger).exists(), "looking must not join"
    assert stranger.post(link).url == reverse("review", args=[cast.review.slug])
    assert Member.objects.get(user=cast.stranger).role_names == ("observer",)


def test_somebody_with_an_account_who_is_not_signed_in_is_asked_to_sign_in_and_comes_back(cast, sign_in):
    link = invite(cast, sign_in, email=cast.stranger.email)
    page = Client().get(link).content.decode()
    assert f"{reverse('account_login')}?next={link}" in page
    sign_up(link, name="Mallory")
    cast.stranger.refresh_from_db()
    assert (cast.stranger.name, cast.stranger.check_password(NEW)) == ("Stranger", False)


def test_the_link_of_another_address_joins_nobody(cast, sign_in):
    link = invite(cast, sign_in, email="eve@example.org")
    response = sign_in(cast.stranger).post(link)
    assert response.status_code == 409
    assert "is for somebody else" in response.content.decode()
    assert not Member.objects.filter(user=cast.stranger).exists()


def test_the_roles_are_those_chosen_by_the_lead_whatever_is_sent(cast, sign_in):
    sign_up(invite(cast, sign_in, roles=["observer"]), roles=["lead"], email="mallory@example.org")
    assert Member.objects.get(user__email="eve@example.org").role_names == ("observer",)


def test_only_the_hash_of_the_secret_is_stored(cast, sign_in):
    secret = invite(cast, sign_in).split("/")[2]
    assert Invitation.objects.get().secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(list(Event.objects.values()))


def test_a_link_works_once(cast, sign_in):
    link = invite(cast, sign_in)
    sign_up(link)
    again = sign_up(link, name="Mallory")
    assert (again.status_code, "used already" in again.content.decode()) == (410, True)
    assert User.objects.get(email="eve@example.org").name == "Eve"


def test_a_link_ends_after_seven_days(cast, sign_in):
    link = invite(cast, sign_in)
    made = Invitation.objects.get()
    assert round((made.expires_at - made.created_at) / timedelta(days=7), 3) == 1
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "has expired" in sign_up(link).content.decode()
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_revoked_link_lets_nobody_in(cast, sign_in):
    link = invite(cast, sign_in)
    sign_in(cast.lead).post(url(cast, "team:revoke", Invitation.objects.get().pk))
    assert "was revoked" in sign_up(link).content.decode()
    assert verbs(cast) == ["invited", "invitation revoked"]


def test_a_newer_link_to_an_address_ends_the_older_one(cast, sign_in):
    older, newer = invite(cast, sign_in), invite(cast, sign_in)
    assert (sign_up(older).status_code, sign_up(newer).status_code) == (410, 302)


def test_links_end_when_whoever_made_them_is_removed(cast):
    second = cast.methodologist
    actions.change_roles(member=second, roles=["lead"], by=cast.lead)
    invitation, _ = actions.invite(email="eve@example.org", roles=["lead"], by=second)
    actions.remove_member(member=second, by=cast.lead)
    invitation.refresh_from_db()
    assert invitation.state == "revoked"


def test_links_end_when_whoever_made_them_no_longer_manages_the_team(cast):
    second = cast.methodologist
    actions.change_roles(member=second, roles=["lead"], by=cast.lead)
    invitation, _ = actions.invite(email="eve@example.org", roles=["lead"], by=second)
    actions.change_roles(member=second, roles=["observer"], by=cast.lead)
    invitation.refresh_from_db()
    assert invitation.state == "revoked"


def test_links_of_a_deactivated_account_let_nobody_in(cast, sign_in):
    link = invite(cast, sign_in)
    User.objects.filter(pk=cast.lead.user_id).update(is_active=False)
    assert "no longer manages the team" in sign_up(link).content.decode()


def test_an_archived_review_takes_nobody_in(cast, sign_in):
    link = invite(cast, sign_in)
    cast.review.archived_at = timezone.now()
    cast.review.save()
    assert "archived" in sign_up(link).content.decode()


def test_a_refused_newcomer_leaves_no_account_behind(cast, sign_in):
    invitation, _ = actions.invite(email="eve@example.org", roles=["reviewer"], by=cast.lead)
    actions.revoke_invitation(invitation=invitation, by=cast.lead)
    from ketreview.home.membership import join_as_newcomer

    with pytest.raises(Closed, match="revoked"):
        join_as_newcomer(invitation=invitation, name="Eve", password=NEW)
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_member_is_not_invited_again(cast):
    with pytest.raises(Invalid, match="member of this review already"):
        actions.invite(email=cast.reviewer.user.email, roles=["lead"], by=cast.lead)


def test_the_answer_does_not_tell_whether_an_address_has_an_account(cast, sign_in):
    client = sign_in(cast.lead)
    known, unknown = (
        re.sub(
            rf'{re.escape(email)}|/invitation/[\w-]+/|csrfmiddlewaretoken" value="\w+"|[0-9a-f]{{16}}',
            "",
            client.post(url(cast, "team:invite"), {"email": email, "roles": ["reviewer"]}).content.decode(),
        )
        for email in (cast.stranger.email, "nobody@example.org")
    )
    assert known == unknown


@pytest.mark.parametrize("roles", [[], ["king"]])
def test_roles_are_those_of_the_table_and_at_least_one(cast, sign_in, roles):
    response = sign_in(cast.lead).post(url(cast, "team:invite"), {"email": "eve@example.org", "roles": roles})
    assert response.status_code == 422
    assert Invitation.objects.count() == 0


def test_a_former_member_comes_back_by_a_link_as_the_same_member(cast, sign_in):
    link = invite(cast, sign_in, email=cast.removed.user.email, roles=["observer"])
    sign_in(cast.removed).post(link)
    back = Member.objects.get(user=cast.removed.user, review=cast.review)
    assert (back.pk, back.removed_at, back.role_names) == (cast.removed.pk, None, ("observer",))


def test_nobody_revokes_the_links_of_another_review(cast, sign_in):
    foreign, _ = actions.invite(email="eve@example.org", roles=["reviewer"], by=cast.other_lead)
    response = sign_in(cast.lead).post(url(cast, "team:revoke", foreign.pk))
    foreign.refresh_from_db()
    assert (response.status_code, foreign.state) == (404, "open")


def test_somebody_who_signs_up_for_one_review_sees_no_other(cast, sign_in):
    sign_up(invite(cast, sign_in))
    eve = sign_in(User.objects.get(email="eve@example.org"))
    assert eve.get(reverse("review", args=[cast.other_review.slug])).status_code == 404


def test_a_user_made_by_a_link_is_no_site_admin(cast, sign_in):
    sign_up(invite(cast, sign_in), is_staff="on", is_superuser="on")
    eve = User.objects.get(email="eve@example.org")
    assert (eve.is_staff, eve.is_superuser, make_user().is_staff) == (False, False, False)


def test_no_role_is_chosen_beforehand(cast, sign_in):
    page = sign_in(cast.lead).get(url(cast, "team:invite")).content.decode()
    assert ('name="roles"' in page, "checked" in page) == (True, False)
