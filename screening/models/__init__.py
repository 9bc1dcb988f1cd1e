"""The schema of screening: one file a subject."""

from screening.models.duplicates import CarriedVote, DuplicateQuestion, MatchKey, RecordRelation
from screening.models.duties import Duty, Pairing
from screening.models.events import Event
from screening.models.finding import ManyChange, RecordWords, SavedSearch
from screening.models.importing import ImportBatch, ImportProblem, SearchLog, SearchSource, StagedRow
from screening.models.jobs import Job
from screening.models.labels import Comment, Label, LabelUse
from screening.models.progress import PreviousVersion
from screening.models.records import DuplicateLink, Proposal, Record
from screening.models.reports import Quote, RenderedFigure, Report, ReportFile, UnplacedFile
from screening.models.reviews import Criterion, ExclusionReason, Keyword, Review
from screening.models.rounds import Round
from screening.models.screening import Decision, Recusal, Resolution, Slot, Stage, StageRecord, Verdict
from screening.models.team import Invitation, Member, MemberRole

__all__ = [
    "CarriedVote",
    "Comment",
    "Criterion",
    "Decision",
    "DuplicateLink",
    "DuplicateQuestion",
    "Duty",
    "RecordRelation",
    "Event",
    "ExclusionReason",
    "ImportBatch",
    "ImportProblem",
    "Invitation",
    "Job",
    "Keyword",
    "ManyChange",
    "MatchKey",
    "Member",
    "MemberRole",
    "Pairing",
    "PreviousVersion",
    "Proposal",
    "Label",
    "LabelUse",
    "Quote",
    "Record",
    "RecordWords",
    "Recusal",
    "RenderedFigure",
    "Report",
    "ReportFile",
    "Resolution",
    "Review",
    "Round",
    "SavedSearch",
    "SearchLog",
    "SearchSource",
    "Slot",
    "Stage",
    "StageRecord",
    "StagedRow",
    "UnplacedFile",
    "Verdict",
]
