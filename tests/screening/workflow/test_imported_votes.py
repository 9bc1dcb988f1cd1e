"""Votes that came with a file: whose they are is asked, what they do is shown, they are stored once and sealed."""

import uuid

import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.importing import actions as importing
from screening.importing.queries.undo import FileVotes
from screening.jobs.progress import claim, report
from screening.jobs.tasks import run_job
from screening.models import Decision, Event, Job, Slot, StageRecord
from screening.workflow.actions import (
    admit_records,
    decide,
    import_votes,
    open_stage,
    release_settled,
    take_back_imported,
)
from screening.workflow.blinding import visible_votes
from screening.workflow.jobs import import_votes as steps_of
from screening.workflow.queries.imported import CAME, VOTED, Choice, likely, votes_to_import
from tests.factories import make_member, make_user
from tests.screening.importing.making import source_of, upload

RAYYAN = [
    '{"Ana"=>"Included", "Bo"=>"Included"} | RAYYAN-LABELS: ketamine',
    '{"Ana"=>"Excluded", "Bo"=>"Maybe"} | RAYYAN-EXCLUSION-REASONS: wrong population,foreign language',
    '{"Ana"=>"Excluded", "Bo"=>"Excluded", "Cy"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: not ketamine',
    '{"Bo"=>"Included"}',
]


def rayyan(notes=RAYYAN) -> bytes:
    entries = [
        f"TY  - JOUR\nTI  - Ketamine in trial {n}\nAU  - Author{n}, A\nPY  - 2020\nDO  - 10.1000/trial.{n}\n"
        f"N1  - RAYYAN-INCLUSION: {note}\nER  - \n"
        for n, note in enumerate(notes, 1)
    ]
    return "\n".join(entries).encode()


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def work() -> None:
    while job := Job.objects.filter(state=Job.State.QUEUED).first():
        run_job.func(str(job.pk))


def brought(lead, content=None):
    batch = importing.stage_import(file=upload(content or rayyan()), source=source_of(lead), by=lead)
    importing.import_staged(batch=batch, by=lead)
    work()
    batch.refresh_from_db()
    return batch


def mapping(cast):
    reasons = {reason.text.casefold(): reason for reason in cast.review.exclusion_reasons.all()}
    names = {"ana": cast.reviewer, "bo": cast.second_reviewer}
    return names, {"wrong population": reasons["wrong population"], "not ketamine": reasons["not ketamine"]}


@pytest.fixture
def stage(cast, lead):
    stage = cast.review.stages.get(kind="title-abstract")
    open_stage(stage=stage, by=lead)
    return stage


def votes_of(batch) -> list[tuple]:
    found = Decision.objects.filter(imported_from=batch).order_by("record", "imported_as")
    return [
        (vote.record.row_no, vote.imported_as, vote.verdict, vote.reason.text if vote.reason else "", vote.note)
        for vote in found
    ]


def test_the_file_says_how_many_votes_of_each_name_it_brings(lead):
    batch = brought(lead)
    assert batch.carried == {
        "votes": {"Bo": 4, "Ana": 3, "Cy": 1},
        "labels": {"ketamine": 1},
        "reasons": {"wrong population": 1, "foreign language": 1, "not ketamine": 1},
    }


def test_votes_are_stored_under_their_members_with_reasons_and_where_they_came_from(cast, lead, stage):
    batch = brought(lead)
    names, reasons = mapping(cast)
    preview = votes_to_import(Choice(stage, names, reasons), batch)
    assert (preview.stored, dict(preview.by_reviewer), preview.left, preview.not_stored) == (
        7,
        {cast.second_reviewer: 4, cast.reviewer: 3},
        1,
        [],
    )
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()
    assert votes_of(batch) == [
        (1, "Ana", "include", "", ""),
        (1, "Bo", "include", "", ""),
        (2, "Ana", "exclude", "Wrong population", "Reasons in the file: wrong population, foreign language."),
        (2, "Bo", "maybe", "", ""),
        (3, "Ana", "exclude", "Not ketamine", "Reasons in the file: not ketamine."),
        (3, "Bo", "exclude", "Not ketamine", "Reasons in the file: not ketamine."),
        (4, "Bo", "include", "", ""),
    ]
    states = StageRecord.objects.filter(stage=stage).order_by("record").values_list("state", flat=True)
    assert list(states) == ["included", "conflict", "excluded", "waiting"]
    told = Event.objects.filter(verb="vote imported")
    assert (told.count(), set(told.values_list("actor", flat=True)), set(told.values_list("after", flat=True))) == (
        7,
        {str(lead.user)},
        {None},
    )


def test_asked_twice_nothing_is_stored_twice_and_own_votes_stand(cast, lead, stage):
    batch = brought(lead)
    names, reasons = mapping(cast)
    for _ in range(2):
        job = import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
        work()
    job.refresh_from_db()
    assert (Decision.objects.count(), job.state, job.message) == (7, "done", "0 votes stored, 0 not stored")
    other = {"cy": cast.reviewer}
    preview = votes_to_import(Choice(stage, other, reasons), batch)
    assert (preview.stored, preview.not_stored) == (0, [(CAME, 1)])


def test_a_third_vote_gets_a_seat_of_its_own_and_no_seat_is_left_over(cast, lead, stage):
    batch = brought(lead, rayyan(RAYYAN[2:3]))
    names, reasons = mapping(cast)
    names["cy"] = make_member(cast.review, "reviewer")
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()
    seats = Slot.objects.filter(stage=stage)
    assert (seats.count(), seats.filter(done=True, vote__isnull=False).count()) == (3, 3)


def test_what_keeps_a_vote_out_is_counted_by_reason(cast, lead, stage):
    batch = brought(lead)
    names, _ = mapping(cast)
    StageRecord.objects.filter(stage=stage).delete()
    Slot.objects.filter(stage=stage).delete()
    full_text = cast.review.stages.get(kind="full-text")
    open_stage(stage=full_text, by=lead)
    preview = votes_to_import(Choice(full_text, names, {}), batch)
    assert (preview.stored, preview.not_stored) == (0, [("the record has no place in this stage", 7)])
    for record in batch.records.all():
        StageRecord.objects.create(stage=full_text, record=record)
    preview = votes_to_import(Choice(full_text, names, {}), batch)
    assert (preview.stored, preview.not_stored) == (
        4,
        [("this stage needs a reason, and none was chosen for those in the file", 3)],
    )


def test_a_vote_on_a_copy_is_a_vote_on_the_record_that_stands_for_it(cast, lead, stage):
    first = brought(lead, rayyan(RAYYAN[:1]))
    second = brought(lead, rayyan(RAYYAN[:1]).replace(b"Bo", b"Cy").replace(b"TY  - JOUR", b"TY  - JOUR\nKW  - x"))
    assert second.records.get().primary == first.records.get()
    names, _ = mapping(cast)
    import_votes(batch=second, stage=stage, names={"cy": names["bo"]}, reasons={}, by=lead)
    work()
    assert [vote.record.batch for vote in Decision.objects.all()] == [first]


@pytest.mark.parametrize("wrong", ["closed", "names", "observer", "other review", "not imported"])
def test_what_cannot_be_is_refused_in_words(cast, lead, stage, wrong):
    batch, how = brought(lead), {"names": mapping(cast)[0], "reasons": {}, "stage": stage}
    if wrong == "closed":
        how["stage"] = cast.review.stages.get(kind="full-text")
    elif wrong == "names":
        how["names"] = {}
    elif wrong == "observer":
        how["names"] = {"ana": cast.observer}
    elif wrong == "other review":
        how["stage"] = cast.other_review.stages.first()
    else:
        batch.state = "staged"
    with pytest.raises((Closed, Invalid)):
        import_votes(batch=batch, by=lead, **how)
    assert Decision.objects.count() == 0


def test_an_imported_vote_is_sealed_like_any_other(cast, lead, stage):
    batch = brought(lead)
    names, reasons = mapping(cast)
    import_votes(batch=batch, stage=stage, names={"ana": names["ana"]}, reasons=reasons, by=lead)
    work()
    record = batch.records.get(row_no=2)
    assert visible_votes(cast.second_reviewer, stage, record) == []
    assert visible_votes(lead, stage, record) == []
    assert [vote.imported for vote in visible_votes(cast.reviewer, stage, record)] == ["search.ris, as “Ana”"]


def test_no_page_shows_what_was_voted_in_the_file(cast, lead, stage, sign_in):
    batch = brought(lead)
    ids = {"slug": cast.review.slug}
    record = batch.records.get(row_no=2)
    for member in (cast.second_reviewer, lead):
        client = sign_in(member)
        addresses = [
            reverse("importing:record", kwargs=ids | {"record_id": record.pk}),
            reverse("importing:batch", kwargs=ids | {"batch_id": batch.pk}),
            reverse("exporting:records", kwargs=ids) + "?format=csv",
            reverse("exporting:records", kwargs=ids) + "?format=ris",
        ]
        texts = [client.get(address).getvalue().decode() for address in addresses]
        assert [
            text for text in texts if "Excluded&quot;" in text or "=>" in text or "wrong population" in text
        ] == []


def test_the_page_asks_previews_and_stores(cast, lead, stage, sign_in, settings):
    batch, client = brought(lead), sign_in(lead)
    url = reverse("workflow:imported_votes", kwargs={"slug": cast.review.slug, "batch_id": batch.pk})
    form = client.get(url).context["form"]
    assert [field.label for field in form.name_fields()] == ["Ana", "Bo", "Cy"]
    assert [field.initial for field in form.reason_fields()][1:] == [
        str(cast.review.exclusion_reasons.get(text=text).pk) for text in ("Not ketamine", "Wrong population")
    ]
    sent = {
        "stage": stage.pk,
        "name-0": cast.reviewer.pk,
        "name-1": "",
        "name-2": "",
        "reason-1": "",
        "reason-2": "",
    }
    page = client.get(url, sent)
    assert (page.context["preview"].stored, "Import 3 votes" in page.content.decode()) == (3, True)
    answer = client.post(url + "store/", dict(page.context["sent"]))
    assert "/jobs/" in answer.url
    work()
    assert [vote[1:3] for vote in votes_of(batch)] == [("Ana", "include"), ("Ana", "exclude"), ("Ana", "exclude")]


def test_the_likely_member_is_the_only_one_of_that_name(cast):
    ana = make_member(cast.review, "reviewer", user=make_user("ana"))
    anna = make_member(cast.review, "reviewer", user=make_user("anna"))
    assert likely("Ana", [ana, anna]) == ana
    assert likely("nobody", [ana, anna]) is None


def test_votes_given_to_the_wrong_members_are_taken_back_and_given_to_the_right_ones(cast, lead, stage, sign_in):
    batch = brought(lead)
    right, reasons = mapping(cast)
    wrong = {"ana": right["bo"], "bo": right["ana"]}
    import_votes(batch=batch, stage=stage, names=wrong, reasons=reasons, by=lead)
    work()
    url = reverse("workflow:imported_votes", kwargs={"slug": cast.review.slug, "batch_id": batch.pk})
    client = sign_in(lead)
    assert client.get(url).context["standing"] == [FileVotes(stage, 7, 0)]
    client.post(url + "take-back/title-abstract/")
    work()
    assert set(StageRecord.objects.filter(stage=stage).values_list("state", flat=True)) == {"waiting"}
    seats = Slot.objects.filter(stage=stage)
    assert (seats.count(), seats.filter(done=False, reviewer=None).count()) == (8, 8)
    assert Event.objects.filter(verb="imported vote taken back").count() == 7
    import_votes(batch=batch, stage=stage, names=right, reasons=reasons, by=lead)
    work()
    standing = Slot.objects.filter(stage=stage, vote__isnull=False)
    assert {(slot.vote.imported_as, slot.vote.reviewer) for slot in standing} == {
        ("Ana", right["ana"]),
        ("Bo", right["bo"]),
    }
    assert (standing.count(), Decision.objects.count()) == (7, 21)
    states = StageRecord.objects.filter(stage=stage).order_by("record").values_list("state", flat=True)
    assert list(states) == ["included", "conflict", "excluded", "waiting"]


def test_votes_on_released_records_are_not_taken_back(cast, lead, stage):
    batch = brought(lead)
    names, reasons = mapping(cast)
    import_votes(batch=batch, stage=stage, names=names, reasons=reasons, by=lead)
    work()
    release_settled(stage=stage, by=lead)
    take_back_imported(batch=batch, stage=stage, by=lead)
    work()
    kept = Slot.objects.filter(stage=stage, vote__isnull=False).values_list("record__row_no", flat=True)
    assert sorted(kept) == [1, 1, 3, 3]
    with pytest.raises(Closed, match="No vote of search.ris stands"):
        take_back_imported(batch=batch, stage=stage, by=lead)


def killed_after(job: Job, steps: int, *, unsaid: bool) -> None:
    """A worker did so many steps and was killed; `unsaid`: before it could tell of the last one."""
    held = claim(str(job.pk))
    for n, step in zip(range(steps), steps_of(held), strict=False):
        if not unsaid or n < steps - 1:
            report(held, step)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("unsaid", [False, True])
def test_after_a_kill_the_job_counts_what_was_stored_before(cast, lead, stage, monkeypatch, unsaid):
    monkeypatch.setattr("screening.workflow.queries.imported.AT_ONCE", 1)
    monkeypatch.setattr("screening.workflow.actions.imported.AT_ONCE", 1)
    batch, (names, _) = brought(lead), mapping(cast)
    job = import_votes(batch=batch, stage=stage, names=names, reasons={}, by=lead)
    killed_after(job, 5, unsaid=unsaid)
    work()
    job.refresh_from_db()
    assert (job.message, Decision.objects.count()) == ("7 votes stored, 0 not stored", 7)
    job = take_back_imported(batch=batch, stage=stage, by=lead)
    killed_after(job, 3, unsaid=unsaid)
    work()
    job.refresh_from_db()
    assert (job.message, job.title) == ("7 votes taken back", "Taking back votes: search.ris")


def test_two_names_of_one_member_are_told_of_as_such(cast, lead, stage):
    batch = brought(lead)
    both = {"ana": cast.reviewer, "bo": cast.reviewer}
    preview = votes_to_import(Choice(stage, both, {}), batch)
    assert (preview.stored, preview.not_stored) == (4, [(CAME, 3)])
    job = import_votes(batch=batch, stage=stage, names=both, reasons={}, by=lead)
    work()
    job.refresh_from_db()
    assert job.message == f"4 votes stored, 3 not stored: 3 votes ({CAME})"


def test_a_vote_cast_here_is_told_of_as_such(cast, lead, stage):
    batch = brought(lead)
    admit_records(stage=stage, by=lead)
    seat = Slot.objects.filter(stage=stage, record__row_no=4, reviewer=None).first()
    Slot.objects.filter(pk=seat.pk).update(reviewer=cast.second_reviewer)
    seat.refresh_from_db()
    decide(slot=seat, verdict="exclude", reason=None, by=cast.second_reviewer, key=uuid.uuid4(), fence=seat.fence)
    preview = votes_to_import(Choice(stage, {"bo": cast.second_reviewer}, {}), batch)
    assert (preview.stored, preview.not_stored) == (3, [(VOTED, 1)])
