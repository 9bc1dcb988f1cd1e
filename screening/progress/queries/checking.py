"""A review's rows as the checks of `integrity` take them. For the command line: it shows no vote to anybody."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from django.db.models import Count
from django.utils import timezone

from screening.dedupe.queries import answers_apart, answers_together
from screening.importing.queries import imported_records
from screening.models import DuplicateLink, Event, ImportBatch, Member, Record, Report, Review, Stage, StageRecord
from screening.progress import integrity
from screening.progress.certificate import needs_of
from screening.progress.flow import violations
from screening.progress.integrity import Entry, Finding, StageRows
from screening.progress.places import ALL, PLACES
from screening.progress.queries.past import RulesThen, counts_at, stage_changes
from screening.progress.queries.standing import in_place, standing_counts, standing_records
from screening.progress.replay import Cast, Settled
from screening.progress.tally import flow_of
from screening.workflow.blinding import cast_rows, vote_ids
from screening.workflow.queries import is_running
from screening.workflow.queries.rows import adjudications, given_back, moved_rows, seat_rows

VOTED = ("voted", "vote changed", "vote withdrawn", "vote imported", "imported vote taken back")
MOVED = ("vote carried over", "carried vote given back", "replaced vote counts again")  # written by merges


def findings(review: Review, *, audit: bool = False) -> Iterator[Finding]:
    """Everything that does not hold of the review; nothing where all does. With `audit`, each vote's line too."""
    viewer = Member(review=review)  # of no role: what is read here is shown to nobody
    yield from _conservation(viewer)
    stages: list[tuple[Stage, dict[int, Entry]]] = []
    for stage in review.stages_and_rounds.filter(archived_at__isnull=True).order_by("order", "pk"):
        rows = stage_rows(stage)
        yield from integrity.stage_findings(rows)
        if not stage.is_round:
            stages.append((stage, dict(rows.entries)))
    yield from _sequence(review, stages)
    yield from _flow(viewer)
    if audit:
        yield from _audit(review)


def _sequence(review: Review, stages: list[tuple[Stage, dict[int, Entry]]]) -> Iterator[Finding]:
    """Each stage holds what the one before it released as included."""
    sought = Report.objects.filter(review=review, withdrawn_at__isnull=True).values_list("record_id", flat=True)
    yield from integrity.reports_of_copies(sought, _copies(review).keys())
    for (one, before), (two, after) in pairwise(stages):
        if one.kind == two.kind:
            yield from integrity.passed_in_order(str(one), before, str(two), after, _copies(review).keys())
        else:
            yield from integrity.sequence_of_stages(before, after, sought, _copies(review).keys())


def _copies(review: Review) -> dict[int, int]:
    """Copy -> the record that stands for it."""
    return dict(Record.objects.filter(review=review, primary__isnull=False).values_list("pk", "primary_id"))


def _conservation(viewer: Member) -> Iterator[Finding]:
    imported = list(imported_records(viewer).order_by().values_list("pk", flat=True))
    places = {
        name: set(standing_records(viewer).filter(in_place(name, ALL)).values_list("pk", flat=True))
        for name in PLACES
    }
    yield from integrity.in_one_place(places, imported)
    primaries = dict(Record.objects.filter(review=viewer.review).order_by().values_list("pk", "primary_id"))
    links = DuplicateLink.objects.filter(record__review=viewer.review, undone_at__isnull=True)
    yield from integrity.copies(primaries, dict(links.values_list("record_id", "primary_id")))
    together, apart = (
        links.filter(record__review=viewer.review).values_list("record_id", "primary_id")
        for links in (answers_together(), answers_apart())
    )
    yield from integrity.said(primaries, together, apart)
    batches = ImportBatch.objects.filter(review=viewer.review, state=ImportBatch.State.COMMITTED)
    for batch in batches.annotate(held=Count("records")).order_by("pk"):
        if batch.held < batch.committed_rows:
            what = f"{batch.committed_rows} records were imported, {batch.held} are there."
            yield Finding("conservation", f"import {batch.pk} ({batch.filename})", what)


def stage_rows(stage: Stage) -> StageRows:
    """All rows of the stage."""
    votes: defaultdict[int, list[Cast]] = defaultdict(list)
    for _, record, reviewer, sequence, verdict, reason, at in cast_rows([stage.pk]):
        votes[record].append(Cast(reviewer, sequence, verdict, reason, at))
    settled: defaultdict[int, list[Settled]] = defaultdict(list)
    for each in adjudications(stage.review_id):
        if each.stage == stage.pk:
            settled[each.record].append(Settled(each.verdict, each.reason, each.at, each.until))
    fields = ("record_id", "state", "reason_id", "settled_at", "released_at")
    entries = StageRecord.objects.filter(stage=stage).order_by().values_list(*fields)
    reasons = stage.review.exclusion_reasons.order_by("order", "id").values_list("pk", flat=True)
    return StageRows(
        name=str(stage),
        running=is_running(stage),
        entries={row[0]: Entry(*row) for row in entries.iterator(5000)},
        seats=list(seat_rows(stage.pk)),
        votes=votes,
        settled=settled,
        needs=needs_of(stage_changes(stage), stage.votes_needed),
        rules=RulesThen(stage).at,
        reason_order={pk: place for place, pk in enumerate(reasons)},
        live=set(Record.objects.filter(review=stage.review, primary__isnull=True).values_list("pk", flat=True)),
        unreachable=_unreachable(stage),
        now=_now(),
        moved=moved_rows(stage),
        given_back=given_back(stage),
        pilots=_pilots(stage),
        copies=_copies(stage.review),
    )


def _unreachable(stage: Stage) -> set[int]:
    if stage.kind != Stage.Kind.FULL_TEXT:
        return set()
    reports = Report.objects.filter(review=stage.review)
    lost = reports.filter(retrieval=Report.Retrieval.NOT_RETRIEVED) | reports.filter(withdrawn_at__isnull=False)
    return set(lost.values_list("record_id", flat=True))


def _pilots(stage: Stage) -> set[int]:
    pilots = StageRecord.objects.filter(stage__parent=stage, stage__purpose=Stage.Purpose.CALIBRATION)
    return set(pilots.values_list("record_id", flat=True))


def _now() -> datetime:
    return timezone.now()


def _flow(viewer: Member) -> Iterator[Finding]:
    """The flow adds up, and replaying the history gives the same numbers as the tables."""
    live, replayed = standing_counts(viewer, ALL), counts_at(viewer, ALL, _now())
    for line in violations(flow_of(live.items())):
        yield Finding("flow", "PRISMA", line)
    for standing in live.keys() | replayed.keys():
        if live[standing] != replayed[standing]:
            what = f"{live[standing]} in the tables, {replayed[standing]} by replaying votes and events."
            yield Finding("flow", f"{standing.source}, {PLACES[standing.place]} {standing.reason}".strip(), what)


def _audit(review: Review) -> Iterator[Finding]:
    """Each vote has one line in the audit trail."""
    events = Event.objects.filter(review_id=review.pk, subject_type="decision", verb__in=VOTED + MOVED)
    lines = Counter(events.order_by().values_list("subject_id", flat=True))
    for vote, record in vote_ids(review.pk):
        if lines[str(vote)] != 1:
            yield Finding(
                "audit", f"record {record}", f"vote {vote} has {lines[str(vote)]} lines in the audit trail."
            )
