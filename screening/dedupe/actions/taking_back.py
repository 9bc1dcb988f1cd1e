"""An answer is taken back as if it had not been given: the two are open again, to the rules and to people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from screening.dedupe.actions.parting import leave_group
from screening.dedupe.actions.pointing import lock_review
from screening.dedupe.actions.saying_related import unsay_relation
from screening.dedupe.said import BY_HAND, NOT_SAME, TAKEN_BACK
from screening.errors import Closed
from screening.jobs.actions import start_job
from screening.locking import lock_entries
from screening.models import DuplicateLink, DuplicateQuestion, Job, Member
from screening.team.audit import record_event
from screening.workflow.actions import counted_on


@transaction.atomic
def take_back(
    *,
    links: Sequence[UUID],
    relation: UUID | None = None,
    questions: Sequence[Mapping[str, Any]] = (),
    by: Member,
) -> list[DuplicateQuestion]:
    """Take these answers back, the latest first, and ask these questions again: they are returned.

    A merge by hand ends, with its copies and votes where they were; of two that were kept apart or related nothing
    is said any more. `questions`: the fields of the questions that the answers closed; without any, the records are
    looked at again, with those they are connected to. Raises Closed where one stands no more.
    """
    lock_review(by.review, [])
    given = DuplicateLink.objects.filter(pk__in=links, record__review=by.review).order_by("-merged_at", "-pk")
    found = list(given.values_list("pk", flat=True))
    touched = {id for pair in given.values_list("record", "primary") for id in pair}
    lock_entries({on for record in touched for on in counted_on(record)})
    if len(found) < len(set(links)) or not (found or relation):
        raise Closed("There is no answer to take back.")
    if relation is not None:
        unsay_relation(relation=relation, by=by)
    for pk in found:  # each read anew: taking back a later one may bring an earlier one to life
        _take_back(DuplicateLink.objects.select_related("record").get(pk=pk), by)
    if found and not questions:
        _look_again(found, touched, by)
    return [_ask_again(asked, by) for asked in questions]


def _look_again(links: Sequence[UUID], records: Collection[int], by: Member) -> Job:
    """Let the worker say anew what the rules say of these records."""
    args = {"records": sorted(records)}
    subject = "Duplicates of records whose answer was taken back"
    return start_job(kind="find_duplicates", key=f"answer-{links[0]}", by=by, subject=subject, args=args)


def _ask_again(asked: Mapping[str, Any], by: Member) -> DuplicateQuestion:
    pair = {"first_id": asked["first_id"], "second_id": asked["second_id"]}
    question, _ = DuplicateQuestion.objects.get_or_create(review=by.review, **pair, defaults=dict(asked))
    return question


def _take_back(link: DuplicateLink, by: Member) -> None:
    before = {"rule": link.rule, "other": link.primary_id}
    nothing = {"rule": TAKEN_BACK, "undone_by": None}
    if link.rule == BY_HAND and link.undone_at is None:
        after = leave_group(link, said=nothing, by=by)
    elif link.rule == NOT_SAME:
        DuplicateLink.objects.filter(pk=link.pk).update(**nothing)
        after = {}
    else:
        raise Closed("This answer was taken back already, or its group has changed. Reload the page.")
    record_event("answer on duplicates taken back", link.record, by=by, before=before, after=after)
