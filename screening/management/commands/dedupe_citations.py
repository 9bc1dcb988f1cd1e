"""Says which records of a table are copies of one work: `dedupe_citations RECORDS.csv --output CLUSTERS.csv`."""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from ketreview.wording import plural
from screening.dedupe.engine.judging import Found, Question
from screening.dedupe.engine.run import find_in_lots
from screening.dedupe.engine.shelf import Texts

FIELDS = (
    "record_id", "title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "pmid", "issn", "type",
    "abstract", "accession",
)  # fmt: skip


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
        if not output.parent.is_dir():
            raise CommandError(f"{output}: there is no folder {output.parent}. Make it first.", returncode=2)
        try:
            columns, lots = find_in_lots(_rows_of(file, ids))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror or error}.", returncode=2) from error
        except UnicodeDecodeError as error:
            raise CommandError(
                f"{file}: this is not UTF-8. Save the table as UTF-8 first.", returncode=2
            ) from error
        except EOFError as error:
            raise CommandError(f"{file}: the compressed file ends too early.", returncode=2) from error
        except ValueError as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        try:
            merged, asked = _write(output, ids, lots)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror or error}.", returncode=2) from error
        self.stdout.write(_told(len(ids), merged, asked, columns.muted))


def _told(records: int, merged: int, asked: int, muted: Sequence[str]) -> str:
    said = (
        f"{plural(records, 'record')}: {merged:,} {'is a copy' if merged == 1 else 'are copies'} of another one, "
    )
    said += f"{plural(asked, 'question')}."
    return said + (f" Not believed, because they contradict sure copies: {', '.join(muted)}." if muted else "")


def _rows_of(file: Path, ids: Texts) -> Iterator[dict[str, str]]:
    """The rows one by one, their columns named as the engine knows them; their ids are noted in `ids`. Raises
    ValueError where the table cannot be read as records with an id each."""
    csv.field_size_limit(sys.maxsize)
    opened = gzip.open if file.suffix == ".gz" else open
    hashes = array("q")
    with opened(file, "rt", encoding="utf-8-sig", newline="") as data:
        row_lines: list[str] = []
        table = csv.DictReader(_noted(data, row_lines))
        table.fieldnames = _columns(table.fieldnames or [])
        begins = table.line_num + 1
        row_lines.clear()
        for row in table:
            id = _id(row["record_id"], begins)
            ids.append(id)
            hashes.append(hash(id))
            yield row
            begins = table.line_num + 1
            last, row_lines[:] = row_lines[:], []
            if _is_unclosed(last):
                raise ValueError(f"a quotation mark in the record at line {begins - len(last)} is never closed.")
    _refuse_repeated(hashes, ids)


def _columns(headings: Sequence[str]) -> list[str]:
    """The headings without case and blanks; there must be an id, a title, and no heading twice."""
    names = [heading.strip().lower().replace(" ", "_") for heading in headings]
    for needed in ("record_id", "title"):
        if needed not in names:
            raise ValueError(f"there is no column '{needed}'. The columns are: {', '.join(headings) or 'none'}.")
    if twice := [name for name in FIELDS if names.count(name) > 1]:
        raise ValueError(f"the column '{twice[0]}' is there twice. Keep one of them.")
    return names


def _noted(data: Iterable[str], lines: list[str]) -> Iterator[str]:
    for line in data:
        lines.append(line)
        yield line


def _is_unclosed(lines: list[str]) -> bool:
    """True where the last record runs to the end of the file because its quotation mark is never closed."""
    if len(lines) == 1 and lines[0].count('"') % 2 == 0:
        return False
    try:
        list(csv.reader(lines, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _id(id: str | None, line: int) -> str:
    if not (id or "").strip():
        raise ValueError(f"the record at line {line} has no record_id. Give each record its own.")
    return str(id)


def _refuse_repeated(hashes: array[int], ids: Texts) -> None:
    """Raise ValueError where two records have one id; eight bytes a record, a set takes a hundred."""
    found = np.frombuffer(hashes, dtype=np.int64)
    order = np.argsort(found, kind="stable")
    for at in np.flatnonzero(found[order][1:] == found[order][:-1]).tolist():
        first, again = int(order[at]), int(order[at + 1])
        if ids[first] == ids[again]:
            said = f"record_id '{ids[first]}' is that of records {first + 1:,} and {again + 1:,}."
            raise ValueError(f"{said} Give each record its own.")


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
