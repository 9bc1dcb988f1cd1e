"""Answer files of statistics requests as JSON lines: `python manage.py pool_effects FILE.json...`."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Answer the statistics requests in JSON files: one JSON line for each, also for a file it cannot read."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")

    def handle(self, *args, files, **options):
        from synthesis.stats.evaluation.lines import answers, holds_requests

        unread, odd = [], []
        for path in files:
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
                found = list(answers(document))
                if not holds_requests(document):
                    odd.append(path)
            except (OSError, ValueError, RecursionError) as problem:
                unread.append(path)
                found = [{"file": str(path), "error": f"the file cannot be read: {problem}"}]
            for answer in found:
                self.stdout.write(json.dumps(answer, allow_nan=False))
        wrong = (("could not be read", unread), ("hold something that is no request", odd))
        told = [
            f"{len(held)} of {len(files)} files {why}: {', '.join(map(str, held))}" for why, held in wrong if held
        ]
        if told:
            raise CommandError("; ".join(told))
