"""Frozen records that are put aside and taken out again by the hundred thousand. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any


class Packed:
    """A frozen dataclass with slots that is pickled by its values, which takes a fraction of the time."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), _values_of(type(self))(self)


@cache
def _values_of(kind: type) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*kind.__slots__)  # type: ignore[attr-defined]
