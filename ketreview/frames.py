"""Room for what calls deeply, such as a request through its middleware, views, templates and queries.

Python keeps the frames of calls in pieces of 16 kB. It asks the system for another piece where a call finds no
room, and gives it back when that call ends. A loop whose calls happen to cross the end of a piece does both at
every turn, which takes seventy times as long as the call itself (CPython 3.11 to 3.13, `_PyThreadState_PushFrame`).
A frame larger than a piece gets one of its own, of the next power of two, and what it calls has the rest of that.
"""

from collections.abc import Callable
from typing import Any

WIDE = 160_000
"""Words of 8 bytes in the wide frame: the piece is 2 MB, of which 0.8 MB are left; a thousand calls take half."""


def with_room(call: Callable, *args: Any, **kwargs: Any) -> Any:
    """What the call returns."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WIDE)
