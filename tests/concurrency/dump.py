"""What a database keeps of a stage, in the checker's terms: `python -m tests.concurrency.dump STAGE`."""

import json
import os
import sys


def dump(stage_id: int) -> dict:
    """Seats, votes and states as JSON values; `tests.concurrency.rig` makes a Stored of them."""
    from screening.models import Decision, Resolution, Slot, Stage, StageRecord
    from screening.workflow.queries.rows import moved_keys

    stage = Stage.objects.get(pk=stage_id)
    seats = Slot.objects.filter(stage=stage).values_list(
        "pk", "record_id", "reviewer_id", "done", "vote__key", "lease_until", "reserved"
    )
    votes = Decision.objects.filter(stage=stage).order_by("record_id", "reviewer_id", "sequence")
    return {
        "seats": [
            [str(pk), str(record), _text(reviewer), done, _text(key), lease is not None or reserved]
            for pk, record, reviewer, done, key, lease, reserved in seats
        ],
        "votes": [
            [str(vote.key), str(vote.slot_id), str(vote.record_id), str(vote.reviewer_id), vote.verdict]
            for vote in votes
        ],
        "states": {
            str(record): state
            for record, state in StageRecord.objects.filter(stage=stage).values_list("record_id", "state")
        },
        "released": [
            str(record)
            for record in StageRecord.objects.filter(stage=stage, released_at__isnull=False).values_list(
                "record_id", flat=True
            )
        ],
        "moved": sorted(map(str, moved_keys(stage))),
        "votes_needed": stage.votes_needed,
        "most_needed": _most_needed(stage),
        "maybe_rule": stage.maybe_rule,
        "resolutions": {
            str(record): {"include": "included", "exclude": "excluded"}[verdict]
            for record, verdict in Resolution.objects.filter(stage=stage, reopened_at=None).values_list(
                "record_id", "verdict"
            )
        },
    }


def _most_needed(stage) -> int:
    """The highest number of votes a record needed at any time, as the audit trail tells."""
    from screening.models import Event

    changes = Event.objects.filter(review_id=stage.review_id, verb="votes needed changed").values_list(
        "after", flat=True
    )
    return max([stage.votes_needed, *(change.get("votes_needed", 0) for change in changes)])


def _text(value: object) -> str | None:
    return None if value is None else str(value)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
    import django

    django.setup()
    print(json.dumps(dump(int(sys.argv[1]))))
