"""Duplicates where part of the records lost their place: works merged wrongly, copies left and questions.

A review mixes exports, so a record without journal, volume, issue and pages stands beside one that has them. A
share of the records of each labelled search, drawn by chance, loses these columns. Needs the shared data; takes
about a minute of a processor. Each search and draw in which works were merged wrongly is printed.
"""

import sys
from collections.abc import Sequence

from benchmarks.dedupe import DATA, SETS
from benchmarks.figures import Figure
from screening.dedupe.engine.judging import Found
from screening.dedupe.engine.run import find
from tests.screening.dedupe.test_labelled_sets import blanked, labelled, merged_wrongly

SHARES = (0.0, 0.2, 0.4)
SEEDS = (1, 2, 5)


def run() -> list[Figure]:
    if not DATA.is_dir():
        print("The shared data are not there, so blanked searches are not measured.", file=sys.stderr)
        return []
    return [figure for share in SHARES for figure in _measured(share)]


def _measured(share: float) -> list[Figure]:
    wrong = copies = left = asked = records = 0
    seeds = SEEDS if share else SEEDS[:1]
    for name in SETS:
        rows, labels = labelled(name)
        of = [labels[row["record_id"]]["cluster_id"] for row in rows]
        for seed in seeds:
            found = find(blanked(rows, share, seed))
            works = merged_wrongly(rows, labels, found)
            if works:
                print(f"{name}, {share:.0%} blanked, seed {seed}: {works}", file=sys.stderr)
            wrong += sum(len(held) - 1 for held in works)
            copies += len(rows) - len(set(of))
            left += _left(of, found)
            asked += len(found.questions)
            records += len(rows)
    what = f"Six labelled searches, {share:.0%} without a place, {len(seeds)} draws"
    return [
        Figure(f"{what}: works merged wrongly", wrong, "", goal=0),
        Figure(f"{what}: recall without a person", 100 * (1 - left / copies), "%"),
        Figure(f"{what}: questions a 1,000 records", 1000 * asked / records, ""),
    ]


def _left(works: Sequence[str], found: Found) -> int:
    """Copies that stand outside the first cluster of their work."""
    cluster = {place: number for number, members in enumerate(found.clusters) for place in members}
    spread = {(work, cluster.get(place, -place - 1)) for place, work in enumerate(works)}
    return len(spread) - len(set(works))
