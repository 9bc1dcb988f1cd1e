"""Open questions on their pages: answered by one or alike, skipped, and the report on what came of it."""

import csv
import io

import pytest
from django.urls import reverse

from screening.dedupe import queries
from screening.dedupe.chances import in_words
from screening.dedupe.merging import merged
from screening.dedupe.queries.entries import apart_pairs
from screening.dedupe.side_by_side import rows
from screening.models import DuplicateLink, DuplicateQuestion, Event, Record, RecordRelation
from tests.factories import make_batch, make_record
from tests.screening.workflow.conftest import make_room


@pytest.fixture
def lead(cast):
    return cast.lead


def asked(lead, number=1, **fields):
    """A question about two records of two sources."""
    title = f"Ketamine in trial {number}"
    first = make_record(make_batch(lead), title=title, authors=["Ruiz, A."], volume="1")
    second = make_record(make_batch(lead), title=title + " again", authors=["Ruiz, A."], volume="2", **fields)
    return DuplicateQuestion.objects.create(
        review=lead.review,
        first=first,
        second=second,
        score=number,
        why=f"Title 0.9{number}",
        pattern="title added",
    )


def at(lead, name, **ids):
    return reverse(f"dedupe:{name}", kwargs={"slug": lead.review.slug, **ids})


def test_the_likeliest_question_is_asked_first_with_evidence_and_the_merged_record(lead, sign_in):
    asked(lead, 1)
    likely = asked(lead, 2, doi="10.1000/b", abstract="A longer abstract. " * 9)
    client = sign_in(lead)
    assert client.get(at(lead, "ask")).url == at(lead, "question", question_id=likely.pk)
    shown = client.get(at(lead, "question", question_id=likely.pk))
    assert shown.context["question"].why == "Title 0.92"
    assert [one.chosen for one in shown.context["keepers"]] == [False, True]
    rows = {row.label: row.differs for row in shown.context["rows"]}
    assert (rows["Volume"], rows["Authors"]) == ((False, True), (False, False))
    assert {one.field.label: one.field.value for one in shown.context["merged_fields"]}["DOI"] == "10.1000/b"


def test_same_merges_different_keeps_apart_and_skip_comes_last(lead, sign_in):
    one, two, three = asked(lead, 3), asked(lead, 2), asked(lead, 1)
    client = sign_in(lead)
    client.post(at(lead, "answer", question_id=one.pk), {"verdict": "skip"})
    assert [q.pk for q in queries.open_questions(lead)] == [two.pk, three.pk, one.pk]
    answer = client.post(at(lead, "answer", question_id=two.pk), {"verdict": "same", "keep": two.second_id})
    assert answer.url == at(lead, "ask")
    link = DuplicateLink.objects.get(undone_at=None)
    assert (link.record_id, link.primary_id, link.rule, link.evidence) == (
        two.first_id, two.second_id, "by-hand", "Title 0.92",
    )  # fmt: skip
    client.post(at(lead, "answer", question_id=three.pk), {"verdict": "different"})
    assert [q.pk for q in queries.open_questions(lead)] == [one.pk]
    assert Record.objects.filter(primary__isnull=False).count() == 1


@pytest.mark.parametrize(("verdict", "rule"), [("same", "by-hand"), ("different", "not-the-same")])
def test_the_reason_of_either_answer_is_kept_beside_the_evidence(lead, sign_in, verdict, rule):
    question = asked(lead, 1)
    client = sign_in(lead)
    client.post(at(lead, "answer", question_id=question.pk), {"verdict": verdict, "reason": "Two trial numbers."})
    link = DuplicateLink.objects.get(rule=rule)
    assert link.evidence == "Two trial numbers. Evidence: title 0.91"
    assert Event.objects.filter(reason="Two trial numbers.").count() == 1
    assert "Two trial numbers. Evidence: title 0.91" in client.get(at(lead, "report")).content.decode()
    assert "Two trial numbers. Evidence: title 0.91" in b"".join(client.get(at(lead, "table"))).decode()


def test_a_reason_given_where_two_are_compared_is_kept_too(lead, sign_in):
    first, second = (make_record(make_batch(lead), title="Ketamine") for _ in "ab")
    sent = {"record": [first.pk, second.pk], "reason": "Two trials"}
    sign_in(lead).post(at(lead, "keep_apart"), sent)
    assert DuplicateLink.objects.get().evidence == "Two trials"


def test_return_in_a_field_presses_no_answer(lead, sign_in):
    page = sign_in(lead).get(at(lead, "question", question_id=asked(lead, 1).pk)).content.decode()
    form = page[page.rindex("<form", 0, page.index('name="reason"')) :]
    assert form[form.index("<button") :].startswith("<button disabled hidden>")


def test_related_keeps_both_says_how_and_is_not_asked_again(lead, sign_in):
    title = "Ketamine for burns in adults"
    first, second = (make_record(make_batch(lead), title=said) for said in (f"Erratum: {title}", title))
    question = DuplicateQuestion.objects.create(
        review=lead.review, first=first, second=second, score=0.42, why="Same title", pattern="x"
    )
    client = sign_in(lead)
    shown = client.get(at(lead, "question", question_id=question.pk))
    assert shown.context["likely"] == "About 4 in 10 pairs like this are the same work"
    assert (shown.context["relation"], shown.context["article"]) == ("correction", second)
    url = at(lead, "answer_related", question_id=question.pk)
    assert client.post(url, {"kind": "", "about": second.pk}).status_code == 422
    assert client.post(url, {"kind": "correction", "about": "7"}).status_code == 422
    assert client.post(url, {"kind": "correction", "about": second.pk}).url == at(lead, "ask")
    relation = RecordRelation.objects.get()
    assert (relation.record, relation.other, relation.by_hand) == (first, second, True)
    assert list(queries.open_questions(lead)) == []
    assert {frozenset((first.pk, second.pk))} == set(apart_pairs([first.pk, second.pk]))
    assert client.post(url, {"kind": "correction", "about": second.pk}, follow=True).status_code == 200
    assert RecordRelation.objects.count() == 1
    page = client.get(at(lead, "list")).content.decode()
    assert ("a correction, and" in page, 'data-key="u"' in page) == (True, True)
    again = client.post(at(lead, "undo"))
    assert again.url == at(lead, "question", question_id=queries.open_questions(lead).get().pk)
    assert not RecordRelation.objects.filter(undone_at__isnull=True).exists()
    assert apart_pairs([first.pk, second.pk]) == {}


def test_questions_that_are_alike_are_answered_together_without_the_unticked(lead, sign_in):
    questions = [asked(lead, number) for number in (3, 2, 1)]
    client = sign_in(lead)
    shown = client.get(at(lead, "alike", question_id=questions[0].pk))
    assert [q.pk for q in shown.context["questions"]] == [q.pk for q in questions]
    assert [[row.label for row in pair.rows] for pair in shown.context["pairs"]] == [
        ["Title", "Volume", "Abstract"]
    ] * 3
    form = {"chosen": [questions[0].pk, questions[2].pk], "verdict": "same"}
    client.post(at(lead, "answer_alike", question_id=questions[0].pk), form)
    assert [q.pk for q in queries.open_questions(lead)] == [questions[1].pk]
    assert DuplicateLink.objects.filter(undone_at=None).count() == 2


@pytest.mark.parametrize(("score", "primary"), [(0.9, "same"), (0.1, "different"), (None, "")])
def test_the_first_button_follows_the_chance_and_the_votes_are_told(cast, sign_in, score, primary):
    room = make_room(cast, records=4)
    a, b, c, d = room.records
    for record, member in ((a, room.a), (b, room.b)):
        room.vote(member, record)
    for pair, chance in (((a, b), score or 0.2), ((c, d), score or 0.8)):
        rest = {"score": chance, "why": "Same title", "pattern": "x"}
        question = DuplicateQuestion.objects.create(review=cast.review, first=pair[0], second=pair[1], **rest)
    shown = sign_in(cast.lead).get(at(cast.lead, "alike", question_id=question.pk))
    page = shown.content.decode()
    buttons = {
        verdict: f'btn-primary" name="verdict" value="{verdict}"' in page for verdict in ("same", "different")
    }
    assert buttons == {verdict: verdict == primary for verdict in buttons}
    assert page.count("1 vote of the other counts here too.") == 1
    assert page.count("what they come to is shown once merged") == 1


def test_a_question_of_another_review_is_not_found(lead, cast, sign_in):
    theirs = asked(cast.other_lead)
    client = sign_in(lead)
    assert client.get(at(lead, "question", question_id=theirs.pk)).status_code == 404
    assert client.post(at(lead, "answer", question_id=theirs.pk), {"verdict": "same"}).status_code == 404
    assert DuplicateLink.objects.count() == 0


def test_the_report_counts_the_overlap_and_tells_who_merged_what(lead, sign_in):
    batch = make_batch(lead)
    other = make_batch(lead)
    type(other.source).objects.filter(pk=other.source_id).update(name="Embase")
    keep = make_record(batch, title="=1+1")
    make_record(batch)
    copy = make_record(other)
    link = DuplicateLink.objects.create(
        record=copy, primary=keep, rule="identifier and title", evidence="Same DOI", merged_by=lead
    )
    Record.objects.filter(pk=copy.pk).update(primary=keep)
    client = sign_in(lead)
    shown = client.get(at(lead, "report"))
    assert [(s.name, s.records, s.works, s.alone) for s in shown.context["sources"]] == [
        ("PubMed", 2, 2, 1),
        ("Embase", 1, 1, 0),
    ]
    assert [(p.works, p.share) for p in shown.context["pairs"]] == [(1, 1.0)]
    assert "3 records" in shown.context["method"]
    assert "1 record was put aside" in shown.context["method"]
    assert list(shown.context["page_obj"]) == [link]
    table = b"".join(client.get(at(lead, "table")).streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["record"], row["other record"], row["why"]) == (str(copy.pk), str(keep.pk), "Same DOI")
    assert (row["by"], row["asked for by"]) == ("rule", str(lead))
    assert client.get(at(lead, "chart")).content.startswith(b"<?xml")


def test_before_taking_apart_a_page_says_what_happens(lead, sign_in):
    question = asked(lead)
    client = sign_in(lead)
    client.post(at(lead, "answer", question_id=question.pk), {"verdict": "same"})
    link = DuplicateLink.objects.get(undone_at=None)
    shown = client.get(at(lead, "part", link_id=link.pk))
    assert (shown.context["votes"], shown.context["link"]) == ([], link)
    assert DuplicateLink.objects.get(pk=link.pk).undone_at is None


def test_a_question_answered_in_another_tab_leads_to_the_next_one(lead, sign_in):
    one, two = asked(lead, 3), asked(lead, 2)
    client = sign_in(lead)
    client.post(at(lead, "answer", question_id=one.pk), {"verdict": "different"})
    late = client.post(at(lead, "answer", question_id=one.pk), {"verdict": "same"}, follow=True)
    assert late.redirect_chain[-1][0] == at(lead, "question", question_id=two.pk)
    assert "answered already" in late.content.decode()


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.99, "Nearly all pairs like this are the same work"),
        (0.9, "About 9 in 10 pairs like this are the same work"),
        (0.08, "About 1 in 10 pairs like this is the same work"),
        (0.01, "Hardly any pair like this is one work"),
        (7.5, ""),
    ],
)
def test_a_probability_is_said_as_a_count(chance, said):
    assert in_words(chance) == said


def marked_in(first, second):
    """Per field the runs that are marked, in either record."""
    fields = [{"title": first[0], "journal": first[1], "pages": first[2]}]
    fields.append({"title": second[0], "journal": second[1], "pages": second[2]})
    return {
        row.label: [[text.strip() for text, marked in pieces if marked] for pieces, _, _ in row.cells]
        for row in rows(fields)
    }


def test_the_words_that_differ_are_marked_and_not_the_title():
    one = ("Ketamine for burns in adults.", "European Journal of Pain", "906-14")
    other = ("KETAMINE for burns in older children", "Eur J Pain", "906-914")
    found = marked_in(one, other)
    assert found == {"Title": [["adults."], ["older children"]], "Journal": [[], []], "Pages": [[], []]}
    longer = marked_in(("Ketamine for burns", "Burns", "1-9"), ("Ketamine for burns: a trial", "Pain", "11-19"))
    assert longer == {"Title": [[], ["a trial"]], "Journal": [[], ["Pain"]], "Pages": [[], ["11-19"]]}


def test_a_title_as_it_is_printed_wins_over_capitals():
    titles = ("EFFECTS OF CAFFEINE ON SLEEP: A STUDY.", "Effects of caffeine on sleep: a study")
    for order in (titles, titles[::-1]):
        assert merged([{"title": title} for title in order])[0].value == titles[1]
