"""What changing a team means for the work: composed here, above all features, in one transaction each."""

from collections.abc import Iterable

from django.db import transaction

from ketreview.accounts.actions import open_account
from ketreview.accounts.models import User
from screening.errors import Closed
from screening.models import Invitation, Member
from screening.rounds.actions import leave_rounds
from screening.team.actions import accept_invitation, change_roles, remove_member
from screening.team.actions.invitations import refuse_unusable
from screening.workflow.actions import release_member_slots
from screening.workflow.queries import held_seats, stages
from synthesis.extraction.actions import set_aside
from synthesis.extraction.sealing import own_forms


def touched_by_removal(person: Member) -> list[str]:
    """In sentences, what removing the member would change and what it would leave."""
    held = sum(held_seats(person, stage).count() for stage in stages(person))
    drafts = own_forms(person).filter(state="draft").count()
    links = person.review.invitations.filter(invited_by=person, accepted_at=None, revoked_at=None).count()
    return [
        f"{person} can no longer open this review. The account stays.",
        "Every vote and every finished extraction of theirs stays, under their name, and counts as before.",
        *_counted(held, "record open for a vote goes back", "records open for a vote go back"),
        *_counted(drafts, "unfinished extraction is set aside", "unfinished extractions are set aside"),
        *_counted(links, "open invitation they made ends", "open invitations they made end"),
    ]


def _counted(count: int, one: str, many: str) -> list[str]:
    """The sentence with its number, or none where there is nothing to tell."""
    return [f"{count} {one if count == 1 else many}."] if count else []


@transaction.atomic
def remove_from_review(*, person: Member, reason: str, by: Member) -> None:
    """End the membership and give back what the member had open."""
    remove_member(member=person, by=by, reason=reason)
    _give_back(person, screening=True, extraction=True, by=by)


@transaction.atomic
def give_roles(*, person: Member, roles: Iterable[str], by: Member) -> None:
    """Change the roles; whoever may no longer vote or extract gives back what was open."""
    change_roles(member=person, roles=roles, by=by)
    _give_back(person, screening=not person.can("screen"), extraction=not person.can("extract"), by=by)


def _give_back(person: Member, *, screening: bool, extraction: bool, by: Member) -> None:
    if screening:
        leave_rounds(member=person, by=by)
        release_member_slots(member=person, by=by)
    if extraction:
        for form in own_forms(person).filter(state="draft"):
            try:
                set_aside(study=form.study, seat=form.seat, reason=f"{person} no longer extracts here.", by=by)
            except Closed:
                continue  # being reconciled: both forms stay where they are


@transaction.atomic
def join_as_newcomer(*, invitation: Invitation, name: str, password: str) -> Member:
    """Make the invited address an account and join the review with it, both or neither."""
    locked = (
        Invitation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("review")
        .get(pk=invitation.pk)
    )
    refuse_unusable(locked)
    user: User = open_account(email=locked.email, name=name, password=password)
    return accept_invitation(invitation=locked, user=user)
