"""Many meta-analyses in one call stay quick enough to be interactive."""

import time

import numpy as np
import pytest

from synthesis.stats import tau2
from synthesis.stats.gls import batch_of
from tests.yardstick import slowness

pytestmark = [pytest.mark.timing, pytest.mark.engine_free]


def best_of(times: int, work) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


@pytest.fixture(scope="module")
def thousand():
    rng = np.random.default_rng(1)
    v = rng.uniform(0.01, 0.4, (1000, 20))
    return batch_of(rng.normal(0.2, np.sqrt(v + 0.1)), v)


@pytest.mark.parametrize(("method", "seconds"), [("DL", 0.005), ("PM", 0.02), ("REML", 0.05)])
def test_a_thousand_analyses_of_twenty_studies(thousand, method, seconds):
    assert best_of(20, lambda: tau2.estimate(thousand, method)) <= seconds * slowness()


def test_ten_thousand_studies_by_reml_within_a_second():
    rng = np.random.default_rng(2)
    v = rng.uniform(0.01, 0.4, 10_000)
    batch = batch_of(rng.normal(0.2, np.sqrt(v + 0.1)), v)
    assert best_of(5, lambda: tau2.estimate(batch, "REML")) <= 1.0 * slowness()
