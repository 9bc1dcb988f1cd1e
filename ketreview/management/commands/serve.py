"""`manage.py serve`: migrate, load the demo review once, then web server and worker until Ctrl-C."""

import os
import signal
import socket
import sys
import time
from argparse import ArgumentTypeError
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ketreview.management.children import Children

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ANSWERS_WITHIN_SECONDS = 60


class Command(BaseCommand):
    help = "Start KetReview: the web server and the background worker, stopped together."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=port_number, default=os.environ.get("PORT", "8000"))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--demo", action="store_true", help="load the demo review if it is not there")
        parser.add_argument("--web-workers", type=int, default=2)

    def handle(self, *args, port: int, host: str, demo: bool, web_workers: int, **options) -> None:
        refuse_taken_port(host, port)
        for number in STOP_SIGNALS:
            signal.signal(number, interrupt)
        children = Children(folder=settings.BASE_DIR, say=self.stderr.write)
        try:
            self.prepare(demo)
            children.start("worker", [sys.executable, "manage.py", "worker", "--exit-with", str(os.getpid())])
            children.start("web", gunicorn(host, port, web_workers))
            wait_until_served(host, port, children)
            self.greet(f"http://{host}:{port}/", demo)
            children.watch()
        except KeyboardInterrupt:
            self.stdout.write("Stopping ...")
        finally:
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            children.stop()

    def prepare(self, demo: bool) -> None:
        """Bring the database and, in production, the static files up to date; where asked for, load the demo."""
        call_command("migrate", verbosity=0)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        if demo:
            call_command("load_demo", stdout=self.stdout)
        connections.close_all()

    def greet(self, address: str, demo: bool) -> None:
        self.stdout.write(self.style.SUCCESS(f"\nKetReview is running at {address}"))
        if demo:
            call_command("demo_sign_ins", stdout=self.stdout)
        self.stdout.write("Stop it with Ctrl-C.\n")
        self.stdout.flush()


def interrupt(number: int, frame) -> None:
    raise KeyboardInterrupt


def port_number(value: str) -> int:
    """A TCP port, from the command line or PORT."""
    if value.isdecimal() and 0 < int(value) < 65536:
        return int(value)
    raise ArgumentTypeError(f"{value!r} is no port; it must be a number from 1 to 65535.")


def gunicorn(host: str, port: int, workers: int) -> list[str]:
    """The command line of the web server; temp files in memory where the machine has it."""
    shm = ["--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else []  # noqa: S108
    return [
        *(sys.executable, "-m", "gunicorn", "ketreview.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread"),
        *("--config", "python:ketreview.gunicorn_hooks"),
        *("--limit-request-line", "8190"),  # bytes; a long search in any script is an address
        *("--no-control-socket", "--log-level", "warning", "--graceful-timeout", "5", *shm),
    ]


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(
                f"Port {port} is reserved for the system. Choose one above 1023: PORT=8000"
            ) from None
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}): most likely another program has it. "
                f"Choose another one: PORT={port + 1} make run"
            ) from None


def wait_until_served(host: str, port: int, children: Children) -> None:
    """Return once the server answers, whatever it says; CommandError where it stops or is silent for a minute."""
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        children.raise_if_gone("web")
        if answers("127.0.0.1" if host == "0.0.0.0" else host, port):  # noqa: S104
            return
        time.sleep(0.1)
    raise CommandError(f"The web server did not answer on port {port} within {ANSWERS_WITHIN_SECONDS} seconds.")


def answers(host: str, port: int) -> bool:
    """True where a web worker, not the listening socket alone, answers."""
    connection = HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
