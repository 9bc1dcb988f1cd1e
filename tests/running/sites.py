"""A site of its own for a test: a database, a folder, an engine, a worker that can be killed, a console."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.shared import REPO

LEASE_SECONDS = 2
PATIENCE = 180.0
"""Seconds that anything may take on a machine that others keep busy; nothing waits longer than it must."""
OF_THE_TESTS = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "JOB_ENGINE", "KETREVIEW_VAR", "PORT")


def answers(port: int) -> bool:
    """True where something listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that a server may take in a moment. It is below those that the system deals out by itself, so nothing
    that connects meanwhile is given it."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def environment(folder: Path, **chosen: str) -> dict[str, str]:
    """The test run's environment without what it decided about its own database and engine."""
    bare = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
    return {
        **bare,
        "DJANGO_SETTINGS_MODULE": "ketreview.settings",
        "KETREVIEW_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "JOB_LEASE_SECONDS": str(LEASE_SECONDS),
        **chosen,
    }


def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """The first true answer. Fails, saying what was awaited, where none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := true():
            return answer
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


@dataclass
class Site:
    """Its processes are ended by `close`."""

    env: dict[str, str]
    processes: list[subprocess.Popen] = field(default_factory=list)
    _console: subprocess.Popen | None = None

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=REPO, env=self.env, check=True)

    def worker(self, *options: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "manage.py", "worker", *options], cwd=REPO, env=self.env)
        self.processes.append(process)
        return process

    def do(self, deed: str, **arguments) -> Any:
        """Have a deed done in the site; what it returns."""
        console = self._console or self._open_console()
        console.stdin.write(json.dumps([deed, arguments]) + "\n")
        console.stdin.flush()
        return json.loads(console.stdout.readline())

    def ended(self, job: str) -> dict | None:
        """The job once it is closed."""
        found = self.do("job", job=job)
        return found if found["state"] in ("done", "failed", "cancelled") else None

    def _open_console(self) -> subprocess.Popen:
        self._console = subprocess.Popen(
            [sys.executable, "-m", "tests.running.console"],
            cwd=REPO,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(self._console)
        assert json.loads(self._console.stdout.readline()) == "ready"
        return self._console

    def close(self) -> None:
        if self._console:
            self._console.stdin.close()
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(timeout=PATIENCE)
