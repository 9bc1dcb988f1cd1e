"""Counts and fields over the labelled exports, as far as they stand beside the repository."""

import json

import pytest

from screening.importing.detect import detect
from screening.importing.parsers.formats import BY_KEY, parse
from screening.importing.parsers.records import ParsedRecord
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
FOLDER = SHARED / "data" / "import"


def expectations():
    path = FOLDER / "files" / "expected.json"
    listed = json.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else []
    return [entry for entry in listed if entry["format"] in BY_KEY]


def titles(path, format=None):
    with path.open("rb") as file:
        key = format or detect(file, path.name).format
        return [got.title for got in parse(file, key) if isinstance(got, ParsedRecord)] if key else []


@pytest.mark.parametrize("entry", expectations(), ids=lambda entry: entry["file"])
def test_every_real_file_has_its_number_of_records(entry):
    count = len(titles(FOLDER / "files" / entry["file"]))

    assert entry["records"] is None or count in (entry.get("tolerated") or [entry["records"]])


def dialects():
    path = FOLDER / "dialects" / "seed-001" / "dialects.json"
    return json.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else []


@pytest.mark.parametrize(
    "entry",
    [d for d in dialects() if d["format"] in BY_KEY],
    ids=lambda entry: entry["file"],
)
def test_every_dialect_gives_the_same_titles(entry):
    folder = FOLDER / "dialects" / "seed-001"
    wanted = [r["title"] for r in json.loads((folder / "records.json").read_text(encoding="utf-8"))]

    got = titles(folder / entry["file"])

    assert [plain(title)[:60] for title in got] == [plain(title)[:60] for title in wanted]


def plain(title):
    return "".join(c for c in title.casefold() if c.isalnum() and c.isascii())
