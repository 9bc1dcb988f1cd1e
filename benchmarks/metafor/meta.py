"""The scripts for R's package meta, run by R: `python -m benchmarks.metafor meta`, where meta is installed."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

from synthesis.analyses.meta_package import meta_package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import CASES, EXPLORED, OPTIONS, explored_result

Held = dict[str, Any]
RECIPE = ("kind", "measure", "model", "tau2", "interval")


def runs() -> Iterator[tuple[str, Held, list[Held], Held]]:
    """Name, settings, rows and result of each package that the workbench can make."""
    for name, (kind, rows, *recipe) in CASES.items():
        settings = dict(zip(RECIPE, (kind, *recipe), strict=True)) | OPTIONS.get(name, {})
        if settings["interval"] != "t":
            yield name, settings, rows, analyse(rows, kind, *recipe, **OPTIONS.get(name, {})).to_dict()
    for name, (_, recipe, options) in EXPLORED.items():
        rows, result = explored_result(name)
        yield name, dict(zip(RECIPE, ("binary", "RR", *recipe), strict=True)) | options, rows, result


def failures() -> tuple[int, list[str]]:
    """How many packages were run, and what R said where meta found another number than the run."""
    found = [_r_says(name, meta_package(name, *held, ("this", "that"))) for name, *held in runs()]
    return len(found), [said for said in found if said]


def _r_says(name: str, files: dict[str, str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            Path(folder, path).write_text(content)
        command = [which("Rscript") or "Rscript", "meta.R"]
        said = subprocess.run(  # noqa: S603 - our own script
            command, cwd=folder, capture_output=True, text=True, check=False
        )
    return f"{name}:\n{said.stdout}{said.stderr}" if said.returncode else ""
