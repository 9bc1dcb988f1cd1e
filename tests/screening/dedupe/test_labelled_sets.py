"""On searches that people labelled: nothing merged wrongly, hardly a copy left. The whole gate is in benchmarks."""

import csv
import gzip
import random
from collections import defaultdict

import pytest

from screening.dedupe.engine.judging import Found
from screening.dedupe.engine.run import find
from tests.shared import SHARED, needs_shared

PLACE = ("journal", "issn", "volume", "issue", "pages")
pytestmark = [pytest.mark.engine_free, needs_shared]


@pytest.mark.parametrize(("name", "least"), [("copper", 0.99), ("stroke", 0.99)])
def test_no_work_is_lost_and_hardly_a_copy_left(name, least):
    rows, labels = labelled(name)
    found = find(rows)
    assert merged_wrongly(rows, labels, found) == []
    spread: dict[str, set[int]] = defaultdict(set)
    of = {place: number for number, cluster in enumerate(found.clusters) for place in cluster}
    for place, row in enumerate(rows):
        spread[labels[row["record_id"]]["cluster_id"]].add(of.get(place, -place - 1))
    duplicates = len(rows) - len(spread)
    left = sum(len(numbers) - 1 for numbers in spread.values())
    assert 1 - left / duplicates >= least
    assert len(found.questions) <= 0.015 * len(rows)


@pytest.mark.parametrize(("name", "share", "seed"), [("stroke", 0.4, 1), ("haematology", 0.2, 5)])
def test_no_work_is_lost_where_some_records_have_no_place(name, share, seed):
    rows, labels = labelled(name)
    found = find(blanked(rows, share, seed))
    assert merged_wrongly(rows, labels, found) == []
    assert len(found.clusters) > 20
    assert len(found.questions) <= 0.2 * len(rows)


def blanked(rows: list[dict[str, str]], share: float, seed: int) -> list[dict[str, str]]:
    """The rows, of which a share drawn by chance does not say where it appeared."""
    dice = random.Random(seed)
    return [row | dict.fromkeys(PLACE, "") if dice.random() < share else row for row in rows]


def labelled(name: str) -> tuple[list[dict[str, str]], dict[str, dict[str, str]]]:
    """The records of a search, and record id -> its label."""
    folder = SHARED / "data" / "dedupe"
    with gzip.open(folder / f"{name}.records.csv.gz", "rt", encoding="utf-8", newline="") as data:
        rows = list(csv.DictReader(data))
    with (folder / f"{name}.labels.csv").open(encoding="utf-8", newline="") as data:
        return rows, {row["record_id"]: row for row in csv.DictReader(data)}


def merged_wrongly(rows: list[dict[str, str]], labels: dict[str, dict[str, str]], found: Found) -> list[set[str]]:
    """The clusters that hold more than one work, as the works in them."""
    held = [{_lenient(labels[rows[place]["record_id"]]) for place in cluster} for cluster in found.clusters]
    return [works for works in held if len(works) > 1]


def _lenient(label: dict[str, str]) -> str:
    """Works that are contested share this id: merging them is neither an error nor required."""
    return label["lenient_id"] or label["cluster_id"]
