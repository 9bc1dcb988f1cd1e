"""From records in places to the numbers of the flow diagram. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from screening.progress import places
from screening.progress.flow import FlowCounts, PreviousCounts, ReasonCount, ReportFlow, SourceCount, SourceKind

DATABASES = ("database", "register")
NO_REASON = "No reason given"


@dataclass(frozen=True, slots=True)
class Standing:
    """Records of one source in one place; `reason` only where they are excluded at full text."""

    kind: SourceKind
    source: str
    place: str
    reason: str = ""


def flow_of(
    standings: Iterable[tuple[Standing, int]],
    *,
    studies: int | None = None,
    previous: PreviousCounts | None = None,
    sight: places.Sight = places.ALL,
) -> FlowCounts:
    """The diagram's numbers from how many records stand where, as far as the sight goes."""
    rows = list(standings)
    ours = [(s, n) for s, n in rows if s.kind in DATABASES]
    others = [(s, n) for s, n in rows if s.kind not in DATABASES]
    at, other_at = _by_place(ours), _by_place(others)
    return FlowCounts(
        sources=_sources(ours),
        duplicates=at[places.DUPLICATE],
        screened=at.total() - at[places.DUPLICATE],
        excluded=at[places.SCREENED_OUT],
        screening_awaiting=at[places.SCREENING_AWAITING],
        screening_conflicts=at[places.SCREENING_CONFLICT],
        reports=_reports(ours, at),
        other_sources=_sources(others),
        other_duplicates=other_at[places.DUPLICATE],
        other_excluded=other_at[places.SCREENED_OUT],
        other_awaiting=other_at[places.SCREENING_AWAITING],
        other_conflicts=other_at[places.SCREENING_CONFLICT],
        other=_reports(others, other_at) if others else None,
        included_reports=at[places.INCLUDED] + other_at[places.INCLUDED],
        studies=studies,
        previous=previous,
        screening_hidden=not sight.title_abstract,
        assessment_hidden=not sight.full_text,
    )


Rows = list[tuple[Standing, int]]


def _by_place(rows: Rows) -> Counter[str]:
    found: Counter[str] = Counter()
    for standing, n in rows:
        found[standing.place] += n
    return found


def _sources(rows: Rows) -> tuple[SourceCount, ...]:
    found: Counter[tuple[SourceKind, str]] = Counter()
    for standing, n in rows:
        found[standing.kind, standing.source] += n
    return tuple(SourceCount(name, n, kind) for (kind, name), n in sorted(found.items()))


AT_FULL_TEXT = (
    places.RETRIEVAL_AWAITING, places.NOT_RETRIEVED, places.ASSESSMENT_AWAITING, places.ASSESSMENT_CONFLICT,
    places.EXCLUDED, places.INCLUDED,
)  # fmt: skip
ASSESSED = AT_FULL_TEXT[2:]


def _reports(rows: Rows, at: Counter[str]) -> ReportFlow:
    reasons: Counter[str] = Counter()
    for standing, n in rows:
        if standing.place == places.EXCLUDED:
            reasons[standing.reason or NO_REASON] += n
    return ReportFlow(
        sought=sum(at[place] for place in AT_FULL_TEXT),
        not_retrieved=at[places.NOT_RETRIEVED],
        retrieval_awaiting=at[places.RETRIEVAL_AWAITING],
        assessed=sum(at[place] for place in ASSESSED),
        excluded=tuple(ReasonCount(text, n) for text, n in sorted(reasons.items(), key=lambda r: (-r[1], r[0]))),
        assessment_awaiting=at[places.ASSESSMENT_AWAITING],
        assessment_conflicts=at[places.ASSESSMENT_CONFLICT],
        included=at[places.INCLUDED],
    )


def boxes() -> dict[str, tuple[str, ...]]:
    """Key of a number in the diagram, without its arm -> the places whose records it counts."""
    return {
        "identified": tuple(places.PLACES),
        "duplicates": (places.DUPLICATE,),
        "screened": tuple(place for place in places.PLACES if place != places.DUPLICATE),
        "sought": AT_FULL_TEXT,
        "assessed": ASSESSED,
        **{place: (place,) for place in places.PLACES if place != places.DUPLICATE},
    }
