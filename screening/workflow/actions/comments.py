"""What the team says about a record, once its votes are in."""

from django.db import transaction

from screening.errors import Closed, Invalid
from screening.models import Comment, Criterion, Member, StageRecord
from screening.team.audit import record_event
from screening.workflow.blinding import may_discuss
from screening.workflow.mentions import mentioned

LONGEST = 5_000


@transaction.atomic
def say(*, entry: StageRecord, text: str, by: Member, criterion: Criterion | None = None) -> Comment:
    """Add a message to the discussion of a record, about one of the review's criteria or none. People named with @
    find it among their mentions."""
    text = text.strip()
    if not text:
        raise Invalid("Write something before you send it.")
    if len(text) > LONGEST:
        raise Invalid(f"The message has {len(text):,} characters; at most {LONGEST:,} are kept.")
    if not may_discuss(by, entry):
        raise Closed("This record cannot be discussed yet: not all its votes are in, or they are still hidden.")
    members = by.review.members.filter(removed_at__isnull=True).exclude(pk=by.pk).select_related("user")
    people = mentioned(text, {member.pk: str(member) for member in members})
    comment = Comment.objects.create(entry=entry, author=by, criterion=criterion, text=text, mentions=people)
    record_event("commented", comment, by=by)
    return comment
