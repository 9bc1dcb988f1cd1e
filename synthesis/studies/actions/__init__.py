"""Writes on studies and the frame of extraction."""

from synthesis.studies.actions.archiving import archive, restore
from synthesis.studies.actions.frame import (
    add_arm,
    add_outcome,
    add_study_outcome,
    add_time_point,
    edit_arm,
    edit_outcome,
    edit_study_outcome,
    edit_time_point,
)
from synthesis.studies.actions.grouping import create_study, edit_study, link_report, unlink_report

__all__ = [
    "add_arm",
    "add_outcome",
    "add_study_outcome",
    "add_time_point",
    "archive",
    "create_study",
    "edit_arm",
    "edit_outcome",
    "edit_study",
    "edit_study_outcome",
    "edit_time_point",
    "link_report",
    "restore",
    "unlink_report",
]
