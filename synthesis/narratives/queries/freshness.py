"""Which analyses a text rests on were not run again since their data changed.

A statement's status compares it with the newest run alone; this compares that run with the data.
"""

from collections.abc import Iterable, Mapping

from synthesis.analyses.queries import inputs_now, is_outdated
from synthesis.models import Statement
from synthesis.narratives.queries.words import Said, resting_links


def behind_their_data(statements: Iterable[Statement], said: Mapping[str, Said]) -> list[Said]:
    """The analyses behind the statements whose newest run is not of the newest data, in order of use."""
    slugs: dict[str, None] = {}
    for statement in statements:
        slugs |= {row.path: None for row in statement.tokens.all()}
        slugs |= {link.analysis.slug: None for link in resting_links(statement)}
    return [each for slug in slugs if (each := said.get(slug)) and _is_behind(each)]


def _is_behind(each: Said) -> bool:
    """False for an analysis that has no run or is archived: its statements are broken already."""
    if each.run is None or each.analysis.archived_at:
        return False
    return is_outdated(each.analysis, each.run, inputs_now(each.analysis))
