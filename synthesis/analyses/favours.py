"""Whether what stands under the sides of a forest plot fits the direction of the outcome. Pure.

Effects are experimental against comparator: larger ones, on the right, favour the experimental arm where higher is
better and the comparator where lower is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthesis.analyses.printing import compares, favours_words

EXPERIMENTAL = frozenset({"experimental", "experiment", "intervention", "treatment", "active"})
COMPARATOR = frozenset({"comparator", "comparison", "control", "controls", "placebo", "sham"})
_WORDS = re.compile(r"[^\W_]{3,}")


def favours_doubts(
    favours: Sequence[str], better: str, settings: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> list[str]:
    """A warning for each side (left, right) that names the arm which `better` (higher, lower) puts on the other."""
    if not compares(settings):
        return []
    rows = list(rows)
    arms = [_words(str(row.get(side) or "") for row in rows) for side in ("experimental", "comparator")]
    own, other = arms[0] - arms[1] | EXPERIMENTAL, arms[1] - arms[0] | COMPARATOR - arms[0]
    wins = int(better == "higher")
    found = []
    for place, (side, label) in enumerate(zip(("left", "right"), favours, strict=True)):
        said = _words([label])
        named = "experimental" if said & own and not said & other else "comparator" if said & other - own else ""
        if named and (named == "experimental") != (place == wins):
            found.append(
                f"“{favours_words(label)}” stands on the {side}, but {better} is better here, and then that side "
                f"favours the {'comparator' if named == 'experimental' else 'experimental'} arm."
            )
    return found


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORDS.findall(text.casefold()))
