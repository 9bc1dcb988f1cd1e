"""bib-dedupe on a table, by a Python that has it: `python -m benchmarks.peers.bib_dedupe_run IN OUT`."""

import sys

import pandas as pd
from bib_dedupe.bib_dedupe import block, cluster, match, prep

NAMES = {"record_id": "ID", "authors": "author", "type": "ENTRYTYPE", "issue": "number"}


def main(records: str, output: str) -> None:
    """Its own four steps with two processes, as its documentation shows them."""
    table = pd.read_csv(records, dtype=str, keep_default_na=False).rename(columns=NAMES)
    table["author"] = table["author"].str.replace("; ", " and ", regex=False)
    table["ENTRYTYPE"] = "article"
    prepared = prep(table, cpu=2)
    groups = cluster(match(block(prepared, cpu=2), cpu=2))
    rows = [(id, f"c{number}") for number, ids in enumerate(groups) for id in ids]
    pd.DataFrame(rows, columns=["record_id", "cluster_id"]).to_csv(output, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:3])
