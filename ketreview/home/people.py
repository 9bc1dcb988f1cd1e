"""Pages on which people come in, change roles and leave: they compose accounts, team and the work itself."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ketreview.accounts.actions import accept_site_invitation, use_password_link
from ketreview.accounts.devices import remember_device
from ketreview.accounts.errors import AccountError
from ketreview.accounts.forms import AcceptForm, NewPasswordForm
from ketreview.accounts.models import SiteInvitation, User
from ketreview.accounts.queries import account_of, site_invitation
from ketreview.home.forms import RemovalForm
from ketreview.home.membership import give_roles, join_as_newcomer, remove_from_review, touched_by_removal
from ketreview.web import back
from screening.errors import Closed
from screening.models import Invitation, Member
from screening.team import queries as team
from screening.team.access import review_page
from screening.team.actions import accept_invitation as join_review
from screening.team.actions.invitations import refuse_unusable
from screening.team.forms import RolesForm

FORM = ("GET", "HEAD", "POST")


@review_page("manage_team", methods=FORM)
def change_roles(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    person = get_object_or_404(team.members(member), pk=member_id)
    form = RolesForm(request.POST or None, initial={"roles": person.role_names})
    if request.method == "POST" and form.is_valid():
        give_roles(person=person, roles=form.cleaned_data["roles"], by=member)
        messages.success(request, f"The roles of {person} are saved.")
        return back(request, "team:list" if person != member else "review", slug=member.review.slug)
    context = {"form": form, "person": person, "roles": team.role_table()}
    return render(request, "screening/team/roles.html", context, status=422 if form.errors else 200)


@review_page("manage_team", methods=FORM)
def remove_member(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    """First what it touches, then the act."""
    person = get_object_or_404(team.members(member), pk=member_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove_from_review(person=person, by=member, **form.cleaned_data)
        messages.success(request, f"{person} is no longer a member.")
        return redirect("home") if person == member else back(request, "team:list", slug=member.review.slug)
    context = {"form": form, "person": person, "touched": touched_by_removal(person)}
    return render(request, "screening/team/remove.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(FORM)
def accept_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """One page for all kinds of link: into a review, to the site, to a new password. Only a POST uses a link up."""
    invitation = team.invitation_of(secret) or site_invitation(secret)
    refusal = _why_not(invitation)
    if refusal:
        status = 410 if invitation else 404
        return render(request, "home/invitation_refused.html", {"refusal": refusal}, status=status)
    if isinstance(invitation, SiteInvitation) and invitation.for_password:
        return _as_owner(request, invitation)
    if request.user.is_authenticated:
        return _as_member(request, invitation)
    account = account_of(invitation.email)
    if account and account.has_usable_password():
        return render(request, "home/invitation_sign_in.html", {"invitation": invitation})
    return _as_newcomer(request, invitation)


def _why_not(invitation: Invitation | SiteInvitation | None) -> str:
    """Why the link lets nobody in, in words; empty where it is good."""
    if invitation is None:
        return "There is no such link. It may have been cut off when it was copied: copy it again, whole."
    if isinstance(invitation, Invitation):
        try:
            refuse_unusable(invitation)
        except Closed as refusal:
            return str(refusal)
        return ""
    if invitation.state == "open" and invitation.invited_by.is_active:
        return ""
    return "This link was used, revoked or has expired. Ask the site's admin for a new one."


def _as_member(request: HttpRequest, invitation: Invitation | SiteInvitation) -> HttpResponse:
    """Somebody signed in joins with the address the link was made for; another address is told so."""
    fits = isinstance(invitation, Invitation) and request.user.email == invitation.email
    if fits and request.method == "POST":
        member = join_review(invitation=invitation, user=request.user)
        messages.success(request, f"Welcome to “{member.review}”.")
        return redirect("review", slug=member.review.slug)
    context = {"invitation": invitation, "fits": fits}
    return render(request, "home/invitation_join.html", context, status=200 if fits else 409)


def _as_owner(request: HttpRequest, link: SiteInvitation) -> HttpResponse:
    """The owner of an account sets a new password, and signs in with it."""
    if request.user.is_authenticated and request.user.email != link.email:
        return render(request, "home/invitation_join.html", {"invitation": link, "fits": False}, status=409)
    known = account_of(link.email)
    form = NewPasswordForm(request.POST or None, email=link.email, owner=known.name if known else "")
    if request.method == "POST" and form.is_valid():
        try:
            use_password_link(link=link, password=form.cleaned_data["password1"])
        except AccountError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("account_reset_password_from_key_done")
    context = {"form": form, "invitation": link}
    return render(request, "home/password_link.html", context, status=422 if form.errors else 200)


def _as_newcomer(request: HttpRequest, invitation: Invitation | SiteInvitation) -> HttpResponse:
    """Somebody unknown sets name and password, and is signed in."""
    known = account_of(invitation.email)
    form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": known.name if known else ""})
    if request.method == "POST" and form.is_valid():
        given = {"name": form.cleaned_data["name"], "password": form.cleaned_data["password1"]}
        try:
            if isinstance(invitation, Invitation):
                member = join_as_newcomer(invitation=invitation, **given)
                return _welcome(request, member.user, "review", slug=member.review.slug)
            return _welcome(request, accept_site_invitation(invitation=invitation, **given), "home")
        except AccountError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "invitation": invitation}
    return render(request, "home/invitation.html", context, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, user: User, to: str, **where: str) -> HttpResponse:
    login(request, user)
    messages.success(request, "Your account is ready.")
    response = redirect(to, **where)
    remember_device(response, user.email)
    return response
