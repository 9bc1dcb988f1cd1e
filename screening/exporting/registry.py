"""The exports of screening as a table; the page of all exports shows those the member may take."""

from dataclasses import dataclass

from screening.exporting.writers.formats import WRITERS


@dataclass(frozen=True)
class Export:
    """One export: the page asks `url_name` for it with ?format=, which is one of `formats`."""

    label: str
    description: str
    url_name: str
    permission: str
    formats: tuple[str, ...]


EXPORTS: tuple[Export, ...] = (
    Export(
        "Records",
        "Every record with its fields, its search, file and line, and which record it is a copy of; and how it "
        "stands in each stage whose outcomes you may see. The table can be imported again as it is.",
        "exporting:records",
        "export_records",
        ("csv", "xlsx", *(row.key for row in WRITERS if row.key not in ("csv", "xlsx"))),
    ),
    Export(
        "Decisions",
        "Every vote on settled records with reviewer, verdict, reason, note and time. Votes on records that are "
        "still open are never in it.",
        "exporting:decisions",
        "export_decisions",
        ("csv", "xlsx"),
    ),
    Export(
        "Records with votes, as Rayyan writes them",
        "Every unique record; the title and abstract votes on settled ones stand in its note, with labels and "
        "reasons. Rayyan and KetReview read them back.",
        "exporting:rayyan",
        "export_decisions",
        ("csv", "ris"),
    ),
    Export(
        "Records with votes, as Covidence writes them",
        "Every unique record in Covidence’s table, with labels as tags and full-text reasons in the notes; beside "
        "it one column a reviewer and stage with the votes on settled records.",
        "exporting:covidence",
        "export_decisions",
        ("csv",),
    ),
)
