"""The numbers of a PRISMA 2020 flow diagram and the sums they must satisfy.

Work that is not finished has its own counts: a record that awaits a vote or is in conflict is
shown as such and never dropped from a sum.
"""

from dataclasses import dataclass, fields
from typing import Literal

SourceKind = Literal["database", "register", "website", "organisation", "citation", "other"]


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many records one source gave."""

    name: str
    count: int
    kind: SourceKind = "database"


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many reports were excluded for one reason: the primary one, once a report."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportFlow:
    """Reports of one arm from being sought to being included."""

    sought: int = 0
    not_retrieved: int = 0
    retrieval_awaiting: int = 0
    assessed: int = 0
    excluded: tuple[ReasonCount, ...] = ()
    assessment_awaiting: int = 0
    assessment_conflicts: int = 0
    included: int = 0

    @property
    def excluded_total(self) -> int:
        """Reports excluded for any reason."""
        return sum(reason.count for reason in self.excluded)


@dataclass(frozen=True, slots=True)
class PreviousCounts:
    """What the earlier version of an updated review had included."""

    studies: int
    reports: int


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """Every number of the diagram: of a new or an updated review, with databases alone or other methods too.

    `screened` counts every record that enters screening, the unfinished ones included;
    `excluded` includes `excluded_by_automation`. Records from other methods may be judged on title
    and abstract too: `other_excluded`, `other_awaiting` and `other_conflicts` count those. `other`
    None leaves out their arm. `studies` None means that reports are not yet grouped into studies. `previous` makes
    it an updated review: what is new then adds to what the earlier version had. `screening_hidden` and
    `assessment_hidden`: the viewer may not know how records came out on title and abstract, or at full text, and
    what is settled there counts as awaiting.
    """

    sources: tuple[SourceCount, ...] = ()
    duplicates: int = 0
    removed_by_automation: int = 0
    removed_otherwise: int = 0
    screened: int = 0
    excluded: int = 0
    excluded_by_automation: int = 0
    screening_awaiting: int = 0
    screening_conflicts: int = 0
    reports: ReportFlow = ReportFlow()
    other_sources: tuple[SourceCount, ...] = ()
    other_duplicates: int = 0
    other_excluded: int = 0
    other_awaiting: int = 0
    other_conflicts: int = 0
    other: ReportFlow | None = None
    included_reports: int = 0
    studies: int | None = None
    previous: PreviousCounts | None = None
    screening_hidden: bool = False
    assessment_hidden: bool = False

    @property
    def blinded(self) -> bool:
        """Whether some number is hidden from the viewer."""
        return self.screening_hidden or self.assessment_hidden

    @property
    def total_reports(self) -> int:
        """Reports of the earlier version and new ones together."""
        return self.included_reports + (self.previous.reports if self.previous else 0)

    @property
    def total_studies(self) -> int | None:
        """Studies of the earlier version and new ones together; None until the new ones are grouped."""
        if self.studies is None:
            return None
        return self.studies + (self.previous.studies if self.previous else 0)

    @property
    def variant(self) -> str:
        """Which of the four PRISMA 2020 templates this is."""
        review = "updated review" if self.previous else "new review"
        return f"{review}, {'databases and other sources' if self.other else 'databases and registers only'}"

    @property
    def identified(self) -> int:
        """Records from databases and registers."""
        return sum(source.count for source in self.sources)

    @property
    def other_identified(self) -> int:
        """Records from other methods."""
        return sum(source.count for source in self.other_sources)

    @property
    def finished(self) -> bool:
        """Whether no record or report waits for anyone."""
        waiting = self.screening_awaiting + self.screening_conflicts + self.other_awaiting + self.other_conflicts
        for arm in (self.reports, self.other or ReportFlow()):
            waiting += arm.retrieval_awaiting + arm.assessment_awaiting + arm.assessment_conflicts
        return waiting == 0


def violations(counts: FlowCounts) -> list[str]:
    """The identities of PRISMA 2020 that the numbers break, as sentences; empty when all hold.

    With nothing unfinished these are the identities of the statement: screened = identified −
    duplicates − automation − other; sought = screened − excluded; assessed = sought − not
    retrieved; the reasons sum to assessed − included reports in each arm; reports ≥ studies.
    """
    found = _negatives(counts)
    removed = counts.duplicates + counts.removed_by_automation + counts.removed_otherwise
    found += _unequal(
        "Records screened",
        counts.screened,
        "identified minus removed before screening",
        counts.identified - removed,
    )
    left = counts.screened - counts.excluded - counts.screening_awaiting - counts.screening_conflicts
    found += _unequal(
        "Reports sought", counts.reports.sought, "screened minus excluded, awaiting and in conflict", left
    )
    if counts.excluded_by_automation > counts.excluded:
        found.append(
            f"Records excluded by automation ({counts.excluded_by_automation}) are more than records excluded"
            f" ({counts.excluded})."
        )
    found += _arm_violations("databases and registers", counts.reports)
    return found + _other_violations(counts) + _included_violations(counts)


def _arm_violations(arm: str, reports: ReportFlow) -> list[str]:
    found = _unequal(
        f"Reports assessed ({arm})", reports.assessed, "sought minus not retrieved and awaiting retrieval",
        reports.sought - reports.not_retrieved - reports.retrieval_awaiting,
    )  # fmt: skip
    rest = reports.assessed - reports.included - reports.assessment_awaiting - reports.assessment_conflicts
    return found + _unequal(
        f"Reports excluded by reason ({arm})", reports.excluded_total,
        "assessed minus included, awaiting and in conflict", rest,
    )  # fmt: skip


def _other_violations(counts: FlowCounts) -> list[str]:
    if counts.other is None:
        if counts.other_identified:
            return [f"{counts.other_identified} records from other methods have no reports counted."]
        return []
    screened_out = counts.other_excluded + counts.other_awaiting + counts.other_conflicts
    expected = counts.other_identified - counts.other_duplicates - screened_out
    rule = "identified minus duplicates, excluded, awaiting and in conflict"
    found = _unequal("Reports sought (other methods)", counts.other.sought, rule, expected)
    return found + _arm_violations("other methods", counts.other)


def _included_violations(counts: FlowCounts) -> list[str]:
    arms = counts.reports.included + (counts.other.included if counts.other else 0)
    found = _unequal("Reports of included studies", counts.included_reports, "the sum of both arms", arms)
    if counts.studies is not None and counts.studies > counts.included_reports:
        found.append(
            f"Included studies ({counts.studies}) are more than their reports ({counts.included_reports})."
        )
    if counts.previous is not None and counts.previous.studies > counts.previous.reports:
        found.append(
            f"Studies of the previous version ({counts.previous.studies}) are more than their reports"
            f" ({counts.previous.reports})."
        )
    return found


def _unequal(name: str, shown: int, rule: str, expected: int) -> list[str]:
    return [] if shown == expected else [f"{name}: {shown}, but {rule} is {expected}."]


def _negatives(counts: FlowCounts) -> list[str]:
    numbers = [(field.name, getattr(counts, field.name)) for field in fields(counts)]
    for arm, reports in (("reports", counts.reports), ("other", counts.other)):
        if reports is not None:
            numbers += [(f"{arm} {field.name}", getattr(reports, field.name)) for field in fields(reports)]
            numbers += [(reason.reason, reason.count) for reason in reports.excluded]
    if counts.previous is not None:
        numbers += [("previous studies", counts.previous.studies), ("previous reports", counts.previous.reports)]
    numbers += [(source.name, source.count) for source in counts.sources + counts.other_sources]
    return [f"{name.replace('_', ' ')} is negative ({n})." for name, n in numbers if isinstance(n, int) and n < 0]
