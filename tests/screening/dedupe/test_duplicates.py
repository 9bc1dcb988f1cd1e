"""Duplicates in the product: by rule after imports in any order, by hand, and back."""

from itertools import permutations

import pytest
from django.db import connection
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.actions import finding
from screening.dedupe.queries import open_questions, step_count
from screening.errors import Closed, Invalid
from screening.importing import actions as importing
from screening.jobs.tasks import run_job
from screening.models import DuplicateLink, Event, Job, Record, Report, Slot
from tests.factories import make_batch, make_member, make_record
from tests.screening.importing.making import ris, source_of, upload


@pytest.fixture
def lead(cast, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.lead


def work() -> None:
    while job := Job.objects.filter(state=Job.State.QUEUED).first():
        run_job.func(str(job.pk))
        job.refresh_from_db()
        assert job.state == Job.State.DONE, job.error or job.message


def bring(lead, content, name):
    batch = importing.stage_import(file=upload(content, name), source=source_of(lead, name), by=lead)
    importing.import_staged(batch=batch, by=lead)
    work()


def look_through(lead):
    actions.look_through(by=lead)
    work()


def record(lead, **fields):
    return make_record(make_batch(lead), **fields)


def pair(lead, **fields):
    """Two records that share a DOI."""
    shared = {"doi": "10.1000/a", "title": "Ketamine for chronic neuropathic pain", "authors": ["Ruiz, A."]}
    fields = shared | fields
    return record(lead, **fields), record(lead, **fields)


def voted(lead, *records):
    stage = lead.review.stages.get(kind="title-abstract")
    for one in records:
        Slot.objects.create(
            stage=stage, record=one, number=1, reviewer=make_member(lead.review, "reviewer"), done=True
        )


def copies(review):
    return sorted(Record.objects.filter(review=review, primary__isnull=False).values_list("pk", "primary"))


FILES = {
    "pubmed": ris(1, 6, AN="p{n}"),
    "embase": ris(4, 9, AN="e{n}", KW="embase"),
    "hand": ris(6, 7).replace(b"DO  -", b"C9  -") + ris(1, 1).replace(b"10.1234/pain.1", b"10.9999/other"),
}


def works(review):
    """The groups by where their records come from, with the one that stands for each."""
    place = {
        r.pk: (r.batch.filename, r.row_no) for r in Record.objects.filter(review=review).select_related("batch")
    }
    return sorted((place[a], place[b]) for a, b in copies(review))


def test_the_order_of_imports_does_not_matter(lead, cast):
    results = []
    for number, order in enumerate(list(permutations(FILES))[::2]):
        other = make_member(_review(cast, number), "lead", user=cast.stranger)
        for name in order:
            bring(other, FILES[name], name)
        results.append(works(other.review))
    at_once = make_member(_review(cast, 99), "lead", user=cast.stranger)
    for name in FILES:
        batch = importing.stage_import(file=upload(FILES[name], name), source=source_of(at_once), by=at_once)
        importing.import_staged(batch=batch, by=at_once)
    Job.objects.filter(kind="find_duplicates").delete()
    work()
    look_through(at_once)
    assert results[0] == works(at_once.review)
    assert all(result == results[0] for result in results)
    assert len(results[0]) == 5


def _review(cast, number):
    from tests.factories import make_review

    return make_review(cast.stranger, slug=f"order-{number}")


def test_looking_again_changes_nothing(lead):
    bring(lead, FILES["pubmed"], "pubmed")
    bring(lead, FILES["embase"], "embase")
    before = set(DuplicateLink.objects.values_list("pk", flat=True))
    look_through(lead)
    assert set(DuplicateLink.objects.values_list("pk", flat=True)) == before
    assert Job.objects.filter(kind="find_duplicates").latest("created_at").message == "Nothing changed"


def test_a_link_says_by_which_rule_and_why_and_the_audit_names_it(lead):
    a, b = pair(lead)
    look_through(lead)
    (link,) = DuplicateLink.objects.all()
    assert {link.record_id, link.primary_id} == {a.pk, b.pk}
    assert (link.rule, link.merged_by) == ("identifier and title", lead)
    assert link.evidence == "Same DOI; same title; same year; same authors; the abstracts differ, one is brief"
    event = Event.objects.get(verb="duplicates found")
    assert event.after == {"merged": [[link.record_id, link.primary_id, "identifier and title"]]}


def test_not_the_same_is_remembered(lead):
    pair(lead)
    look_through(lead)
    actions.take_apart(link=DuplicateLink.objects.get(), by=lead)
    assert copies(lead.review) == []
    look_through(lead)
    assert copies(lead.review) == []
    assert list(open_questions(lead)) == []


def test_taking_apart_twice_is_refused(lead):
    pair(lead)
    look_through(lead)
    link = DuplicateLink.objects.get()
    actions.take_apart(link=link, by=lead)
    with pytest.raises(Closed, match="taken apart already"):
        actions.take_apart(link=link, by=lead)


def test_two_records_with_votes_are_left_for_a_person_with_a_note(lead):
    voted(lead, *pair(lead))
    look_through(lead)
    assert copies(lead.review) == []
    (question,) = open_questions(lead)
    why = "Same DOI; same title; same year; same authors; the abstracts differ, one is brief"
    assert question.why == f"{why}; both have votes, so a person decides"


def test_a_record_that_got_votes_comes_to_stand_for_its_group(lead):
    pair(lead)
    look_through(lead)
    ((copy, primary),) = copies(lead.review)
    voted(lead, Record.objects.get(pk=copy))
    look_through(lead)
    assert copies(lead.review) == [(primary, copy)]
    assert DuplicateLink.objects.filter(undone_at=None).count() == 1


def test_merged_by_hand_stays_merged_and_takes_its_copies_along(lead):
    pair(lead)
    look_through(lead)
    ((copy, primary),) = copies(lead.review)
    other = record(lead, title="A preprint under another title, and a longer one", doi="10.1000/pre", abstract="x")
    link = actions.merge(record=Record.objects.get(pk=primary), keep=other, by=lead, reason="Preprint")
    assert copies(lead.review) == sorted([(copy, other.pk), (primary, other.pk)])
    look_through(lead)
    assert copies(lead.review) == sorted([(copy, other.pk), (primary, other.pk)])
    assert (link.rule, link.evidence) == ("by-hand", "Preprint")


def test_a_merge_by_hand_can_be_undone_for_good(lead):
    a, b = record(lead, title="One thing entirely"), record(lead, title="Another thing entirely")
    link = actions.merge(record=b, keep=a, by=lead)
    actions.take_apart(link=link, by=lead)
    look_through(lead)
    assert copies(lead.review) == []


def test_votes_are_not_hidden_by_hand_without_a_reason(lead):
    a, b = record(lead), record(lead)
    voted(lead, a)
    with pytest.raises(Invalid, match="Keep the one with votes"):
        actions.merge(record=a, keep=b, by=lead)
    voted(lead, b)
    with pytest.raises(Invalid, match="Both records have votes"):
        actions.merge(record=a, keep=b, by=lead)
    actions.merge(record=a, keep=b, by=lead, reason="The same trial, seen in the registry")
    assert copies(lead.review) == [(a.pk, b.pk)]


def test_a_record_whose_full_text_is_sought_is_not_put_aside(lead):
    a, b = record(lead), record(lead)
    Report.objects.create(review=lead.review, record=a)
    with pytest.raises(Closed, match="full text"):
        actions.merge(record=a, keep=b, by=lead)


def test_an_open_question_can_be_answered_and_is_not_asked_again(lead):
    first, second = pair(lead)
    Record.objects.filter(pk=first.pk).update(pmid="1")
    Record.objects.filter(pk=second.pk).update(pmid="2")
    look_through(lead)
    (question,) = open_questions(lead)
    why = "Same DOI; same title; same year; same authors; the PubMed ids differ; the abstracts differ, one is brief"
    assert question.why == why
    assert (step_count(lead).mine, step_count(lead).label) == (1, "Decide 1 possible duplicate")
    actions.keep_apart(first=first, second=second, by=lead)
    assert (list(open_questions(lead)), step_count(lead).mine) == ([], 0)
    look_through(lead)
    assert list(open_questions(lead)) == []


def test_the_page_shows_groups_side_by_side_and_takes_them_apart(lead, cast, sign_in):
    a, b = pair(lead, volume="1")
    Record.objects.filter(pk=b.pk).update(volume="2")
    look_through(lead)
    client = sign_in(cast.adjudicator)
    url = reverse("dedupe:list", kwargs={"slug": lead.review.slug})
    (group,) = client.get(url).context["groups"]
    rows = {row.label: (row.values, row.differs) for row in group.rows}
    assert sorted(rows["Volume"][0]) == ["1", "2"]
    assert (rows["Volume"][1], rows["DOI"][1]) == ((False, True), (False, False))
    link = DuplicateLink.objects.get()
    answer = client.post(reverse("dedupe:take_apart", kwargs={"slug": lead.review.slug, "link_id": link.pk}))
    assert (answer.url, copies(lead.review)) == (url, [])


def test_two_records_are_compared_and_merged_on_the_page(lead, cast, sign_in):
    a, b = record(lead, title="One thing"), record(lead, title="Another thing")
    client, at = sign_in(cast.lead), {"slug": lead.review.slug}
    shown = client.get(reverse("dedupe:compare", kwargs=at), {"record": [a.pk, b.pk]})
    assert [r.pk for r in shown.context["pair"]] == [a.pk, b.pk]
    answer = client.post(
        reverse("dedupe:merge", kwargs=at), {"record": [a.pk, b.pk], "keep": b.pk, "reason": "seen"}
    )
    assert answer.url == reverse("dedupe:group", kwargs={**at, "record_id": b.pk})
    assert copies(lead.review) == [(a.pk, b.pk)]


def test_a_record_of_another_review_cannot_be_compared_or_merged(lead, cast, sign_in):
    mine, theirs = record(lead), make_record(make_batch(cast.other_lead))
    client, at = sign_in(cast.lead), {"slug": lead.review.slug}
    assert client.get(reverse("dedupe:compare", kwargs=at), {"record": [mine.pk, theirs.pk]}).status_code == 404
    form = {"record": [mine.pk, theirs.pk], "keep": mine.pk}
    assert client.post(reverse("dedupe:merge", kwargs=at), form).status_code == 404
    assert copies(lead.review) == []


def when_grouped(monkeypatch, deed):
    """Have `deed` done while records are being grouped, once; how often they were."""
    honest, times = finding.groups, []

    def grouped(*asked, **more):
        times.append(len(times))
        if len(times) == 1:
            deed()
        return honest(*asked, **more)

    monkeypatch.setattr(finding, "groups", grouped)
    return times


def test_what_people_say_while_records_are_compared_holds(lead, monkeypatch):
    first, second = pair(lead)
    said = {"first": second, "second": first, "by": lead, "reason": "Two cohorts."}
    times = when_grouped(monkeypatch, lambda: actions.keep_apart(**said))
    look_through(lead)
    assert (len(times), copies(lead.review)) == (2, [])


@pytest.mark.django_db(transaction=True)
def test_records_are_compared_before_the_transaction_so_that_nobody_waits_for_it(lead, monkeypatch):
    pair(lead)
    held = []
    times = when_grouped(monkeypatch, lambda: held.append(connection.in_atomic_block))
    look_through(lead)
    assert (len(times), held, len(copies(lead.review))) == (1, [False], 1)
