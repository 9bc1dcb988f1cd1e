"""The open questions: one at a time by key, or those that are alike together."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ketreview.wording import plural
from screening.dedupe import actions, queries
from screening.dedupe.chances import in_words, leaning
from screening.dedupe.kinship import likely_relation
from screening.dedupe.side_by_side import rows
from screening.dedupe.views.last_answer import keep_answer, keep_relation, last_answer
from screening.dedupe.views.shown import keepers, merged_fields, named, shown_question
from screening.models import Member, RecordRelation
from screening.team.access import review_page

KEYS = [
    ("S", "The same"),
    ("D", "Not the same"),
    ("R", "Related: say how"),
    ("K", "Skip: decide later"),
    ("U", "Undo the last answer, then the one before it"),
    ("?", "This list"),
]
DONE = {"same": "are one work now", "different": "are kept apart"}


@review_page("merge_duplicates")
def ask(request: HttpRequest, member: Member) -> HttpResponse:
    """The next question, or the list where none is left."""
    question = queries.next_question(member)
    if question is None:
        messages.success(request, "Every question is answered.")
        return redirect("dedupe:list", slug=member.review.slug)
    return redirect("dedupe:question", slug=member.review.slug, question_id=question.pk)


def _next_instead(request: HttpRequest, member: Member) -> HttpResponse:
    messages.info(request, "That pair was answered already, here or by somebody else. This is the next one.")
    return redirect("dedupe:ask", slug=member.review.slug)


@review_page("merge_duplicates")
def question(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    if queries.was_answered(question_id):
        return _next_instead(request, member)
    asked = queries.question_or_404(member, question_id)
    pair = [asked.first, asked.second]
    fields = queries.comparable(pair)
    relation, article = likely_relation(*fields)
    context = {
        "question": asked,
        "pair": pair,
        "rows": rows(fields),
        "merged_fields": merged_fields(pair),
        "keepers": keepers(member, pair),
        "likely": in_words(asked.score),
        "leans": leaning([asked.score]) or "same",
        "against": queries.answers_against(*map(queries.root_of, pair)),
        "relation_kinds": RecordRelation.Kind.choices,
        "relation": relation,
        "article": pair[article],
        "alike": len(queries.questions_alike(member, asked)),
        "waiting": queries.open_questions(member).count(),
        "keys": KEYS,
        "answered": last_answer(request, member),
    }
    return render(request, "screening/dedupe/question.html", context)


@review_page("merge_duplicates", methods=("POST",))
def answer(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    if queries.was_answered(question_id):
        return _next_instead(request, member)
    asked = queries.question_or_404(member, question_id)
    verdict = request.POST.get("verdict", "")
    if verdict == "skip":
        actions.skip(question=asked)
        keep_answer(
            request,
            member,
            f"{named(asked.first)} and {named(asked.second)} were skipped.",
            links=[],
            skipped=asked,
        )
        return redirect("dedupe:ask", slug=member.review.slug)
    link = actions.answer(
        question=asked,
        verdict=verdict,
        by=member,
        reason=request.POST.get("reason", "").strip(),
        keep=_number(request.POST.get("keep", "")),
    )
    said = f"{named(asked.first)} and {named(asked.second)} {DONE[verdict]}."
    keep_answer(request, member, said, links=[link], questions=[asked])
    messages.success(request, said)
    return redirect("dedupe:ask", slug=member.review.slug)


@review_page("merge_duplicates", methods=("POST",))
def answer_related(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    """Not the same, and one is a notice about, or a version of, the other."""
    if queries.was_answered(question_id):
        return _next_instead(request, member)
    asked = queries.question_or_404(member, question_id)
    relation = actions.answer_related(
        question=asked, kind=request.POST.get("kind", ""), about=_number(request.POST.get("about", "")), by=member
    )
    messages.success(request, keep_relation(request, member, relation, [asked]))
    return redirect("dedupe:ask", slug=member.review.slug)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else 0


@review_page("merge_duplicates")
def alike(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    """The questions whose evidence is of the same kind, to be answered together."""
    asked = queries.question_or_404(member, question_id)
    questions = list(queries.questions_alike(member, asked))
    context = {
        "question": asked,
        "questions": questions,
        "pairs": [shown_question(member, one) for one in questions],
        "leans": leaning(one.score for one in questions),
    }
    return render(request, "screening/dedupe/alike.html", context)


@review_page("merge_duplicates", methods=("POST",))
def answer_alike(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    asked = queries.question_or_404(member, question_id)
    chosen = set(request.POST.getlist("chosen"))
    questions = [one for one in queries.questions_alike(member, asked) if str(one.pk) in chosen]
    verdict = request.POST.get("verdict", "")
    links = actions.answer_alike(
        questions=questions, chosen=[one.pk for one in questions], verdict=verdict, by=member
    )
    said = f"{plural(len(links), 'pair')} {DONE[verdict]}."
    keep_answer(request, member, said, links=links, questions=questions)
    messages.success(request, said)
    return redirect("dedupe:list", slug=member.review.slug)
