"""One action comes while the transaction of another one is still open, on an empty database of PostgreSQL.

`python -m tests.concurrency.overtaken KIND` prints, as JSON, what the later action answered and what stands then.

KIND is a function of this module; each gives the action that comes first, the one that comes while it lasts, and
what to look at afterwards.
"""

import json
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

Scene = tuple[Callable[[], object], Callable[[], object], Callable[[], dict]]


def seat_passes_on(stage, anna, ben) -> Scene:
    """A lapsed seat is given to somebody else; its former holder votes."""
    from django.utils import timezone

    from screening.models import Slot
    from screening.workflow.actions import claim_slots

    slot = claim_slots(by=anna, stage=stage, count=1)[0]
    # All other seats are taken, and this one's time is over.
    Slot.objects.exclude(pk=slot.pk).update(done=True)
    Slot.objects.filter(pk=slot.pk).update(lease_until=timezone.now() - timedelta(minutes=1))
    return (
        lambda: claim_slots(by=ben, stage=stage, count=1),
        lambda: _vote(slot, anna),
        lambda: _seat(slot),
    )


def record_becomes_a_copy(stage, anna, ben) -> Scene:
    """A record is merged into another one; its reviewer votes."""
    from screening.dedupe.actions import merge
    from screening.models import Member, Record
    from screening.workflow.actions import claim_slots

    slot = claim_slots(by=anna, stage=stage, count=1)[0]
    keep = Record.objects.exclude(pk=slot.record_id).first()
    lead = Member.objects.get(review=stage.review, roles__role="lead")
    return (
        lambda: merge(record=slot.record, keep=keep, by=lead, reason="The same trial"),
        lambda: _vote(slot, anna),
        lambda: _seat(slot),
    )


def seat_is_released(stage, anna, ben) -> Scene:
    """A reviewer's seats are given back; a page of theirs renews them."""
    from screening.models import Slot
    from screening.workflow.actions import claim_slots, release_member_slots

    claim_slots(by=anna, stage=stage, count=3)
    Slot.objects.update(lease_until=None)  # so that the page has something to renew
    return (
        lambda: release_member_slots(member=anna, by=None),
        lambda: str(len(claim_slots(by=anna, stage=stage, count=3))),
        lambda: {"leased to nobody": Slot.objects.filter(reviewer=None, lease_until__isnull=False).count()},
    )


def batch_is_sent_twice(stage, anna, ben) -> Scene:
    """Three questions about duplicates are answered together; the same form arrives a second time."""
    from screening.dedupe.actions import answer_alike
    from screening.models import DuplicateLink, DuplicateQuestion, Member, Record

    lead = Member.objects.get(review=stage.review, roles__role="lead")
    records = list(Record.objects.order_by("pk")[:6])
    asked = [
        DuplicateQuestion(review=stage.review, first=first, second=second, score=0.5, why="Same title", pattern="x")
        for first, second in zip(records[::2], records[1::2], strict=True)
    ]
    DuplicateQuestion.objects.bulk_create(asked)
    chosen = [question.pk for question in asked]

    def answered(verdict: str) -> str:
        done = answer_alike(chosen=chosen, verdict=verdict, by=lead)
        return f"{len(done.answered)} answered, {len(done.refused)} refused, {done.gone} gone"

    return (
        lambda: answered("different"),
        lambda: answered("different"),
        lambda: {"answers": DuplicateLink.objects.count(), "open": DuplicateQuestion.objects.count()},
    )


def _vote(slot, member) -> str:
    from screening.errors import ReviewError
    from screening.workflow.actions import decide

    try:
        decide(slot=slot, verdict="include", reason=None, by=member, key=uuid.uuid4(), fence=slot.fence)
    except ReviewError as error:
        return type(error).__name__
    return "stored"


def _seat(slot) -> dict:
    slot.refresh_from_db()
    return {"vote": slot.vote_id is not None}


SCENES = (seat_passes_on, record_becomes_a_copy, seat_is_released, batch_is_sent_twice)


def play(scene: Callable[..., Scene]) -> dict:
    """The scene on a stage with ten records and two reviewers."""
    from django.db import connection, transaction

    from screening.models import Member, Stage
    from tests.concurrency.seed import fill

    stage = Stage.objects.get(pk=fill(10, 2)["stage"])
    anna, ben = Member.objects.filter(review=stage.review, roles__role="reviewer").select_related("user", "review")
    first, then, look = scene(stage, anna, ben)
    said: list = []

    def later() -> None:
        try:
            said.append(then())
        finally:
            connection.close()

    comes = threading.Thread(target=later)
    with transaction.atomic():
        first()
        comes.start()
        waited = _until_it_waits(comes)
    comes.join(30)
    return {"waited": waited, "said": said[0] if said else None, **look()}


def _until_it_waits(thread: threading.Thread) -> bool:
    """Whether the thread's transaction came to wait for ours; False where it ended without."""
    from django.db import connection

    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
    import django

    django.setup()
    print(json.dumps(play({scene.__name__: scene for scene in SCENES}[sys.argv[1]])))
