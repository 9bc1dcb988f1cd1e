"""A record leaves its group, and what came with it goes with it. The one way out, whoever says what of the two."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from screening.dedupe.actions.pointing import point
from screening.dedupe.queries.answers import answers_together, copies_brought, group_of
from screening.dedupe.said import TAKEN_BACK
from screening.models import DuplicateLink, Member
from screening.workflow.actions import bring_report_back, return_votes


def leave_group(link: DuplicateLink, *, said: Mapping[str, Any], by: Member) -> dict[str, Any]:
    """End a standing link: its record stands for itself again, and for the copies it brought by the links they had.

    `said`: the fields by which the link, and each merge by hand that held the record with one that stays, says what
    became of it; of the copies that go along, nothing is said. Votes and the report come back. What happened, for
    the audit trail.
    """
    brought = copies_brought(link)
    going = {link.record_id, *brought}
    staying = set(group_of(link.primary)) - going
    DuplicateLink.objects.filter(record__in=going, undone_at__isnull=True).update(undone_at=timezone.now())
    DuplicateLink.objects.filter(pk=link.pk).update(**said)
    _between({link.record_id}, staying).update(**said)
    _between(brought.keys(), staying).update(rule=TAKEN_BACK)
    DuplicateLink.objects.filter(pk__in=brought.values()).update(undone_at=None)
    point({link.record_id: None} | dict.fromkeys(brought, link.record_id))
    after: dict[str, Any] = {"votes given back": return_votes(record=link.record, by=by)}
    if brought:
        after["copies that go with it"] = sorted(brought)
    if bring_report_back(record=link.record, by=by):
        after["report"] = "brought back"
    return after


def _between(going: Collection[int], staying: Collection[int]):
    """Merges by hand that held records of the two sides together."""
    sides = Q(record__in=going, primary__in=staying) | Q(record__in=staying, primary__in=going)
    return answers_together().filter(sides)
