"""What a run would give, for the preview beside the form: nothing is stored. Pure; asked through the calculator."""

from collections.abc import Mapping, Sequence
from typing import Any


def previewed(rows: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], call: Mapping[str, Any]) -> dict:
    """The result as a run would hold it, without the sturdiness checks. Raises ValueError of the library."""
    from synthesis.analyses.exploring import explored
    from synthesis.stats import analyse

    result = analyse(rows, **call)
    return result.to_dict() | explored(result, rows, settings, call)
