"""Tiles, jobs, steps and pages that look like real ones. Pure."""

from dataclasses import dataclass

from ketreview.tiles import StepCount


@dataclass(frozen=True)
class Tile:
    title: str
    icon: str
    step: StepCount
    locked: str = ""
    conflicts: int = 0


@dataclass(frozen=True)
class SampleJob:
    state: str
    label: str
    done: int | None = None
    total: int | None = None
    message: str = ""
    error: str = ""


TILES = (
    Tile("Import", "upload", StepCount(3, 3, "files", url="#tiles", label="Import a file")),
    Tile(
        "Title and abstract",
        "check",
        StepCount(1842, 5231, "records", 40, "#tiles", "Screen 40 records", "212 today"),
    ),
    Tile("Conflicts", "scale", StepCount(11, 18, "records", 7, "#tiles", "Settle 7 conflicts"), conflicts=7),
    Tile("Extraction", "table", StepCount(0, 0, "studies"), locked="Opens when a study is included."),
)

JOBS = (
    SampleJob("queued", "Import of pubmed.nbib", message="Waiting for the worker"),
    SampleJob("running", "Import of embase.ris", 3500, 5231, "about 20 s left"),
    SampleJob("running", "Analysis: pain at 4 weeks", message="Fitting the model"),
    SampleJob("done", "Duplicates", message="412 pairs found in 5,231 records."),
    SampleJob(
        "failed", "Import of cinahl.ris", error="Line 812: the record has no end (ER  -). Export the file again."
    ),
    SampleJob("cancelled", "Export of decisions", message="Cancelled by you."),
)

KEYS = (
    ("I", "Include"),
    ("E", "Exclude"),
    ("U", "Maybe"),
    ("1–9", "Exclude with that reason"),
    ("Z", "Undo"),
    ("?", "This list"),
)
