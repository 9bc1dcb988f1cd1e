"""Records with the votes on settled ones, in Rayyan's and Covidence's layouts; `workflow.blinding` says which."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet

from screening.exporting import layouts
from screening.exporting.layouts import ExportedSettlement, ExportedVote
from screening.exporting.resources.escaped import EscapedResource
from screening.exporting.resources.records import parsed_record
from screening.importing.parsers.records import ParsedRecord
from screening.importing.queries import imported_records
from screening.models import Decision, Member, Record, Resolution, Stage, StageRecord
from screening.workflow.blinding import labels_for_export, may_see_outcomes, votes_for_export
from screening.workflow.queries import adjudications_for_export

AT_ONCE = 500


class _WithVotes(EscapedResource):
    """Unique records; of the votes only those that stand, on settled records, and nothing for those who may not
    export decisions. `stage` narrows the votes to one stage."""

    def __init__(self, *, member: Member, stage: Stage | None = None):
        standing = votes_for_export(member, stage)
        self.standing = standing.filter(counts=True, stage__purpose=Stage.Purpose.MAIN)
        self.votes: dict[int, list[ExportedVote]] = {}
        settled = adjudications_for_export(member).filter(reopened_at__isnull=True)
        settled = settled.filter(stage__purpose=Stage.Purpose.MAIN)
        self.adjudications = settled if stage is None else settled.filter(stage=stage)
        self.settled: dict[int, list[ExportedSettlement]] = {}
        self.labels = labels_for_export(member)
        super().__init__(member=member)

    def labels_of(self, record: Record) -> list[str]:
        """The labels that came with the record and those of the team that may be seen, each once."""
        return list(dict.fromkeys([*record.extra.get("labels", []), *self.labels.get(record.pk, [])]))

    def get_queryset(self) -> QuerySet[Record]:
        records = imported_records(self.member) if self.member.can("export_decisions") else Record.objects.none()
        return records.filter(primary__isnull=True).order_by("pk")

    def iter_queryset(self, queryset: QuerySet[Record]) -> Iterator[Record]:
        """The records, with the votes of the next few read only when it is their turn."""
        records = super().iter_queryset(queryset)
        while part := list(islice(records, AT_ONCE)):
            self.votes = {}
            for vote in self.standing.filter(record__in=part):
                self.votes.setdefault(vote.record_id, []).append(_exported(vote))
            self.settled = {}
            for one in self.adjudications.filter(record__in=part):
                self.settled.setdefault(one.record_id, []).append(_settled(one))
            yield from part

    def votes_of(self, record: Record) -> list[ExportedVote]:
        return self.votes.get(record.pk, [])

    def settled_of(self, record: Record) -> list[ExportedSettlement]:
        return self.settled.get(record.pk, [])


def _exported(vote: Decision) -> ExportedVote:
    reason = vote.reason.text if vote.reason else ""
    return ExportedVote(str(vote.reviewer), vote.verdict, reason, vote.stage.kind)


def _settled(one: Resolution) -> ExportedSettlement:
    reason = one.reason.text if one.reason else ""
    return ExportedSettlement(str(one.resolved_by), one.verdict, reason, one.stage.kind, one.rationale)


class RayyanResource(_WithVotes):
    """Rayyan's table; it knows one round of votes, so that one stage is asked for."""

    def columns(self) -> dict[str, str]:
        return {name: name for name in layouts.RAYYAN_COLUMNS}

    def cells(self, instance: Record) -> dict[str, str]:
        votes, labels = self.votes_of(instance), self.labels_of(instance)
        return layouts.rayyan_row(instance.pk, parsed_record(instance), votes, labels, self.settled_of(instance))

    def parsed(self) -> Iterator[ParsedRecord]:
        """The records with Rayyan's note, as the RIS writer takes them."""
        for record in self.iter_queryset(self.get_queryset()):
            votes, labels = self.votes_of(record), self.labels_of(record)
            yield layouts.with_rayyan_note(parsed_record(record), votes, labels, self.settled_of(record))


class CovidenceResource(_WithVotes):
    """Covidence's table, and beside it a column a reviewer and stage."""

    def columns(self) -> dict[str, str]:
        pairs = self.standing.order_by().values_list("reviewer", "stage__kind").distinct()
        names = {one.pk: str(one) for one in self.member.review.members.select_related("user")}
        headings = {layouts.vote_heading(names[reviewer], kind) for reviewer, kind in pairs}
        return {name: name for name in (*layouts.COVIDENCE_COLUMNS, *sorted(headings))}

    def cells(self, instance: Record) -> dict[str, str]:
        return layouts.covidence_row(
            instance.pk,
            instance.label,
            parsed_record(instance),
            self.votes_of(instance),
            self.labels_of(instance),
            self._reasons().get(instance.pk, ""),
            self.settled_of(instance),
        )

    def _reasons(self) -> dict[int, str]:
        """Record id -> why it was excluded at full text, where the member may know how the stage stands."""
        if not hasattr(self, "_known_reasons"):
            stages = self.member.review.stages.filter(kind=Stage.Kind.FULL_TEXT)
            stages = [stage for stage in stages if may_see_outcomes(self.member, stage)]
            entries = StageRecord.objects.filter(stage__in=stages, state="excluded", reason__isnull=False)
            self._known_reasons = dict(entries.values_list("record_id", "reason__text"))
        return self._known_reasons
