"""Answers to the open questions: the same, not the same, related, later.

Each holds the review first, so that of two answers to one question, sent at once, the later finds it answered.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.by_hand import keep_apart, merge
from screening.dedupe.actions.pointing import lock_review
from screening.dedupe.actions.saying_related import say_related
from screening.dedupe.queries.pages import roots_of
from screening.dedupe.queries.refusing import stands_for
from screening.errors import Closed, Invalid, ReviewError
from screening.models import DuplicateLink, DuplicateQuestion, Member, RecordRelation

SAME, DIFFERENT = "same", "different"


class AnsweredAlready(Closed):
    """The question is not open any more: somebody answered it, or a search did."""


@dataclass(frozen=True)
class Together:
    """What became of questions that were answered together: the links that keep the answers; the pairs that stand
    as they were answered, some by the answers to others; the pairs that do not, each with why; and how many of the
    questions were not open any more."""

    links: list[DuplicateLink] = field(default_factory=list)
    answered: list[DuplicateQuestion] = field(default_factory=list)
    refused: list[tuple[DuplicateQuestion, str]] = field(default_factory=list)
    gone: int = 0


@transaction.atomic
def answer(
    *, question: DuplicateQuestion, verdict: str, by: Member, reason: str = "", keep: int = 0
) -> DuplicateLink:
    """Merge the two records, or keep them apart. `keep` is the record that stands for both; without it the one
    with votes does, else the one that stands for more, else the fuller one."""
    return _give(_still_open(question, by), verdict, by, reason, keep)


def _still_open(question: DuplicateQuestion, by: Member) -> DuplicateQuestion:
    """The question as it is now, with nobody else answering in its review until the transaction ends."""
    lock_review(by.review, [])
    found = DuplicateQuestion.objects.filter(pk=question.pk, review=by.review).first()
    if found is None:
        raise AnsweredAlready("That pair was answered already, here or by somebody else.")
    return found


def _give(question: DuplicateQuestion, verdict: str, by: Member, reason: str = "", keep: int = 0) -> DuplicateLink:
    first, second = roots_of(question)
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
    question = _still_open(question, by)
    if about not in (question.first_id, question.second_id):
        raise Invalid("Choose which of the two records is the article.")
    first, second = roots_of(question)
    record, other = (second, first) if about == question.first_id else (first, second)
    made = say_related(record=record, other=other, kind=kind, by=by)
    DuplicateQuestion.objects.filter(pk=question.pk).delete()
    return made


@transaction.atomic
def answer_alike(*, chosen: Collection[UUID], verdict: str, by: Member) -> Together:
    """Answer these questions, all the same way. A pair of which that cannot be said is left as it is, with why; the
    others are answered all the same."""
    if not chosen:
        raise Invalid("Choose at least one pair.")
    if verdict not in (SAME, DIFFERENT):
        raise Invalid("Answer the same, or not the same.")
    lock_review(by.review, [])
    asked = list(DuplicateQuestion.objects.filter(pk__in=chosen, review=by.review))
    done = Together(gone=len(set(chosen)) - len(asked))
    for question in asked:
        try:
            with transaction.atomic():
                done.links.extend([] if _settled(question, verdict) else [_give(question, verdict, by)])
        except ReviewError as refused:
            done.refused.append((question, str(refused)))
        else:
            done.answered.append(question)
    return done


def _settled(question: DuplicateQuestion, verdict: str) -> bool:
    """True where the answers to others say the same of this pair."""
    first, second = roots_of(question)
    if verdict == SAME:
        return first.pk == second.pk
    return first.pk != second.pk and not DuplicateQuestion.objects.filter(pk=question.pk).exists()


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
