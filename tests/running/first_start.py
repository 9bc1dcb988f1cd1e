"""The demo as the very first start makes it: once for a whole run of the suite, then copied where it is needed."""

import json
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from tests.migrated import alone, shared_folder
from tests.running.served import serve
from tests.running.sites import environment


@dataclass(frozen=True)
class FirstStart:
    """What `serve --demo` on an empty folder printed and answered, how it ended, and the site it left."""

    folder: Path
    lines: list[str]
    page: tuple[int, str]
    exit_code: int
    left: int
    seconds: float

    def copy(self, folder: Path) -> dict[str, str]:
        """The environment of a site of one's own in that folder, the demo in it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return environment(folder)


def first_start() -> FirstStart:
    """Made by whoever asks first; parallel processes wait for it."""
    shared = shared_folder()
    folder, report = shared / "first-start", shared / "first-start.json"
    with alone(shared / "first-start.lock"):
        if not report.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one that failed
            folder.mkdir()
            report.write_text(json.dumps(_start_once(folder)))
    return FirstStart(folder=folder, **json.loads(report.read_text()))


def _start_once(folder: Path) -> dict:
    begun = time.monotonic()
    served = serve(environment(folder), "--demo")
    try:
        served.wait_until_up(seconds=900)
        seconds = time.monotonic() - begun
        page = served.get("/accounts/login/")
        exit_code = served.stops(signal.SIGINT)
        left = len(served.left())
    finally:
        served.close()
    return {"lines": served.lines, "page": page, "exit_code": exit_code, "left": left, "seconds": seconds}
