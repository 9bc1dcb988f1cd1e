"""Says which records of a table are copies of one work: `dedupe_citations RECORDS.csv --output CLUSTERS.csv`."""

from __future__ import annotations

import argparse
import csv
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketreview.wording import plural
from screening.dedupe.engine.judging import Found, Question
from screening.dedupe.engine.run import find_in_lots
from screening.dedupe.engine.shelf import Texts
from screening.dedupe.records_table import RecordsTable


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for what refers to itself: hardly anything does here, and it takes a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Command(BaseCommand):
    help = (
        "Reads records from a CSV (or .csv.gz) with a column record_id and writes record_id, cluster_id, tier, why."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--output", type=Path, required=True)

    @_uncollected()
    def handle(self, *, file: Path, output: Path, **options: Any) -> None:
        if not output.parent.is_dir():
            raise CommandError(f"{output}: there is no folder {output.parent}. Make it first.", returncode=2)
        if output.exists() and file.exists() and output.samefile(file):
            raise CommandError(f"{output} is the table itself. Name another file for the result.", returncode=2)
        table = RecordsTable(file)
        try:
            columns, lots = find_in_lots(table)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(
                f"{file}: this is not UTF-8. Save the table as UTF-8 first.", returncode=2
            ) from error
        except EOFError as error:
            raise CommandError(f"{file}: the compressed file ends too early.", returncode=2) from error
        except (ValueError, csv.Error) as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        for note in table.notes:
            self.stderr.write(note)
        try:
            merged, asked = _write(output, table.ids, lots)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror or error}.", returncode=2) from error
        self.stdout.write(_told(len(table.ids), merged, asked, columns.muted))


def _told(records: int, merged: int, asked: int, muted: Sequence[str]) -> str:
    said = (
        f"{plural(records, 'record')}: {merged:,} {'is a copy' if merged == 1 else 'are copies'} of another one, "
    )
    said += f"{plural(asked, 'question')}."
    return said + (f" Not believed, because they contradict sure copies: {', '.join(muted)}." if muted else "")


def _write(output: Path, ids: Texts, lots: Iterable[Found]) -> tuple[int, int]:
    """A row a record of every work with copies, then two a question, the likeliest first; how many copies and
    questions there are."""
    works = copies = 0
    questions: list[Question] = []
    with output.open("w", encoding="utf-8", newline="") as data:
        table = csv.writer(data)
        table.writerow(["record_id", "cluster_id", "tier", "why"])
        for found in lots:
            table.writerows(_copies(ids, found, works))
            works += len(found.clusters)
            copies += sum(len(cluster) - 1 for cluster in found.clusters)
            questions += found.questions
        for number, question in enumerate(sorted(questions, key=lambda one: one.order), start=1):
            table.writerows(
                (ids[place], f"q{number}", "review", question.why) for place in (question.a, question.b)
            )
    return copies, len(questions)


def _copies(ids: Texts, found: Found, before: int) -> Iterator[tuple[str, str, str, str]]:
    """The rows of some works; `before` were written already."""
    why: dict[int, str] = {}
    for pair in found.joined:
        why.setdefault(pair.a, pair.why)
        why.setdefault(pair.b, pair.why)
    for number, cluster in enumerate(found.clusters, start=before + 1):
        for place in cluster:
            yield ids[place], f"w{number}", "auto", why.get(place, "")
