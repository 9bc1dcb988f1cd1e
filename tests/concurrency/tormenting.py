"""What leads do while others vote: `python -m tests.concurrency.tormenting KIND STAGE SECONDS`.

KIND is "merge" (records merged and taken apart), "rule" (the votes a record needs go up and down), "leave" (people
are removed and come back), "settle" (conflicts are settled and reopened), "move" (open seats are given to others,
or handed back) or "release" (what is settled is released). Prints how often each thing was done.
"""

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from uuid import uuid4


def merge(stage, lead, dice) -> Iterator[str]:
    """Merge two records of those screened first, or take a merge apart."""
    from screening.dedupe import actions
    from screening.models import DuplicateLink, Record, StageRecord

    first = list(StageRecord.objects.filter(stage=stage).order_by("rank").values_list("record", flat=True)[:120])
    while True:
        links = list(DuplicateLink.objects.filter(record__review=stage.review, undone_at=None)[:40])
        if links and dice.random() < 0.5:
            yield from _done("taken apart", actions.take_apart, link=dice.choice(links), by=lead)
        else:
            record, keep = (Record.objects.get(pk=pk) for pk in dice.sample(first, 2))
            yield from _done("merged", actions.merge, record=record, keep=keep, by=lead, reason="The same trial")


def rule(stage, lead, dice) -> Iterator[str]:
    """Change how many votes a record needs; the last change leaves two."""
    from screening.workflow.actions import set_votes_needed

    try:
        while True:
            stage.refresh_from_db()
            needed = dice.choice([one for one in (1, 2, 3) if one != stage.votes_needed])
            yield from _done(
                f"needs {needed}", set_votes_needed, stage=stage, needed=needed, version=stage.version, by=lead
            )
    finally:
        stage.refresh_from_db()
        set_votes_needed(stage=stage, needed=2, version=stage.version, by=lead)


def leave(stage, lead, dice) -> Iterator[str]:
    """Remove a reviewer as the page does, or let one come back; at the end all are there."""
    from screening.models import Member
    from screening.team.actions import join, remove_member
    from screening.workflow.actions import release_member_slots

    away = []

    def come_back(member) -> None:
        join(review=stage.review, user=member.user, roles=["reviewer"], by=lead)

    def go(member) -> None:
        remove_member(member=member, by=lead)
        release_member_slots(member=member, by=lead)

    try:
        while True:
            there = list(Member.objects.filter(review=stage.review, roles__role="reviewer", removed_at=None))
            if away and dice.random() < 0.6:
                yield from _done("came back", come_back, member=away.pop())
            elif len(there) > 1:
                away.append(dice.choice(there))
                yield from _done("left", go, member=away[-1])
            else:
                yield "waited"
    finally:
        for member in away:
            come_back(member)


def settle(stage, lead, dice) -> Iterator[str]:
    """Settle a conflict as its adjudicator does, or set such a decision aside."""
    from screening.models import Resolution, StageRecord
    from screening.workflow.actions import reopen_resolution, resolve_conflict

    while True:
        settled = Resolution.objects.filter(stage=stage, reopened_at=None).values("record")
        open_ones = StageRecord.objects.filter(stage=stage, state="conflict").exclude(record__in=settled)
        decided = StageRecord.objects.filter(stage=stage, record__in=settled)
        again = dice.random() < 0.3
        entries = list((decided if again else open_ones).order_by("rank")[:20])
        if not entries:
            yield "waited"
        elif again:
            yield from _done("reopened", reopen_resolution, entry=dice.choice(entries), by=lead, why="Looked again")
        else:
            told = {"verdict": "include", "reason": None, "rationale": "Adults with pain", "key": uuid4()}
            yield from _done("settled", resolve_conflict, entry=dice.choice(entries), by=lead, **told)


def move(stage, lead, dice) -> Iterator[str]:
    """Give open seats of one reviewer to two others, or hand one back for its reviewer."""
    from screening.models import Member, Slot
    from screening.workflow.actions import hand_back, move_seats

    while True:
        people = list(Member.objects.filter(review=stage.review, roles__role="reviewer", removed_at=None))
        held = list(
            Slot.objects.filter(stage=stage, done=False, reviewer__in=people).select_related("reviewer")[:50]
        )
        if held and dice.random() < 0.5:
            slot = dice.choice(held)
            told = {"interest": False, "why": "Too near to my own work"}
            yield from _done("handed back", hand_back, slot=slot, by=slot.reviewer, **told)
        elif len(people) > 1:
            source, *to = dice.sample(people, min(3, len(people)))
            yield from _done("moved", move_seats, stage=stage, source=source, to=to, most=3, by=lead)
        else:
            yield "waited"


def release(stage, lead, dice) -> Iterator[str]:
    """Release what is settled."""
    from screening.workflow.actions import release_settled

    while True:
        yield from _done("released", release_settled, stage=stage, by=lead)


def _done(what: str, action, **asked) -> Iterator[str]:
    from screening.errors import ReviewError

    try:
        action(**asked)
    except ReviewError:
        what = "refused"
    yield what


KINDS = {
    "merge": (merge, 0.1),
    "rule": (rule, 1.5),
    "leave": (leave, 0.7),
    "settle": (settle, 0.3),
    "move": (move, 0.3),
    "release": (release, 5.0),
}
"""Kind -> what is done, and the seconds between two times."""
AT_LEAST = {"merge": {"merged", "taken apart"}}
"""Kind -> what must have been done once before it ends, however slow the machine is."""


def torment(kind: str, stage_id: int, seconds: float) -> dict[str, int]:
    """Do it over and over for so long; how often each thing was done."""
    from screening.models import Member, Stage

    stage = Stage.objects.select_related("review").get(pk=stage_id)
    lead = Member.objects.select_related("user", "review").get(review=stage.review, roles__role="lead")
    do, pause = KINDS[kind]
    end, counts = time.monotonic() + seconds, {}
    steps = do(stage, lead, random.Random(3))
    for what in steps:
        counts[what] = counts.get(what, 0) + 1
        if time.monotonic() > end and counts.keys() >= AT_LEAST.get(kind, set()):
            break
        time.sleep(pause)
    steps.close()
    return counts


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ketreview.settings")
    import django

    django.setup()
    print(json.dumps(torment(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
