"""One change to many records: its counts, what it does, and its undo in one step."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from screening.errors import Closed, Invalid
from screening.finding import actions
from screening.finding.filters import RecordFilter
from screening.finding.jobs import unvote_on_many, vote_on_many
from screening.finding.queries import records_found
from screening.finding.queries.effects import effects
from screening.importing.actions.indexing import index_records
from screening.jobs.progress import claim
from screening.jobs.tasks import run_job
from screening.models import Event, Job, Label, LabelUse, ManyChange, Record, Slot, StageRecord, Verdict
from screening.workflow.actions import admit_records, claim_slots, decide, resolve_conflict, withdraw
from screening.workflow.blinding import own_votes, visible_votes
from tests.factories import make_batch, make_record


@pytest.fixture
def stage(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    batch = make_batch(cast.lead)
    made = [make_record(batch, title=f"{'Rats' if n % 2 else 'Adults'} number {n}") for n in range(24)]
    index_records(made)
    stage = cast.review.stages.get(kind="title-abstract")
    cast.review.stages.filter(pk=stage.pk).update(opened_at=timezone.now())
    stage.refresh_from_db()
    admit_records(stage=stage)
    return stage


@pytest.fixture
def label(cast):
    return Label.objects.create(review=cast.review, name="Animals")


def found(cast, words="rats"):
    return list(records_found(cast.reviewer, RecordFilter(words=words)).values_list("pk", flat=True))


def bearing(member, label):
    return set(
        LabelUse.objects.filter(member=member, label=label, taken_at__isnull=True).values_list("record", flat=True)
    )


def run(job: Job) -> Job:
    run_job.call(str(job.pk))
    job.refresh_from_db()
    return job


def voted(member, stage):
    return {vote.record_id: vote.verdict for vote in own_votes(member, stage)}


def test_a_label_is_put_on_all_found_and_the_undo_takes_it_from_those_alone(cast, stage, label):
    rats = found(cast)
    LabelUse.objects.create(label=label, record_id=rats[0], member=cast.reviewer)
    LabelUse.objects.create(label=label, record_id=rats[1], member=cast.second_reviewer)
    change = actions.label_many(records=rats, label=label, by=cast.reviewer)
    assert (bearing(cast.reviewer, label), change.records) == (set(rats), rats[1:])
    actions.undo_change(change=change, by=cast.reviewer)
    assert bearing(cast.reviewer, label) == {rats[0]}
    assert bearing(cast.second_reviewer, label) == {rats[1]}
    assert "Animals" not in str(list(Event.objects.values_list("after", "subject")))


def test_a_label_taken_off_all_found_comes_back_by_the_undo(cast, stage, label):
    rats = found(cast)
    actions.label_many(records=rats[:3], label=label, by=cast.reviewer)
    change = actions.unlabel_many(records=rats, label=label, by=cast.reviewer)
    assert bearing(cast.reviewer, label) == set()
    actions.undo_change(change=change, by=cast.reviewer)
    assert bearing(cast.reviewer, label) == set(rats[:3])
    change.refresh_from_db()
    with pytest.raises(Closed, match="already"):
        actions.undo_change(change=change, by=cast.reviewer)
    with pytest.raises(Invalid, match="Only the member"):
        actions.undo_change(change=change, by=cast.second_reviewer)


def test_votes_are_cast_where_they_are_awaited_and_withdrawn_by_the_undo(cast, stage):
    rats, reason = found(cast), cast.review.exclusion_reasons.first()
    first = next(slot for slot in claim_slots(by=cast.reviewer, stage=stage, count=24) if slot.record_id == rats[0])
    decide(slot=first, verdict="include", reason=None, by=cast.reviewer, key=uuid.uuid4(), fence=first.fence)
    assert effects(cast.reviewer, RecordFilter(words="rats")).waiting == [(stage, 11)]
    job = run(actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=reason, by=cast.reviewer))
    assert (job.state, job.message) == (Job.State.DONE, "11 votes cast; 1 could not be")
    assert voted(cast.reviewer, stage) == {rats[0]: "include"} | dict.fromkeys(rats[1:], "exclude")
    assert Slot.objects.filter(stage=stage, record__in=rats, done=True).count() == 12
    change = ManyChange.objects.get()
    changed = Slot.objects.get(record=rats[1], reviewer=cast.reviewer)
    decide(slot=changed, verdict="maybe", reason=None, by=cast.reviewer, key=uuid.uuid4(), fence=changed.fence)
    back = run(actions.undo_change(change=change, by=cast.reviewer))
    assert back.message == (
        "10 votes brought back to what stood before; 1 stayed as it was. "
        "1: You voted there by hand since, and that vote stands."
    )
    assert voted(cast.reviewer, stage) == {rats[0]: "include", rats[1]: "maybe"}


def test_the_undo_says_why_votes_stayed_on_the_page_too(cast, stage, sign_in, address):
    rats = found(cast)
    run(actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=None, by=cast.reviewer))
    StageRecord.objects.filter(stage=stage, record__in=rats[:2]).update(released_at=timezone.now())
    back = Slot.objects.get(record=rats[2], reviewer=cast.reviewer)
    withdraw(slot=back, by=cast.reviewer, key=uuid.uuid4())
    change = ManyChange.objects.get()
    run(actions.undo_change(change=change, by=cast.reviewer))
    change.refresh_from_db()
    undone = change.args["undo"]
    assert (len(undone["back"]), sorted(map(len, undone["stayed"].values()))) == (9, [1, 2])
    assert sorted(voted(cast.reviewer, stage)) == rats[:2]
    page = sign_in(cast.reviewer).get(address("changes")).content.decode()
    assert "9 records brought back." in page
    assert "2 stayed: This record was released, so its votes are fixed." in page
    assert "1 stayed: No vote of yours stands there any more." in page


def test_the_undo_takes_back_a_vote_that_was_settled_with_and_the_decision_stands(cast, stage):
    rats = found(cast)
    run(actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=None, by=cast.reviewer))
    other = cast.second_reviewer
    seat = next(slot for slot in claim_slots(by=other, stage=stage, count=24) if slot.record_id == rats[0])
    decide(slot=seat, verdict="include", reason=None, by=other, key=uuid.uuid4(), fence=seat.fence)
    entry = StageRecord.objects.get(stage=stage, record=rats[0])
    why = {"verdict": "exclude", "reason": None, "rationale": "Rats.", "key": uuid.uuid4()}
    resolve_conflict(entry=entry, by=cast.adjudicator, **why)
    run(actions.undo_change(change=ManyChange.objects.get(), by=cast.reviewer))
    assert ManyChange.objects.get().args["undo"]["stayed"] == {}
    assert voted(cast.reviewer, stage) == {}
    entry.refresh_from_db()
    assert entry.state == "excluded"
    assert sorted(vote.verdict for vote in visible_votes(cast.adjudicator, stage, entry.record)) == [
        "exclude",
        "include",
    ]


def test_an_undo_that_is_killed_and_begins_again_counts_each_record_once(cast, stage):
    rats = found(cast)
    run(actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=None, by=cast.reviewer))
    StageRecord.objects.filter(stage=stage, record=rats[0]).update(released_at=timezone.now())
    job = actions.undo_change(change=ManyChange.objects.get(), by=cast.reviewer)
    steps = unvote_on_many(claim(str(job.pk)))
    next(steps), next(steps)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert run(job).message.startswith(
        "11 votes brought back to what stood before; 1 stayed as it was. 1: This rec"
    )


def test_a_label_that_was_touched_since_stays_as_it_is_and_is_told(cast, stage, label, sign_in, address):
    rats = found(cast)
    change = actions.label_many(records=rats, label=label, by=cast.reviewer)
    LabelUse.objects.filter(record__in=rats[:3]).update(taken_at=timezone.now())
    page = sign_in(cast.reviewer).post(address("undo", change_id=change.pk), follow=True).content.decode()
    assert "9 labels brought back to what stood before; 3 stayed as they were. 3: The label had been taken" in page
    assert "3 stayed: The label had been taken off it since." in page


def test_a_worker_that_is_killed_and_begins_again_votes_twice_on_none(cast, stage):
    rats = found(cast)
    job = actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=None, by=cast.reviewer)
    steps = vote_on_many(claim(str(job.pk)))
    next(steps), next(steps)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert len(voted(cast.reviewer, stage)) == 10
    run(job)
    assert (len(voted(cast.reviewer, stage)), len(ManyChange.objects.get().records)) == (12, 12)


def test_no_vote_on_ones_own_publication(cast, stage):
    rats = found(cast)
    cast.reviewer.user.name = "Ada Ruiz"
    cast.reviewer.user.save()
    Record.objects.filter(pk=rats[0]).update(authors=["Ruiz, Ada"])
    run(actions.vote_on_many(records=rats, stage=stage, verdict="exclude", reason=None, by=cast.reviewer))
    assert sorted(voted(cast.reviewer, stage)) == rats[1:]


@pytest.fixture
def address(cast):
    def make(name, **ids):
        return reverse(f"finding:{name}", kwargs={"slug": cast.review.slug, **ids})

    return make


def test_the_page_shows_the_counts_and_does_what_was_chosen(cast, stage, label, sign_in, address):
    client = sign_in(cast.reviewer)
    page = client.get(address("many"), {"q": "rats"}).content.decode()
    assert ["Change 12 records" in page, "<strong>12</strong> of 12 records wait" in page] == [True, True]
    sent = {"do": "label", "label": label.pk, "count": 12}
    answer = client.post(address("do") + "?q=rats", sent, follow=True).content.decode()
    assert "“Animals” was put on 12 records." in answer
    change = ManyChange.objects.get()
    client.post(address("undo", change_id=change.pk))
    assert bearing(cast.reviewer, label) == set()


def test_nothing_is_done_where_the_search_finds_others_than_were_shown(cast, stage, label, sign_in, address):
    answer = sign_in(cast.reviewer).post(address("do") + "?q=rats", {"do": "label", "label": label.pk, "count": 11})
    assert (answer.status_code, "finds 12 records now" in answer.content.decode()) == (
        409,
        True,
    )
    assert bearing(cast.reviewer, label) == set()


def test_what_cannot_be_done_is_said_on_the_page(cast, stage, sign_in, address):
    cast.review.stages.filter(pk=stage.pk).update(reason_required=True)
    client = sign_in(cast.reviewer)
    vote = {"do": "vote", "stage": stage.pk, "verdict": Verdict.EXCLUDE, "count": 12}
    answer = client.post(address("do") + "?q=rats", vote)
    assert (answer.status_code, "needs a reason" in answer.content.decode()) == (422, True)
    answer = client.post(address("do") + "?q=rats", {"do": "label", "count": 12})
    assert (answer.status_code, "Choose a label." in answer.content.decode()) == (422, True)


def test_a_search_is_kept_shared_and_dropped(cast, stage, sign_in, address):
    client = sign_in(cast.reviewer)
    client.post(address("keep") + f"?q=rats&mine={stage.pk}:exclude", {"name": "Animals", "shared": "on"})
    kept = cast.review.saved_searches.get()
    assert (kept.asked, kept.shared) == ({"q": "rats"}, True)
    assert "Animals" in sign_in(cast.second_reviewer).get(address("list")).content.decode()
    assert sign_in(cast.second_reviewer).post(address("drop", search_id=kept.pk)).status_code == 422
    client.post(address("drop", search_id=kept.pk), follow=True)
    assert "Animals" not in client.get(address("list")).content.decode()


@pytest.mark.parametrize(
    ("name", "wanted", "words"),
    [
        ("", RecordFilter(words="rats"), "a name"),
        ("x" * 81, RecordFilter(words="rats"), "80 characters"),
        ("All", RecordFilter(order="title"), "Nothing is searched"),
        ("Mine", RecordFilter(mine="1:include"), "cannot be shared"),
    ],
)
def test_a_search_that_cannot_be_kept_is_refused_in_words(cast, name, wanted, words):
    with pytest.raises(Invalid, match=words):
        actions.keep_search(name=name, wanted=wanted, shared=True, by=cast.reviewer)


def test_who_was_removed_meanwhile_votes_no_more(cast, stage):
    asked = {"records": found(cast), "stage": stage, "verdict": "exclude", "reason": None, "by": cast.reviewer}
    job = actions.vote_on_many(**asked)
    type(cast.reviewer).objects.filter(pk=cast.reviewer.pk).update(removed_at=timezone.now())
    done = run(job)
    assert (done.state, "no longer screen" in done.message) == (Job.State.FAILED, True)
    assert voted(cast.reviewer, stage) == {}
