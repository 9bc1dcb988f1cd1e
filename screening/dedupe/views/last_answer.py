"""The last answer somebody gave in a review, kept in their session so that it can be taken back from there."""

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

KEPT = "duplicates answered"
ASKED = ("first_id", "second_id", "score", "why", "pattern")


def keep_answer(
    request: HttpRequest,
    member: Member,
    said: str,
    *,
    links: Sequence[DuplicateLink],
    relation: RecordRelation | None = None,
    questions: Sequence[DuplicateQuestion] = (),
) -> None:
    """Note what was answered, with the questions to be asked again should it be taken back."""
    request.session[KEPT] = {
        "review": member.review_id,
        "said": said,
        "links": [str(link.pk) for link in links],
        "relation": str(relation.pk) if relation else None,
        "questions": [{name: getattr(one, name) for name in ASKED} for one in questions],
    }


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
    """What the member answered last in this review, where it still stands."""
    kept = request.session.get(KEPT)
    if not kept or kept["review"] != member.review_id or not member.can("merge_duplicates"):
        return None
    return kept if queries.answers_stand(member, kept["links"], kept.get("relation")) else None


@review_page("merge_duplicates", methods=("POST",))
def undo(request: HttpRequest, member: Member) -> HttpResponse:
    """Take the last answer back and ask its questions again: back to the one, or to those that are alike."""
    kept = last_answer(request, member)
    if kept is None:
        raise Closed("There is no answer to take back. Look at the report on duplicates for older ones.")
    links = [uuid.UUID(link) for link in kept["links"]]
    relation = uuid.UUID(kept["relation"]) if kept.get("relation") else None
    asked = actions.take_back(links=links, relation=relation, questions=kept["questions"], by=member)
    del request.session[KEPT]
    messages.success(request, f"Taken back: {kept['said']}")
    if not asked:
        return back(request, "dedupe:list", slug=member.review.slug)
    to = "dedupe:question" if len(asked) == 1 else "dedupe:alike"
    return back(request, to, slug=member.review.slug, question_id=asked[0].pk)


@review_page("merge_duplicates", methods=("POST",))
def take_back(request: HttpRequest, member: Member, link_id: uuid.UUID) -> HttpResponse:
    """Take an older answer back: nothing is said of the two any more."""
    link = get_object_or_404(DuplicateLink, pk=link_id, record__review=member.review)
    actions.take_back(links=[link.pk], by=member)
    messages.success(request, "Taken back. The pair is asked about again where the rules find it likely.")
    return back(request, "dedupe:report", slug=member.review.slug)
