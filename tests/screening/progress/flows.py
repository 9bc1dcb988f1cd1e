"""Two flows: one under way with both arms, one finished with databases alone."""

from dataclasses import replace

from screening.progress.flow import FlowCounts, PreviousCounts, ReasonCount, ReportFlow, SourceCount


def unfinished() -> FlowCounts:
    return FlowCounts(
        sources=(
            SourceCount("PubMed", 1312),
            SourceCount("Embase (Ovid)", 2037),
            SourceCount("ClinicalTrials.gov", 151, "register"),
        ),
        duplicates=1000,
        screened=2500,
        excluded=2200,
        excluded_by_automation=300,
        screening_awaiting=40,
        screening_conflicts=10,
        reports=ReportFlow(
            sought=250,
            not_retrieved=10,
            retrieval_awaiting=5,
            assessed=235,
            excluded=(
                ReasonCount("Wrong population: not chronic pain of at least three months", 100),
                ReasonCount("Wrong comparator", 90),
            ),
            assessment_awaiting=10,
            assessment_conflicts=5,
            included=30,
        ),
        other_sources=(SourceCount("Websites", 3, "website"), SourceCount("Citation searching", 14, "citation")),
        other_duplicates=1,
        other=ReportFlow(
            sought=16, not_retrieved=2, assessed=14, excluded=(ReasonCount("Wrong population", 9),), included=5
        ),
        included_reports=35,
        studies=28,
    )


def finished() -> FlowCounts:
    return FlowCounts(
        sources=(SourceCount("PubMed", 33), SourceCount("Embase", 89)),
        duplicates=4,
        screened=118,
        excluded=70,
        reports=ReportFlow(
            sought=48, not_retrieved=3, assessed=45, excluded=(ReasonCount("Wrong design", 30),), included=15
        ),
        included_reports=15,
    )


def variants() -> dict[str, FlowCounts]:
    """The four templates of PRISMA 2020: new or updated, databases only or other sources too."""
    old = PreviousCounts(studies=12, reports=15)
    return {
        "new review, databases and registers only": finished(),
        "new review, databases and other sources": unfinished(),
        "updated review, databases and registers only": replace(finished(), studies=9, previous=old),
        "updated review, databases and other sources": replace(unfinished(), previous=old),
    }
