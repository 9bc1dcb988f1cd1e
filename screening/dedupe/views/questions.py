"""The open questions: one at a time by key, or those that are alike together."""

import uuid
from collections.abc import Iterator
from contextlib import suppress

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
DONE = {"same": "one work now", "different": "kept apart"}


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
    asked = queries.open_question(member, question_id)
    if asked is None:
        return _next_instead(request, member)
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
    asked = queries.open_question(member, question_id)
    if asked is None:
        return _next_instead(request, member)
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
    reason, keep = request.POST.get("reason", "").strip(), _number(request.POST.get("keep", ""))
    try:
        link = actions.answer(question=asked, verdict=verdict, by=member, reason=reason, keep=keep)
    except actions.AnsweredAlready:
        return _next_instead(request, member)
    said = f"{named(asked.first)} and {named(asked.second)} are {DONE[verdict]}."
    keep_answer(request, member, said, links=[link], questions=[asked])
    messages.success(request, said)
    return redirect("dedupe:ask", slug=member.review.slug)


@review_page("merge_duplicates", methods=("POST",))
def answer_related(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    """Not the same, and one is a notice about, or a version of, the other."""
    asked = queries.open_question(member, question_id)
    if asked is None:
        return _next_instead(request, member)
    kind, about = request.POST.get("kind", ""), _number(request.POST.get("about", ""))
    try:
        relation = actions.answer_related(question=asked, kind=kind, about=about, by=member)
    except actions.AnsweredAlready:
        return _next_instead(request, member)
    messages.success(request, keep_relation(request, member, relation, [asked]))
    return redirect("dedupe:ask", slug=member.review.slug)


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 19 else 0


@review_page("merge_duplicates")
def alike(request: HttpRequest, member: Member, question_id: uuid.UUID) -> HttpResponse:
    """The questions whose evidence is of the same kind, to be answered together."""
    asked = queries.open_question(member, question_id)
    if asked is None:
        return _next_instead(request, member)
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
    """Answer what was ticked, also where the page's own question was answered since."""
    queries.open_question(member, question_id)
    verdict = request.POST.get("verdict", "")
    done = actions.answer_alike(chosen=_ids(request.POST.getlist("chosen")), verdict=verdict, by=member)
    if done.answered:
        are = "is" if len(done.answered) == 1 else "are"
        said = f"{plural(len(done.answered), 'pair')} {are} {DONE[verdict]}."
        keep_answer(request, member, said, links=done.links, questions=done.answered)
        messages.success(request, said)
    for said in _not_answered(done):
        messages.warning(request, said)
    return redirect("dedupe:list", slug=member.review.slug)


def _not_answered(done: actions.Together) -> Iterator[str]:
    """Which pairs were not answered, reason by reason."""
    reasons: dict[str, list[str]] = {}
    for one, why in done.refused:
        reasons.setdefault(why, []).append(f"records {one.first_id} and {one.second_id}")
    for why, pairs in reasons.items():
        yield f"Not answered: {'; '.join(pairs)}. {why}"
    if done.gone:
        were = "was" if done.gone == 1 else "were"
        yield f"{plural(done.gone, 'pair')} {were} answered already, here or by somebody else."


def _ids(values: list[str]) -> list[uuid.UUID]:
    """Those of these that are ids."""
    found = []
    for value in values:
        with suppress(ValueError):
            found.append(uuid.UUID(value))
    return found
