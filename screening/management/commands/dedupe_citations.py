"""Says which records of a table are copies of one work: `dedupe_citations RECORDS.csv --output CLUSTERS.csv`."""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.dedupe.engine.judging import Found, Question
from screening.dedupe.engine.run import find_in_lots
from screening.dedupe.engine.shelf import Texts


class Command(BaseCommand):
    help = (
        "Reads records from a CSV (or .csv.gz) with a column record_id and writes record_id, cluster_id, tier, why."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *, file: Path, output: Path, **options: Any) -> None:
        ids = Texts()
        try:
            columns, lots = find_in_lots(_rows_of(file, ids))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.", returncode=2) from error
        except KeyError as error:
            raise CommandError(f"{file}: there is no column {error}.", returncode=2) from error
        merged, asked = _write(output, ids, lots)
        muted = (
            f" Not believed, because they contradict sure copies: {', '.join(columns.muted)}."
            if columns.muted
            else ""
        )
        self.stdout.write(
            f"{len(ids):,} records: {merged:,} are copies of another one, {asked:,} questions.{muted}"
        )


def _rows_of(file: Path, ids: Texts) -> Iterator[dict[str, str]]:
    """The rows one by one; their ids are noted in `ids`."""
    csv.field_size_limit(sys.maxsize)
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8-sig", newline="") as data:
        for row in csv.DictReader(data):
            ids.append(row["record_id"])
            yield row


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
