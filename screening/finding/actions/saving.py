"""Searches under a name."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from screening.errors import Invalid
from screening.finding.filters import RecordFilter, query_of
from screening.models import Member, SavedSearch
from screening.team.audit import record_event

MOST = 100


@transaction.atomic
def keep_search(*, name: str, wanted: RecordFilter, shared: bool, by: Member) -> SavedSearch:
    """Keep the filter under a name; shared, the whole team finds it on the page, without what only its maker
    may see: how stages stand, and the maker's own votes."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Give the search a name.")
    if len(name) > 80:
        raise Invalid("The name has more than 80 characters. Shorten it.")
    if not wanted.narrows:
        raise Invalid("Nothing is searched for yet. Type words or set a filter, press Show, then keep the search.")
    if by.review.saved_searches.filter(member=by, archived_at__isnull=True).count() >= MOST:
        raise Invalid(f"You keep {MOST} searches already. Drop one you no longer need.")
    if shared and wanted.mine:
        wanted = replace(wanted, mine="")
        if not wanted.narrows:
            raise Invalid("A search by your own votes alone cannot be shared: everybody has their own.")
    try:
        with transaction.atomic():
            kept = SavedSearch.objects.create(
                review=by.review, member=by, name=name, asked=query_of(wanted), shared=shared
            )
    except IntegrityError as error:
        raise Invalid(f"You keep a search called “{name}” already. Choose another name.") from error
    record_event("search kept", kept, by=by, after={"name": name, "shared": shared})
    return kept


@transaction.atomic
def drop_search(*, kept: SavedSearch, by: Member) -> None:
    """Offer the search no longer. One's own; the lead may drop shared ones too."""
    if kept.member_id != by.pk and not (kept.shared and by.can("manage_review")):
        raise Invalid(f"“{kept}” was kept by {kept.member}; they or the lead can drop it.")
    kept.archived_at = timezone.now()
    kept.save(update_fields=["archived_at"])
    record_event("search dropped", kept, by=by, before={"name": kept.name})
