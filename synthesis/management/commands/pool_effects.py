"""Answer files of statistics requests as JSON lines: `python manage.py pool_effects FILE.json...`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Answer the statistics requests in JSON files; prints one JSON line for each."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")

    def handle(self, *args, files, **options):
        from synthesis.stats.evaluation.lines import answers

        for path in files:
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as problem:
                raise CommandError(f"{path}: {problem}") from problem
            for answer in answers(document):
                self.stdout.write(json.dumps(answer, allow_nan=False))
