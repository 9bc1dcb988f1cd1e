"""What a second look at exclusions says of all of them. Pure."""

from dataclasses import dataclass

from screening.progress.intervals import Interval, wilson


@dataclass(frozen=True)
class Found:
    """Of `judged` exclusions `included` would be included now and `unclear` got votes that differ; all exclusions
    there were: `pool`."""

    judged: int
    included: int
    unclear: int
    pool: int

    @property
    def share(self) -> float | None:
        """The share that would be included; None where nothing was judged."""
        return self.included / self.judged if self.judged else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95% interval of the share."""
        return wilson(self.included, self.judged)

    @property
    def missed(self) -> tuple[float, float, float] | None:
        """How many of all exclusions that would be, with its interval: the share times the pool."""
        if self.share is None or self.interval is None:
            return None
        return self.share * self.pool, self.interval[0] * self.pool, self.interval[1] * self.pool
