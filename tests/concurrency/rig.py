"""The real server under torment: gunicorn in a process of its own, its web workers killed again and again."""

import contextlib
import http.client
import http.cookies
import json
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import psutil

from tests import migrated
from tests.concurrency.checker import ACKNOWLEDGED, REFUSED, UNKNOWN, Seat, Stored, StoredVote
from tests.concurrency.clients import Card
from tests.running.sites import PATIENCE, free_port
from tests.shared import REPO

POSTGRES = "postgres://postgres@127.0.0.1:5432"


class Server:
    """A served database. `log` is what gunicorn and Django wrote."""

    def __init__(
        self, folder: Path, database_url: str, *, workers: int = 2, threads: int = 4, lease_seconds: float = 0
    ):
        self.folder, self.workers, self.threads = folder, workers, threads
        self.log_path = folder / "server.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "KETREVIEW_VAR": str(folder),
            "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests-1234567890",
            "JOB_ENGINE": "immediate",
            "EMAIL_URL": "memorymail://",
            "PYTHONPATH": str(REPO),
            "SEAT_LEASE_SECONDS": str(lease_seconds or ""),
        }
        self.port = free_port()
        self.master: subprocess.Popen | None = None

    def python(self, *arguments: str) -> str:
        """Run one of our own modules or commands on the served database; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=REPO, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-2000:] + done.stderr)
        return done.stdout

    def seed(self, records: int, reviewers: int) -> dict:
        """Fill the database, a new file or a copy of the PostgreSQL template; see seed.py."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite:///"):
            migrated.copy_to(Path(url.removeprefix("sqlite:///")))
        return json.loads(self.python("-m", "tests.concurrency.seed", str(records), str(reviewers)))

    def stored(self, stage: int) -> Stored:
        found = json.loads(self.python("-m", "tests.concurrency.dump", str(stage)))
        return Stored(
            seats=[Seat(*row) for row in found["seats"]],
            votes=[StoredVote(*row) for row in found["votes"]],
            states=found["states"],
            votes_needed=found["votes_needed"],
            maybe_rule=found["maybe_rule"],
            resolutions=found["resolutions"],
            moved=frozenset(found["moved"]),
            released=frozenset(found["released"]),
            most_needed=found["most_needed"],
        )

    def start(self, *arguments: str) -> subprocess.Popen:
        """One of our own modules on the served database, beside everything else."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=REPO,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Server":
        command = [sys.executable, "-m", "gunicorn", "tests.concurrency.served", "--bind", f"127.0.0.1:{self.port}"]
        # Loaded before the fork, so that a killed worker is replaced at once.
        command += ["--preload", "--worker-class", "gthread", "--workers", str(self.workers)]
        command += ["--threads", str(self.threads), "--timeout", "60", "--graceful-timeout", "5"]
        with self.log_path.open("wb") as log:
            self.master = subprocess.Popen(command, cwd=REPO, env=self.environment, stdout=log, stderr=log)
        for _ in range(1800):
            if self.master.poll() is not None:
                raise RuntimeError(self.log)
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.2):
                return self
            time.sleep(0.1)
        raise TimeoutError(self.log)

    def __exit__(self, *_) -> None:
        self.master.terminate()
        try:
            self.master.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.master.kill()
            self.master.wait(PATIENCE)

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def worker_pids(self) -> list[int]:
        return [child.pid for child in psutil.Process(self.master.pid).children()]


class Nemesis(threading.Thread):
    """Kills a web worker with SIGKILL every so many seconds for as long as `lasting`, or until told to stop.

    It waits until somebody was answered since the last time (`answers` counts them): on a machine that others keep
    busy the workers would else be killed faster than they can answer anybody. With `freeze`, one time in four a
    worker is stopped for so many seconds instead and then goes on.
    """

    def __init__(
        self,
        server: Server,
        *,
        every: float,
        lasting: float,
        answers: Callable[[], int],
        seed: int = 1,
        freeze: float = 0,
    ):
        super().__init__(daemon=True)
        self.answers, self.heard = answers, -1
        self.freeze, self.freezes = freeze, 0
        self.server, self.every, self.lasting, self.dice = server, every, lasting, random.Random(seed)
        self.kills = 0
        self.over = threading.Event()

    def run(self) -> None:
        end = time.monotonic() + self.lasting
        while not self.over.wait(self.every) and time.monotonic() < end:
            workers, heard = self.server.worker_pids(), self.answers()
            if workers and heard != self.heard:
                self.heard = heard
                with contextlib.suppress(ProcessLookupError):
                    self._torment(self.dice.choice(workers))

    def _torment(self, pid: int) -> None:
        if self.freeze and self.dice.random() < 0.25:
            os.kill(pid, signal.SIGSTOP)
            self.over.wait(self.freeze)
            os.kill(pid, signal.SIGCONT)
            self.freezes += 1
        else:
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    def stop(self) -> None:
        self.over.set()
        self.join(5)


class HttpPlace:
    """One reviewer's browser without its pages: signs in for real, keeps cookies, speaks JSON."""

    def __init__(self, server: Server, world: dict, email: str):
        self.port, self.base = server.port, f"/r/{world['slug']}/screening/{world['kind']}"
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        self.statuses: list[int] = []
        self.waiting: list[Card] = []
        self._sign_in(email, world["password"])

    def _sign_in(self, email: str, password: str) -> None:
        status, page = self._ask("GET", "/accounts/login/")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise RuntimeError(f"No sign-in form: {status} {page[:500]}")
        token = found[1]
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        status, page = self._ask("POST", "/accounts/login/", fields)
        while status in (0, 429):  # so many may sign in from one address in a minute, and all of them are here
            time.sleep(5)
            status, page = self._ask("POST", "/accounts/login/", fields)
        if status != 302:
            raise RuntimeError(f"{email} could not sign in: {status} {page[:500]}")

    def _ask(self, method: str, path: str, fields: dict | None = None) -> tuple[int, str]:
        """One request; status 0 where the connection broke before an answer was whole."""
        wanted = "text/html" if path.startswith("/accounts/") else "application/json"
        headers = {"Accept": wanted, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self.connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            answer = self.connection.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException):
            if self.connection is not None:
                self.connection.close()
            self.connection = None
            return 0, ""
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self.statuses.append(answer.status)
        return answer.status, body

    def cards(self) -> list[Card]:
        """Five cards at a time of the twenty that come; a new request when they are used up."""
        if not self.waiting:
            status, body = self._ask("GET", f"{self.base}/cards/")
            found = json.loads(body)["cards"] if status == 200 else []
            self.waiting = [Card(card["slot"], card["fence"]) for card in found[:10]]
        now, self.waiting = self.waiting[:5], self.waiting[5:]
        return now

    def vote(self, card: Card, verdict: str, key: str) -> str:
        return self._post(f"{self.base}/slots/{card.slot}/vote/", verdict=verdict, key=key, fence=card.fence)

    def withdraw(self, card: Card, key: str) -> str:
        return self._post(f"{self.base}/slots/{card.slot}/withdraw/", key=key)

    def _post(self, path: str, **fields) -> str:
        status, body = self._ask("POST", path, fields)
        if status == 200:
            saved = json.loads(body)["saved"]
            if saved is None:  # there was no vote left to take back, so nothing is stored under the key
                return REFUSED
            return ACKNOWLEDGED if saved == fields["key"] else UNKNOWN
        if 400 <= status < 500:
            return REFUSED
        return UNKNOWN


@contextlib.contextmanager
def postgres_database() -> Iterator[str]:
    """A database of its own on the local PostgreSQL, dropped afterwards; its address."""
    import psycopg

    template = migrated.postgres_template()
    name = f"ketreview_race_{os.getpid()}_{secrets.token_hex(3)}"
    admin = f"{POSTGRES}/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield f"{POSTGRES}/{name}"
    finally:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def postgres_answers() -> bool:
    """True where the local PostgreSQL takes connections."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", 5432), 0.5):
        return True
    return False
