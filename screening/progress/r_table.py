"""The flow as the table that the R package PRISMA2020 draws from (its function PRISMA_data). Pure.

One row a number: `data` names it, `node` and `box` its place in that package's drawing, `n` is the number; reasons
and sources stand in one cell as "name, 12; name, 3". The package finds a reason's number after its first comma, so
commas and semicolons in a name become other marks. It has no box for unfinished work;
the page says so beside the download. A number that is hidden from the viewer is left empty, and its text says so.
"""

from collections.abc import Iterable, Sequence

from screening.progress.flow import FlowCounts, ReportFlow, SourceCount
from screening.progress.flow_boxes import HIDDEN

HEADINGS = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")
NA = "NA"
Row = tuple[str, ...]


def r_rows(counts: FlowCounts) -> list[Row]:
    """The rows below the headings: every row that the package looks for, with 0 where nothing is counted."""
    other = counts.other or ReportFlow()
    previous, hidden = counts.previous, counts.assessment_hidden
    return [
        _head("node4", "prevstud", "Previous studies"),
        _row("previous_studies", "node5", "box1", "Studies included in previous version of review",
             previous.studies if previous else 0),
        _row("previous_reports", NA, "box1", "Reports of studies included in previous version of review",
             previous.reports if previous else 0),
        _head("node6", "newstud", "Identification of new studies via databases and registers"),
        *_databases(counts),
        _head("node16", "othstud", "Identification of new studies via other methods"),
        *_others(counts.other_sources),
        _row("duplicates", "node8", "box3", "Duplicate records", counts.duplicates),
        _row("excluded_automatic", NA, "box3", "Records marked as ineligible by automation tools",
             counts.removed_by_automation),
        _row("excluded_other", NA, "box3", "Records removed for other reasons", counts.removed_otherwise),
        _row("records_screened", "node9", "box4", "Records screened", counts.screened),
        _row("records_excluded", "node10", "box5", "Records excluded", counts.excluded, counts.screening_hidden),
        *_reports(counts.reports, "dbr", hidden, ("11", "6"), ("12", "7"), ("13", "8"), ("14", "9")),
        *_reports(other, "other", hidden, ("18", "12"), ("19", "13"), ("20", "14"), ("21", "15")),
        _row("new_studies", "node15", "box10", "New studies included in review", counts.studies, hidden),
        _row("new_reports", NA, "box10", "Reports of new included studies", counts.included_reports, hidden),
        _row("total_studies", "node22", "box16", "Total studies included in review", counts.total_studies, hidden),
        _row("total_reports", NA, "box16", "Reports of total included studies", counts.total_reports, hidden),
        _row("identification", "node1", "identification", "Identification", 0),
        _row("screening", "node2", "screening", "Screening", 0),
        _row("included", "node3", "included", "Included", 0),
    ]  # fmt: skip


def _row(data: str, node: str, box: str, text: str, n: int | str | None, hidden: bool = False) -> Row:
    if hidden:
        text, n = f"{text}: {HIDDEN}", None
    return (data, node, box, text, text, text, f"{data}.html", "" if n is None else str(n))


def _head(node: str, box: str, text: str) -> Row:
    return (NA, node, box, text, text, text, f"{box}.html", "0")


def _databases(counts: FlowCounts) -> list[Row]:
    def of(kind: str) -> list[SourceCount]:
        return [source for source in counts.sources if source.kind == kind]

    def each(sources: list[SourceCount]) -> str:
        return _list((source.name, source.count) for source in sources)

    databases, registers = of("database"), of("register")
    return [
        _row("database_results", "node7", "box2", "Databases", _sum(databases)),
        _row("database_specific_results", NA, "box2", "Databases, each", each(databases)),
        _row("register_results", NA, "box2", "Registers", _sum(registers)),
        _row("register_specific_results", NA, "box2", "Registers, each", each(registers)),
    ]


def _others(sources: Sequence[SourceCount]) -> list[Row]:
    """The package knows three kinds of other methods; anything else is counted with the organisations, and said."""
    found = {kind: _sum([s for s in sources if s.kind == kind]) for kind in ("website", "citation")}
    rest = [source for source in sources if source.kind not in found]
    words = "Organisations and other sources" if any(s.kind == "other" for s in rest) else "Organisations"
    return [
        _row("website_results", "node17", "box11", "Websites", found["website"]),
        _row("organisation_results", NA, "box11", words, _sum(rest)),
        _row("citations_results", NA, "box11", "Citation searching", found["citation"]),
    ]


def _reports(reports: ReportFlow, arm: str, hidden: bool, *at: tuple[str, str]) -> list[Row]:
    sought, missing, assessed, excluded = ((f"node{node}", f"box{box}") for node, box in at)
    reasons = _list((reason.reason, reason.count) for reason in reports.excluded)
    return [
        _row(f"{arm}_sought_reports", *sought, "Reports sought for retrieval", reports.sought),
        _row(f"{arm}_notretrieved_reports", *missing, "Reports not retrieved", reports.not_retrieved),
        _row(f"{arm}_assessed", *assessed, "Reports assessed for eligibility", reports.assessed),
        _row(f"{arm}_excluded", *excluded, "Reports excluded", reasons or "None, 0", hidden and not reasons),
    ]


def _sum(sources: Iterable[SourceCount]) -> int:
    return sum(source.count for source in sources)


def _list(named: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{_plain(name)}, {n}" for name, n in named)


def _plain(name: str) -> str:
    """A name without the two marks that the package splits at."""
    return name.replace(";", " /").replace(",", " –").strip() or "Unnamed"
