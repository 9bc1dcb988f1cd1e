"""Prove that a review's rows are sound: `manage.py check_review SLUG`. Exit code 1 where they are not."""

import json
import sys
from argparse import ArgumentParser
from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from screening.models import Review
from screening.progress.queries import place_counts_of
from screening.progress.queries.checking import findings

MOST = 200


class Command(BaseCommand):
    help = (
        "Check that every imported record stands in exactly one place, that statuses are what the votes come to, "
        "that no seat is lost, no record over-screened, agreement has its input and the flow adds up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the review's name in its address")
        parser.add_argument("--audit", action="store_true", help="check too that each vote is in the audit trail")
        parser.add_argument("--json", action="store_true", help="findings as JSON, one list")
        parser.add_argument("--all", action="store_true", help=f"print every finding, not the first {MOST}")

    def handle(self, *, slug: str, **options) -> None:
        review = Review.objects.filter(slug=slug).first()
        if review is None:
            raise CommandError(f"There is no review “{slug}”.", returncode=2)
        found = list(findings(review, audit=options["audit"]))
        if options["json"]:
            rows = [{"check": each.check, "where": each.where, "what": each.what} for each in found]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        else:
            self._tell(review, found, len(found) if options["all"] else MOST)
        if found:
            sys.exit(1)

    def _tell(self, review: Review, found: list, most: int) -> None:
        counts = place_counts_of(review)
        for label, count in counts:
            self.stdout.write(f"{count:>9,}  {label}")
        self.stdout.write(f"{sum(count for _, count in counts):>9,}  records in all")
        for finding in islice(found, most):
            self.stdout.write(f"WRONG  {finding}")
        if len(found) > most:
            self.stdout.write(f"... and {len(found) - most:,} more; --all prints them.")
        if found:
            self.stdout.write(f"{len(found):,} things do not hold in “{review}”.")
        else:
            self.stdout.write(f"All holds in “{review}”: every record in one place, statuses, seats, votes, flow.")
