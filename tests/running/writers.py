"""Several processes that claim seats and vote as fast as they can: `python -m tests.running.writers SECONDS ...`.

Options after the seconds: the ids of the reviewers, one process each; "deferred" first makes SQLite's
transactions begin DEFERRED, as Django's default is. Prints votes, errors by text and seconds, as JSON.
"""

import json
import os
import sys
import time
import uuid
from collections import Counter


def write(member_id: int, until: float) -> dict:
    """One reviewer's claims and votes until the clock says so."""
    from django.db import OperationalError

    from screening.models import Member
    from screening.workflow.actions import claim_slots, decide

    by = Member.objects.select_related("review", "user").get(pk=member_id)
    stage = by.review.stages.get(kind="title-abstract")
    seconds: list[float] = []
    errors: Counter[str] = Counter()
    while time.time() < until:
        try:
            for slot in claim_slots(by=by, stage=stage):
                begun = time.perf_counter()
                decide(slot=slot, verdict="include", reason=None, by=by, key=uuid.uuid4(), fence=slot.fence)
                seconds.append(time.perf_counter() - begun)
        except OperationalError as error:
            errors[str(error)] += 1
    return {"votes": len(seconds), "errors": dict(errors), "ms": [round(1000 * each, 2) for each in seconds]}


def in_a_child(member_id: int, until: float) -> int:
    """Fork a writer; the end of the pipe that its answer comes through."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as answer:
            json.dump(write(member_id, until), answer)
        os._exit(0)
    os.close(writing)
    return reading


def main(seconds: float, *words: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    import screening.workflow.actions  # noqa: F401  loaded once, before the fork

    if words[0] == "deferred":
        settings.DATABASES["default"]["OPTIONS"] |= {"transaction_mode": "DEFERRED"}
        words = words[1:]
    connections.close_all()
    until = time.time() + seconds
    ends = [in_a_child(int(member), until) for member in words]
    found = []
    for end in ends:
        with os.fdopen(end) as answer:
            found.append(json.load(answer))
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
    main(float(sys.argv[1]), *sys.argv[2:])
