"""Records as the engine looks at them, read from the review."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.fullness import fullness_of
from screening.dedupe.grouping import Entry, Ids
from screening.dedupe.queries.answers import answers_apart, answers_together
from screening.models import DuplicateLink, Job, Record, Review, Slot, StageRecord

FIELDS = (
    "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "issn", "type", "abstract",
    "accession",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What grouping some records depends on, as it stood when it was read: two readings are equal where nothing of
    it has changed since."""

    rows: list[dict[str, Any]]
    apart: dict[Ids, int]
    together: dict[Ids, str]

    @property
    def entries(self) -> list[Entry]:
        """The records with what decides who stands for a group."""
        return list(map(_entry, self.rows))


def read(review: Review, ids: Collection[int]) -> Reading:
    """The records, and what people said of pairs of them."""
    rows = Record.objects.filter(review=review, pk__in=ids).annotate(
        votes=Exists(Slot.objects.filter(record=OuterRef("pk"), vote__isnull=False)),
        voted=Exists(Slot.objects.filter(record=OuterRef("pk"), done=True)),
        leads=Exists(DuplicateLink.objects.filter(primary=OuterRef("pk"), undone_at__isnull=True)),
        entered=Exists(StageRecord.objects.filter(record=OuterRef("pk"))),
    )
    told = rows.order_by("pk").values("pk", "votes", "voted", "leads", "entered", *FIELDS)
    return Reading(list(told), apart_pairs(ids), together_pairs(ids))


def _entry(row: dict[str, Any]) -> Entry:
    votes = row["votes"] or row["voted"]
    return Entry(row["pk"], form_of(row), votes, row["leads"], row["entered"], fullness_of(row))


def apart_pairs(ids: Collection[int]) -> dict[Ids, int]:
    """Pairs of these records that a person said are not the same -> the one that was taken out."""
    said = answers_apart().filter(record__in=ids, primary__in=ids)
    return {frozenset(pair): pair[0] for pair in said.values_list("record_id", "primary_id")}


def together_pairs(ids: Collection[int]) -> dict[Ids, str]:
    """Pairs of these records that a person merged -> the evidence; nobody has taken it back."""
    said = answers_together().filter(record__in=ids, primary__in=ids)
    return {frozenset((a, b)): why for a, b, why in said.values_list("record_id", "primary_id", "evidence")}


def columns_before(review: Review) -> Columns | None:
    """What the columns were worth when the review was last looked through; None before the first time."""
    done = Job.objects.filter(review=review, kind="find_duplicates", state=Job.State.DONE)
    last = done.filter(result__has_key="muted").order_by("-finished_at").first()
    return None if last is None else Columns(tuple(last.result["muted"]))
