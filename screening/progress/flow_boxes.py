"""The words of the PRISMA 2020 flow diagram: its boxes, the numbers in them, and their table."""

from dataclasses import dataclass

from screening.progress.flow import FlowCounts, ReportFlow, SourceCount

KINDS = {
    "database": "Databases", "register": "Registers", "website": "Websites",
    "organisation": "Organisations", "citation": "Citation searching", "other": "Other sources",
}  # fmt: skip
DATABASE_ARM = "Identification of studies via databases and registers"
OTHER_ARM = "Identification of studies via other methods"
PREVIOUS_ARM = "Previous studies"
HIDDEN = "hidden until the stage is unblinded"
"""What stands in place of a number that the viewer may not know yet."""


@dataclass(frozen=True, slots=True)
class FlowFigure:
    """One number of the diagram; `key` names the records behind it and never changes with the wording."""

    key: str
    label: str
    count: int | None
    detail: bool = False
    hidden: bool = False

    @property
    def number(self) -> str:
        """The number alone, as printed; what stands in its place where it is hidden."""
        return HIDDEN if self.hidden else print_count(self.count)

    @property
    def text(self) -> str:
        """The line as printed, for instance Records screened (n = 1,234)."""
        if self.hidden:
            return f"{self.label} ({HIDDEN})"
        return f"{self.label} ({'not counted yet' if self.count is None else f'n = {self.count:,}'})"


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A box: an optional heading over its numbers; `unfinished` boxes hold work that still waits."""

    key: str
    figures: tuple[FlowFigure, ...]
    heading: str = ""
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of an arm: the main box, and what leaves the flow beside it."""

    main: FlowBox
    beside: tuple[FlowBox, ...] = ()


NAMES = {
    "removed.duplicates": "Duplicate records removed",
    "removed.automation": "Records marked as ineligible by automation tools",
    "removed.other": "Records removed for other reasons",
    "duplicates": "Duplicate records removed",
    "screened": "Records screened or to be screened",
    "screening.excluded": "Records excluded on title and abstract",
    "screening.awaiting": "Title and abstract: awaiting votes",
    "screening.conflicts": "Title and abstract: in conflict",
    "sought": "Reports sought for retrieval",
    "not_retrieved": "Reports not retrieved",
    "retrieval.awaiting": "Reports awaiting retrieval",
    "assessed": "Reports assessed for eligibility",
    "assessment.awaiting": "Full text: awaiting votes",
    "assessment.conflicts": "Full text: in conflict",
    "excluded": "Reports excluded",
    "included": "Reports of included studies",
    "included.reports": "Reports of included studies",
}
"""What the records behind a number are, by its key without the arm."""


def name_of(key: str) -> str:
    """A number in words, for the page of its records; needs no number."""
    name = key.removeprefix("other.")
    arm = " (other methods)" if key.startswith("other.") else ""
    for prefix in ("identified.", "excluded."):
        if name.startswith(prefix) and name not in NAMES:
            kind, _, source = name.removeprefix(prefix).partition(".")
            if prefix == "excluded.":
                return f"Reports excluded{arm}: {name.removeprefix(prefix)}"
            return f"Records identified{arm}: {source or KINDS.get(kind, kind)}"
    return f"{NAMES.get(name, name)}{arm}"


def print_count(count: int | None) -> str:
    """A count with separated thousands; a dash where it is not known yet."""
    return "–" if count is None else f"{count:,}"


def database_steps(counts: FlowCounts) -> tuple[FlowStep, ...]:
    """The arm of databases and registers down to the assessed reports; empty where only other methods were used."""
    if not counts.sources and counts.other is not None:
        return ()
    identified = FlowBox("identified", _sources(counts.sources, "identified"), "Records identified from:")
    screened = "Records screened" if _screening_done(counts) else "Records to be screened"
    excluded = FlowBox("screening.excluded", _excluded(counts))
    return (
        FlowStep(identified, (_removed(counts),)),
        FlowStep(_one("screened", screened, counts.screened), (excluded, *_screening_waits(counts))),
        *_report_steps(counts.reports, "", counts.assessment_hidden),
    )


def other_steps(counts: FlowCounts) -> tuple[FlowStep, ...]:
    """The arm of other methods, which has no title and abstract step; empty without that arm."""
    if counts.other is None:
        return ()
    figures = _sources(counts.other_sources, "other.identified")
    identified = FlowBox("other.identified", figures, "Records identified from:")
    figures = (
        FlowFigure("other.duplicates", "Duplicate records removed", counts.other_duplicates),
        FlowFigure(
            "other.screening.excluded",
            "Records excluded on title and abstract",
            counts.other_excluded,
            hidden=counts.screening_hidden,
        ),
    )
    left = tuple(figure for figure in figures if figure.count or figure.hidden)
    waits = _waits(
        "other.screening.unfinished",
        FlowFigure("other.screening.awaiting", _awaiting(counts.screening_hidden), counts.other_awaiting),
        FlowFigure("other.screening.conflicts", "In conflict", counts.other_conflicts),
    )
    return (
        FlowStep(identified, ((FlowBox("other.removed", left),) if left else ()) + waits),
        *_report_steps(counts.other, "other.", counts.assessment_hidden),
    )


def arm_name(arm: str, counts: FlowCounts) -> str:
    """The name over an arm: an updated review identifies new studies."""
    return arm.replace("of studies", "of new studies") if counts.previous else arm


def included_box(counts: FlowCounts) -> FlowBox:
    """The last box of a new review: studies, and the reports of them; in an updated one, the new ones."""
    studies, reports = "Studies included in review", "Reports of included studies"
    if counts.previous:
        studies, reports = "New studies included in review", "Reports of new included studies"
    return FlowBox(
        "included",
        (
            FlowFigure("included.studies", studies, counts.studies, hidden=counts.assessment_hidden),
            FlowFigure("included.reports", reports, counts.included_reports, hidden=counts.assessment_hidden),
        ),
    )


def previous_box(counts: FlowCounts) -> FlowBox | None:
    """What the earlier version of an updated review had; None in a new review."""
    if counts.previous is None:
        return None
    return FlowBox(
        "previous",
        (
            FlowFigure(
                "previous.studies", "Studies included in previous version of review", counts.previous.studies
            ),
            FlowFigure(
                "previous.reports",
                "Reports of studies included in previous version of review",
                counts.previous.reports,
            ),
        ),
    )


def total_box(counts: FlowCounts) -> FlowBox | None:
    """Old and new together, the last box of an updated review; None in a new one."""
    if counts.previous is None:
        return None
    return FlowBox(
        "total",
        (
            FlowFigure(
                "total.studies",
                "Total studies included in review",
                counts.total_studies,
                hidden=counts.assessment_hidden,
            ),
            FlowFigure(
                "total.reports",
                "Reports of total included studies",
                counts.total_reports,
                hidden=counts.assessment_hidden,
            ),
        ),
    )


def table(counts: FlowCounts) -> tuple[tuple[str, str, str, str], ...]:
    """Rows of arm, step, number as printed and key: the same numbers as the diagram."""
    rows = [(PREVIOUS_ARM, box, figure) for box in [previous_box(counts)] if box for figure in box.figures]
    for arm, steps in ((DATABASE_ARM, database_steps(counts)), (OTHER_ARM, other_steps(counts))):
        rows += [(arm_name(arm, counts), box, figure) for step in steps for box, figure in _numbers(step)]
    last = [box for box in (included_box(counts), total_box(counts)) if box]
    rows += [("Included", box, figure) for box in last for figure in box.figures]
    return tuple((arm, _step_name(box, figure), figure.number, figure.key) for arm, box, figure in rows)


def _step_name(box: FlowBox, figure: FlowFigure) -> str:
    return f"{box.heading.rstrip(':')}: {figure.label}" if box.heading else figure.label


def _numbers(step: FlowStep) -> list[tuple[FlowBox, FlowFigure]]:
    return [(box, figure) for box in (step.main, *step.beside) for figure in box.figures]


def _one(key: str, label: str, count: int) -> FlowBox:
    return FlowBox(key, (FlowFigure(key, label, count),))


def _screening_done(counts: FlowCounts) -> bool:
    return counts.screening_awaiting + counts.screening_conflicts == 0


def _sources(sources: tuple[SourceCount, ...], key: str) -> tuple[FlowFigure, ...]:
    """A total a kind, and below it each source where a kind has a named one."""
    figures: list[FlowFigure] = []
    always = ("database", "register") if key == "identified" else ()
    for kind, label in KINDS.items():
        named = [source for source in sources if source.kind == kind]
        if not named and kind not in always:
            continue
        figures.append(FlowFigure(f"{key}.{kind}", label, sum(source.count for source in named)))
        figures += [
            FlowFigure(f"{key}.{kind}.{source.name}", source.name, source.count, detail=True)
            for source in named
            if source.name and source.name != label
        ]
    return tuple(figures)


def _removed(counts: FlowCounts) -> FlowBox:
    figures = (
        FlowFigure("removed.duplicates", "Duplicate records removed", counts.duplicates),
        FlowFigure(
            "removed.automation", "Records marked as ineligible by automation tools", counts.removed_by_automation
        ),
        FlowFigure("removed.other", "Records removed for other reasons", counts.removed_otherwise),
    )
    return FlowBox("removed", figures, "Records removed before screening:")


def _excluded(counts: FlowCounts) -> tuple[FlowFigure, ...]:
    """All excluded records, and who excluded them once automation had a part in it."""
    total = FlowFigure("screening.excluded", "Records excluded", counts.excluded, hidden=counts.screening_hidden)
    if not counts.excluded_by_automation:
        return (total,)
    human = counts.excluded - counts.excluded_by_automation
    return (
        total,
        FlowFigure("screening.excluded.human", "By a human", human, detail=True),
        FlowFigure(
            "screening.excluded.automation", "By automation tools", counts.excluded_by_automation, detail=True
        ),
    )


def _screening_waits(counts: FlowCounts) -> tuple[FlowBox, ...]:
    return _waits(
        "screening.unfinished",
        FlowFigure("screening.awaiting", _awaiting(counts.screening_hidden), counts.screening_awaiting),
        FlowFigure("screening.conflicts", "In conflict", counts.screening_conflicts),
    )


def _waits(key: str, *figures: FlowFigure) -> tuple[FlowBox, ...]:
    shown = tuple(figure for figure in figures if figure.count)
    return (FlowBox(key, shown, "Not finished:", unfinished=True),) if shown else ()


def _awaiting(hidden: bool) -> str:
    """What waits for votes; where the outcome is hidden, what is settled is counted with it."""
    return f"Awaiting votes, or settled and {HIDDEN}" if hidden else "Awaiting votes"


def _report_steps(reports: ReportFlow, prefix: str, hidden: bool) -> tuple[FlowStep, ...]:
    missing = _one(f"{prefix}not_retrieved", "Reports not retrieved", reports.not_retrieved)
    sought = _waits(
        f"{prefix}retrieval.unfinished",
        FlowFigure(f"{prefix}retrieval.awaiting", "Awaiting retrieval", reports.retrieval_awaiting),
    )
    judged = _waits(
        f"{prefix}assessment.unfinished",
        FlowFigure(f"{prefix}assessment.awaiting", _awaiting(hidden), reports.assessment_awaiting),
        FlowFigure(f"{prefix}assessment.conflicts", "In conflict", reports.assessment_conflicts),
    )
    return (
        FlowStep(_one(f"{prefix}sought", "Reports sought for retrieval", reports.sought), (missing, *sought)),
        FlowStep(
            _one(f"{prefix}assessed", "Reports assessed for eligibility", reports.assessed),
            (_report_exclusions(reports, prefix, hidden), *judged),
        ),
    )


def _report_exclusions(reports: ReportFlow, prefix: str, hidden: bool) -> FlowBox:
    if not reports.excluded:
        figure = FlowFigure(f"{prefix}excluded", "Reports excluded", 0, hidden=hidden)
        return FlowBox(f"{prefix}excluded", (figure,))
    figures = [
        FlowFigure(f"{prefix}excluded.{reason.reason}", reason.reason, reason.count) for reason in reports.excluded
    ]
    total = FlowFigure(f"{prefix}excluded", "Reports excluded", reports.excluded_total)
    details = (FlowFigure(f.key, f.label, f.count, detail=True) for f in figures)
    return FlowBox(f"{prefix}excluded", (total, *details))
