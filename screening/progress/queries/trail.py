"""The audit trail, for those who may read it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from screening.models import Decision, Event, Member
from screening.workflow.blinding import votes_for_export


def events(member: Member, *, verb: str = "", actor: str = "") -> QuerySet[Event]:
    """The review's audit trail, newest first; nothing for those who may not read it."""
    found = Event.objects.filter(review_id=member.review_id) if member.can("read_audit") else Event.objects.none()
    if verb:
        found = found.filter(verb=verb)
    if actor:
        found = found.filter(actor=actor)
    return found


def votes_told_by(member: Member, lines: Iterable[Event]) -> dict[str, str]:
    """Decision id -> what was voted, of lines that tell of a vote on a settled record, to those who may know."""
    ids = [line.subject_id for line in lines if line.subject_type == "decision"]
    return {str(vote.pk): _vote_in_words(vote) for vote in votes_for_export(member).filter(pk__in=ids)}


def _vote_in_words(vote: Decision) -> str:
    words = [str(vote.get_verdict_display()), str(vote.reason) if vote.reason_id else "", vote.note]
    return ": ".join(word for word in words if word)
