"""The companion process: what it answers, what it refuses, that it comes back, and how fast a preview is."""

import os
import signal
import subprocess
import sys
import time

import pytest

from ketreview.calculator import Calculator, NotNow, Refused
from ketreview.drawing.svg import on_screen
from synthesis.analyses.run_forest import forest_data
from synthesis.charts.forest import forest
from tests.running.sites import until
from tests.yardstick import slowness

pytestmark = pytest.mark.engine_free
CALL = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "test": "hksj"}
SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj"}
ROWS = [{"label": f"S{i}", "e1": 5 + i % 7, "n1": 50, "e2": 9 + i % 5, "n2": 52} for i in range(100)]
PREVIEW = "synthesis.analyses.previewing:previewed"


@pytest.fixture(scope="module")
def calculator():
    found = Calculator()
    yield found
    found.stop()


def test_it_answers_as_the_library_does_and_refuses_in_its_words(calculator):
    from synthesis.stats import analyse

    assert (
        calculator.ask(PREVIEW, ROWS[:9], SETTINGS, CALL)["pooled"] == analyse(ROWS[:9], **CALL).to_dict()["pooled"]
    )
    with pytest.raises(Refused, match="there cannot be more events than n1"):
        calculator.ask(PREVIEW, [{"label": "A", "e1": 9, "n1": 3, "e2": 1, "n2": 3}], SETTINGS, CALL)
    with pytest.raises(RuntimeError, match="is not for the companion process"):
        calculator.ask("os:getcwd")


def test_a_companion_that_was_killed_is_started_again(calculator):
    calculator.ask(PREVIEW, ROWS[:9], SETTINGS, CALL)
    os.kill(calculator._child.pid, signal.SIGKILL)
    calculator._child.wait()
    assert calculator.ask(PREVIEW, ROWS[:9], SETTINGS, CALL)["pooled"]["k"] == 9


def test_what_takes_too_long_is_given_up_with_words():
    slow = Calculator()
    with pytest.raises(NotNow, match="longer than a page can wait"):
        slow.ask(PREVIEW, ROWS, SETTINGS, CALL, seconds=0.01)


def test_who_asks_loads_neither_numpy_nor_matplotlib_and_leaves_no_process_behind():
    script = (
        "import sys\nfrom ketreview.calculator import calculator\n"
        f"calculator.ask({PREVIEW!r}, {ROWS[:5]!r}, {SETTINGS!r}, {CALL!r})\n"
        "print(calculator._child.pid, sorted({'numpy', 'scipy', 'matplotlib'} & set(sys.modules)), flush=True)\n"
        "import os; os.kill(os.getpid(), 9)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603
    pid, _, loaded = told.stdout.partition(" ")
    assert loaded.strip() == "[]"
    until(lambda: not _lives(int(pid)), "the end of the companion process")


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.timing
def test_a_preview_of_100_studies_takes_at_most_100_ms(calculator):
    calculator.ask(PREVIEW, ROWS, SETTINGS, CALL)
    taken = []
    for _ in range(7):
        begun = time.perf_counter()
        result = calculator.ask(PREVIEW, ROWS, SETTINGS, CALL)
        plot = forest(forest_data("Preview", SETTINGS, ROWS, result, ("", "")))
        on_screen(plot, prefix="p", css_class="x")
        taken.append(1000 * (time.perf_counter() - begun))
    assert min(taken) <= 100 * slowness(), taken
