"""Which analyses and networks a text rests on were not run again since their data changed.

A statement's status compares it with the newest run alone; this compares that run with the data.
"""

from collections.abc import Iterable, Mapping

from synthesis.analyses.queries import inputs_now, is_outdated
from synthesis.models import NetworkAnalysis, Statement
from synthesis.narratives.queries.words import Said, resting_links
from synthesis.networks import queries as networks


def behind_their_data(statements: Iterable[Statement], said: Mapping[str, Said]) -> list[Said]:
    """What the statements rest on whose newest run is not of the newest data, each recipe once, in order of use."""
    paths: dict[str, None] = {}
    for statement in statements:
        paths |= {row.path: None for row in statement.tokens.all()}
        paths |= {link.source.path: None for link in resting_links(statement)}
    once: dict[object, Said] = {}
    for path in paths:
        if (each := said.get(path)) and each.run:
            once.setdefault(each.run.pk, each)
    return [each for each in once.values() if _is_behind(each)]


def _is_behind(each: Said) -> bool:
    """False for a recipe that is archived: its statements are broken already."""
    if each.recipe.archived_at:
        return False
    if isinstance(each.recipe, NetworkAnalysis):
        return networks.is_outdated(each.run, networks.now_of(each.recipe))
    return is_outdated(each.recipe, each.run, inputs_now(each.recipe))
