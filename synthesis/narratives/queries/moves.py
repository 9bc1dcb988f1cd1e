"""Why an outdated statement would change: which runs moved, what went into them, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.analyses.printing import is_ratio, null_of
from synthesis.analyses.runs.queries import changes_between
from synthesis.models import NetworkComparison, Statement
from synthesis.models.evidence import Source
from synthesis.models.runs import FrozenRun
from synthesis.narratives.queries.words import Said, resting_links
from synthesis.narratives.signals import Effect, Signal, signals
from synthesis.networks.printing import places_of, shown


@dataclass(frozen=True)
class Move:
    """An analysis or comparison whose newest run is another than the one the statement was confirmed with."""

    source: Source
    before: FrozenRun
    after: FrozenRun
    causes: tuple[str, ...]
    signals: tuple[Signal, ...]

    @property
    def words(self) -> str:
        """For instance Pain response, run 1 to 2."""
        return f"{self.source}, run {self.before.number} to {self.after.number}"


def moves_behind(statement: Statement, said: Mapping[str, Said]) -> tuple[Move, ...]:
    """Each pair of runs once, in the order in which the statement names them."""
    held = [(row.path, row.frozen_run) for row in statement.tokens.all()]
    held += [(link.source.path, link.frozen_run) for link in resting_links(statement)]
    pairs = {}
    for path, run in held:
        newest = said[path].run if path in said else None
        if run and newest and run.pk != newest.pk:
            pairs.setdefault((path, run.pk), _move(said[path].source, run, newest))
    return tuple(pairs.values())


def _move(source: Source, before: FrozenRun, after: FrozenRun) -> Move:
    causes = tuple(change.what for change in changes_between(before, after))
    old, new = effect_of(source, before), effect_of(source, after)
    return Move(source, before, after, causes, signals(old, new) if old and new else ())


def effect_of(source: Source, run: FrozenRun) -> Effect | None:
    """The effect as it is printed, or None where none was estimated."""
    figures = _compared(source, run) if isinstance(source, NetworkComparison) else _pooled(run)
    if None in figures:
        return None
    return Effect(*figures, ratio=is_ratio(run.settings), compares=null_of(run.settings) is not None)


def _pooled(run: FrozenRun) -> list[float | None]:
    return [run.result["display"].get(name) for name in ("estimate", "ci_lb", "ci_ub")]


def _compared(source: NetworkComparison, run: FrozenRun) -> list[float | None]:
    places = places_of(run.result, source.first, source.second)
    if places is None:
        return [None]
    i, j = places
    return [shown(run.settings, run.result[name][i][j]) for name in ("estimate", "ci_lb", "ci_ub")]
