"""One record whole: how it stands, its copies, what the file said of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from screening.importing.carried import HIDDEN, holds_votes
from screening.importing.record_fields import field_label
from screening.models import Member, Record, RecordRelation, Stage

LABELS = {"doi": "DOI", "pmid": "PubMed id", "issn": "ISSN", "url": "Address", "accession": "Accession number"}
FLAGGED = (RecordRelation.Kind.RETRACTION, RecordRelation.Kind.CORRECTION)  # the gravest first


@dataclass(frozen=True)
class Standing:
    """How a record stands in one stage."""

    stage: Stage
    state: str
    label: str
    reason: str


def standings(member: Member, record: Record) -> list[Standing]:
    """The record's state in each stage whose outcomes the member may see."""
    entries = record.stage_entries.filter(stage__in=open_stages(member)).select_related("stage", "reason")
    return [
        Standing(entry.stage, entry.state, entry.get_state_display(), entry.reason.text if entry.reason else "")
        for entry in entries.order_by("stage__order")
    ]


def open_stages(member: Member) -> list[Stage]:
    """The stages whose outcomes are no secret to the member: unblinded, closed, or seen by right."""
    by_right = member.can("see_outcomes")
    stages = member.review.stages.order_by("order")
    return [stage for stage in stages if by_right or not stage.blinded or stage.closed_at]


def copies_of(record: Record) -> QuerySet[Record]:
    """All records of the same work but this one, with where each came from."""
    root = record.primary_id or record.pk
    group = Record.objects.filter(review=record.review_id, primary=root) | Record.objects.filter(pk=root)
    return group.exclude(pk=record.pk).select_related("batch__source").order_by("pk")


def related_records(record: Record, works: Collection[int]) -> list[RecordRelation]:
    """What belongs with the record or its copies (`works`) without being one of them; each work once."""
    told = RecordRelation.objects.filter(Q(record__in=works) | Q(other__in=works), undone_at__isnull=True)
    found: dict[tuple[int, str], RecordRelation] = {}
    for one in told.exclude(record__in=works, other__in=works).select_related("record", "other"):
        there = one.record if one.other_id in works else one.other
        found.setdefault((there.primary_id or there.pk, one.kind), one)
    return list(found.values())


def flags_of(records: Iterable[Record]) -> dict[int, RecordRelation.Kind]:
    """Record id -> the gravest notice about it or a copy of it, for records that were retracted or corrected."""
    works = {record.pk: record.primary_id or record.pk for record in records}
    about = RecordRelation.objects.filter(kind__in=FLAGGED, undone_at__isnull=True)
    standing = about.annotate(work=Coalesce("other__primary", "other"), by=Coalesce("record__primary", "record"))
    found = standing.filter(work__in=set(works.values())).exclude(by=F("work")).values_list("work", "kind")
    told: dict[int, set[str]] = {}
    for work, kind in found:
        told.setdefault(work, set()).add(kind)
    return {pk: next(k for k in FLAGGED if k in told[work]) for pk, work in works.items() if work in told}


def original_tags(record: Record) -> list[tuple[str, str]]:
    """Every tag as the file gave it, but for votes: those are told by the one reader of votes alone."""
    return [(tag, HIDDEN if holds_votes(tag, value) else value) for tag, value in record.raw]


@dataclass(frozen=True)
class Correction:
    """A field that no longer says what the file said."""

    field: str
    label: str
    said: str
    says: str


def corrections(record: Record) -> list[Correction]:
    """What was completed or corrected by hand, with what the file said."""
    return [
        Correction(name, LABELS.get(name, name.capitalize()), shown(said), shown(getattr(record, name)))
        for name, said in record.original.items()
    ]


def more_fields(record: Record) -> list[tuple[str, str]]:
    """What was read and has no column, in words: labels have a place of their own, and places in a text say nothing
    without the text."""
    told = {name: value for name, value in record.extra.items() if name not in ("labels", "spans")}
    if told.get("confidence") is not None:
        told["confidence"] = f"The reading is {round(100 * told['confidence'])}% sure"
    return [(field_label(name), shown(value)) for name, value in told.items()]


def shown(value: object) -> str:
    """A field's value in words: lists joined, nothing as nothing."""
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
