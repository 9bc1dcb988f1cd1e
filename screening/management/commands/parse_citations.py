"""Prints the records of a citation file as JSON: one object a line, or one array."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ketreview.piped import PipedCommand
from screening.importing.detect import detect
from screening.importing.parsers.formats import BY_KEY, parse
from screening.importing.parsers.records import Problem


class Command(PipedCommand):
    help = "Reads a citation file and prints its records as JSON, without storing anything."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(BY_KEY), help="read as this format instead of detecting it")
        parser.add_argument("--encoding", help="read with this encoding instead of detecting it")
        parser.add_argument("--array", action="store_true", help="one JSON array of records; problems go to stderr")

    def handle(self, *, file: Path, format: str | None, encoding: str | None, array: bool, **options: Any) -> None:
        try:
            with file.open("rb") as data:
                refused = self._print(data, file.name, format, encoding, array)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=2) from error
        except LookupError as error:
            raise CommandError(f"{file}: {error}.", returncode=2) from error
        if refused and not array:
            raise CommandError(f"{file}: {refused}", returncode=2)

    def _print(self, data: Any, name: str, format: str | None, encoding: str | None, array: bool) -> str:
        """Prints everything; returns the reason when nothing could be read."""
        detected = detect(data, name)
        key = format or detected.format
        problems: list[Problem] = []
        count = 0
        for got in parse(data, key, encoding=encoding) if key else ():
            if isinstance(got, Problem):
                problems.append(got)
                continue
            text = json.dumps(got.as_json(), ensure_ascii=False)
            self.stdout.write(("[" if count == 0 else ",") + text if array else text)
            count += 1
        return self._close(count, problems, detected.reason if not key else "", array)

    def _close(self, count: int, problems: list[Problem], reason: str, array: bool) -> str:
        if array:
            self.stdout.write("]" if count else "[]")
            for problem in problems:
                self.stderr.write(f"line {problem.line}: {problem.what} {problem.done}")
            if reason:
                self.stderr.write(reason)
        else:
            tail = {"records": count, "problems": [as_json(p) for p in problems]}
            self.stdout.write(json.dumps(tail, ensure_ascii=False))
        if count:
            return ""
        return reason or next((f"{p.what} {p.done}" for p in problems), "The file holds no records.")


def as_json(problem: Problem) -> dict[str, Any]:
    """The problem as JSON values; its line's text only where it has one."""
    said = dataclasses.asdict(problem)
    return said if problem.text else {name: value for name, value in said.items() if name != "text"}
