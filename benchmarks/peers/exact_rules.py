"""What exact rules give: records with one DOI, or with one title and year are one work.

`python -m benchmarks.peers.exact_rules IN OUT`
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from screening.importing.match_keys import normal_doi, words_of


def main(records: str, output: str) -> None:
    """Writes record_id, cluster_id."""
    opened = gzip.open if Path(records).suffix == ".gz" else open
    first: dict[str, str] = {}
    joined: dict[str, str] = {}
    with opened(records, "rt", encoding="utf-8", newline="") as data:
        for row in csv.DictReader(data):
            joined[row["record_id"]] = row["record_id"]
            for key in _keys(row):
                joined[_root(row["record_id"], joined)] = _root(first.setdefault(key, row["record_id"]), joined)
    with open(output, "w", encoding="utf-8", newline="") as data:
        table = csv.writer(data)
        table.writerow(["record_id", "cluster_id"])
        table.writerows((id, _root(id, joined)) for id in joined)


def _keys(row: dict[str, str]) -> Iterator[str]:
    title = "".join(words_of(row["title"]))
    if row["doi"]:
        yield f"doi {normal_doi(row['doi'])}"
    if title and row["year"]:
        yield f"title {title} {row['year']}"


def _root(id: str, joined: dict[str, str]) -> str:
    while joined[id] != id:
        id = joined[id]
    return id


if __name__ == "__main__":
    main(*sys.argv[1:3])
