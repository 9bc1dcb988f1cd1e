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
ROUNDS = 20


def slowness() -> float:
    """The time of a fixed piece of work here and now, over its time there; never less than 1."""
    return max(1.0, min(_round() for _ in range(5)) / REFERENCE)


def delay() -> float:
    """How much longer the clock on the wall takes here and now than CPU time did there, the work of others on this
    machine with it; never less than 1. For what is done in other processes, or must be waited for."""
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        _round()
    return max(1.0, (time.perf_counter() - begun) / ROUNDS / REFERENCE)


def _round() -> float:
    start = time.process_time()
    words = {}
    for number in range(6_000):
        row = {"title": f"Ketamine for pain {number}", "authors": ["Ada, A", "Eve, E"], "year": 2000 + number % 25}
        found = re.findall(r"\w+", json.loads(json.dumps(row))["title"].casefold())
        words[" ".join(sorted(found))] = number
    assert len(words) == 6_000
    return time.process_time() - start
