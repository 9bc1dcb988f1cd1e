"""What is known of the columns of a file or a review as a whole. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    """`muted` contradict copies that are certain without them and are not believed."""

    muted: tuple[str, ...] = ()
