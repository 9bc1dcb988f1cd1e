"""Which of two records may stand for both, and what stands in the way: never both refused with “keep the other”."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from screening.dedupe.fullness import TOLD, Fullness, fullness_of
from screening.models import Record, Report, Slot, Stage, StageRecord

FOUND = {Report.Retrieval.NOT_RETRIEVED: 0, Report.Retrieval.RETRIEVED: 2}  # any other state lies between

HowFar = tuple[int, int, int]


def has_votes(record: Record) -> bool:
    """True once somebody voted on the record; says nothing of whose or what."""
    return Slot.objects.filter(record=record, done=True).exists()


def is_sought(record: Record) -> bool:
    """True while the full text of the record is wanted."""
    return sought_report(record) is not None


def sought_report(record: Record) -> Report | None:
    """The record's report while it is wanted: what a merge would put aside."""
    return Report.objects.filter(record=record, withdrawn_at__isnull=True).first()


def refusal(record: Record, keep: Record) -> str:
    """Why `record` cannot be put aside as a copy of `keep`, and what to do; "" where it can."""
    copy, kept = is_sought(record), is_sought(keep)
    if copy and kept:
        return _between_reports(record, keep)
    if copy:
        return "The full text of the record that would be put aside is sought, the other's is not. Keep that one."
    if has_votes(record) and not has_votes(keep) and not kept:
        return "The record that would be put aside has votes, the other has none. Keep the one with votes."
    return ""


def _between_reports(record: Record, keep: Record) -> str:
    """As `refusal`, of two records whose full texts are both sought."""
    if _decided_differently(record, keep):
        return (
            "These two were decided differently at full text, and both decisions were released. Judge the excluded "
            "one anew, on its page, then merge them."
        )
    if _how_far(record) > _how_far(keep):
        return "The record that would be put aside has come further at full text than the other. Keep that one."
    return _held(record.report, keep.report)


def _decided_differently(record: Record, keep: Record) -> bool:
    """True where a stage at full text released the one as included and the other as excluded."""
    released = StageRecord.objects.filter(
        stage__kind=Stage.Kind.FULL_TEXT, stage__purpose=Stage.Purpose.MAIN, released_at__isnull=False
    )
    said = dict(released.filter(record=record).values_list("stage", "state"))
    return any(
        said.get(stage, state) != state
        for stage, state in released.filter(record=keep).values_list("stage", "state")
    )


def _held(report: Report, other: Report) -> str:
    """What later steps say against putting the report aside while the other one stays; "" where nothing does."""
    holds = (import_string(path)(report, other) for path in settings.REPORT_HOLDS)
    return next((words for words in holds if words), "")


def _how_far(record: Record) -> HowFar:
    """The order of the furthest stage, whether it has released the record and, until then, how the search for its
    full text stands: of two that are sought the one that is further must stay."""
    entries = StageRecord.objects.filter(record=record, stage__purpose=Stage.Purpose.MAIN)
    last = entries.select_related("stage").order_by("-stage__order").first()
    if last is None or last.released_at is not None:
        return (-1, 0, 0) if last is None else (last.stage.order, 1, 0)
    report = sought_report(record)
    return last.stage.order, 0, FOUND.get(report.retrieval, 1) if report else 0


def stands_for(pair: Sequence[Record]) -> Record:
    """Which of two records should stand for both: one that may, then the one with votes, the one that has gone
    further, the one with copies, the fuller one."""
    return max(pair, key=lambda record: _standing_rank(record, pair))


def _standing_rank(record: Record, pair: Sequence[Record]) -> tuple[bool | int | HowFar | Fullness, ...]:
    others = [other for other in pair if other.pk != record.pk]
    return (
        not any(refusal(other, record) for other in others),
        has_votes(record),
        _how_far(record),
        record.copies.exists(),
        fullness_of({name: getattr(record, name) for name in TOLD}),
        -record.pk,
    )
