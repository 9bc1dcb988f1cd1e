"""Answers to the open questions: the same, not the same, related, later."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.by_hand import keep_apart, merge
from screening.dedupe.actions.saying_related import say_related
from screening.dedupe.queries.pages import roots_of
from screening.dedupe.queries.refusing import stands_for
from screening.errors import Closed, Invalid
from screening.models import DuplicateLink, DuplicateQuestion, Member, Record, RecordRelation

SAME, DIFFERENT = "same", "different"


@transaction.atomic
def answer(
    *, question: DuplicateQuestion, verdict: str, by: Member, reason: str = "", keep: int = 0
) -> DuplicateLink:
    """Merge the two records, or keep them apart. `keep` is the record that stands for both; without it the one
    with votes does, else the one that stands for more, else the fuller one."""
    first, second = (Record.objects.get(pk=pk) for pk in roots_of(question))
    if verdict == DIFFERENT:
        link = keep_apart(first=first, second=second, by=by, reason=reason, evidence=question.why)
    elif verdict == SAME:
        kept = (
            second if keep == second.pk or (keep != first.pk and stands_for([first, second]) is second) else first
        )
        record = first if kept is second else second
        link = merge(record=record, keep=kept, by=by, reason=reason, evidence=question.why)
    else:
        raise Invalid("Answer the same, or not the same.")
    DuplicateQuestion.objects.filter(pk=question.pk).delete()
    return link


@transaction.atomic
def answer_related(*, question: DuplicateQuestion, kind: str, about: int, by: Member) -> RecordRelation:
    """The two are not the same, and one is a notice about, or a version of, the other: that one is `about`."""
    if about not in (question.first_id, question.second_id):
        raise Invalid("Choose which of the two records is the article.")
    first, second = (Record.objects.get(pk=pk) for pk in roots_of(question))
    record, other = (second, first) if about == question.first_id else (first, second)
    made = say_related(record=record, other=other, kind=kind, by=by)
    DuplicateQuestion.objects.filter(pk=question.pk).delete()
    return made


@transaction.atomic
def answer_alike(
    *, questions: Sequence[DuplicateQuestion], chosen: Sequence[UUID], verdict: str, by: Member
) -> list[DuplicateLink]:
    """Answer those of these questions that were chosen, all the same way; the links that keep the answers."""
    answered = []
    for question in questions:
        if question.pk in chosen and DuplicateQuestion.objects.filter(pk=question.pk).exists():
            question = DuplicateQuestion.objects.select_related("first", "second").get(pk=question.pk)
            answered.append(answer(question=question, verdict=verdict, by=by))
    if not answered:
        raise Invalid("Choose at least one pair.")
    return answered


def skip(*, question: DuplicateQuestion) -> None:
    """Put the question behind the others."""
    DuplicateQuestion.objects.filter(pk=question.pk).update(skipped_at=timezone.now())


def unskip(*, question: UUID, by: Member) -> DuplicateQuestion:
    """Put a question that was skipped back in its place."""
    found = DuplicateQuestion.objects.filter(pk=question, review=by.review, skipped_at__isnull=False).first()
    if found is None:
        raise Closed("That question was answered meanwhile.")
    DuplicateQuestion.objects.filter(pk=found.pk).update(skipped_at=None)
    return found
