"""The last answers somebody gave, kept in their session so that they can be taken back from there, one by one."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ketreview.web import back
from screening.dedupe import actions, queries
from screening.dedupe.views.shown import named
from screening.errors import Closed
from screening.models import DuplicateLink, DuplicateQuestion, Member, RecordRelation
from screening.team.access import review_page

KEPT = "duplicates answers"
TAKEN_BACK = "Taken back. The two are being looked at again, and asked about where the rules find them likely."
MOST_KEPT = 30  # answers, of all reviews together; older ones are taken back from the report
ASKED = ("first_id", "second_id", "score", "why", "pattern")


def keep_answer(
    request: HttpRequest,
    member: Member,
    said: str,
    *,
    links: Sequence[DuplicateLink],
    relation: RecordRelation | None = None,
    questions: Sequence[DuplicateQuestion] = (),
    skipped: DuplicateQuestion | None = None,
) -> None:
    """Note what was answered, with the questions to be asked again should it be taken back."""
    answer = {
        "review": member.review_id,
        "said": said,
        "links": [str(link.pk) for link in links],
        "relation": str(relation.pk) if relation else None,
        "skipped": str(skipped.pk) if skipped else None,
        "questions": [{name: getattr(one, name) for name in ASKED} for one in questions],
    }
    request.session[KEPT] = [*request.session.get(KEPT, []), answer][-MOST_KEPT:]


def keep_relation(
    request: HttpRequest, member: Member, relation: RecordRelation, questions: Sequence[DuplicateQuestion] = ()
) -> str:
    """Note that two records were related; in words."""
    kind = relation.get_kind_display().lower()
    said = f"{named(relation.record)}, a {kind}, and {named(relation.other)} stay two records."
    links = list(queries.kept_apart_with(relation))
    keep_answer(request, member, said, links=links, relation=relation, questions=questions)
    return said


def last_answer(request: HttpRequest, member: Member) -> Mapping[str, Any] | None:
    """What the member answered last in this review of all that still stands."""
    standing = _standing(request, member)
    return standing[-1] if standing else None


def _standing(request: HttpRequest, member: Member) -> list[Mapping[str, Any]]:
    """The answers kept for this review that still stand, the latest last."""
    kept = [one for one in request.session.get(KEPT, []) if one["review"] == member.review_id]
    if not kept or not member.can("merge_duplicates"):
        return []
    links = queries.standing_answers(member, [link for one in kept for link in one["links"]])
    relations = queries.standing_relations(member, [one["relation"] for one in kept if one["relation"]])
    skipped = queries.skipped_questions(member, [one["skipped"] for one in kept if one["skipped"]])
    return [
        one
        for one in kept
        if links.issuperset(one["links"])
        and one["relation"] in (None, *relations)
        and one["skipped"] in (None, *skipped)
    ]


@review_page("merge_duplicates", methods=("POST",))
def undo(request: HttpRequest, member: Member) -> HttpResponse:
    """Take the last answer back and ask its questions again: back to the one, or to those that are alike. Then the
    answer before it is the last one."""
    standing = _standing(request, member)
    if not standing:
        raise Closed("There is no answer to take back. Look at the report on duplicates for older ones.")
    last = standing[-1]
    asked = _taken_back(last, member)
    others = [one for one in request.session[KEPT] if one["review"] != member.review_id]
    request.session[KEPT] = [*others, *standing[:-1]]
    messages.success(request, f"Taken back: {last['said']}")
    if not asked:
        return back(request, "dedupe:list", slug=member.review.slug)
    to = "dedupe:question" if len(asked) == 1 else "dedupe:alike"
    return back(request, to, slug=member.review.slug, question_id=asked[0].pk)


def _taken_back(answer: Mapping[str, Any], member: Member) -> list[DuplicateQuestion]:
    """The questions that are open again."""
    if answer["skipped"]:
        return [actions.unskip(question=uuid.UUID(answer["skipped"]), by=member)]
    links = [uuid.UUID(link) for link in answer["links"]]
    relation = uuid.UUID(answer["relation"]) if answer["relation"] else None
    return actions.take_back(links=links, relation=relation, questions=answer["questions"], by=member)


@review_page("merge_duplicates", methods=("POST",))
def take_back(request: HttpRequest, member: Member, link_id: uuid.UUID) -> HttpResponse:
    """Take an older answer back: nothing is said of the two any more."""
    link = get_object_or_404(DuplicateLink, pk=link_id, record__review=member.review)
    actions.take_back(links=[link.pk], by=member)
    messages.success(request, TAKEN_BACK)
    return back(request, "dedupe:report", slug=member.review.slug)
