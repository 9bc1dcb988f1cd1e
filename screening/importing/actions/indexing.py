"""Reading the records' words in for the search."""

from collections.abc import Iterable

from django.db import transaction

from screening.importing.actions.inserting import insert_rows
from screening.importing.queries.search import records_without_words
from screening.importing.search_words import spaced
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import Job, Member, Record, RecordWords

AT_ONCE = 500
READ = ("pk", "title", "abstract", "authors", "journal", "keywords")


def ask_for_words(*, by: Member) -> Job:
    """Ask for the words of all records that the search does not know yet."""
    return start_job(kind="read_words", key="words", by=by, subject="Reading records in for the search")


@transaction.atomic
def read_words(*, job: Job, after: int) -> tuple[int, int]:
    """Read the next 500 records in; the last one's id (0 at the end) and how many they were."""
    hold(job)
    rows = list(records_without_words(job.review).filter(pk__gt=after).order_by("pk").only(*READ)[:AT_ONCE])
    index_records(rows)
    return (rows[-1].pk if rows else 0), len(rows)


def index_records(records: Iterable[Record]) -> None:
    """Store the words of records that have none yet, inside the caller's transaction."""
    insert_rows(RecordWords, [{"record_id": record.pk, **words_of(record)} for record in records])


def index_again(record: Record) -> None:
    """Store the words of a record that was changed, where the search knows it already."""
    RecordWords.objects.filter(record=record).update(**words_of(record))


def words_of(record: Record) -> dict[str, str]:
    """The columns of RecordWords."""
    return {
        "title": spaced(record.title),
        "abstract": spaced(record.abstract),
        "people": spaced(" ; ".join(record.authors)),
        "terms": spaced(" ; ".join([record.journal, *record.keywords])),
    }
