"""Text of files in which a run leaves the site: tables, JSON, zips. The same run gives the same bytes. Pure."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

Held = Mapping[str, Any]
DAWN_OF_ZIP = (1980, 1, 1, 0, 0, 0)


def csv_text(rows: Sequence[Held], headers: Sequence[str] = ()) -> str:
    """The rows as CSV with line feeds; without headers, those of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, headers or list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def numbers_csv(found: Held, within: Mapping[str, float]) -> str:
    """Names with their numbers at full precision and how far each may differ; only those that exist."""
    rows = [
        {"name": name, "value": repr(value), "within": f"{within[name]:.3g}"}
        for name, value in found.items()
        if value is not None
    ]
    return csv_text(rows, ("name", "value", "within"))


def json_text(held: Held) -> str:
    """The value as JSON that people can read, keys in order."""
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def run_json(schema: str, about: Held, settings: Held, inputs: Sequence[Held], result: Held) -> str:
    """A run as one JSON document: what went in, how it was pooled, what came out, unrounded (docs/run-json.md)."""
    held = {"about": dict(about), "settings": dict(settings), "inputs": list(inputs), "result": dict(result)}
    return json_text({"schema": schema, **held})


def zipped(files: Mapping[str, str]) -> bytes:
    """The files as a zip without clock or system in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, DAWN_OF_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return held.getvalue()
