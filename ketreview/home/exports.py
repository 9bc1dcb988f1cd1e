"""What can leave a review: the lists of the features, filtered by what the member may do."""

from screening.exporting.registry import EXPORTS as SCREENING
from screening.exporting.registry import Export
from screening.models import Member
from synthesis.reports.registry import EXPORTS as SYNTHESIS


def exports_for(member: Member) -> list[Export]:
    """The exports the member may take, in the order of the work."""
    return [export for export in (*SCREENING, *SYNTHESIS) if member.can(export.permission)]
