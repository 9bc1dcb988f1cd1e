"""Where records come from: the searches of a review."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ketreview.wording import plural
from screening.errors import Closed, Invalid
from screening.models import ImportBatch, Member, SearchLog, SearchSource
from screening.team.audit import record_event
from screening.versions import save_version

FIELDS = (
    "kind",
    "name",
    "platform",
    "interface",
    "searched_on",
    "coverage",
    "search_string",
    "limits",
    "filters",
    "reported_total",
    "searched_by",
)
MOST_REPORTED = 2**31 - 1  # more than a database column holds
# What one of several files of a search need not say again.
MAY_BE_BLANK = ("platform", "interface", "coverage", "limits", "filters", "reported_total", "searched_by")


def lies_ahead(day: date | None) -> str:
    """Why a search cannot have been run on this day, "" where it can; a day more, for those far east of us."""
    if day and day > timezone.now().date() + timedelta(days=1):
        return f"The search cannot have been run on {day:%-d %B %Y}: that day is still to come."
    return ""


def _refuse_unfit(described: dict[str, Any]) -> None:
    if why := lies_ahead(described.get("searched_on")):
        raise Invalid(why)
    total = described.get("reported_total")
    if total is not None and not 0 <= total <= MOST_REPORTED:
        raise Invalid(f"A search reports from 0 to {MOST_REPORTED:,} records, not {total:,}.")


@transaction.atomic
def add_source(*, by: Member, name: str, **described: Any) -> SearchSource:
    """Add one search of one source to the member's review. `described`: the other FIELDS."""
    if not name.strip():
        raise Invalid("Name the database or source that was searched, for example “PubMed”.")
    _refuse_unfit(described)
    source = SearchSource.objects.create(review=by.review, name=name.strip(), **described)
    record_event("search source added", source, by=by, after=_told(source))
    return source


def search_described(*, by: Member, name: str, **described: Any) -> SearchSource:
    """The review's search with these particulars, or a new one that is not saved before its first file is.

    The same name, kind, date and search string are one search; the rest may be left blank.
    """
    _refuse_unfit(described)
    new = SearchSource(review=by.review, name=name.strip(), **described)
    if not new.name:
        raise Invalid("Name the database or source that was searched, for example “PubMed”.")
    held = by.review.sources.filter(
        name__iexact=new.name, kind=new.kind, searched_on=new.searched_on, search_string=new.search_string
    )
    given = {name: value for name in MAY_BE_BLANK if (value := getattr(new, name))}
    return held.filter(**given).order_by("id").first() or new


def save_search(*, source: SearchSource, by: Member) -> None:
    """Save a search that `search_described` began; inside the transaction of its first file."""
    source.save(force_insert=True)
    record_event("search source added", source, by=by, after=_told(source))


@transaction.atomic
def change_source(*, source: SearchSource, by: Member, version: int, **changes: Any) -> SearchSource:
    """Change how a search is described; refused where somebody else changed it meanwhile."""
    _refuse_unfit(changes)
    changed = save_version(source, version=version, **changes)
    record_event("search source changed", source, by=by, **changed)
    return source


@transaction.atomic
def remove_source(*, source: SearchSource, by: Member) -> None:
    """Take a search out of the log that was noted by mistake. Closed where a file of it is in the review or waits
    to be imported; what was discarded or undone keeps its name."""
    held = hold_search(source)
    if files := held.imports.exclude(state__in=ImportBatch.GONE).count():
        came = plural(files, "file")
        raise Closed(f"The search of {held} brought {came}. Undo the import, or discard what waits, first.")
    SearchSource.objects.filter(pk=held.pk).update(removed_at=timezone.now())
    record_event("search source removed", held, by=by, before=_told(held))


def hold_search(source: SearchSource) -> SearchSource:
    """Keep the search in the log until the caller's transaction ends. Closed where it was taken out meanwhile."""
    held = SearchSource.objects.select_for_update(no_key=True).filter(pk=source.pk).first()
    if held is None:
        raise Closed(f"The search of {source} was taken out of the log meanwhile. Choose another one.")
    return held


@transaction.atomic
def change_search_log(*, by: Member, version: int, **notes: str) -> SearchLog:
    """Write what is told of the searches as a whole; refused where somebody else wrote meanwhile."""
    log, _ = SearchLog.objects.get_or_create(review=by.review)
    changed = save_version(log, version=version, **notes)
    record_event("search log changed", log, by=by, **changed)
    return log


def _told(source: SearchSource) -> dict[str, Any]:
    return {name: str(value) for name in FIELDS if (value := getattr(source, name))}
