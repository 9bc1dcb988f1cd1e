"""`manage.py serve` started by a test: what it prints, what it started, and what is left of it."""

import http.client
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import psutil

from tests.running.sites import PATIENCE, free_port, until
from tests.shared import REPO


@dataclass
class Served:
    """A running `serve`; `close` ends whatever is left."""

    process: subprocess.Popen
    port: int
    lines: list[str] = field(default_factory=list)
    started: list[psutil.Process] = field(default_factory=list)
    reader: threading.Thread | None = None

    def wait_until_up(self, seconds: float = PATIENCE) -> None:
        """Until it prints the address; then take note of every process it started."""
        until(lambda: self.says("KetReview is running at") or self.process.poll() is not None, "serve", seconds)
        assert self.process.poll() is None, "".join(self.lines)
        until(lambda: len(self.family("gunicorn")) >= 3, "the web workers")
        self.started = self.family()

    def says(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def family(self, word: str = "") -> list[psutil.Process]:
        """The processes it started whose command line has the word, and theirs."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if word in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def worker(self) -> psutil.Process | None:
        """The background worker."""
        return next(iter(self.family("manage.py worker")), None)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body of a page. The connection is closed, so that the next one may meet another worker."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={**headers, "Connection": "close"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def left(self) -> list[psutil.Process]:
        """Those of its processes that still run."""
        return [each for each in self.started if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]

    def stops(self, sent: signal.Signals) -> int:
        """Send the signal and wait for the end, and for the last line: its exit code."""
        self.process.send_signal(sent)
        exit_code = self.process.wait(timeout=PATIENCE)
        self.reader.join(timeout=PATIENCE)
        return exit_code

    def close(self) -> None:
        if self.process.poll() is None:
            self.started = self.family()
            self.process.kill()
            self.process.wait(timeout=PATIENCE)
        for each in self.left():
            each.kill()


def serve(env: dict[str, str], *options: str) -> Served:
    """Start `manage.py serve` on a free port and read what it prints."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), *options],
        cwd=REPO,
        env={**env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    served = Served(process, port)
    served.reader = threading.Thread(
        target=lambda: served.lines.extend(iter(process.stdout.readline, "")), daemon=True
    )
    served.reader.start()
    return served
