"""Sign-in, passwords and profile; the site admin's pages. Of allauth only what is used is mounted:
addresses are bound to accounts by invitation, so there is no page to change them."""

from allauth.account import views as allauth
from django.urls import path, re_path

from ketreview.accounts import views

urlpatterns = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", allauth.signup, name="account_signup"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", views.PasswordReset.as_view(), name="account_reset_password"),
    path("password/reset/done/", views.PasswordResetDone.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("profile/", views.profile, name="profile"),
    path("site/", views.accounts, name="site_accounts"),
    path("site/history/", views.history, name="site_history"),
    path("site/new/", views.make_account, name="site_make_account"),
    path("site/invite/", views.invite, name="site_invite"),
    path("site/invitations/<int:invitation_id>/revoke/", views.revoke, name="site_revoke_invitation"),
    path("site/<int:user_id>/deactivate/", views.deactivate, name="site_deactivate"),
    path("site/<int:user_id>/password-link/", views.make_password_link, name="site_password_link"),
    path("site/<int:user_id>/reactivate/", views.reactivate, name="site_reactivate"),
    path("site/<int:user_id>/site-admin/", views.set_site_admin, name="site_set_admin"),
]
