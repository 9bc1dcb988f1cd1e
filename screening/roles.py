"""Roles as a pure table: what each one may do. A member may hold several; permissions add up."""

from collections.abc import Iterable

VIEW = "view"
"""See the review's home, protocol and records: every member."""

PERMISSIONS: dict[str, str] = {
    VIEW: "See the review, its protocol and its records",
    "manage_review": "Change the protocol, stages and settings",
    "manage_team": "Invite members, change roles, remove members",
    "import_records": "Import citations and undo an import",
    "merge_duplicates": "Merge duplicates and undo a merge",
    "screen": "Vote on records",
    "adjudicate": "See complete votes and settle conflicts",
    "see_outcomes": "See how stages with open votes stand, as numbers and lists",
    "release_records": "Send settled records to the next stage",
    "manage_full_text": "Upload full texts and log their retrieval",
    "manage_studies": "Group reports into studies; define arms, outcomes and time points",
    "extract": "Extract data from studies",
    "reconcile": "Compare two finished extractions and settle the differences",
    "see_extracted": "See reconciled data",
    "analyse": "Define analyses and run them",
    "see_results": "See analyses, runs and narratives",
    "write_narrative": "Write and accept statements",
    "export_records": "Export records, reconciled data and results",
    "export_decisions": "Export votes of settled records with their reviewers' names",
    "read_audit": "Read the audit trail",
}

ROLES: dict[str, tuple[str, frozenset[str]]] = {
    "lead": (
        "Lead",
        frozenset(PERMISSIONS) - {"screen", "adjudicate", "extract"},
    ),
    "reviewer": ("Reviewer", frozenset({VIEW, "screen", "manage_full_text", "export_records"})),
    "adjudicator": (
        "Adjudicator",
        frozenset(
            {
                VIEW,
                "adjudicate",
                "see_outcomes",
                "release_records",
                "merge_duplicates",
                "manage_full_text",
                "reconcile",
                "see_extracted",
                "see_results",
                "export_records",
            }
        ),
    ),
    "extractor": (
        "Extractor",
        frozenset({VIEW, "manage_full_text", "manage_studies", "extract", "export_records"}),
    ),
    "methodologist": (
        "Methodologist",
        frozenset(
            {
                VIEW,
                "see_outcomes",
                "merge_duplicates",
                "manage_studies",
                "reconcile",
                "see_extracted",
                "analyse",
                "see_results",
                "write_narrative",
                "export_records",
                "export_decisions",
            }
        ),
    ),
    "observer": ("Observer", frozenset({VIEW, "see_results"})),
}

ROLE_CHOICES: list[tuple[str, str]] = [(key, label) for key, (label, _) in ROLES.items()]


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """The union of what the roles allow; an unknown role allows nothing."""
    return frozenset().union(*(ROLES[role][1] for role in roles if role in ROLES))
