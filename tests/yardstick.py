"""How slow this machine is at the moment, so that a limit in seconds means the same everywhere.

A limit is stated for the machine the figures in docs/benchmarks.md were taken on. Shared or older machines do the
same work in up to twice the time, and vary from minute to minute; what a limit is there to catch, work that grows
with the wrong thing or is done twice, shows on all of them.
"""

import json
import re
import time

REFERENCE = 0.030
"""CPU seconds one round took there."""


def slowness() -> float:
    """The time of a fixed piece of work here and now, over its time there; never less than 1."""
    return max(1.0, min(_round() for _ in range(5)) / REFERENCE)


def _round() -> float:
    start = time.process_time()
    words = {}
    for number in range(6_000):
        row = {"title": f"Ketamine for pain {number}", "authors": ["Ada, A", "Eve, E"], "year": 2000 + number % 25}
        found = re.findall(r"\w+", json.loads(json.dumps(row))["title"].casefold())
        words[" ".join(sorted(found))] = number
    assert len(words) == 6_000
    return time.process_time() - start
