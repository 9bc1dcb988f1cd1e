"""Labels and discussion as their viewers may see them."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from screening.models import Comment, LabelUse, Member, Record, StageRecord
from screening.models.records import of_works
from screening.workflow.blinding.sight import may_see_others, others_open_to
from screening.workflow.outcome import SETTLED


def own_labels(member: Member, records: Iterable[int]) -> dict[int, list[int]]:
    """Record id -> ids of the labels that the member put on it or on a copy of it."""
    ids = set(records)
    uses = LabelUse.objects.filter(of_works(ids), member=member, taken_at__isnull=True)
    found: dict[int, list[int]] = {}
    for record, primary, label in uses.order_by("put_at", "id").values_list("record", "record__primary", "label"):
        for one in {record, primary} & ids:
            if label not in found.setdefault(one, []):
                found[one].append(label)
    return found


def own_label_counts(member: Member, records: QuerySet) -> dict[int, int]:
    """Label id -> on how many of these records (a query of ids) the member put it."""
    uses = LabelUse.objects.filter(member=member, record__in=records, taken_at__isnull=True).order_by()
    return dict(uses.values_list("label_id").annotate(n=Count("pk")))


def labelled_by(member: Member, label: int) -> QuerySet[Record]:
    """The records that bear the member's own label, or a copy of which does."""
    return Record.objects.filter(_bearing(LabelUse.objects.filter(member=member, label=label)))


def _bearing(uses: QuerySet[LabelUse]) -> Q:
    """Records on which, or on a copy of which, one of the uses stands."""
    standing = uses.filter(taken_at__isnull=True)
    return Q(pk__in=standing.values("record")) | Q(pk__in=standing.values("record__primary"))


def records_labelled(member: Member, label: int) -> QuerySet[Record]:
    """Ids of the records that bear the label for the member's eyes: see `visible_labels`."""
    hidden = StageRecord.objects.filter(record=OuterRef("pk")).exclude(others_open_to(member))
    uses = LabelUse.objects.filter(label=label, label__review=member.review_id)
    seen = _bearing(uses.filter(member=member)) | (_bearing(uses) & ~Exists(hidden))
    return Record.objects.filter(seen).values("pk")


def visible_labels(member: Member, record: Record) -> list[LabelUse]:
    """The labels on the record and its copies that the member may see: their own, and all where the votes on the
    record may be seen."""
    entries = StageRecord.objects.filter(record=record).select_related("stage")
    uses = LabelUse.objects.filter(of_works([record.pk]), taken_at__isnull=True, label__review_id=member.review_id)
    if not all(may_see_others(member, entry) for entry in entries):
        uses = uses.filter(member=member)
    return list(uses.select_related("label", "member__user").order_by("label__name", "put_at", "id"))


def labels_for_export(member: Member) -> dict[int, list[str]]:
    """Record id -> names of the labels that members put on it, on records settled in every stage they are in; for
    those who may export decisions, else nothing."""
    if not member.can("export_decisions"):
        return {}
    unsettled = StageRecord.objects.filter(record=OuterRef("record")).exclude(state__in=SETTLED)
    uses = LabelUse.objects.filter(~Exists(unsettled), taken_at__isnull=True, label__review_id=member.review_id)
    found: dict[int, list[str]] = {}
    for record, primary, name in uses.order_by("label__name").values_list(
        "record_id", "record__primary_id", "label__name"
    ):
        names = found.setdefault(primary or record, [])
        if name not in names:
            names.append(name)
    return found


def may_discuss(member: Member, entry: StageRecord) -> bool:
    """True where the member may read and write about the record: its votes are open to them, or it was released
    and is judged in no stage any more."""
    return bool(_discussable(member, [entry]))


def _discussable(member: Member, entries: Iterable[StageRecord]) -> set[int]:
    """Ids of the entries that the member may discuss; `entries` come with their stages."""
    found, released = set(), {}
    for entry in entries:
        if may_see_others(member, entry):
            found.add(entry.pk)
        elif entry.stage.review_id == member.review_id and member.can("screen") and entry.released_at:
            released[entry.pk] = entry.record_id
    if released:
        judged = set(_judged(member, released.values()).values_list("record_id", flat=True))
        found |= {entry for entry, record in released.items() if record not in judged}
    return found


def _judged(member: Member, records: Iterable[int]) -> QuerySet[StageRecord]:
    """Where the records are still judged: a vote is changed at will until its record is released, so that whether
    the votes agree is told to no reviewer before."""
    standing = StageRecord.objects.filter(record__in=set(records), released_at__isnull=True)
    return standing.filter(stage__closed_at__isnull=True).exclude(others_open_to(member))


def comments_on(member: Member, entry: StageRecord) -> list[Comment]:
    """The discussion of the record and its copies in this stage, for those who may take part; else nothing."""
    if not may_discuss(member, entry):
        return []
    said = Comment.objects.filter(of_works([entry.record_id], "entry__record"), entry__stage=entry.stage_id)
    return list(said.select_related("author__user", "criterion", "entry__record"))


def comments_on_many(member: Member, entries: Iterable[StageRecord]) -> dict[int, list[Comment]]:
    """Entry id -> its discussion, of those the member may take part in; `entries` come with their stages."""
    allowed = _discussable(member, entries)
    found: dict[int, list[Comment]] = {}
    for comment in Comment.objects.filter(entry__in=allowed).select_related("author__user", "criterion"):
        found.setdefault(comment.entry_id, []).append(comment)
    return found


def mentions_of(member: Member, most: int = 50) -> list[Comment]:
    """The latest messages that mention the member, on records they may discuss."""
    latest = Comment.objects.filter(entry__stage__review=member.review).order_by("-made_at", "-id")
    rows = latest.select_related("author__user", "entry__stage", "entry__record")[:2_000]
    naming = [row for row in rows if member.pk in row.mentions]
    allowed = _discussable(member, {row.entry_id: row.entry for row in naming}.values())
    return [row for row in naming if row.entry_id in allowed][:most]
