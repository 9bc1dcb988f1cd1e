"""A person's own details."""

import pytest
from django.urls import reverse

from ketreview.accounts.models import AccountEvent
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_name_affiliation_and_orcid_are_saved_and_only_what_changed_is_told(sign_in):
    ada = make_user("ada")
    sign_in(ada).post(
        reverse("profile"),
        {"name": "Ada", "affiliation": "Analytical Society", "orcid": "https://orcid.org/0000-0002-1825-0097"},
    )
    ada.refresh_from_db()
    assert (ada.name, ada.affiliation, ada.orcid) == ("Ada", "Analytical Society", "0000-0002-1825-0097")
    event = AccountEvent.objects.get()
    assert (event.verb, event.actor_id, event.before, event.after) == (
        "profile changed",
        ada.pk,
        {"affiliation": "", "orcid": ""},
        {"affiliation": "Analytical Society", "orcid": "0000-0002-1825-0097"},
    )


def test_a_mistyped_orcid_is_refused_and_what_was_typed_stays_in_the_form(sign_in):
    ada = make_user("ada")
    response = sign_in(ada).post(reverse("profile"), {"name": "Ada", "orcid": "0000-0002-1825-0098"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "one of them may be mistyped" in page
    assert 'value="0000-0002-1825-0098"' in page
    ada.refresh_from_db()
    assert ada.orcid == ""


def test_saving_without_a_change_writes_no_history(sign_in):
    ada = make_user("ada")
    sign_in(ada).post(reverse("profile"), {"name": ada.name, "affiliation": "", "orcid": ""})
    assert AccountEvent.objects.count() == 0


def test_nobody_can_change_the_address_or_become_admin_through_the_form(sign_in):
    ada = make_user("ada")
    sign_in(ada).post(
        reverse("profile"), {"name": "Ada", "email": "eve@example.org", "is_staff": "on", "is_superuser": "on"}
    )
    ada.refresh_from_db()
    assert (ada.email, ada.is_staff, ada.is_superuser) == ("ada@example.org", False, False)
