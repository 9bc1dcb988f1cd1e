"""One import after the other ends as all at once, and what is no longer believed is looked at anew."""

import random
import uuid

import pytest

from screening.dedupe import actions
from screening.dedupe.queries import parts
from screening.importing.actions.committing import look_for_duplicates
from screening.jobs.tasks import run_job
from screening.models import DuplicateLink, DuplicateQuestion, ImportBatch, Job, MatchKey, Record
from screening.progress.queries.checking import findings
from screening.workflow.actions import claim_slots, decide, open_stage
from tests.factories import make_batch
from tests.screening.dedupe.test_metamorphic import library
from tests.screening.dedupe.works import TRIAL
from tests.screening.dedupe.works import work as work_of


@pytest.fixture
def lead(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def bring(lead, rows) -> ImportBatch:
    """The rows as an import, their accession number the place in the library."""
    batch = make_batch(lead)
    Record.objects.bulk_create(
        Record(
            review=lead.review,
            batch=batch,
            row_no=number,
            authors=row["authors"].split("; "),
            year=int(row["year"]),
            accession=str(place),
            **{name: row[name] for name in ("title", "journal", "volume", "issue", "pages", "doi", "type")},
        )
        for number, (place, row) in enumerate(rows)
    )
    return batch


def work():
    while job := Job.objects.filter(state=Job.State.QUEUED).first():
        run_job.func(str(job.pk))
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error or job.message


def groups(review):
    found: dict[int, set[str]] = {}
    for record in Record.objects.filter(review=review):
        found.setdefault(record.primary_id or record.pk, set()).add(record.accession)
    return {frozenset(group) for group in found.values() if len(group) > 1}


def asked(review):
    questions = DuplicateQuestion.objects.filter(review=review).select_related("first", "second")
    return {(frozenset((q.first.accession, q.second.accession)), q.score, q.why) for q in questions}


def doubtful(rows):
    """Some copies get another volume and page, so that there is something to ask."""
    return [{**row, "pages": "1999", "volume": row["volume"]} if n % 7 == 3 else row for n, row in enumerate(rows)]


def test_imports_one_by_one_end_as_all_looked_through_from_the_start(lead):
    rows = list(enumerate(doubtful(library(3, works=40)[0])))
    random.Random(5).shuffle(rows)
    third = len(rows) // 3
    for some in (rows[:third], rows[third : 2 * third], rows[2 * third :]):
        look_for_duplicates(by=lead, batch=bring(lead, some))
        work()
    step_by_step = groups(lead.review), asked(lead.review)
    Record.objects.update(primary=None)
    for model in (DuplicateQuestion, MatchKey):
        model.objects.all().delete()
    lead.review.jobs.all().delete()
    DuplicateLink.objects.all().delete()
    actions.look_through(by=lead)
    work()
    assert (groups(lead.review), asked(lead.review)) == step_by_step
    assert len(step_by_step[0]) > 10
    assert len(step_by_step[1]) > 0


def test_an_unrelated_import_changes_no_verdict_and_equal_records_meet_however_many_they_are(lead):
    rows, _ = library(5, works=3)
    bare = rows[0] | dict.fromkeys(("journal", "volume", "issue", "pages", "doi"), "")
    equal = [rows[-1] | {"title": "Preventing falls among older people in care homes by exercise"}] * 103
    first, second = [(900, bare), (901, bare)], [(place, row) for place, row in enumerate(equal)]
    for some in (first, second[:60], second[60:]):
        look_for_duplicates(by=lead, batch=bring(lead, some))
        work()
    assert {tuple(sorted(pair)) for pair, _, _ in asked(lead.review)} == {("900", "901")}
    assert groups(lead.review) == {frozenset(str(place) for place, _ in second)}


def test_a_small_import_and_a_large_one_reach_the_same_records(lead, monkeypatch):
    rows = list(enumerate(library(3, works=40)[0]))
    bring(lead, rows[::2])
    batch = bring(lead, rows[1::2])
    actions.look_through(by=lead)
    work()
    swept = parts.parts_of(batch)
    assert set().union(*swept) <= set().union(*parts.all_parts(lead.review))
    assert len(swept[0]) > 5
    monkeypatch.setattr(parts, "SWEPT_FROM", 0)
    assert [lot.keys() for lot in parts.parts_of(batch)] == [lot.keys() for lot in swept]


def test_a_column_found_broken_by_a_later_import_is_not_believed_for_the_earlier_ones(lead):
    rows = list(enumerate(library(1, works=120)[0]))
    look_for_duplicates(by=lead, batch=bring(lead, rows[:40]))
    work()
    right = groups(lead.review)
    noisy = [(place, {**row, "volume": str(1000 + place)}) for place, row in rows[40:]]
    look_for_duplicates(by=lead, batch=bring(lead, noisy))
    work()
    assert Job.objects.filter(kind="find_duplicates").latest("created_at").result["muted"] == ["volume"]
    assert all(any(before <= now for now in groups(lead.review)) for before in right)


def test_a_job_cancelled_half_way_leaves_whole_groups_and_can_be_begun_again(lead):
    rows = list(enumerate(library(2, works=30)[0]))
    job = look_for_duplicates(by=lead, batch=bring(lead, rows))
    Job.objects.filter(pk=job.pk).update(cancel_asked=True)
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert (job.state, groups(lead.review)) == (Job.State.CANCELLED, set())
    actions.look_through(by=lead)
    work()
    assert groups(lead.review)


def test_what_people_merged_and_answered_holds_through_the_next_search(cast, lead):
    review = lead.review
    bring(lead, [(place, TRIAL) for place in range(4)])
    a, b, c, d = Record.objects.order_by("accession")
    stage = review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    for seat in claim_slots(by=cast.reviewer, stage=stage):  # none with votes is hidden by a rule
        vote = {"verdict": "include", "reason": None, "key": uuid.uuid4(), "fence": seat.fence}
        decide(slot=seat, by=cast.reviewer, **vote)
    for copy, keep in ((b, a), (d, c)):
        actions.merge(record=copy, keep=keep, by=lead, reason="One trial")

    def found():
        actions.look_through(by=lead)
        work()
        assert list(findings(review)) == []
        return groups(review), [{q.first, q.second} for q in DuplicateQuestion.objects.all()]

    two = {frozenset("01"), frozenset("23")}
    assert found() == (two, [{a, c}])
    actions.keep_apart(first=b, second=d, by=lead)
    assert found() == (two, [])
    actions.merge(record=c, keep=a, by=lead, reason="The authors say so")
    assert found() == ({frozenset("0123")}, [])
    actions.take_apart(link=DuplicateLink.objects.get(record=c, undone_at=None), by=lead)
    assert found() == (two, [])


def test_a_pair_whose_answer_is_taken_back_is_looked_at_again_at_once(lead):
    knees = work_of(
        title="Walking after total knee arthroplasty in Norway", authors="Berg, Inger", doi="", pages=""
    )
    bring(lead, [(1, TRIAL), (2, work_of(doi="10.1002/ejp.9999", abstract="", pages="31-40")), (3, knees)])
    actions.look_through(by=lead)
    work()
    ((pair, score, why),) = asked(lead.review)
    question = DuplicateQuestion.objects.get()
    link = actions.answer(question=question, verdict="different", by=lead)
    work()
    assert asked(lead.review) == set()
    actions.take_back(links=[link.pk], by=lead)
    job = Job.objects.filter(state=Job.State.QUEUED).get()
    assert sorted(job.args["records"]) == sorted((question.first_id, question.second_id))
    work()
    assert asked(lead.review) == {(pair, score, why)}
    assert list(findings(lead.review)) == []
