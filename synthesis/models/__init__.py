"""The schema of synthesis: one file a subject."""

from synthesis.models.analyses import Analysis, Run, RunFigure
from synthesis.models.appraisal import Appraisal, AppraisalTool, SettledAppraisal
from synthesis.models.characteristics import Characteristic, CharacteristicValue
from synthesis.models.extraction import ExtractedValue, Extraction, ReconciledValue
from synthesis.models.grading import Certainty, CertaintyDecision, FindingsRow, FindingsTable
from synthesis.models.narratives import (
    Anchor,
    Block,
    EvidenceLink,
    Narrative,
    NarrativeVersion,
    Reference,
    Release,
    Statement,
    StatusEvent,
    Token,
)
from synthesis.models.networks import NetworkAnalysis, NetworkComparison, NetworkRun
from synthesis.models.studies import Arm, Outcome, Study, StudyOutcome, StudyReport, TimePoint

__all__ = [
    "Analysis",
    "Anchor",
    "Appraisal",
    "AppraisalTool",
    "Arm",
    "Block",
    "Certainty",
    "CertaintyDecision",
    "Characteristic",
    "CharacteristicValue",
    "EvidenceLink",
    "ExtractedValue",
    "Extraction",
    "FindingsRow",
    "FindingsTable",
    "Narrative",
    "NarrativeVersion",
    "NetworkAnalysis",
    "NetworkComparison",
    "NetworkRun",
    "Outcome",
    "ReconciledValue",
    "Reference",
    "Release",
    "Run",
    "RunFigure",
    "SettledAppraisal",
    "Statement",
    "StatusEvent",
    "Study",
    "StudyOutcome",
    "StudyReport",
    "TimePoint",
    "Token",
]
