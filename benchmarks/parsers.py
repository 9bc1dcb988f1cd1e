"""Citation files of every format read by our parsers, records a CPU second and memory; peers in the same run.

Peers that are not installed are left out with a line: `pip install .[bench]` brings them.
"""

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.citations import pubmed_xml, records, wos_tagged
from benchmarks.figures import Figure
from screening.exporting.writers.formats import BY_KEY
from screening.importing.parsers.records import ParsedRecord
from tests.shared import REPO

MEMORY = 200  # MB above what the process had before


def written(key: str) -> Callable[[list[ParsedRecord]], Iterator[bytes]]:
    return BY_KEY[key].pieces


@dataclass(frozen=True)
class Case:
    """`goal` in records a CPU second; `peers` are name -> (module, share of the records it is given)."""

    format: str
    label: str
    write: Callable[[list[ParsedRecord]], Iterator[bytes]]
    count: int
    goal: int
    peers: tuple[tuple[str, str, int], ...] = ()


TAGS_ALONE = ("one regular expression, nothing mapped", "re", 1)
ROWS_ALONE = ("the csv module, nothing mapped", "csv", 1)
ELEMENTS_ALONE = ("lxml, nothing mapped", "lxml", 1)

CASES = (
    Case("ris", "RIS", written("ris"), 20_000, 30_000, (("rispy", "rispy", 1), TAGS_ALONE)),
    Case("nbib", "NBIB", written("nbib"), 15_000, 20_000, (("Biopython", "Bio", 1), TAGS_ALONE)),
    Case("wos", "WoS tagged", wos_tagged, 15_000, 20_000, (TAGS_ALONE,)),
    Case("pubmed_xml", "PubMed XML", pubmed_xml, 6_000, 8_000, (ELEMENTS_ALONE,)),
    Case("endnote_xml", "EndNote XML", written("xml"), 6_000, 6_000),
    Case(
        "bibtex",
        "BibTeX, names and LaTeX",
        written("bib"),
        6_000,
        5_000,
        (("pybtex", "pybtex", 2), ("bibtexparser", "bibtexparser", 20)),
    ),
    Case("csv", "CSV", written("csv"), 20_000, 25_000, (ROWS_ALONE,)),
    Case("xlsx", "XLSX", written("xlsx"), 6_000, 10_000),
)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        return [figure for case in CASES for figure in figures(case, Path(folder))]


def figures(case: Case, folder: Path) -> Iterator[Figure]:
    own = measure("ours", case, folder, 1)
    speed = own["records"] / own["seconds"]
    yield Figure(f"{case.label}: read", speed, "records a CPU second", goal=case.goal, at_least=True)
    yield Figure(f"{case.label}: memory above base, {case.count:,} records", own["grown_mb"], "MB", goal=MEMORY)
    for name, module, share in case.peers:
        if importlib.util.find_spec(module) is None:
            print(f"{name} is not installed; `pip install .[bench]` brings it.", file=sys.stderr)
            continue
        peer = measure(name, case, folder, share)
        theirs = peer["records"] / peer["seconds"]
        note = f"ours / theirs {speed / theirs:.1f}"
        yield Figure(f"{case.label}: read by {name}", theirs, "records a CPU second", note=note)


def measure(reader: str, case: Case, folder: Path, share: int) -> dict[str, float]:
    """One reading in a process of its own, of the file or of its first records where the reader is slow."""
    path = folder / f"{case.format}-{share}"
    small = path.with_name(f"small-{path.name}")
    if not path.exists():
        path.write_bytes(b"".join(case.write(records(case.count // share))))
        small.write_bytes(b"".join(case.write(records(3))))
    command = [sys.executable, "-m", "benchmarks._parsing", reader, str(path), case.format]
    done = subprocess.run(command, cwd=REPO, stdout=subprocess.PIPE, check=True)  # noqa: S603
    return json.loads(done.stdout)
