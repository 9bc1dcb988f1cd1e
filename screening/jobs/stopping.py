"""A worker that is told to stop finishes short work and hands long work back at its next step."""

import time

GRACE_SECONDS = 3.0


class Stopping:
    """Whether this process was told to stop, and since when."""

    def __init__(self) -> None:
        self._asked_at: float | None = None

    def ask(self) -> None:
        if self._asked_at is None:
            self._asked_at = time.monotonic()

    def forget(self) -> None:
        self._asked_at = None

    @property
    def is_due(self) -> bool:
        """True once the time in which a short job may still end is over."""
        return self._asked_at is not None and time.monotonic() - self._asked_at >= GRACE_SECONDS


this_process = Stopping()
