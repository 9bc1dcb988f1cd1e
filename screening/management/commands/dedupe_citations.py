"""Says which records of a table are copies of one work: `dedupe_citations RECORDS.csv --output CLUSTERS.csv`."""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from screening.dedupe.engine.run import Found, find


class Command(BaseCommand):
    help = (
        "Reads records from a CSV (or .csv.gz) with a column record_id and writes record_id, cluster_id, tier, why."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *, file: Path, output: Path, **options: Any) -> None:
        ids: list[str] = []
        try:
            found = find(_rows_of(file, ids))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.", returncode=2) from error
        except KeyError as error:
            raise CommandError(f"{file}: there is no column {error}.", returncode=2) from error
        _write(output, ids, found)
        merged = sum(len(cluster) - 1 for cluster in found.clusters)
        muted = (
            f" Not believed, because they contradict sure copies: {', '.join(found.columns.muted)}."
            if found.columns.muted
            else ""
        )
        asked = len(found.questions)
        self.stdout.write(
            f"{len(ids):,} records: {merged:,} are copies of another one, {asked:,} questions.{muted}"
        )


def _rows_of(file: Path, ids: list[str]) -> Iterator[dict[str, str]]:
    """The rows one by one; their ids are noted in `ids`."""
    csv.field_size_limit(sys.maxsize)
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rt", encoding="utf-8-sig", newline="") as data:
        for row in csv.DictReader(data):
            ids.append(row["record_id"])
            yield row


def _write(output: Path, ids: list[str], found: Found) -> None:
    with output.open("w", encoding="utf-8", newline="") as data:
        table = csv.writer(data)
        table.writerow(["record_id", "cluster_id", "tier", "why"])
        table.writerows(_rows(ids, found))


def _rows(ids: list[str], found: Found) -> Iterator[tuple[str, str, str, str]]:
    """A row a record of every work with copies, then two a question."""
    why: dict[int, str] = {}
    for pair in found.joined:
        why.setdefault(pair.a, pair.why)
        why.setdefault(pair.b, pair.why)
    for number, cluster in enumerate(found.clusters, start=1):
        for place in cluster:
            yield ids[place], f"w{number}", "auto", why.get(place, "")
    for number, question in enumerate(found.questions, start=1):
        for place in (question.a, question.b):
            yield ids[place], f"q{number}", "review", question.why
