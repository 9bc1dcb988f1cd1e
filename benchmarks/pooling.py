"""A thousand meta-analyses of 20 studies, by us and, where they are installed, by statsmodels, PyMARE and metafor.

Every program pools the same data; a figure of another program notes how far its tau2 is from ours at most.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import numpy as np

from benchmarks.figures import Figure
from ketreview.drawing.svg import standalone
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.stats import analyse
from synthesis.stats import tau2 as estimators
from synthesis.stats.gls import batch_of
from synthesis.stats.sensitivity import pool_batch
from synthesis.stats.sturdiness import sturdiness

SETS, STUDIES = 1000, 20


def data() -> tuple[np.ndarray, np.ndarray]:
    """Effects and variances, each (1000, 20)."""
    rng = np.random.default_rng(1)
    v = rng.uniform(0.01, 0.4, (SETS, STUDIES))
    return rng.normal(0.2, np.sqrt(v + 0.1)), v


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of some runs, in milliseconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found) * 1000


def ours(y: np.ndarray, v: np.ndarray) -> list[Figure]:
    """tau2, estimate, SE and Q of all sets in one call; one set of 10,000 studies."""
    batch = batch_of(y, v)
    goals = {"DL": 5.0, "PM": None, "REML": 50.0}
    figures = [
        Figure(
            f"1,000 meta-analyses, {method}: ours",
            best_of(7, lambda m=method: pool_batch(batch, m)),
            "ms",
            goal=goal,
        )
        for method, goal in goals.items()
    ]
    rng = np.random.default_rng(2)
    many = rng.uniform(0.01, 0.4, 10_000)
    large = batch_of(rng.normal(0.2, np.sqrt(many + 0.1)), many)
    seconds = best_of(3, lambda: pool_batch(large, "REML")) / 1000
    large_one = Figure("One meta-analysis of 10,000 studies, REML: ours", seconds, "s", goal=1.0)
    return [*figures, large_one, whole_report()]


def whole_report() -> Figure:
    """50 trials pooled, with every check of how sturdy the result is and all its plots as SVG, wide and narrow."""
    rng = np.random.default_rng(3)
    names, sizes = ("e1", "n1", "e2", "n2"), rng.integers(31, 200, (50, 2))
    events = rng.integers(0, 30, (50, 2))
    counts = np.column_stack([events[:, 0], sizes[:, 0], events[:, 1], sizes[:, 1]]).tolist()
    rows = [{"label": f"Trial {i}", **dict(zip(names, row, strict=True))} for i, row in enumerate(counts, 1)]
    settings = {"kind": "binary", "measure": "OR", "model": "random", "level": 0.95}

    def work() -> None:
        result = analyse(rows, "binary", "OR", test="hksj")
        held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}
        for plot in sturdy_plots(settings, held):
            for sheet in (*plot.wide(), *plot.narrow()):
                standalone(sheet)

    return Figure("A run of 50 trials with all its checks and plots", best_of(3, work) / 1000, "s", goal=1.0)


def by_statsmodels(y: np.ndarray, v: np.ndarray) -> list[Figure]:
    """combine_effects, one set after the other; its DL tau2 may be negative and is cut at 0 for the comparison."""
    from statsmodels.stats.meta_analysis import combine_effects

    figures = []
    for method, name in (("dl", "DL"), ("pm", "PM")):
        found: list[float] = []

        def work(method: str = method, found: list[float] = found) -> None:
            found[:] = [combine_effects(a, b, method_re=method).tau2 for a, b in zip(y, v, strict=True)]

        figures.append(_beside(f"{name}: statsmodels", best_of(1, work), np.maximum(found, 0), name, y, v))
    return figures


def by_pymare(y: np.ndarray, v: np.ndarray) -> list[Figure]:
    """Estimators on 2-D arrays, as PyMARE is at its quickest."""
    from pymare import Dataset
    from pymare.estimators import DerSimonianLaird, VarianceBasedLikelihoodEstimator

    dataset = Dataset(y.T, v.T)
    figures = []
    for name, estimator in (("DL", DerSimonianLaird()), ("REML", VarianceBasedLikelihoodEstimator("REML"))):
        milliseconds = best_of(1, lambda each=estimator: each.fit_dataset(dataset))
        found = np.ravel(estimator.summary().tau2)
        figures.append(_beside(f"{name}: PyMARE", milliseconds, found, name, y, v))
    return figures


R_SCRIPT = """
suppressPackageStartupMessages(library(metafor)); a <- commandArgs(TRUE); options(warn = -1)
y <- as.matrix(read.csv(a[1], header = FALSE)); v <- as.matrix(read.csv(a[2], header = FALSE))
for (m in c("DL", "REML")) {
  s <- system.time(t <- sapply(seq_len(nrow(y)), function(i) {
    r <- try(rma(y[i, ], v[i, ], method = m), silent = TRUE)
    if (inherits(r, "try-error")) NA else r$tau2 }))[["elapsed"]]
  cat(m, s, t, "\\n", sep = " ")
}
"""


def by_metafor(y: np.ndarray, v: np.ndarray) -> list[Figure]:
    """rma() with its defaults, one set after the other; sets on which it stops are left out of the comparison."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("y.csv", "v.csv", "run.R")]
        for path, values in zip(paths, (y, v), strict=False):
            np.savetxt(path, values, delimiter=",", fmt="%.17g")
        paths[2].write_text(R_SCRIPT)
        command = [which("Rscript") or "Rscript", *(str(paths[i]) for i in (2, 0, 1))]
        said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own script
    figures = []
    for line in said.stdout.strip().splitlines():
        name, seconds, *values = line.split()
        found = np.array([float("nan") if x == "NA" else float(x) for x in values])
        figures.append(_beside(f"{name}: metafor", float(seconds) * 1000, found, name, y, v))
    return figures


def _beside(what: str, milliseconds: float, found: np.ndarray, name: str, y: np.ndarray, v: np.ndarray) -> Figure:
    gap = np.abs(found - estimators.estimate(batch_of(y, v), name))
    lost = int(np.isnan(gap).sum())
    note = f"tau² within {np.nanmax(gap):.1g} of ours" + (f", {lost} without an answer" if lost else "")
    return Figure(f"1,000 meta-analyses, {what}", milliseconds, "ms", note=note)


def run() -> list[Figure]:
    y, v = data()
    figures = [*ours(y, v), *by_statsmodels(y, v)]
    if find_spec("pymare"):
        figures += by_pymare(y, v)
    if which("Rscript"):
        figures += by_metafor(y, v)
    return figures
