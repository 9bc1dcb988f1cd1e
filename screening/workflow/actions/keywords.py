"""A reviewer's own words to mark; the team's are in the protocol."""

from collections.abc import Iterable

from django.db import transaction

from screening.errors import Invalid
from screening.models import Keyword, Member
from screening.team.audit import record_event

MOST = 200


@transaction.atomic
def add_own_keywords(*, kind: str, words: Iterable[str], by: Member) -> list[str]:
    """Mark these words for the member alone; those that stand already are skipped. Returns the new ones."""
    if kind not in Keyword.Kind.values:
        raise Invalid("Choose what the words speak of.")
    own = Keyword.objects.filter(owner=by)
    known = {text.casefold() for text in own.filter(kind=kind).values_list("text", flat=True)}
    new = {word.casefold(): word for word in reversed(list(words)) if word.casefold() not in known}
    added = list(reversed(new.values()))
    if own.count() + len(added) > MOST:
        raise Invalid(f"You can have {MOST} words of your own. Take out some that you no longer need.")
    Keyword.objects.bulk_create(Keyword(review=by.review, owner=by, kind=kind, text=word) for word in added)
    if added:
        record_event("own keywords added", by, by=by, after={"count": len(added)})
    return added


@transaction.atomic
def remove_own_keyword(*, keyword: Keyword, by: Member) -> None:
    """Mark one of the member's own words no longer."""
    if keyword.owner_id != by.pk:
        raise Invalid("This word is not one of yours.")
    record_event("own keyword removed", by, by=by, after={"count": 1})
    keyword.delete()
