"""The cells of a study's form, in the order in which they are filled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from screening.fulltext.queries import own_quotes_in
from screening.models import Member, Quote, Report, ReportFile
from synthesis.extraction.fields import FIELDS, ONCE, Field, Key, per_arm
from synthesis.models import Arm, Study, StudyOutcome
from synthesis.studies.queries import live_arms, live_study_outcomes


@dataclass(frozen=True)
class Cells:
    """One line of a form: the cells of an arm; of the study where `arm` is None, since the kind has them once."""

    study_outcome: StudyOutcome
    arm: Arm | None
    fields: tuple[Field, ...]

    @property
    def label(self) -> str:
        return self.arm.name if self.arm else ONCE[self.study_outcome.outcome.kind]

    def key(self, code: str) -> Key:
        return (self.study_outcome.pk, self.arm.pk if self.arm else None, code)

    @property
    def keys(self) -> list[Key]:
        return [self.key(each.code) for each in self.fields]


@dataclass(frozen=True)
class CellGroup:
    """One table of a form: an outcome at a time, its columns and a line for each arm."""

    study_outcome: StudyOutcome
    fields: tuple[Field, ...]
    lines: list[Cells]

    @property
    def by_arm(self) -> bool:
        """Whether each line is an arm; else the only line is of the study."""
        return per_arm(self.study_outcome.outcome.kind)


def cell_groups(study: Study) -> list[CellGroup]:
    """The tables of the study's form, in order: live outcomes at live times, by live arms."""
    arms = list(live_arms(study))
    groups = []
    for row in live_study_outcomes(study):
        fields = FIELDS[row.outcome.kind]
        who = arms if per_arm(row.outcome.kind) else [None]
        groups.append(CellGroup(row, fields, [Cells(row, arm, fields) for arm in who]))
    return groups


def keys_of(groups: Iterable[CellGroup]) -> list[Key]:
    """Every cell of the form, in order."""
    return [key for group in groups for line in group.lines for key in line.keys]


def required_keys(groups: Iterable[CellGroup]) -> list[Key]:
    """The cells without which a form is not complete."""
    return [
        line.key(each.code) for group in groups for line in group.lines for each in line.fields if each.required
    ]


def required_counts(studies: Sequence[Study]) -> dict[int, int]:
    """How many required cells each study's form has; two queries for all of them."""
    ids = [study.pk for study in studies]
    counted = Study.objects.filter(pk__in=ids).order_by()
    arms = dict(
        counted.annotate(live=Count("arms", filter=Q(arms__archived_at__isnull=True))).values_list("pk", "live")
    )
    rows = StudyOutcome.objects.filter(
        study__in=ids,
        archived_at__isnull=True,
        outcome__archived_at__isnull=True,
        time_point__archived_at__isnull=True,
    )
    totals = dict.fromkeys(ids, 0)
    for study_id, kind in rows.values_list("study_id", "outcome__kind"):
        required = sum(each.required for each in FIELDS[kind])
        totals[study_id] += required * (arms[study_id] if per_arm(kind) else 1)
    return totals


@dataclass(frozen=True)
class ToRead:
    """A report of the study with its files and the numbers of their pages."""

    report: Report
    files: list[tuple[ReportFile, range]]


def reports_of(study: Study) -> list[ToRead]:
    """The reports that tell of the study, the main one first, with their standing files."""
    files = ReportFile.objects.filter(archived_at__isnull=True)
    reports = (
        Report.objects.filter(study_link__study=study)
        .select_related("record")
        .prefetch_related(Prefetch("files", queryset=files))
        .order_by("-study_link__is_main", "study_link__pk")
    )
    return [ToRead(each, [(file, range(1, file.pages + 1)) for file in each.files.all()]) for each in reports]


def passages_of(member: Member, reports: list[ToRead]) -> list[Quote]:
    """The passages that the member marked in these reports, in the order of reading; nobody sees another's."""
    order = [file.pk for each in reports for file, _ in each.files]
    return sorted(own_quotes_in(member, order), key=lambda quote: (order.index(quote.file_id), quote.page))
