"""How `manage.py serve` and the processes it starts stay together: they stop when it is gone, however it went."""

import os
import signal
import threading
import time

STOPS_WITHIN_SECONDS = 10.0


def leave_with(parent: int) -> None:
    """Watch the parent from a thread; once it is gone, stop this process in order, and soon in any case."""
    threading.Thread(target=_watch, args=(parent,), name="leave with parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOPS_WITHIN_SECONDS)
    os._exit(1)
