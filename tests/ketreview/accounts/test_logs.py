"""The log names the pages that were refused, without the secrets in their addresses."""

import logging

import pytest
from django.conf import settings

from ketreview.accounts.logs import HideLinks

pytestmark = pytest.mark.engine_free


def logged(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    assert HideLinks().filter(record) is True
    return record.getMessage()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/invitation/BnIeqk7C0yzRAya_TA4BLi9SWv-tSltgKIg/", "/invitation/[hidden]/"),
        ("/accounts/password/reset/key/1-d3l0qk-9f86d081884c/", "/accounts/password/reset/key/[hidden]/"),
        ("/r/ketamine/team/", "/r/ketamine/team/"),
    ],
)
def test_a_secret_in_an_address_is_not_written(address, shown):
    assert logged("%s: %s", "Unprocessable Entity", address) == f"Unprocessable Entity: {shown}"


def test_a_percent_sign_in_an_address_breaks_nothing():
    assert logged("%s: %s", "Not Found", "/%20/invitation/abc%41/") == "Not Found: /%20/invitation/[hidden]/"


def test_what_the_site_writes_passes_through_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["hide_links"]
    assert settings.LOGGING["root"]["handlers"] == ["console"]
