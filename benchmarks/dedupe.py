"""Duplicates: errors and questions on the labelled searches, time and memory at three sizes, beside bib-dedupe and
exact rules.

Needs the shared data and its two programs (KETREVIEW_SHARED); without them there is nothing to measure. bib-dedupe
is measured in the same run where BIB_DEDUPE names a Python that has it, in a virtual environment of its own:
`python -m venv bib && bib/bin/pip install bib-dedupe==0.11.0`, then BIB_DEDUPE=bib/bin/python; else a line says
that it is left out. The table of the searches one by one is printed before the figures.
`DEDUPE_SIZES=5000,20000,80000` chooses the sizes; the peer runs up to 20,000.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure
from tests.shared import REPO, SHARED

SETS = ("copper", "cytology_screening", "digital_work", "haematology", "respiratory", "stroke")
SIZES = tuple(int(size) for size in os.environ.get("DEDUPE_SIZES", "5000,20000,80000").split(","))
MOST_FOR_PEER = 20_000
PEER = os.environ.get("BIB_DEDUPE", "")
DATA, BENCH = SHARED / "data" / "dedupe", SHARED / "bench"


def run() -> list[Figure]:
    if not BENCH.is_dir():
        print("The shared data are not there, so duplicates are not measured.", file=sys.stderr)
        return []
    if not PEER:
        print("BIB_DEDUPE names no Python, so bib-dedupe is left out.", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="ketreview-dedupe-") as folder:
        return [*_labelled(Path(folder)), *(figure for n in SIZES for figure in _made_up(n, Path(folder)))]


def _labelled(folder: Path) -> list[Figure]:
    scores: dict[str, dict] = {}
    seconds: dict[str, float] = {}
    for name, measure in _MATCHERS.items():
        (folder / name).mkdir()
        runs = [measure(DATA / f"{one}.records.csv.gz", folder / name / f"{one}.csv") for one in SETS]
        seconds[name] = sum(cpu for cpu, _, _ in runs)
        scores[name] = _score("--dir", str(folder / name), str(DATA))
    print(beside(scores))
    total = scores[OURS]["total"]
    what = "Six labelled searches (14,215 records)"
    others = [Figure(f"{what}: CPU time of {name}", cpu, "s") for name, cpu in seconds.items() if name != OURS]
    if PEER:
        ratio = seconds[BIB_DEDUPE] / seconds[OURS]
        others.append(Figure(f"{what}: bib-dedupe's CPU time over ours", ratio, "times"))
    return [
        Figure(f"{what}: works merged wrongly", total["auto"]["false_merges"], "", goal=0),
        Figure(f"{what}: recall without a person", 100 * total["auto"]["recall"], "%", goal=98.5, at_least=True),
        Figure(f"{what}: questions a 1,000 records", total["review"]["decisions_per_1000"], "", goal=15),
        Figure(
            f"{what}: questions answered “the same”", 100 * total["review"]["yield"], "%", goal=25, at_least=True
        ),
        Figure(
            f"{what}: recall after a person", 100 * total["after_review"]["recall"], "%", goal=99.8, at_least=True
        ),
        Figure(f"{what}: CPU time", seconds[OURS], "s"),
        *others,
    ]


def beside(scores: dict[str, dict]) -> str:
    """The matchers search by search, as a Markdown table: works merged wrongly / copies left, then F1."""
    lines = [f"| Merged wrongly / copies left; F1 | {' | '.join(scores)} |", "|---|" + "---:|" * len(scores)]
    for name in (*SETS, "total"):
        autos = [
            (score["total"] if name == "total" else score["datasets"][name])["auto"] for score in scores.values()
        ]
        cells = [f"{auto['false_merges']} / {auto['missed_duplicates']}; {auto['f1']:.3f}" for auto in autos]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _made_up(n: int, folder: Path) -> list[Figure]:
    prefix = folder / f"made-{n}"
    subprocess.run(  # noqa: S603 - programs of ours
        [sys.executable, BENCH / "dedupe_synth.py", str(n), prefix, "--seed", "1", "--data", DATA], check=True
    )
    records, labels = f"{prefix}.records.csv", f"{prefix}.labels.csv"
    goals = {20_000: (6.0, 5.0), 80_000: (30.0, None)}.get(n, (None, None))
    cpu, elapsed, memory = _ours(Path(records), folder / "ours.csv")
    what = f"{n:,} made-up records"
    figures = [
        Figure(f"{what}: CPU time", cpu, "s", goal=goals[0], note=f"{elapsed:.1f} s elapsed"),
        Figure(f"{what}: memory", memory, "MB", goal=1000),
        *_errors(what, folder / "ours.csv", labels, goals[1]),
    ]
    if PEER and n <= MOST_FOR_PEER:
        peer, passed, _ = _bib_dedupe(Path(records), folder / "peer.csv")
        figures.append(Figure(f"{what}: CPU time of bib-dedupe", peer, "s", note=f"{passed:.1f} s elapsed"))
        figures += _errors(f"{what}, bib-dedupe", folder / "peer.csv", labels, None)
        figures.append(Figure(f"{what}: bib-dedupe's CPU time over ours", peer / cpu, "times"))
    return figures


def _errors(what: str, output: Path, labels: str, most: float | None) -> list[Figure]:
    auto = _score(str(output), labels)["total"]["auto"]
    return [
        Figure(f"{what}: works merged wrongly", auto["false_merges"], "", goal=most),
        Figure(f"{what}: recall", 100 * auto["recall"], "%"),
    ]


def _ours(records: Path, output: Path) -> tuple[float, float, float]:
    return _timed([sys.executable, "manage.py", "dedupe_citations", records, "--output", output])


def _exact(records: Path, output: Path) -> tuple[float, float, float]:
    return _timed([sys.executable, "-m", "benchmarks.peers.exact_rules", records, output])


def _bib_dedupe(records: Path, output: Path) -> tuple[float, float, float]:
    return _timed([PEER, "-m", "benchmarks.peers.bib_dedupe_run", records, output])


def _timed(command: list) -> tuple[float, float, float]:
    """CPU seconds, elapsed seconds, and the most memory of any child so far in MB."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(  # noqa: S603
        command, cwd=REPO, check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - begun, after.ru_maxrss / 1024


def _score(*arguments: str) -> dict:
    done = subprocess.run(  # noqa: S603
        [sys.executable, BENCH / "dedupe_score.py", *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


OURS, EXACT, BIB_DEDUPE = "KetReview", "same DOI, or title and year", "bib-dedupe"
_MATCHERS = {OURS: _ours, EXACT: _exact} | ({BIB_DEDUPE: _bib_dedupe} if PEER else {})
