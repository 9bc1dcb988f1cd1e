"""An answer is taken back as if it had not been given: the two are open again, to the rules and to people."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from screening.dedupe.actions.pointing import lock_review, point, unlink
from screening.dedupe.said import BY_HAND, NOT_SAME, TAKEN_BACK
from screening.errors import Closed
from screening.models import DuplicateLink, DuplicateQuestion, Member
from screening.team.audit import record_event
from screening.workflow.actions import return_votes


@transaction.atomic
def take_back(*, links: Sequence[UUID], questions: Sequence[Mapping[str, Any]] = (), by: Member) -> int:
    """Take these answers back, the latest first, and ask these questions again; how many answers.

    A merge by hand ends, with its copies and votes where they were; of two that were kept apart nothing is said any
    more. `questions`: the fields of the questions that the answers closed. Raises Closed where one stands no more.
    """
    lock_review(by.review, [])
    given = DuplicateLink.objects.filter(pk__in=links, record__review=by.review).order_by("-merged_at", "-pk")
    found = list(given.values_list("pk", flat=True))
    if len(found) < len(set(links)) or not found:
        raise Closed("There is no answer to take back.")
    for pk in found:  # each read anew: taking back a later one may bring an earlier one to life
        _take_back(DuplicateLink.objects.select_related("record").get(pk=pk), by)
    for asked in questions:
        DuplicateQuestion.objects.get_or_create(
            review=by.review, first_id=asked["first_id"], second_id=asked["second_id"], defaults=dict(asked)
        )
    return len(found)


def _take_back(link: DuplicateLink, by: Member) -> None:
    lock_review(by.review, [link.record_id, link.primary_id])
    if link.rule == BY_HAND and link.undone_at is None:
        returned = _unmerge(link)
        after = {"votes given back": returned}
    elif link.rule == NOT_SAME:
        after = {}
    else:
        raise Closed("This answer was taken back already, or its group has changed. Reload the page.")
    before = {"rule": link.rule, "other": link.primary_id}
    DuplicateLink.objects.filter(pk=link.pk).update(
        rule=TAKEN_BACK, undone_by=None, undone_at=link.undone_at or timezone.now()
    )
    record_event("answer on duplicates taken back", link.record, by=by, before=before, after=after)


def _unmerge(link: DuplicateLink) -> int:
    """The record stands for itself and for the copies it brought along; how many votes it got back."""
    unlink([link.pk])
    point({link.record_id: None})
    _bring_copies_back(link)
    return return_votes(record=link.record)


def _bring_copies_back(link: DuplicateLink) -> None:
    """The copies that came with the record stand under it again, by the links they had."""
    before = DuplicateLink.objects.filter(
        primary=link.record_id, undone_by__isnull=True, undone_at__gte=link.merged_at
    )
    moved = DuplicateLink.objects.filter(
        primary=link.primary_id, undone_at__isnull=True, record__in=before.values("record")
    )
    came = list(moved.values_list("record_id", flat=True))
    latest = dict(before.filter(record__in=came).order_by("merged_at").values_list("record_id", "pk"))
    unlink(list(moved.values_list("pk", flat=True)))
    DuplicateLink.objects.filter(pk__in=latest.values()).update(undone_at=None)
    point(dict.fromkeys(latest, link.record_id))
