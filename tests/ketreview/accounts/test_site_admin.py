"""The site admin's pages: accounts made, invited, deactivated; never deleted, and all of it told."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ketreview.accounts import actions
from ketreview.accounts.errors import AccountError
from ketreview.accounts.models import AccountEvent, SiteInvitation, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "seven purple elephants dance"


@pytest.fixture
def admin():
    return make_user("root", is_staff=True)


@pytest.fixture
def client(admin, sign_in):
    return sign_in(admin)


def link_in(response) -> str:
    return re.search(r"/invitation/[\w-]{43}/", response.content.decode()).group(0)


def accept(link: str, **changed):
    return Client().post(link, {"name": "Eve", "password1": NEW, "password2": NEW, **changed})


def verbs() -> list[str]:
    return list(AccountEvent.objects.order_by("at").values_list("verb", flat=True))


PAGES = ["site_accounts", "site_history", "site_make_account", "site_invite"]


@pytest.mark.parametrize("name", PAGES)
def test_to_everybody_else_these_pages_do_not_exist(sign_in, name):
    assert sign_in(make_user()).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


@pytest.mark.parametrize("name", ["site_deactivate", "site_reactivate", "site_set_admin", "site_password_link"])
def test_everybody_else_changes_nothing(sign_in, name, admin):
    response = sign_in(make_user()).post(reverse(name, args=[admin.pk]), {"is_staff": "no"})
    admin.refresh_from_db()
    assert (response.status_code, admin.is_active, admin.is_staff) == (404, True, True)


def test_an_invitation_makes_one_account_for_its_address(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "Eve@Example.org"}))
    response = accept(link, email="mallory@example.org")
    assert (response.status_code, response.url) == (302, reverse("home"))
    eve = User.objects.get(email="eve@example.org")
    assert (eve.name, eve.is_staff, eve.check_password(NEW)) == ("Eve", False, True)
    assert not User.objects.filter(email="mallory@example.org").exists()
    assert verbs() == ["invited to the site", "account opened", "invitation used"]
    assert [m.to for m in mail.outbox] == [["eve@example.org"]]


def test_only_the_hash_of_the_secret_is_stored(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    secret = link.split("/")[2]
    invitation = SiteInvitation.objects.get()
    assert invitation.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(AccountEvent.objects.values())


def test_a_link_works_once(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    accept(link)
    again = accept(link, name="Mallory")
    assert again.status_code == 410
    assert "used, revoked or has expired" in again.content.decode()
    assert User.objects.get(email="eve@example.org").name == "Eve"


def test_looking_at_a_link_does_not_use_it_up(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    for _ in range(3):
        assert "Make my account" in Client().get(link).content.decode()
    assert accept(link).status_code == 302


def test_a_link_ends_after_seven_days(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    invitation = SiteInvitation.objects.get()
    assert invitation.expires_at - invitation.created_at == pytest.approx(
        timedelta(days=7), abs=timedelta(minutes=1)
    )
    SiteInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert accept(link).status_code == 410
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_revoked_link_lets_nobody_in(client):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    client.post(reverse("site_revoke_invitation", args=[SiteInvitation.objects.get().pk]))
    assert accept(link).status_code == 410
    assert verbs() == ["invited to the site", "invitation revoked"]


def test_a_newer_link_to_an_address_ends_the_older_one(client):
    older = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    newer = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    assert (accept(older).status_code, accept(newer).status_code) == (410, 302)


def test_links_end_with_the_admin_who_made_them(client, admin):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    actions.deactivate(user=admin, by=make_user("other", is_staff=True))
    assert accept(link).status_code == 410


def test_an_unknown_secret_is_no_link(client):
    response = accept("/invitation/" + "x" * 43 + "/")
    assert (response.status_code, "There is no such link" in response.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"password1": "tiny", "password2": "tiny"}, "at least 12 characters"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ({"password2": "something else entirely"}, "The two passwords differ"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays_good(client, typed, why):
    link = link_in(client.post(reverse("site_invite"), {"email": "eve@example.org"}))
    response = accept(link, **typed)
    assert response.status_code == 422
    assert why in response.content.decode()
    assert accept(link).status_code == 302


def test_an_address_with_an_account_is_not_invited(client):
    make_user("ada")
    response = client.post(reverse("site_invite"), {"email": "Ada@example.org"})
    assert response.status_code == 422
    assert "has an account already" in response.content.decode()
    assert SiteInvitation.objects.count() == 0


def test_the_admin_makes_an_account_and_its_owner_sets_the_password(client):
    response = client.post(reverse("site_make_account"), {"email": "eve@example.org", "name": "Eve"})
    eve = User.objects.get(email="eve@example.org")
    assert eve.has_usable_password() is False
    accept(link_in(response), name="Eve Adams")
    eve.refresh_from_db()
    assert (eve.name, eve.check_password(NEW)) == ("Eve Adams", True)
    assert verbs() == ["account made", "invited to the site", "account opened", "invitation used"]


def test_a_deactivated_person_is_signed_out_at_once_and_kept(client, sign_in):
    ada = make_user("ada")
    theirs = sign_in(ada)
    client.post(reverse("site_deactivate", args=[ada.pk]))
    ada.refresh_from_db()
    assert ada.is_active is False
    assert theirs.get(reverse("home")).status_code == 302
    client.post(reverse("site_reactivate", args=[ada.pk]))
    assert theirs.get(reverse("home")).status_code == 302, "the old session must not come back"
    assert Client().login(email=ada.email, password=PASSWORD)
    assert verbs() == ["account deactivated", "account reactivated"]


def test_admins_neither_deactivate_nor_demote_themselves(client, admin):
    client.post(reverse("site_deactivate", args=[admin.pk]))
    client.post(reverse("site_set_admin", args=[admin.pk]), {"is_staff": "no"})
    admin.refresh_from_db()
    assert (admin.is_active, admin.is_staff, verbs()) == (True, True, [])


def test_admin_rights_are_given_and_taken(client):
    ada = make_user("ada")
    for is_staff, expected in (("yes", True), ("no", False)):
        client.post(reverse("site_set_admin", args=[ada.pk]), {"is_staff": is_staff})
        ada.refresh_from_db()
        assert ada.is_staff is expected
    assert verbs() == ["site admin changed", "site admin changed"]


def test_the_list_is_searched_by_name_and_address(client):
    make_user("ada")
    make_user("eve")
    found = client.get(reverse("site_accounts"), {"q": "ada"}).context["page_obj"].object_list
    assert [user.email for user in found] == ["ada@example.org"]


def test_a_mail_server_that_fails_does_not_lose_the_link(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("ketreview.accounts.mail.send_mail", refuse)
    response = client.post(reverse("site_invite"), {"email": "eve@example.org"})
    assert "could not be sent, so give them the link yourself" in response.content.decode()
    assert accept(link_in(response)).status_code == 302


def test_a_site_that_only_prints_mail_says_so(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    response = client.post(reverse("site_invite"), {"email": "eve@example.org"})
    assert "not set up to send e-mail" in response.content.decode()


def test_two_acceptances_of_one_link_make_one_account(admin):
    invitation, _ = actions.invite_to_site(email="eve@example.org", by=admin)
    actions.accept_site_invitation(invitation=invitation, name="Eve", password=NEW)
    with pytest.raises(AccountError, match="was used"):
        actions.accept_site_invitation(invitation=invitation, name="Mallory", password=NEW)


def password_link(client, user) -> str:
    return link_in(client.post(reverse("site_password_link", args=[user.pk])))


def set_password(link: str, password: str = NEW, client: Client | None = None):
    return (client or Client()).post(link, {"password1": password, "password2": password})


def test_a_password_link_sets_a_password_once_and_signs_out_everywhere(client, sign_in):
    ada = make_user("ada")
    theirs = sign_in(ada)
    link = password_link(client, ada)
    assert "Set a new password" in Client().get(link).content.decode()
    assert set_password(link).url == reverse("account_reset_password_from_key_done")
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert theirs.get(reverse("home")).status_code == 302
    assert set_password(link, "eight purple elephants dance").status_code == 410
    assert verbs() == ["password link made", "password set by link"]
    assert link.split("/")[2] not in str(AccountEvent.objects.values()) + str(SiteInvitation.objects.values())


def test_a_password_link_ends_after_a_day_when_revoked_and_when_the_password_is_set_otherwise(client, sign_in):
    ada = make_user("ada")
    first, second = password_link(client, ada), password_link(client, ada)
    made = SiteInvitation.objects.order_by("-pk").first()
    assert made.expires_at - made.created_at == pytest.approx(timedelta(days=1), abs=timedelta(minutes=1))
    assert set_password(first).status_code == 410, "the newer link ends the older one"
    sign_in(ada).post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert set_password(second).status_code == 410
    third = password_link(client, ada)
    SiteInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert set_password(third).status_code == 410
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_a_password_link_is_for_active_accounts_that_have_a_password_and_for_their_owner(client, sign_in):
    ada = make_user("ada")
    link = password_link(client, ada)
    assert set_password(link, client=sign_in(make_user("mallory"))).status_code == 409
    assert set_password(link, "tiny").status_code == 422
    actions.deactivate(user=ada, by=make_user("other", is_staff=True))
    assert set_password(link).status_code == 410
    waiting = User.objects.create_user("eve@example.org", None)
    for user, why in ((ada, "is deactivated"), (waiting, "has set no password yet")):
        answer = client.post(reverse("site_password_link", args=[user.pk]), follow=True)
        assert why in answer.content.decode()


def test_an_invitation_for_an_account_says_what_to_do_instead(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    ada = make_user("ada")
    said = client.post(reverse("site_invite"), {"email": ada.email}).content.decode()
    assert "its owner signs in with it. Where the password is lost, find the account" in said
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert "Reactivate it" in client.post(reverse("site_invite"), {"email": ada.email}).content.decode()
