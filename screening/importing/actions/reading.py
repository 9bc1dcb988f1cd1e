"""From the kept file to staging rows: a stream of at most 500 rows a transaction, whatever the file's size."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from screening.errors import Invalid
from screening.files import open_stored
from screening.importing.actions.inserting import insert_rows
from screening.importing.carried import carried, without_votes
from screening.importing.parsers.formats import BY_KEY, parse
from screening.importing.parsers.places import NO_LINE, lines_at
from screening.importing.parsers.records import ParsedRecord, Problem
from screening.importing.parsers.source import Source
from screening.importing.queries.known import known_keys
from screening.importing.record_fields import as_row, same_work_keys, too_long
from screening.models import ImportBatch, ImportProblem, StagedRow

AT_ONCE = 500
MOST_RECORDS = 500_000
MOST_NAMES = 300
TEXT_LENGTH = 300
COUNTED = ("abstracts", "dois", "pmids", "repeats", "known", "lost", "unread", "problems")


def read_file(batch: ImportBatch, *, encoding: str | None = None) -> None:
    """Read the batch's file into staging rows and problems, replacing what an earlier reading left.

    `encoding` is the one a person chose; without it each file, also in an archive, says or shows its own.
    """
    _forget(batch)
    tally = _Tally(batch)
    with open_stored(batch.file, batch.filename) as file:
        found = parse(file, batch.format, encoding=encoding, columns=batch.columns or None)
        while part := list(islice(found, AT_ONCE)):
            tally.add(part)
        if tally.rows > MOST_RECORDS:
            raise Invalid(
                f"{batch} holds more than {MOST_RECORDS:,} records. Nothing was imported: export the search in "
                "parts and import each part."
            )
        _show_lines(batch, Source(file, batch.encoding or None))
    batch.rows, batch.counts, batch.state = tally.rows, tally.counts, ImportBatch.State.STAGED
    batch.carried = tally.carried()
    batch.save(
        update_fields=["rows", "counts", "carried", "state", "encoding", "columns", "columns_from", "format"]
    )


def _forget(batch: ImportBatch) -> None:
    with transaction.atomic():
        StagedRow.objects.filter(batch=batch).delete()
        batch.problems.all().delete()


class _Tally:
    """Writes the parts of a stream and counts what is in them."""

    def __init__(self, batch: ImportBatch):
        self.batch = batch
        self.rows = 0
        self.seen: set[int] = set()
        self.names = {what: Counter[str]() for what in ("votes", "labels", "reasons", "settled")}
        self.counts = dict.fromkeys(COUNTED, 0)

    def add(self, part: Iterable[ParsedRecord | Problem]) -> None:
        rows, problems = [], []
        for item in part:
            if isinstance(item, Problem):
                problems.append(self._problem(item))
            elif self.rows < MOST_RECORDS:
                self.rows += 1
                place = {"batch_id": self.batch.pk, "row_no": self.rows, "line": item.line}
                rows.append({**place, "parsed": as_row(item)})
            else:
                self.rows += 1
        problems += self._count(rows)
        with transaction.atomic():
            insert_rows(StagedRow, rows)
            ImportProblem.objects.bulk_create(problems)
        self.counts["problems"] += len(problems)

    def carried(self) -> dict[str, dict[str, int]]:
        """How many votes of each name, records with each label and each reason the file brings; {} for none."""
        return {what: dict(found.most_common(MOST_NAMES)) for what, found in self.names.items() if found}

    def _problem(self, item: Problem) -> ImportProblem:
        self.counts["lost"] += item.lost
        self.counts["unread"] += item.field == "file"
        return ImportProblem(
            batch=self.batch,
            line=item.line,
            field=item.field[:60],
            what=item.what,
            done=item.done,
            lost=item.lost,
            text=without_votes(item.text)[:TEXT_LENGTH],
        )

    def _count(self, rows: list[dict[str, Any]]) -> Iterator[ImportProblem]:
        """Count the rows; yield a problem for each field that is too long for its column."""
        keys = [same_work_keys(row["parsed"]) for row in rows]
        known = known_keys(self.batch.review_id, {key for each in keys for key in each})
        for row, own in zip(rows, keys, strict=True):
            self.counts["abstracts"] += "abstract" in row["parsed"]
            self.counts["dois"] += "doi" in row["parsed"]
            self.counts["pmids"] += "pmid" in row["parsed"]
            self.counts["repeats"] += any(hash(key) in self.seen for key in own)
            self.counts["known"] += any(key in known for key in own)
            self.seen.update(map(hash, own))
            self._count_carried(row)
            yield from _long_fields(self.batch, row)

    def _count_carried(self, row: dict[str, Any]) -> None:
        brought = carried(row["parsed"].get("raw", ()))
        if brought:
            self.names["votes"].update(vote.name for vote in brought.votes)
            self.names["labels"].update(brought.labels)
            said = [*brought.reasons, *(one.reason for one in brought.settled if one.reason)]
            self.names["reasons"].update(list(dict.fromkeys(said)))
            self.names["settled"].update(one.name for one in brought.settled)


def _long_fields(batch: ImportBatch, row: dict[str, Any]) -> Iterator[ImportProblem]:
    for name in too_long(row["parsed"]):
        what = f"The {name} is {len(row['parsed'][name]):,} characters long, more than its column holds."
        done = "The record shows its beginning; the whole text is kept with it."
        yield ImportProblem(batch=batch, line=row["line"], field=name, what=what, done=done)


def _show_lines(batch: ImportBatch, source: Source) -> None:
    """Store with each problem how its line begins, in one more pass over the file; binary files have no lines."""
    wanted: dict[int, list[ImportProblem]] = {}
    for problem in batch.problems.filter(line__gt=0).exclude(field__in=NO_LINE):
        wanted.setdefault(problem.line, []).append(problem)
    if not wanted or BY_KEY[batch.format].binary:
        return
    for number, line in lines_at(source, wanted, max(wanted)):
        for problem in wanted[number]:
            problem.text = without_votes(line)[:TEXT_LENGTH]
    shown = [problem for problems in wanted.values() for problem in problems]
    with transaction.atomic():
        ImportProblem.objects.bulk_update(shown, ["text"], batch_size=AT_ONCE)
