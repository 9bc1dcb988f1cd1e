"""Records that belong together without being one: found with a reason, shown on both pages, taken back for good."""

import pytest
from django.urls import reverse

from screening.dedupe import actions
from screening.dedupe.engine.run import find
from screening.errors import Closed, Invalid
from screening.importing.queries.records import flags_of, related_records
from screening.jobs.tasks import run_job
from screening.models import DuplicateQuestion, Event, Job, Record, RecordRelation
from screening.workflow.views.cards import card_html, highlighter, records_for_cards
from tests.factories import make_batch, make_record
from tests.screening.dedupe.works import TRIAL, without, work
from tests.screening.workflow.conftest import make_room

RETRACTION = without("doi", "pmid", "abstract", title="Retraction: " + TRIAL["title"], year="2021", pages="9")
OTHERS = {
    "retraction": RETRACTION,
    "correction": without("doi", "pmid", "abstract", title="Erratum: " + TRIAL["title"], issue="7", pages="1402"),
    "comment": without("doi", "abstract", title="Comment on: " + TRIAL["title"], authors="Lee, B.", pages="7"),
    "reply": without("doi", "pmid", "abstract", title=TRIAL["title"] + ": Authors' reply", pages="726"),
    "preprint": without("pmid", "volume", "issue", "pages", journal="medRxiv", doi="10.1101/2018.11.01.18001234"),
    "meeting": without(
        "doi", "pmid", "abstract", journal="Abstracts of the 10th Congress of the European Pain Federation",
        volume="22", issue="Suppl 1", pages="S88", year="2018",
    ),
    "thesis": without("doi", "pmid", "volume", "issue", "pages", journal="PhD thesis, Kiel"),
}  # fmt: skip


@pytest.mark.engine_free
@pytest.mark.parametrize("kind", OTHERS)
def test_what_belongs_with_an_article_is_named_and_not_merged(kind):
    for pair, place in (([TRIAL, OTHERS[kind]], 1), ([OTHERS[kind], TRIAL], 0)):
        found = find(pair)
        assert found.clusters == []
        assert [(one.kind, one.a, one.b) for one in found.related] == [(kind, place, 1 - place)]
        assert found.related[0].why


@pytest.mark.engine_free
def test_a_preprint_that_bears_the_identifier_of_its_article_is_offered_as_related():
    found = find([TRIAL, without("pmid", "volume", "issue", "pages", journal="medRxiv")])
    assert found.clusters == []
    assert [(one.kind, one.a, one.b) for one in found.related] == [("preprint", 1, 0)]


@pytest.mark.engine_free
def test_copies_and_strangers_are_not_related():
    assert find([TRIAL, work(doi="", pmid="")]).related == []
    other = work(title="Retraction: Ketamine infusion for burns in children", authors="Roe, A.", doi="", pmid="")
    assert find([TRIAL, other]).related == []


@pytest.fixture
def review(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return cast.review


def brought(cast, *rows):
    batch = make_batch(cast.lead)
    names = ("title", "journal", "volume", "issue", "pages", "doi", "pmid", "abstract")
    return [
        make_record(batch, authors=row["authors"].split("; "), year=int(row["year"]), **{n: row[n] for n in names})
        for row in rows
    ]


def search(cast):
    actions.look_through(by=cast.lead)
    job = Job.objects.filter(state=Job.State.QUEUED).get()
    run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error


def test_the_search_relates_a_retraction_and_both_pages_show_it(cast, review, sign_in):
    article, notice = brought(cast, TRIAL, RETRACTION)
    search(cast)
    search(cast)
    relation = RecordRelation.objects.get()
    assert (relation.record, relation.other, relation.kind) == (notice, article, "retraction")
    client = sign_in(cast.lead)
    page = client.get(reverse("importing:record", args=[review.slug, article.pk])).content.decode()
    assert page.count("Retraction notice among the records") == 1
    page = client.get(reverse("importing:record", args=[review.slug, notice.pk])).content.decode()
    assert "Retraction notice among the records" not in page
    assert "Retraction notice of" in page


def test_what_a_person_takes_back_is_not_said_again(cast, review, sign_in):
    article, _ = brought(cast, TRIAL, RETRACTION)
    search(cast)
    relation = RecordRelation.objects.get()
    answer = sign_in(cast.lead).post(reverse("dedupe:unrelate", args=[review.slug, relation.pk]))
    assert answer.status_code == 302
    search(cast)
    assert related_records(article, {article.pk}) == []
    assert RecordRelation.objects.count() == 1
    assert Event.objects.filter(verb="relation taken back").count() == 1
    with pytest.raises(Closed):
        actions.take_back_relation(relation=relation, by=cast.lead)


def test_a_person_relates_two_records_and_the_search_leaves_it(cast, review, sign_in):
    one, other = brought(cast, TRIAL, work(title="A longer follow-up of quite another kind", doi="", pmid=""))
    kept = {"record": [one.pk, other.pk], "about": one.pk, "kind": "comment"}
    answer = sign_in(cast.lead).post(reverse("dedupe:relate", args=[review.slug]), kept)
    assert answer.status_code == 302
    relation = RecordRelation.objects.get()
    assert (relation.record, relation.other, relation.by_hand) == (other, one, True)
    search(cast)
    relation.refresh_from_db()
    assert relation.undone_at is None
    with pytest.raises(Closed):
        actions.say_related(record=other, other=one, kind="reply", by=cast.lead)
    with pytest.raises(Invalid):
        actions.say_related(record=one, other=other, kind="sequel", by=cast.lead)


def test_who_screens_the_article_sees_that_it_was_retracted(cast, sign_in):
    room = make_room(cast, records=2)
    article, notice = room.records
    RecordRelation.objects.create(record=notice, other=article, kind="retraction", why="x", made_by=room.lead)
    copy = make_record(article.batch)
    Record.objects.filter(pk=article.pk).update(title="The article")
    RecordRelation.objects.create(record=notice, other=copy, kind="correction", why="x", made_by=room.lead)

    shown = records_for_cards([article.pk, notice.pk])
    html = [card_html(shown[one.pk], highlighter(room.a), slug=room.stage.review.slug) for one in (article, notice)]
    assert ["Retraction notice among the records" in one for one in html] == [True, False]
    Record.objects.filter(pk=copy.pk).update(primary=notice)
    shown = records_for_cards([notice.pk])
    html = card_html(shown[notice.pk], highlighter(room.a), slug=room.stage.review.slug)
    assert "Correction among the records" in html


def test_what_was_said_is_not_said_the_other_way_round_and_ends_with_a_merge(cast, review):
    notice, article = brought(cast, RETRACTION, TRIAL)
    actions.say_related(record=notice, other=article, kind="retraction", by=cast.lead)
    with pytest.raises(Closed, match="related already"):
        actions.say_related(record=article, other=notice, kind="retraction", by=cast.lead)
    actions.merge(record=notice, keep=article, by=cast.lead, reason="Imported twice")
    assert related_records(article, {article.pk, notice.pk}) == []
    assert not RecordRelation.objects.filter(undone_at__isnull=True).exists()


def related_by_rule(cast, record, other):
    return RecordRelation.objects.create(
        record=record, other=other, kind="correction", why="Title begins with Erratum", made_by=cast.lead
    )


@pytest.mark.parametrize(("kind", "turned"), [("correction", False), ("comment", False), ("correction", True)])
def test_a_question_about_two_the_rules_relate_is_answered_by_confirming_or_saying_better(
    cast, review, sign_in, kind, turned
):
    notice, article = brought(cast, RETRACTION, TRIAL)
    related_by_rule(cast, notice, article)
    about = notice if turned else article
    question = DuplicateQuestion.objects.create(
        review=review, first=notice, second=article, score=0.5, why="Same title", pattern="x"
    )
    url = reverse("dedupe:answer_related", args=[review.slug, question.pk])
    assert sign_in(cast.lead).post(url, {"kind": kind, "about": about.pk}).status_code == 302
    assert not DuplicateQuestion.objects.exists()
    (said,) = RecordRelation.objects.filter(undone_at__isnull=True)
    assert (said.kind, said.other, said.by_hand) == (kind, about, True)
    assert actions.say_related(record=said.record, other=said.other, kind=kind, by=cast.lead) == said


def test_no_copy_of_a_merged_work_stays_a_notice_of_another(cast, review):
    notice, article, copy = brought(cast, RETRACTION, TRIAL, TRIAL)
    actions.merge(record=copy, keep=article, by=cast.lead)
    related_by_rule(cast, notice, copy)
    actions.merge(record=notice, keep=article, by=cast.lead)
    assert not RecordRelation.objects.filter(undone_at__isnull=True).exists()


def test_which_of_two_is_about_the_other_must_be_said(cast, review, sign_in):
    notice, article = brought(cast, RETRACTION, TRIAL)
    url = reverse("dedupe:relate", kwargs={"slug": review.slug})
    sent = {"record": [notice.pk, article.pk], "kind": "retraction"}
    assert sign_in(cast.lead).post(url, sent).status_code == 422
    assert not RecordRelation.objects.exists()


@pytest.mark.parametrize("page", ["finding:list", "progress:ledger"])
def test_lists_flag_an_article_that_was_retracted_on_every_copy_and_not_its_notice(cast, review, sign_in, page):
    notice, article, copy, other = (make_record(make_batch(cast.lead), title=f"Record {n}") for n in range(4))
    Record.objects.filter(pk=copy.pk).update(primary=article)
    relation = actions.say_related(record=notice, other=copy, kind="retraction", by=cast.lead)
    actions.say_related(record=other, other=article, kind="correction", by=cast.lead)
    assert flags_of([notice, article, Record.objects.get(pk=copy.pk), other]) == dict.fromkeys(
        [article.pk, copy.pk], "retraction"
    )
    url = reverse(page, args=[review.slug])
    assert sign_in(cast.lead).get(url).content.decode().count("Retraction notice among the records") == 2
    actions.take_back_relation(relation=relation, by=cast.lead)
    assert set(flags_of([article]).values()) == {"correction"}
