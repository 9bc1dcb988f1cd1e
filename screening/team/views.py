"""The list of members, and links into the review. Changing roles and removing, which touch other features'
work, are composed above, in `ketreview.home.membership`."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ketreview.accounts.mail import send_link
from ketreview.web import back
from screening.errors import Invalid
from screening.models import Invitation, Member
from screening.team import actions, queries
from screening.team.access import review_page
from screening.team.forms import InviteForm, RolesForm

FORM = ("GET", "HEAD", "POST")


@review_page("view")
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """Members and roles for everyone; addresses, links and former members for those who manage the team."""
    context = {"members": queries.members(member), "roles": queries.role_table()}
    if member.can("manage_team"):
        context["invitations"] = queries.open_invitations(member.review)
        context["former"] = queries.former_members(member)
    return render(request, "screening/team/page.html", context)


@review_page("manage_team", methods=FORM)
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = actions.invite(**form.cleaned_data, by=member)
        except Invalid as refusal:
            form.add_error("email", str(refusal))
        else:
            return _show_link(request, member, invitation, secret)
    context = {"form": form, "roles": queries.role_table()}
    return render(request, "screening/team/invite.html", context, status=422 if form.errors else 200)


@review_page("manage_team", methods=("POST",))
def revoke(request: HttpRequest, member: Member, invitation_id: int) -> HttpResponse:
    invitation = get_object_or_404(member.review.invitations, pk=invitation_id)
    actions.revoke_invitation(invitation=invitation, by=member)
    messages.success(request, f"The link for {invitation} no longer works.")
    return back(request, "team:list", slug=member.review.slug)


@review_page("manage_team", methods=FORM)
def restore(request: HttpRequest, member: Member, member_id: int) -> HttpResponse:
    """Bring a former member back, with roles chosen anew."""
    former = get_object_or_404(queries.former_members(member), pk=member_id)
    form = RolesForm(request.POST or None, initial={"roles": former.role_names})
    if request.method == "POST" and form.is_valid():
        actions.join(review=member.review, user=former.user, roles=form.cleaned_data["roles"], by=member)
        messages.success(request, f"{former} is a member again.")
        return back(request, "team:list", slug=member.review.slug)
    context = {"form": form, "person": former, "roles": queries.role_table(), "restoring": True}
    return render(request, "screening/team/roles.html", context, status=422 if form.errors else 200)


def _show_link(request: HttpRequest, member: Member, invitation: Invitation, secret: str) -> HttpResponse:
    """Answer with the link itself: the secret is stored nowhere, so it cannot wait for a redirect."""
    link = request.build_absolute_uri(reverse("accept_invitation", kwargs={"secret": secret}))
    mailed = send_link(
        to=invitation.email,
        subject=f"Invitation to “{member.review.title[:80]}”",
        text=(
            f"{member} invites you to the review “{member.review.title}” "
            f"as {', '.join(invitation.role_labels).lower()}.\n\n"
            f"Open this link to join. It works once, for seven days:\n{link}\n"
        ),
    )
    context = {"email": invitation.email, "link": link, "mailed": mailed}
    return render(request, "screening/team/link.html", context)
