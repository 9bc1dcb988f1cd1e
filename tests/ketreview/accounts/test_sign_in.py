"""Signing in by e-mail: nobody learns who has an account, tries are counted, old sessions end."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from ketreview.accounts.models import AccountEvent
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "seven purple elephants dance"


def try_to_sign_in(client: Client, email: str, password: str, **headers):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def without_tokens(response, *words: str) -> str:
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for word in words:
        text = text.replace(word, "")
    return text


def signed_in(client: Client) -> bool:
    return client.get(reverse("profile")).status_code == 200


def test_the_address_and_the_password_sign_in_whatever_the_case_of_the_address():
    make_user("ada")
    client = Client()
    response = try_to_sign_in(client, "Ada@Example.org", PASSWORD)
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert signed_in(client)


def test_signing_out_needs_a_post(sign_in):
    client = sign_in(make_user())
    client.get(reverse("account_logout"))
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer():
    make_user("ada")
    known = try_to_sign_in(Client(), "ada@example.org", "not the password")
    unknown = try_to_sign_in(Client(), "eve@example.org", "not the password")
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known, "ada@example.org") == without_tokens(unknown, "eve@example.org")


def test_an_unknown_address_costs_the_server_as_much_hashing_as_a_known_one(monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    ada = make_user("ada")
    ada.set_password(PASSWORD)
    ada.save()
    hashed = []
    real = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda *a, **k: hashed.append(1) or real(*a, **k))
    try_to_sign_in(Client(), "ada@example.org", "not the password")
    for_known = len(hashed)
    hashed.clear()
    try_to_sign_in(Client(), "eve@example.org", "not the password")
    assert (for_known, len(hashed)) == (1, 1)


def test_after_five_failed_tries_even_the_right_password_is_refused_from_an_unknown_device():
    make_user("ada")
    for _ in range(5):
        try_to_sign_in(Client(), "ada@example.org", "not the password")
    client = Client()
    response = try_to_sign_in(client, "ada@example.org", PASSWORD)
    assert "Too many failed tries to sign in" in response.content.decode()
    assert not signed_in(client)


def test_strangers_who_fail_do_not_lock_the_owner_out_of_a_known_device():
    make_user("ada")
    own = Client()
    try_to_sign_in(own, "ada@example.org", PASSWORD)
    own.post(reverse("account_logout"))
    for n in range(6):
        try_to_sign_in(Client(), "ada@example.org", "not the password", REMOTE_ADDR=f"192.0.2.{n}")
    try_to_sign_in(own, "ada@example.org", PASSWORD)
    assert signed_in(own)


def test_a_known_device_of_one_account_is_an_unknown_one_of_another():
    make_user("ada")
    make_user("eve")
    eve = Client()
    try_to_sign_in(eve, "eve@example.org", PASSWORD)
    eve.post(reverse("account_logout"))
    for _ in range(5):
        try_to_sign_in(Client(), "ada@example.org", "not the password")
    response = try_to_sign_in(eve, "ada@example.org", PASSWORD)
    assert "Too many failed tries to sign in" in response.content.decode()


def test_ten_failed_tries_in_a_minute_close_the_door_to_an_ip_address():
    ada = make_user("ada")
    for n in range(10):
        try_to_sign_in(Client(), f"guess{n}@example.org", "not the password", REMOTE_ADDR="192.0.2.7")
    refused = try_to_sign_in(Client(), ada.email, PASSWORD, REMOTE_ADDR="192.0.2.7")
    elsewhere = try_to_sign_in(Client(), ada.email, PASSWORD, REMOTE_ADDR="192.0.2.8")
    assert "Too many failed tries to sign in" in refused.content.decode()
    assert elsewhere.status_code == 302


def test_the_thirty_first_post_in_a_minute_from_one_address_gets_429_with_what_to_do():
    for n in range(30):
        try_to_sign_in(Client(), f"guess{n}@example.org", "not the password")
    response = try_to_sign_in(Client(), "one@example.org", "not the password")
    assert response.status_code == 429
    assert "Wait a minute, then try again" in response.content.decode()


def test_a_deactivated_account_does_not_sign_in(sign_in):
    ada = make_user("ada", is_active=False)
    client = Client()
    try_to_sign_in(client, ada.email, PASSWORD)
    assert not signed_in(client)


def test_nobody_makes_an_account_without_an_invitation():
    response = Client().post(
        reverse("account_signup"), {"email": "eve@example.org", "password1": NEW, "password2": NEW}
    )
    assert (response.status_code, response.templates[0].name) == (200, "account/signup_closed.html")


def test_no_page_changes_the_address_an_account_is_bound_to(sign_in):
    assert sign_in(make_user()).get("/accounts/email/").status_code == 404


def test_after_a_change_of_password_the_other_sessions_are_over_and_this_one_goes_on(sign_in):
    ada = make_user("ada")
    here, elsewhere = sign_in(ada), sign_in(ada)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert (signed_in(here), signed_in(elsewhere)) == (True, False)
    assert AccountEvent.objects.get(verb="password set").subject == "ada@example.org"
    assert mail.outbox[-1].subject == "[KetReview] Your password was changed"


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("short one", "at least 12 characters"),
        ("password1234", "too common"),
        ("ada@example.org", "too similar"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(sign_in, weak, why):
    client = sign_in(make_user("ada"))
    response = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert why in response.content.decode()


class TestReset:
    def ask(self, email: str):
        return Client().post(reverse("account_reset_password"), {"email": email}, follow=True)

    def link(self) -> str:
        return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)

    def test_known_and_unknown_addresses_get_the_same_page_and_each_one_mail(self):
        make_user("ada")
        known, unknown = self.ask("ada@example.org"), self.ask("eve@example.org")
        assert known.redirect_chain == unknown.redirect_chain
        assert without_tokens(known) == without_tokens(unknown)
        assert [(m.to, m.subject) for m in mail.outbox] == [
            (["ada@example.org"], "[KetReview] About your password"),
            (["eve@example.org"], "[KetReview] About your password"),
        ]
        assert "There is no account with this address" in mail.outbox[1].body

    @pytest.mark.parametrize("backend", ["console", "dummy"])
    def test_a_site_without_mail_promises_no_link_to_anybody(self, settings, backend):
        settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
        make_user("ada")
        page = Client().get(reverse("account_reset_password")).content.decode()
        known, unknown = self.ask("ada@example.org"), self.ask("eve@example.org")
        assert ("This site sends no mail" in page, "within a minute" in page) == (True, False)
        assert "no link is on its way. Ask the site’s admin" in known.content.decode()
        assert without_tokens(known) == without_tokens(unknown)

    def test_the_link_sets_a_new_password_once_and_ends_every_session(self, sign_in):
        ada = make_user("ada")
        old = sign_in(ada)
        self.ask(ada.email)
        link = self.link()
        client = Client()
        page = client.get(link, follow=True)
        client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
        fresh = Client()
        try_to_sign_in(fresh, ada.email, NEW)
        assert (signed_in(old), signed_in(fresh)) == (False, True)
        again = Client().get(link, follow=True)
        assert again.context["token_fail"] is True

    def test_a_deactivated_account_gets_no_link(self):
        make_user("ada", is_active=False)
        self.ask("ada@example.org")
        assert [reverse("account_reset_password")[:-1] + "/key" in m.body for m in mail.outbox] == [False]


def test_whoever_is_locked_out_is_told_for_how_long():
    client, email = Client(), make_user("ada").email
    for _ in range(5):
        try_to_sign_in(client, email, "wrong")
    page = try_to_sign_in(client, email, "wrong").content.decode()
    assert "Too many failed tries to sign in. Wait five minutes, then try again." in page
