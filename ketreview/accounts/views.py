"""A person's own details, and the site admin's pages: accounts, invitations, history."""

from typing import NamedTuple

from allauth.account import views as allauth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ketreview.accounts import actions, queries
from ketreview.accounts.access import site_admin_page
from ketreview.accounts.errors import AccountError
from ketreview.accounts.forms import AccountForm, InviteForm, ProfileForm
from ketreview.accounts.mail import delivers, send_link
from ketreview.accounts.models import SiteInvitation, User
from ketreview.web import paged


class Mailed(NamedTuple):
    """What goes with a link: the mail's subject, its text after the admin's name, and how long the link is good."""

    subject: str
    text: str
    helptext: str


INVITED = Mailed(
    "Your invitation",
    "invites you to KetReview, a workbench for systematic reviews.\n\n"
    "Open this link to set your name and password. It works once, for seven days:",
    "It works once, for seven days, for this address alone.",
)
NEW_PASSWORD = Mailed(
    "A new password",
    "made you a link to set a new password for KetReview.\n\nIt works once, for one day:",
    "It works once, for one day, for this account alone. Hand it to its owner by a way that you trust: whoever "
    "opens it first sets the password.",
)


class SaysWhetherMailGoesOut:
    """Tells the template whether this site sends mail; the answer is the same for every address."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"site_sends_mail": delivers()}


class PasswordReset(SaysWhetherMailGoesOut, allauth.PasswordResetView):
    """Ask for a link to choose a new password."""


class PasswordResetDone(SaysWhetherMailGoesOut, allauth.PasswordResetDoneView):
    """What happens next."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """See and change one's own name, affiliation and ORCID iD."""
    own = {field: getattr(request.user, field) for field in ("name", "affiliation", "orcid")}
    form = ProfileForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user=request.user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form}, status=422 if form.errors else 200)


@site_admin_page()
def accounts(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    context = {
        "page_obj": paged(request, queries.accounts(search)),
        "search": search,
        "invitations": queries.open_site_invitations(),
    }
    return render(request, "account/site/accounts.html", context)


@site_admin_page()
def history(request: HttpRequest) -> HttpResponse:
    return render(request, "account/site/history.html", {"page_obj": paged(request, queries.account_history())})


@site_admin_page("GET", "HEAD", "POST")
def make_account(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, secret = actions.make_account(**form.cleaned_data, by=request.user)
        except AccountError as error:
            form.add_error("email", str(error))
        else:
            return _show_link(request, user.email, secret, INVITED)
    return _form(request, form, "Make an account", "Make the account and its link")


@site_admin_page("GET", "HEAD", "POST")
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = actions.invite_to_site(**form.cleaned_data, by=request.user)
        except AccountError as error:
            form.add_error("email", str(error))
        else:
            return _show_link(request, invitation.email, secret, INVITED)
    return _form(request, form, "Invite somebody to the site", "Make the link")


@site_admin_page("POST")
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(SiteInvitation, pk=invitation_id)
    return _done(
        request,
        lambda: actions.revoke_site_invitation(invitation=invitation, by=request.user),
        f"The link for {invitation.email} no longer works.",
    )


@site_admin_page("POST")
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    return _done(
        request,
        lambda: actions.deactivate(user=user, by=request.user),
        f"{user} can no longer sign in. Everything they did is kept.",
    )


@site_admin_page("POST")
def make_password_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """For somebody who lost the password: a link to set a new one, where no mail goes out too."""
    user = get_object_or_404(User, pk=user_id)
    try:
        _, secret = actions.make_password_link(user=user, by=request.user)
    except AccountError as error:
        messages.error(request, str(error))
        return redirect("site_accounts")
    return _show_link(request, user.email, secret, NEW_PASSWORD)


@site_admin_page("POST")
def reactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    return _done(request, lambda: actions.reactivate(user=user, by=request.user), f"{user} can sign in again.")


@site_admin_page("POST")
def set_site_admin(request: HttpRequest, user_id: int) -> HttpResponse:
    user = get_object_or_404(User, pk=user_id)
    is_staff = request.POST.get("is_staff") == "yes"
    return _done(
        request,
        lambda: actions.set_site_admin(user=user, is_staff=is_staff, by=request.user),
        f"{user} is {'now' if is_staff else 'no longer'} a site admin.",
    )


def _done(request: HttpRequest, act, said: str) -> HttpResponse:
    """Do it, say so or say why not, and go back to the list."""
    try:
        act()
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("site_accounts")


def _form(request: HttpRequest, form, heading: str, button: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "button": button}
    return render(request, "account/site/form.html", context, status=422 if form.errors else 200)


def _show_link(request: HttpRequest, email: str, secret: str, says: Mailed) -> HttpResponse:
    """Answer with the link itself: the secret is stored nowhere, so it cannot wait for a redirect."""
    link = request.build_absolute_uri(reverse("accept_invitation", kwargs={"secret": secret}))
    mailed = send_link(
        to=email,
        subject=says.subject,
        text=f"{request.user} {says.text}\n{link}\n",
    )
    context = {"email": email, "link": link, "mailed": mailed, "helptext": says.helptext}
    return render(request, "account/site/link.html", context)
