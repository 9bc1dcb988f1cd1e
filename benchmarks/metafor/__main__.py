"""`python -m benchmarks.metafor [COUNT] [SEED] [CAPABILITY ...]`: a table of agreement, with each disagreement.

`packages` in place of a capability runs the R scripts of packages alone; without any name both are done. `meta`
alone runs the scripts for the R package meta, which Debian does not have.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.metafor import meta
from benchmarks.metafor.packages import CASES, CORRECTED, EXPLORED, failures
from benchmarks.metafor.tasks import GENERATORS, Task, tasks
from synthesis.stats import evaluate
from tests.synthesis.networks import packages as networks
from tests.synthesis.stats.comparison import differences

ORACLE = Path(__file__).with_name("oracle.R")
TOLERANCES = {
    "multilevel": "opt",
    "multivariate": "opt",
    "network": "opt",
    "selection_model": "opt",
    "glmm": "glmm",
}
SLACK = 1e-10
"""Absolute: what is 0 by rounding on one side only."""


def metafor_says(requests: list[Task]) -> list[dict[str, Any]]:
    """One answer a request: `result`, or `error` with metafor's message."""
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder, "tasks.json"), Path(folder, "answers.json")
        asked.write_text(json.dumps(requests))
        command = [which("Rscript") or "Rscript", str(ORACLE), str(asked), str(told)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own script and files
        return json.loads(told.read_text())


def verdict(request: Task, theirs: dict[str, Any]) -> tuple[str, str]:
    """ "agree", "disagree", or which of the two refused; with the first differences or the message."""
    capability = request["capability"]
    try:
        ours = evaluate(request["columns"], request["kind"], capability, request["call"], request.get("V"))
    except (NotImplementedError, ValueError) as refusal:
        return ("both refuse" if "error" in theirs else "we refuse"), str(refusal)
    if "error" in theirs:
        return "metafor refuses", theirs["error"].strip()
    lines = differences(ours, theirs["result"], TOLERANCES.get(capability, "iter"), slack=SLACK)
    lines = [line for line in lines if not (line.startswith(".I2") and "e-" in line)]
    return ("disagree", "; ".join(lines[:3])) if lines else ("agree", "")


def compare(capability: str, count: int, seed: int) -> Counter[str]:
    """Counts of verdicts of one capability; prints each disagreement and refusal of ours."""
    requests = list(tasks(capability, count, seed))
    found: Counter[str] = Counter()
    for request, theirs in zip(requests, metafor_says(requests), strict=True):
        word, why = verdict(request, theirs)
        found[word] += 1
        if word in ("disagree", "we refuse"):
            print(f"{request['id']} {word}: {request['kind']} {request['call']}: {why}", flush=True)
    return found


def main(arguments: list[str]) -> int:
    """0 where nothing disagrees."""
    if which("Rscript") is None:
        print("This needs R with metafor: apt-get install r-cran-metafor r-cran-jsonlite", file=sys.stderr)
        return 1
    if arguments == ["meta"]:
        count, failed = meta.failures()
        print("\n".join(failed) or f"The scripts for meta of all {count} packages repeat their runs.")
        return int(bool(failed))
    numbers = [int(word) for word in arguments if word.isdigit()]
    count, seed = (*numbers, *(20, 1)[len(numbers) :])
    names = [word for word in arguments if not word.isdigit()] or list(GENERATORS)
    words = ("agree", "disagree", "we refuse", "metafor refuses", "both refuse")
    print("| Capability | " + " | ".join(words) + " |\n|---|" + "---:|" * len(words), flush=True)
    wrong = 0
    for name in names if "packages" not in names else ():
        found = compare(name, count, seed)
        wrong += found["disagree"]
        print(f"| {name} | " + " | ".join(str(found[word]) for word in words) + " |", flush=True)
    if set(names) & {"packages"} or len(names) == len(GENERATORS):
        failed = failures()
        count = len(CASES) + len(EXPLORED) + len(CORRECTED) + len(networks.CASES)
        print("\n".join(failed) or f"The R scripts of all {count} packages repeat their runs.")
        wrong += len(failed)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
