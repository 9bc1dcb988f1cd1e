"""Why an outdated statement would change: which runs moved, what went into them, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.analyses.printing import is_ratio
from synthesis.analyses.queries import changes_between
from synthesis.models import Analysis, Run, Statement
from synthesis.narratives.queries.words import Said, resting_links
from synthesis.narratives.signals import Effect, Signal, signals


@dataclass(frozen=True)
class Move:
    """An analysis whose newest run differs from the one the statement was confirmed with."""

    analysis: Analysis
    before: Run
    after: Run
    causes: tuple[str, ...]
    signals: tuple[Signal, ...]


def moves_behind(statement: Statement, said: Mapping[str, Said]) -> tuple[Move, ...]:
    """Each pair of runs once, in the order in which the statement names them."""
    held = [(row.path, row.run) for row in statement.tokens.all()]
    held += [(link.analysis.slug, link.run) for link in resting_links(statement)]
    pairs = {}
    for slug, run in held:
        newest = said[slug].run if slug in said else None
        if run and newest and run.pk != newest.pk:
            pairs.setdefault((run.pk, newest.pk), _move(said[slug].analysis, run, newest))
    return tuple(pairs.values())


def _move(analysis: Analysis, before: Run, after: Run) -> Move:
    causes = tuple(change.what for change in changes_between(before, after))
    old, new = effect_of(before), effect_of(after)
    return Move(analysis, before, after, causes, signals(old, new) if old and new else ())


def effect_of(run: Run) -> Effect | None:
    """The pooled effect as it is printed, or None where none was estimated."""
    shown = run.result["display"]
    figures = [shown.get(name) for name in ("estimate", "ci_lb", "ci_ub")]
    return None if None in figures else Effect(*figures, ratio=is_ratio(run.settings))
