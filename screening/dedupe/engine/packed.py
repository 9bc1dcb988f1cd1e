"""Frozen records that are put aside and taken out again by the hundred thousand. Pure."""

from __future__ import annotations

from typing import Any


class Packed:
    """A frozen dataclass with slots that is pickled by its values, which takes a fraction of the time."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return type(self), tuple(getattr(self, name) for name in self.__slots__)
