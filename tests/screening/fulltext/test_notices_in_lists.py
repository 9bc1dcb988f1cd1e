"""A retraction or a correction is told wherever the record or its report stands in a list, and in its files."""

import csv
import io

import pytest
from django.urls import reverse

from screening.importing.queries.notices import Notice, notices_on
from screening.models import Comment, Record, RecordRelation, Recusal, Report
from screening.workflow.actions import open_stage, release_settled
from tests import factories
from tests.screening.workflow.conftest import make_room

NOTE = "Images were duplicated"


@pytest.fixture
def room(cast):
    """The first record's report was retracted; one with a note; a correction of the second is among the records."""
    room = make_room(cast)
    first, second = room.records[:2]
    for record in (first, second):
        room.both(record)
    release_settled(stage=room.stage, by=room.lead)
    Report.objects.filter(record=first).update(notice="retracted", notice_note=NOTE)
    relate(room, room.records[5], second, "correction")
    return room


def relate(room, notice, article, kind):
    RecordRelation.objects.create(record=notice, other=article, kind=kind, why="said", made_by=room.lead)


def read(room, sign_in, who, name, query="", **ids):
    url = reverse(name, kwargs={"slug": room.lead.review.slug, **ids})
    return sign_in(who).get(f"{url}{query}")


def told(page, room) -> tuple[int, int]:
    """How often the page tells of the retraction, with its note, and of the correction."""
    text = page.content.decode()
    assert text.count(NOTE) == text.count("</svg>Retracted</span>")
    return text.count(NOTE), text.count("Correction among the records")


# What is known of a record


def test_the_gravest_notice_is_told_and_a_copy_has_its_works_own(room):
    first, second, third = room.records[:3]
    Record.objects.filter(pk=third.pk).update(primary=second)
    found = notices_on(Record.objects.filter(pk__in=[first.pk, second.pk, third.pk, room.records[3].pk]))
    correction = Notice("Correction among the records", grave=False)
    assert found == {
        first.pk: Notice("Retracted", grave=True, note=NOTE),
        second.pk: correction,
        third.pk: correction,
    }

    Report.objects.filter(record=second).update(notice="concern")
    assert notices_on([second]) == {second.pk: Notice("Expression of concern", grave=True)}
    relate(room, room.records[4], second, "retraction")
    assert notices_on([second]) == {second.pk: Notice("Retraction notice among the records", grave=True)}
    Report.objects.filter(record=second).update(notice="retracted")
    assert notices_on([second]) == {second.pk: Notice("Retracted", grave=True)}


def test_a_notice_on_the_report_of_a_copy_is_told_of_the_work(room):
    first, third = room.records[0], room.records[2]
    Record.objects.filter(pk=first.pk).update(primary=third)
    assert notices_on([third])[third.pk].note == NOTE


def test_it_takes_as_many_queries_for_one_record_as_for_many(room, django_assert_num_queries):
    many = list(Record.objects.all())
    for records in (many[:1], many):
        with django_assert_num_queries(2):
            notices_on(records)


# The lists


@pytest.mark.parametrize(
    ("who", "name", "query", "ids", "times"),
    [
        ("a", "workflow:mine", "", {"stage_slug": "title-abstract"}, (1, 1)),
        ("a", "workflow:mine", "?verdict=exclude", {"stage_slug": "title-abstract"}, (0, 0)),
        ("lead", "finding:list", "", {}, (1, 1)),
        ("lead", "progress:ledger", "", {}, (1, 1)),
        ("lead", "prisma_records", "?box=screened", {}, (1, 1)),
        ("lead", "fulltext:list", "", {}, (1, 1)),
    ],
)
def test_lists_tell_of_it(room, sign_in, who, name, query, ids, times):
    assert told(read(room, sign_in, getattr(room, who), name, query, **ids), room) == times


def test_conflicts_and_what_was_excluded_tell_of_it(room, sign_in):
    open_stage(stage=room.full_text, by=room.lead)
    first, second = room.records[:2]
    vote = {"stage": room.full_text, "reason": room.reasons[0]}
    room.vote(room.a, first, "exclude", **vote)
    room.vote(room.b, first, "include", stage=room.full_text)
    room.vote(room.a, second, "exclude", **vote)
    room.vote(room.b, second, "exclude", stage=room.full_text, reason=room.reasons[1])
    assert told(read(room, sign_in, room.adjudicator, "workflow:conflicts"), room) == (1, 1)
    assert told(read(room, sign_in, room.lead, "progress:excluded"), room) == (0, 1)

    file = read(room, sign_in, room.lead, "progress:excluded_file", file_format="csv")
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    assert [row["Notice"] for row in rows] == ["Correction among the records"]


def test_files_of_records_tell_of_it(room, sign_in):
    expected = [f"Retracted: {NOTE}", "Correction among the records", "", "", "", ""]
    for name, query in (("progress:ledger_file", ""), ("exporting:records", "?format=csv")):
        file = read(room, sign_in, room.lead, name, query)
        rows = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig")))
        assert [row["Notice"] for row in rows] == expected, name


def test_mentions_and_who_does_not_judge_what_tell_of_it(room, sign_in):
    entry = room.entry(room.records[0])
    Comment.objects.create(entry=entry, author=room.lead, text="See @a", mentions=[room.adjudicator.pk])
    assert told(read(room, sign_in, room.adjudicator, "workflow:mentions"), room) == (1, 0)
    for record in room.records[:2]:
        Recusal.objects.create(member=room.a, record=record, kind=Recusal.Kind.INTEREST)
    assert told(read(room, sign_in, room.lead, "workflow:recusals"), room) == (1, 1)


@pytest.mark.parametrize(
    ("who", "name", "ids"),
    [
        ("a", "workflow:mine", {"stage_slug": "title-abstract"}),
        ("lead", "prisma_records", {}),
        ("lead", "progress:ledger", {}),
    ],
)
def test_pages_make_as_many_queries_for_few_records_as_for_more(
    room, sign_in, django_assert_max_num_queries, who, name, ids
):
    query = "?box=screened" if name == "prisma_records" else ""
    client = sign_in(getattr(room, who))
    url = reverse(name, kwargs={"slug": room.lead.review.slug, **ids}) + query
    client.get(url)
    with django_assert_max_num_queries(100) as few:
        assert client.get(url).status_code == 200
    for record in room.records[2:5]:
        room.both(record)
    for record in factories.make_records(factories.make_batch(room.lead), 3):
        relate(room, record, room.records[2 + record.pk % 3], "correction")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert client.get(url).status_code == 200
