"""The conservation ledger: every imported record with the one place where it stands; and the excluded reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from screening.finding.filters import sought
from screening.importing.queries.notices import Notice, with_notices
from screening.importing.queries.search import search
from screening.models import Member, Record, Review
from screening.progress import places
from screening.progress.places import PLACES, Facts, Sight, place
from screening.progress.queries.standing import place_totals, records_standing, records_to_count, sight_of
from screening.progress.tally import NO_REASON
from screening.reviews.queries import hidden_from


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger is narrowed to: a place, words of title and authors, the name of a source."""

    place: str = ""
    words: str = ""
    source: str = ""


@dataclass(frozen=True)
class Line:
    """A record, where it stands, why where it is excluded at full text, and that it was retracted or corrected."""

    record: Record
    place: str
    reason: str
    notice: Notice | None

    @property
    def label(self) -> str:
        return PLACES[self.place]


@dataclass(frozen=True)
class PlaceCount:
    """How many records stand in a place; `end` where nothing waits there any more."""

    place: str
    label: str
    count: int
    end: bool


def ledger(member: Member, wanted: LedgerFilter) -> QuerySet[Record]:
    """The imported records in the order of import, each with what decides its place; see `lines_of`."""
    where = [wanted.place] if wanted.place in PLACES else list(PLACES)
    records = records_standing(member, sight_of(member), where, source=wanted.source)
    return _with_facts(_with_words(member, records, wanted.words))


def ledger_count(member: Member, wanted: LedgerFilter) -> int:
    """How many there are of `ledger`, without a look at what it tells of each."""
    where = [wanted.place] if wanted.place in PLACES else list(PLACES)
    records = records_to_count(member, sight_of(member), where, source=wanted.source)
    return _with_words(member, records, wanted.words).count()


def _with_words(member: Member, records: QuerySet[Record], words: str) -> QuerySet[Record]:
    """Those whose title or authors have the words, as the list of records is searched."""
    hidden = hidden_from(member)
    return search(records, words, sought(hidden) & {"title", "people"}, by_number="links" not in hidden)


def _with_facts(records: QuerySet[Record]) -> QuerySet[Record]:
    return records.annotate(
        reason_text=F("ft__reason__text"),
        retrieval=F("report__retrieval"),
        withdrawn=F("report__withdrawn_at"),
    )


def lines_of(member: Member, records: Iterable[Record]) -> Iterator[Line]:
    """Each record of `ledger` with its place."""
    sight = sight_of(member)
    return (_line(record, notice, sight) for record, notice in with_notices(records))


def _line(record: Record, notice: Notice | None, sight: Sight) -> Line:
    sought = bool(record.retrieval) and record.withdrawn is None
    facts = Facts(
        record.primary_id is not None,
        record.first or "",
        record.second or "",
        record.reason_text or "",
        sought,
        record.retrieval if sought else "",
    )
    at = place(facts, sight)
    return Line(record, at, facts.reason if at == places.EXCLUDED else "", notice)


def place_counts(member: Member) -> list[PlaceCount]:
    """How many records stand in each place; the counts sum to the imported records."""
    found = place_totals(member, sight_of(member))
    return [PlaceCount(name, label, found[name], name in places.ENDS) for name, label in PLACES.items()]


def place_counts_of(review: Review) -> list[tuple[str, int]]:
    """The same with nothing held back, for the command line alone."""
    found = place_totals(Member(review=review), places.ALL)
    return [(label, found[name]) for name, label in PLACES.items()]


def excluded_reports(member: Member, reason: str = "") -> QuerySet[Record]:
    """Records whose report was excluded at full text, as far as the member may know; narrowed to one reason."""
    wanted = None if not reason else "" if reason == NO_REASON else reason
    found = records_standing(member, sight_of(member), [places.EXCLUDED], reason=wanted)
    return _with_facts(found)


def reasons_given(member: Member) -> list[tuple[str, int]]:
    """The reasons of exclusion at full text with their counts, the most frequent first."""
    records = records_standing(member, sight_of(member), [places.EXCLUDED]).order_by()
    rows = records.values_list("ft__reason__text").annotate(Count("pk"))
    return sorted(((text or NO_REASON, n) for text, n in rows), key=lambda each: (-each[1], each[0]))
