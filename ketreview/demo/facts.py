"""The demo's data files, read. Keys such as "seed-000#18" name a file and the place of a record in it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from screening.models import Record, Review

FOLDER = Path(__file__).parent / "data"
FILES = {"seed-000": "seed-000.ris", "seed-001": "seed-001-references.txt", "trials": "trials.ris"}


@cache
def facts(name: str) -> dict[str, Any]:
    """The content of data/NAME.json."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def records_by_key(review: Review) -> dict[str, Record]:
    """Every record of the demo by its key."""
    stems = {filename: stem for stem, filename in FILES.items()}
    rows = review.records.select_related("batch").order_by("batch_id", "row_no")
    found: dict[str, Record] = {}
    places: dict[str, int] = {}
    for record in rows:
        stem = stems[record.batch.filename]
        places[stem] = places.get(stem, 0) + 1
        found[f"{stem}#{places[stem]}"] = record
    return found
