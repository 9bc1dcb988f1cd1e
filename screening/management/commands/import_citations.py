"""Imports citation files into a review, as the import page does."""

from __future__ import annotations

import argparse
import csv
from datetime import date
from pathlib import Path
from time import sleep
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from screening.errors import ReviewError
from screening.importing import actions
from screening.importing.actions.sources import FIELDS
from screening.importing.detect import detect
from screening.importing.headings import headings
from screening.importing.parsers.columns import FIELDS as COLUMNS
from screening.importing.parsers.csv_table import HEADING_ROWS, sniff
from screening.importing.parsers.formats import BY_KEY
from screening.importing.parsers.source import Source
from screening.jobs.progress import stalled
from screening.jobs.tasks import run_job
from screening.models import ImportBatch, Job, Member, SearchSource, Stage
from screening.workflow.actions import import_votes
from screening.workflow.queries import is_running
from screening.workflow.queries.imported import voters

KINDS = ("import", "find_duplicates", "import_votes")
LOOK_AGAIN = 0.2  # seconds


class Command(BaseCommand):
    help = "Imports citation files into a review: each is kept, read, imported, and looked through for duplicates."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--review", required=True, metavar="SLUG", help="the review's short name in its address"
        )
        parser.add_argument("--source", required=True, metavar="NAME", help="the database searched, such as PubMed")
        parser.add_argument("--platform", default="", help="where it was searched, such as Ovid")
        parser.add_argument("--kind", default="database", choices=SearchSource.Kind.values)
        parser.add_argument("--searched-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--search-string", default="", help="the search exactly as it was run")
        parser.add_argument("--interface", default="", help="such as Advanced Search")
        parser.add_argument("--coverage", default="", help="the dates the source covered")
        parser.add_argument("--limits", default="", help="limits of the search, or “none”")
        parser.add_argument("--filters", default="", help="published search filters used, or “none”")
        parser.add_argument("--reported-total", type=int, help="how many records the source said it found")
        parser.add_argument("--searched-by", default="", help="who ran the search")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            type=pair,
            metavar="HEADING=FIELD",
            help="read this column of a table as this field; may be repeated",
        )
        parser.add_argument(
            "--stage-only", action="store_true", help="read the files and leave them on the import page for a look"
        )
        parser.add_argument(
            "--votes",
            metavar="STAGE",
            choices=Stage.Kind.values,
            help=f"take over their votes as votes of this stage: {' or '.join(Stage.Kind.values)}",
        )
        parser.add_argument(
            "--voter",
            action="append",
            default=[],
            type=pair,
            metavar="NAME=EMAIL",
            help="whose votes a name in the files is; may be repeated",
        )
        parser.add_argument("--format", choices=sorted(BY_KEY), help="read as this format instead of detecting it")
        parser.add_argument("--encoding", help="read with this encoding, such as cp1251, instead of detecting it")
        parser.add_argument(
            "--by", metavar="EMAIL", help="the member who imports; the review's lead if there is one"
        )
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, review: str, files: list[Path], **options: Any) -> None:
        member = self._member(review, options["by"])
        if options["votes"]:
            self._check_votes(member, options)
        self._check_columns(files, options)
        source = self._source(member, options)
        refused = [path for path in files if not self._import(path, source, member, options)]
        if refused:
            names = ", ".join(path.name for path in refused)
            raise CommandError(f"Not imported: {names}.", returncode=2)

    def _member(self, slug: str, email: str | None) -> Member:
        members = Member.objects.filter(review__slug=slug, removed_at__isnull=True).select_related("review", "user")
        members = members.filter(user__email__iexact=email) if email else members.filter(roles__role="lead")
        able = [member for member in members if member.can("import_records")]
        if len(able) != 1:
            who = f"{email} may not import there" if email else f"{len(able)} leads; name one with --by EMAIL"
            raise CommandError(f"Review “{slug}”: {who}, or there is no such review.", returncode=2)
        return able[0]

    def _check_votes(self, member: Member, options: dict[str, Any]) -> None:
        """Refuse votes that could not be stored before any file is imported."""
        stage = member.review.stages.filter(kind=options["votes"]).first()
        screen = {one.user.email.casefold() for one in voters(member)}
        unknown = [email for _, email in options["voter"] if email.casefold() not in screen]
        if unknown:
            does = "does" if len(unknown) == 1 else "do"
            why = f"{', '.join(unknown)} {does} not screen in this review"
        elif not options["voter"]:
            why = "say with --voter NAME=EMAIL whose the votes in the files are"
        elif stage is None:
            why = f"the review has no stage “{options['votes']}”"
        elif not is_running(stage):
            why = f"{stage} takes no votes now; open it first"
        else:
            return
        raise CommandError(f"Votes cannot be taken over: {why}. Nothing was imported.", returncode=2)

    def _check_columns(self, files: list[Path], options: dict[str, Any]) -> None:
        """Refuse fields that we do not have, and headings that stand in none of the files."""
        asked: dict[str, str] = dict(options["column"])
        wrong = [field for field in asked.values() if field and field not in COLUMNS]
        if wrong:
            why = f"“{wrong[0]}” is no field. Use one of: {', '.join(COLUMNS)}; or nothing, to leave a column out"
            raise CommandError(f"Columns cannot be assigned: {why}. Nothing was imported.", returncode=2)
        there: list[str] = []
        known: set[str] = set()
        for path in files if asked else ():
            found = _headings(path, options["format"], options["encoding"])
            if found is None:
                return
            there += found[0]
            known.update(found[0], found[1])
        missing = [heading for heading in asked if heading not in known]
        if missing:
            shown = ", ".join(f"“{heading}”" for heading in dict.fromkeys(there)) or "none, for no file is a table"
            why = f"no file has a column “{missing[0]}”. The columns are: {shown}"
            raise CommandError(f"Columns cannot be assigned: {why}. Nothing was imported.", returncode=2)

    def _source(self, member: Member, options: dict[str, Any]) -> SearchSource:
        """The review's search with these particulars, or a new one that is saved with its first file."""
        described = {name: options[name] for name in FIELDS if name != "name"}
        try:
            return actions.search_described(by=member, name=options["source"], **described)
        except ReviewError as error:
            raise CommandError(str(error), returncode=2) from error

    def _import(self, path: Path, source: SearchSource, member: Member, options: dict[str, Any]) -> bool:
        columns = dict(options["column"]) or None
        try:
            with path.open("rb") as file:
                batch = actions.stage_import(
                    file=File(file, name=path.name),
                    source=source,
                    by=member,
                    format=options["format"],
                    encoding=options["encoding"],
                    columns=columns,
                )
            if options["stage_only"]:
                return self._looked_at(path, batch)
            if options["votes"] and not self._knows_voters(path, batch, options):
                actions.discard_import(batch=batch, by=member)
                return False
            actions.import_staged(batch=batch, by=member)
            self._work(member)
            done = self._told(path, batch)
            if done and options["votes"]:
                self._votes(batch, member, options)
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror}.")
            return False
        except ReviewError as error:
            self.stderr.write(f"{path}: {error}")
            return False
        return done

    def _knows_voters(self, path: Path, batch: ImportBatch, options: dict[str, Any]) -> bool:
        """False where the file brings votes and none is of a name that was given; other names are told of."""
        there = list(batch.carried.get("votes", ()))
        given = {name.casefold(): name for name, _ in options["voter"]}
        known = {name.casefold() for name in there}
        unknown = [name for folded, name in given.items() if folded not in known]
        left = [name for name in there if name.casefold() not in given]
        if there and unknown:
            self.stderr.write(f"{path}: it brings no votes of {', '.join(unknown)}.")
        if left:
            self.stderr.write(f"{path}: its votes of {', '.join(left)} are not taken over; name each with --voter.")
        return not there or len(left) < len(there)

    def _looked_at(self, path: Path, batch: ImportBatch) -> bool:
        """What the page shows of a file before it is imported."""
        counts = batch.counts
        self._problems(path, batch)
        label = BY_KEY[batch.format].label if batch.format in BY_KEY else "no known format"
        self.stdout.write(
            f"{path}: read as {label}, {batch.rows:,} records, {counts.get('abstracts', 0):,} with an abstract, "
            f"{counts.get('dois', 0):,} with a DOI, {counts.get('repeats', 0):,} repeated in the file, "
            f"{counts.get('known', 0):,} in the review already; it waits on the import page."
        )
        return batch.rows > 0

    def _votes(self, batch: ImportBatch, member: Member, options: dict[str, Any]) -> None:
        """Store the votes of the named people; reasons of the same words as the review's are taken over."""
        stage = member.review.stages.get(kind=options["votes"])
        people = {one.user.email.casefold(): one for one in voters(member)}
        names = {name.casefold(): people[email.casefold()] for name, email in options["voter"]}
        known = member.review.exclusion_reasons.filter(archived_at__isnull=True)
        reasons = {reason.text.casefold(): reason for reason in known}
        job = import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=member)
        self._work(member)
        job.refresh_from_db()
        self.stdout.write(f"{batch}: {job.message}.")

    def _work(self, member: Member) -> None:
        """Do here what waits for this member's imports; wait for a worker that was quicker, while it is alive."""
        jobs = Job.objects.filter(review=member.review, asked_by=member.user, kind__in=KINDS).order_by("created_at")
        while True:
            if job := jobs.filter(state=Job.State.QUEUED).first():
                run_job.func(str(job.pk))
            elif jobs.filter(state=Job.State.RUNNING).exclude(stalled()).exists():
                sleep(LOOK_AGAIN)
            else:
                return

    def _told(self, path: Path, batch: ImportBatch) -> bool:
        batch.refresh_from_db()
        self._problems(path, batch)
        lost, unread = batch.counts.get("lost", 0), batch.counts.get("unread", 0)
        more = " Parts of the file were not read at all and may hold more." if unread else ""
        self.stdout.write(
            f"{path}: {batch.rows + lost:,} records in the file = {batch.committed_rows:,} imported + {lost:,} "
            f"that could not be read; {self._copies(batch)}{more}"
        )
        return batch.state == ImportBatch.State.COMMITTED or batch.job.is_open

    def _copies(self, batch: ImportBatch) -> str:
        """How many are copies, once the search for them has ended; else how the search stands."""
        searches = Job.objects.filter(review=batch.review, kind="find_duplicates", args__batch=batch.pk)
        search = searches.order_by("-created_at").first()
        if search is not None and search.state == Job.State.DONE:
            return f"{batch.records.filter(primary__isnull=False).count():,} are copies of others."
        if search is not None and not search.is_open:
            return f"the search for duplicates ended early ({search.get_state_display().lower()}): {search.message}"
        return "the search for duplicates goes on; its end is shown on the review's page of duplicates."

    def _problems(self, path: Path, batch: ImportBatch) -> None:
        for problem in batch.problems.all():
            shown = f" “{problem.text[:80]}”" if problem.text else ""
            self.stderr.write(f"{path}, line {problem.line}: {problem.what} {problem.done}{shown}")


def _headings(path: Path, format: str | None, encoding: str | None) -> tuple[list[str], list[str]] | None:
    """The columns of a table, and what else among its first rows may be meant as a heading; None where that cannot
    be told before the file is read."""
    try:
        with path.open("rb") as file:
            key = format or detect(file, path.name).format
            if key == "archive":
                return None
            found = headings(file, key, encoding or "")
            if key != "csv":
                return found, []
            head = Source(file, encoding).head()
            rows = csv.reader(head.splitlines(), delimiter=sniff(head))
            return found, [cell.strip() for _, row in zip(range(HEADING_ROWS), rows, strict=False) for cell in row]
    except (OSError, LookupError):
        return None  # which is told of when it is imported


def pair(text: str) -> tuple[str, str]:
    """ "Year of study=year" as its two parts."""
    name, equals, value = text.rpartition("=")
    if not equals or not name.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form NAME=VALUE")
    return name.strip(), value.strip()
