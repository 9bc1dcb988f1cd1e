"""What authors of one family name are called: whether given names and initials may be of the same people. Pure."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Indel

from screening.dedupe.engine.names import Names
from screening.dedupe.engine.tongues import script_of

_SOUNDS = str.maketrans("yjqcw", "iikkv")  # letters of one sound
MOST_BEARERS = 5  # of one family name in one list, who are looked at together
MOST_NOISE = 3  # one in more than so many is a slip of a database
ALIKE, NEARLY = 0.5, 0.65  # two given names that begin alike, and two that do not, as Xiao and Hsiao


def called_otherwise(a: Names, b: Names) -> bool:
    """True where at least a third of those whose family names both have are called otherwise, as far as it is told.
    The bearers of one family name are looked at together, as lists have them in any order."""
    if a.called == b.called and a.families == b.families:
        return False
    ours, theirs = _bearers(a), _bearers(b)
    both = [(called, theirs[family]) for family, called in ours.items() if family in theirs]
    others = sum(not may_be_one(x, y) for x, y in both)
    return bool(others) and others * MOST_NOISE >= len(both)


def _bearers(names: Names) -> dict[str, str]:
    """Family name -> what its bearers are called, without those of whom one is not told and those with many."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for family, called in zip(names.families, names.called, strict=True):
        found[family].append(called)
    return {family: " ".join(each) for family, each in found.items() if all(each) and len(each) <= MOST_BEARERS}


@lru_cache(maxsize=20_000)
def may_be_one(x: str, y: str) -> bool:
    """True where a given name or an initial of one may be one of the other, in any order and spelling."""
    if script_of(x) != script_of(y):
        return True
    return any(_one_call(one, other) for one, other in product(x.split(), y.split()))


def _one_call(one: str, other: str) -> bool:
    one, other = one.translate(_SOUNDS), other.translate(_SOUNDS)
    begins = one[0] == other[0]
    if min(len(one), len(other)) == 1:
        return begins
    if one.startswith(other) or other.startswith(one):
        return True
    return Indel.normalized_similarity(one, other) >= (ALIKE if begins else NEARLY)
