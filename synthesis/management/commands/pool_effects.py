"""Answer files of statistics requests as JSON lines: `python manage.py pool_effects FILE.json...`.

Exit status: 0 where at least one request was answered with numbers, 2 where none was, 1 where some were but a file
could not be read or holds something that is no request. What is wrong stands in one line on stderr.
"""

import json
from pathlib import Path

from django.core.management.base import CommandError

from ketreview.piped import PipedCommand
from ketreview.wording import plural


class Command(PipedCommand):
    help = (
        "Answer the statistics requests in JSON files: one JSON line for each, also for a file it cannot read. "
        "Exit status: 0; 2 where nothing could be computed; 1 where only some files hold requests."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.json")

    def handle(self, *args, files, **options):
        from synthesis.stats.evaluation.lines import answers, holds_requests

        unread, odd = [], []
        asked = computed = 0
        for path in files:
            try:
                document = json.loads(path.read_text(encoding="utf-8"))
                found = list(answers(document))
                if not holds_requests(document):
                    odd.append(path)
            except (OSError, ValueError, RecursionError) as problem:
                unread.append(path)
                found = [{"file": str(path), "error": f"the file cannot be read: {problem}"}]
            asked += len(found)
            computed += sum("result" in answer for answer in found)
            for answer in found:
                self.stdout.write(json.dumps(answer, allow_nan=False))
        wrong = (("could", "could", "not be read", unread), ("holds", "hold", "something that is no request", odd))
        told = [
            f"{len(held)} of {plural(len(files), 'file')} {one if len(held) == 1 else more} {why}: "
            f"{', '.join(map(str, held))}"
            for one, more, why, held in wrong
            if held
        ]
        if asked and not computed:
            told.insert(0, f"nothing could be computed: no answer to {plural(asked, 'request')} has numbers")
        if told:
            raise CommandError("; ".join(told), returncode=1 if computed else 2)
