"""A small read-only admin: accounts and invitations, nothing of any review, and one way to sign in."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ketreview.accounts.models import SiteInvitation, User


class SiteAdmin(admin.AdminSite):
    """Signs in through the site's own page, where tries are counted; holds only what is listed below."""

    site_header = site_title = "KetReview: accounts, read only"
    index_title = "Accounts"

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied("Only site admins open these pages.")
        return redirect(f"{reverse('account_login')}?next={reverse('admin:index')}")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")


class ReadOnly(admin.ModelAdmin):
    """Rows to look at: what changes them, with its history, are the site admin's pages."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class UserAdmin(ReadOnly):
    list_display = ["email", "name", "affiliation", "is_staff", "is_active", "date_joined", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "affiliation", "orcid", "is_staff", "is_active", "date_joined", "last_login"]


class SiteInvitationAdmin(ReadOnly):
    list_display = ["email", "invited_by", "created_at", "expires_at", "used_at", "revoked_at"]
    fields = ["email", "invited_by", "created_at", "expires_at", "used_at", "revoked_at"]
    search_fields = ["email"]


site = SiteAdmin(name="admin")
site.register(User, UserAdmin)
site.register(SiteInvitation, SiteInvitationAdmin)
