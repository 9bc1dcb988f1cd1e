"""The processes that live and die with `manage.py serve`."""

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandError

STOPS_WITHIN_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0


@dataclass
class Child:
    """One process, when it was started, and how long to wait before it is started again."""

    command: list[str]
    process: subprocess.Popen
    started: float
    pause: float = 1.0


@dataclass
class Children:
    """Started in `folder`; a worker that dies is started again, without the web server all stop."""

    folder: Path
    say: Callable[[str], object]
    running: dict[str, Child] = field(default_factory=dict)

    def start(self, name: str, command: list[str], pause: float = 1.0) -> None:
        """A session of its own keeps the terminal's Ctrl-C from the child: `stop` tells it, in order."""
        own = {"DJANGO_SETTINGS_MODULE": "ketreview.settings", "KETREVIEW_EXIT_WITH": str(os.getpid())}
        env = {**os.environ, **own}
        process = subprocess.Popen(command, cwd=self.folder, env=env, start_new_session=True)  # noqa: S603
        self.running[name] = Child(command, process, time.monotonic(), pause)

    def raise_if_gone(self, name: str) -> None:
        code = self.running[name].process.poll()
        if code is not None:
            raise CommandError(f"The {name} process stopped with exit code {code}; its message stands above.")

    def watch(self) -> None:
        """Until interrupted: keep the worker going. CommandError where the web server stops."""
        while True:
            time.sleep(0.5)
            self.raise_if_gone("web")
            if self.running["worker"].process.poll() is not None:
                self._start_again("worker")

    def _start_again(self, name: str) -> None:
        """At once after a single death, later and later where it dies each time soon after its start."""
        old = self.running[name]
        lived = time.monotonic() - old.started
        if lived < old.pause:
            return
        self.say(f"The {name} process stopped (exit code {old.process.returncode}); it is started again.")
        steady = lived > STEADY_AFTER_SECONDS
        self.start(name, old.command, 1.0 if steady else min(2 * old.pause, LONGEST_PAUSE_SECONDS))

    def stop(self) -> None:
        """Ask all to stop, and kill what has not within ten seconds."""
        for child in self.running.values():
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOPS_WITHIN_SECONDS
        for child in self.running.values():
            try:
                child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
