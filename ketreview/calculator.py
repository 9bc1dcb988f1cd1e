"""A companion process that computes and draws for a web process: numpy, scipy and matplotlib stay out of that.

`ask("package.module:function", ...)` runs a pure function of ours there and gives its answer. It is started when
first needed, kept warm, and ends by itself after five idle minutes or with the process that asked. Both sides are
this program: what goes over the pipe is pickled by one and read by the other, never taken from a request.
"""

import os
import pickle  # noqa: S403 - our own two processes
import select
import struct
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ("synthesis.stats.", "synthesis.analyses.", "ketreview.drawing.")
IDLE_SECONDS = 300.0
HEAD = struct.Struct(">Q")


class NotNow(Exception):
    """The companion did not answer in time or has ended; the text says what to do."""


class Refused(ValueError):
    """What was asked was refused, in the words of the function."""


class Calculator:
    """The companion of one process; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, function: str, *args: Any, seconds: float = 15.0, **kwargs: Any) -> Any:
        """What `function` gives. Raises Refused for its ValueError, NotNow where there is no answer in time."""
        if not self._lock.acquire(timeout=seconds):
            raise NotNow("Too much is being computed just now. Try again in a moment.")
        try:
            return self._answer(pickle.dumps((function, args, kwargs)), seconds)
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End the companion; the next question starts another."""
        if self._child is not None and self._owner == os.getpid():
            self._child.kill()
            self._child.wait()
        self._child = None

    def _answer(self, request: bytes, seconds: float) -> Any:
        try:
            told = self._exchange(request, seconds)
        except (BrokenPipeError, EOFError):
            self.stop()
            try:
                told = self._exchange(request, seconds)
            except (BrokenPipeError, EOFError):
                self.stop()
                raise NotNow("The computation ended without an answer. Try again in a moment.") from None
        kind, value = pickle.loads(told)  # noqa: S301 - written by our own companion
        if kind == "refused":
            raise Refused(value)
        if kind == "failed":
            raise RuntimeError(f"The companion process failed:\n{value}")
        return value

    def _exchange(self, request: bytes, seconds: float) -> bytes:
        child = self._running()
        if child.stdin is None or child.stdout is None:
            raise EOFError
        child.stdin.write(HEAD.pack(len(request)) + request)
        child.stdin.flush()
        deadline = time.monotonic() + seconds
        (length,) = HEAD.unpack(self._read(child.stdout, HEAD.size, deadline))
        return self._read(child.stdout, length, deadline)

    def _read(self, pipe: BinaryIO, length: int, deadline: float) -> bytes:
        held = bytearray()
        while len(held) < length:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.stop()
                raise NotNow("This takes longer than a page can wait. Run the analysis to have it computed.")
            piece = os.read(pipe.fileno(), min(1 << 16, length - len(held)))
            if not piece:
                raise EOFError
            held += piece
        return bytes(held)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._child, self._owner = None, os.getpid()
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "ketreview.calculator"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            )  # fmt: skip
        return self._child


calculator = Calculator()
ask = calculator.ask


def _work(request: bytes) -> bytes:
    function, args, kwargs = pickle.loads(request)  # noqa: S301 - written by the process that started this one
    module, _, name = function.partition(":")
    try:
        if not module.startswith(ALLOWED):
            raise RuntimeError(f"{module} is not for the companion process")
        return pickle.dumps(("done", getattr(import_module(module), name)(*args, **kwargs)))
    except ValueError as refusal:
        return pickle.dumps(("refused", str(refusal)))
    except Exception:  # noqa: BLE001 - whatever it is goes back to who asked, with its traceback
        import traceback

        return pickle.dumps(("failed", traceback.format_exc()))


def main() -> None:
    """Answer until the pipe closes or nobody asks for five minutes."""
    source, sink = sys.stdin.buffer.raw, sys.stdout.buffer
    sys.stdout = sys.stderr
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        head = source.read(HEAD.size)
        if not head:
            return
        wanted, held = HEAD.unpack(head)[0], b""
        while len(held) < wanted:
            piece = source.read(wanted - len(held))
            if not piece:
                return
            held += piece
        told = _work(held)
        sink.write(HEAD.pack(len(told)) + told)
        sink.flush()


if __name__ == "__main__":
    main()
