"""How allauth signs people in here: by e-mail, and nobody makes an account without an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ketreview.accounts.actions import end_password_links
from ketreview.accounts.audit import record_account_event
from ketreview.accounts.devices import known_device, remember_device


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": (
            "Too many failed tries to sign in. Wait five minutes, then try again. Where the password is lost, the "
            "site's admin can make you a link to set a new one."
        )
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profile")

    @transaction.atomic
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change or reset. Every other session of the user ends, since it is bound to the old password."""
        super().set_password(user, password)
        record_account_event("password set", user, by=user)
        end_password_links(user, by=user)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_device(response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials) -> str:
        """Failed tries are counted for address and device, so that strangers cannot lock the owner out."""
        device = known_device(request, credentials.get("email", ""))
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{device}"
