"""Records as the engine looks at them, read from the review."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.normalise import form_of
from screening.dedupe.grouping import Entry, Ids
from screening.dedupe.queries.answers import answers_apart, answers_together
from screening.models import DuplicateLink, Job, Record, Review, Slot, StageRecord

FIELDS = (
    "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "issn", "type", "abstract",
    "accession",
)  # fmt: skip


def entries(review: Review, ids: Collection[int]) -> list[Entry]:
    """The records with what decides who stands for a group."""
    rows = Record.objects.filter(review=review, pk__in=ids).annotate(
        votes=Exists(Slot.objects.filter(record=OuterRef("pk"), vote__isnull=False)),
        voted=Exists(Slot.objects.filter(record=OuterRef("pk"), done=True)),
        leads=Exists(DuplicateLink.objects.filter(primary=OuterRef("pk"), undone_at__isnull=True)),
        entered=Exists(StageRecord.objects.filter(record=OuterRef("pk"))),
    )
    found = []
    for row in rows.values("pk", "votes", "voted", "leads", "entered", *FIELDS):
        form = form_of(row)
        fullness = 4 * bool(row["abstract"]) + sum(bool(row[name]) for name in FIELDS if name != "abstract")
        votes = row["votes"] or row["voted"]
        found.append(Entry(row["pk"], form, votes, row["leads"], row["entered"], fullness))
    return found


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
