"""The sixteen items of PRISMA-S (Rethlefsen 2021, doi:10.1186/s13643-020-01542-z), told from a search log. Pure.

An item is met where everything it asks is told, also where what is told is “none”. Nothing is guessed: a field left
empty is not told yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

MET, PARTLY, NOT_YET = "met", "partly", "not yet"
DATABASE, REGISTER, CITATION, OTHER = "database", "register", "citation", "other"
BROWSED = ("website", "organisation")


@dataclass(frozen=True)
class Search:
    """One search of one source; texts are "" and numbers None where they are not told. `imported` counts records
    that are in the review from it."""

    name: str
    kind: str = DATABASE
    kind_label: str = "Database"
    platform: str = ""
    interface: str = ""
    searched_on: str = ""
    coverage: str = ""
    search_string: str = ""
    limits: str = ""
    filters: str = ""
    reported: int | None = None
    imported: int = 0
    searched_by: str = ""

    @property
    def where(self) -> str:
        """The database with its platform and interface: "MEDLINE (Ovid, Advanced Search)"."""
        beside = ", ".join(part for part in (self.platform, self.interface) if part)
        return f"{self.name} ({beside})" if beside else self.name


@dataclass(frozen=True)
class SearchLogFacts:
    """All that the items are judged by. `notes` holds the team's words by the names of the log's fields;
    `duplicates` counts copies by the rule that found them, None where nobody has looked for any."""

    review: str
    searches: Sequence[Search] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    duplicates: Mapping[str, int] | None = None

    def of_kind(self, *kinds: str) -> list[Search]:
        return [search for search in self.searches if search.kind in kinds]

    @property
    def imported(self) -> int:
        return sum(search.imported for search in self.searches)


@dataclass(frozen=True)
class Item:
    """One item: what it asks, whether that is told, what is told, and what is missing."""

    number: int
    name: str
    asks: str
    state: str
    told: tuple[str, ...]
    missing: tuple[str, ...]


Judged = tuple[list[str], list[str]]
"""What is told and what is missing, as sentences."""


def items(facts: SearchLogFacts) -> list[Item]:
    """The sixteen items in their order."""
    found = []
    for number, (name, asks, judge) in enumerate(ITEMS, 1):
        told, missing = judge(facts)
        state = NOT_YET if not told else PARTLY if missing else MET
        found.append(Item(number, name, asks, state, tuple(told), tuple(missing)))
    return found


def _databases(facts: SearchLogFacts) -> Judged:
    databases = facts.of_kind(DATABASE)
    missing = [f"The platform on which {search.name} was searched." for search in databases if not search.platform]
    return [search.where for search in databases], missing if databases else ["No database is in the log."]


def _note(name: str, ask: str) -> Callable[[SearchLogFacts], Judged]:
    def judge(facts: SearchLogFacts) -> Judged:
        text = facts.notes.get(name, "").strip()
        return ([text], []) if text else ([], [ask])

    return judge


def _kind_or_note(kinds: tuple[str, ...], name: str, ask: str, described: bool = False):
    """Told by searches of these kinds or by a note; with `described`, each search needs its way of searching."""

    def judge(facts: SearchLogFacts) -> Judged:
        searches, text = facts.of_kind(*kinds), facts.notes.get(name, "").strip()
        told = [search.where for search in searches] + ([text] if text else [])
        if not told:
            return [], [ask]
        bare = [s.name for s in searches if described and not s.search_string and not text]
        return told, [f"How {one} was searched or browsed." for one in bare]

    return judge


def _each(what: str, value: Callable[[Search], str], kinds: tuple[str, ...] = ()):
    """Told for each search (of these kinds) by one of its fields."""

    def judge(facts: SearchLogFacts) -> Judged:
        searches = facts.of_kind(*kinds) if kinds else list(facts.searches)
        told = [f"{search.name}: {text}" for search in searches if (text := value(search))]
        missing = [f"{what} of {search.name}." for search in searches if not value(search)]
        nothing = "No database is in the log." if kinds == (DATABASE,) else "No search is in the log."
        return told, missing if searches else [nothing]

    return judge


def _totals(facts: SearchLogFacts) -> Judged:
    told, missing = [], []
    for search in facts.searches:
        if search.reported is None:
            missing.append(f"The number of records that {search.name} reported.")
        if search.reported is not None or search.imported:
            reported = "no number reported" if search.reported is None else f"{search.reported:,} reported"
            told.append(f"{search.name}: {reported}, {search.imported:,} imported")
    return told, missing if facts.searches else ["No search is in the log."]


def _deduplication(facts: SearchLogFacts) -> Judged:
    text = facts.notes.get("deduplication", "").strip()
    told = [text] if text else []
    if facts.duplicates is not None:
        found = sum(facts.duplicates.values())
        rules = ", ".join(f"{count:,} by {rule}" for rule, count in facts.duplicates.items())
        told.append(
            f"KetReview compared {facts.imported:,} records and put {found:,} aside as copies"
            + (f" ({rules})." if rules else ".")
        )
    return told, [] if told else ["Duplicates were not looked for yet, and nothing is said of other software."]


ITEMS: tuple[tuple[str, str, Callable[[SearchLogFacts], Judged]], ...] = (
    ("Database name", "Each database by its name, with the platform it was searched on.", _databases),
    (
        "Multi-database searching",
        "Whether several databases were searched at once on one platform, and which.",
        _note("multi_database", "Say which databases were searched at once, or “none”."),
    ),
    (
        "Study registries",
        "Each registry that was searched.",
        _kind_or_note((REGISTER,), "registries", "Add the registries to the log, or say “none”."),
    ),
    (
        "Online resources and browsing",
        "Websites, tables of contents, proceedings that were searched or browsed, and how.",
        _kind_or_note(BROWSED, "online_resources", "Add the websites to the log, or say “none”.", described=True),
    ),
    (
        "Citation searching",
        "Whether cited or citing references were looked through, and by which method.",
        _kind_or_note(
            (CITATION,), "citation_searching", "Say how citations were followed, or “none”.", described=True
        ),
    ),
    (
        "Contacts",
        "Whether authors, experts or manufacturers were asked for more studies or data.",
        _note("contacts", "Say who was contacted, or “none”."),
    ),
    (
        "Other methods",
        "Any other source or way of searching.",
        _kind_or_note((OTHER,), "other_methods", "Say which other methods were used, or “none”.", described=True),
    ),
    (
        "Full search strategies",
        "Every strategy exactly as it was run.",
        _each("The search string", lambda search: "given in full" if search.search_string.strip() else ""),
    ),
    (
        "Limits and restrictions",
        "The limits of every search with their reason, or that there were none.",
        _each("The limits, or “none”,", lambda search: search.limits.strip()),
    ),
    (
        "Search filters",
        "The published filters that were used, as published or changed, with their source, or that none were.",
        _each("The filters, or “none”,", lambda search: search.filters.strip(), (DATABASE,)),
    ),
    (
        "Prior work",
        "Which strategies of earlier reviews were taken over or adapted.",
        _note("prior_work", "Name the reviews whose searches were used, or say “none”."),
    ),
    (
        "Updates",
        "How the searches were brought up to date: run again, alerts.",
        _note("updates", "Say how the searches were updated, or “none”."),
    ),
    (
        "Dates of searches",
        "The day on which each search was last run.",
        _each("The date of the search", lambda search: search.searched_on),
    ),
    (
        "Peer review",
        "Whether and how the strategies were reviewed by somebody else.",
        _note("peer_review", "Say who reviewed the strategies and how, or “none”."),
    ),
    ("Total records", "How many records each source gave.", _totals),
    ("Deduplication", "How duplicates were found, and with which software.", _deduplication),
)


def tally(found: Sequence[Item]) -> dict[str, int]:
    """How many items are met, met in part, and not yet."""
    return {state: sum(item.state == state for item in found) for state in (MET, PARTLY, NOT_YET)}
