"""The R scripts of packages, run by R: each must find the numbers that its run found."""

import subprocess
import tempfile
from pathlib import Path
from shutil import which

from synthesis.analyses.package import package
from synthesis.stats import analyse
from tests.synthesis.analyses.packages import CASES, CORRECTED, EXPLORED, OPTIONS, corrected_result, explored_result
from tests.synthesis.networks import packages as networks


def failures() -> list[str]:
    """What R said where a package did not repeat its run; empty where all did."""
    found = []
    for name, (kind, rows, measure, *recipe) in CASES.items():
        result = analyse(rows, kind, measure, *recipe, **OPTIONS.get(name, {})).to_dict()
        found += _run(name, kind, rows, result)
    for name in networks.CASES:
        found += _r_says(name, networks.package_of(name))
    for name in EXPLORED:
        rows, result = explored_result(name)
        found += _run(name, "binary", rows, result)
    for name in CORRECTED:
        found += _run(name, *corrected_result(name))
    return found


def _run(name: str, kind: str, rows: list[dict], result: dict) -> list[str]:
    return _r_says(name, package("run", {"number": 1}, {"kind": kind}, rows, result))


def _r_says(name: str, files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in files.items():
            Path(folder, path).parent.mkdir(exist_ok=True)
            Path(folder, path).write_text(content)
        command = [which("Rscript") or "Rscript", "analysis.R"]
        said = subprocess.run(  # noqa: S603 - our own script
            command, cwd=Path(folder, "run"), capture_output=True, text=True, check=False
        )
    if "CompQuadForm" in said.stderr:
        print(f"{name}: left out, since metafor needs the R package CompQuadForm for it")
        return []
    return [f"{name}:\n{said.stdout}{said.stderr}"] if said.returncode else []
