"""Django's admin: two tables to look at, nothing to change, and the site's own way in."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ketreview.accounts.admin import site
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in):
    return sign_in(make_user("root", is_staff=True, is_superuser=True))


def test_accounts_and_invitations_are_all_it_holds():
    assert sorted(model._meta.label for model in site._registry) == ["accounts.SiteInvitation", "accounts.User"]


def test_signing_in_goes_through_the_site_where_tries_are_counted():
    login = reverse("account_login")
    assert Client().get("/admin/login/").url == f"{login}?next=/admin/"
    assert Client().post("/admin/login/", {"username": "a", "password": "b"}).url == f"{login}?next=/admin/"


def test_members_who_are_no_site_admins_get_403(sign_in):
    assert sign_in(make_user()).get("/admin/", follow=True).status_code == 403


def test_rows_are_shown_without_the_password_and_nothing_can_be_written(client):
    ada = make_user("ada")
    page = client.get(reverse("admin:accounts_user_change", args=[ada.pk]))
    assert "ada@example.org" in page.content.decode()
    assert ada.password not in page.content.decode()
    change = client.post(reverse("admin:accounts_user_change", args=[ada.pk]), {"name": "Eve"})
    add = client.post(reverse("admin:accounts_user_add"), {"email": "eve@example.org"})
    delete = client.post(reverse("admin:accounts_user_delete", args=[ada.pk]), {"post": "yes"})
    assert (change.status_code, add.status_code, delete.status_code) == (403, 403, 403)
    ada.refresh_from_db()
    assert ada.name == "Ada"


def test_its_list_offers_no_deletion_in_bulk(client):
    ada = make_user("ada")
    client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "delete_selected", "_selected_action": [ada.pk], "post": "yes"},
    )
    ada.refresh_from_db()
    assert ada.is_active is True


@pytest.mark.parametrize(
    "model", ["screening_decision", "screening_slot", "synthesis_extraction", "screening_event"]
)
def test_nothing_of_a_review_is_reachable(model):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{model}_changelist")


def test_its_own_password_page_leads_to_the_sites(client):
    assert client.get("/admin/password_change/").url == reverse("account_change_password")
