"""Records that belong together and are not the same: as the rules say."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from screening.dedupe.grouping import Relation
from screening.models import Member, RecordRelation, Review
from screening.team.audit import record_event


def relate(*, review: Review, ids: Collection[int], found: Sequence[Relation], by: Member) -> None:
    """What the rules say about these records becomes this; inside the caller's transaction.

    What a person said stays, and what a person took back is not said again.
    """
    rows = RecordRelation.objects.filter(record__in=ids, other__in=ids)
    held = {(one.record_id, one.other_id): one for one in rows.filter(undone_at__isnull=True)}
    taken_back = set(rows.filter(undone_by__isnull=False).values_list("record_id", "other_id"))
    wanted = {(one.id, one.other): one for one in found}
    gone = [one for pair, one in held.items() if pair not in wanted and not one.by_hand]
    RecordRelation.objects.filter(pk__in=[one.pk for one in gone]).update(undone_at=timezone.now())
    made = [
        RecordRelation(record_id=pair[0], other_id=pair[1], kind=one.kind, why=one.why[:300], made_by=by)
        for pair, one in sorted(wanted.items())
        if pair not in held and pair[::-1] not in held and pair not in taken_back
    ]
    RecordRelation.objects.bulk_create(made)
    if made or gone:
        before = {"related": [[one.record_id, one.other_id, one.kind] for one in gone]}
        after = {"related": [[one.record_id, one.other_id, one.kind] for one in made]}
        record_event("related records found", review, by=by, before=before, after=after)
