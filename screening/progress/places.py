"""Where one record stands in the flow: every record in exactly one place. Pure.

The places are the ends of the flow diagram's arrows and its unfinished work; every number of the diagram is a sum
of places, so its identities hold whatever the facts are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DUPLICATE = "duplicate"
SCREENING_AWAITING, SCREENING_CONFLICT = "screening.awaiting", "screening.conflicts"
SCREENED_OUT = "screening.excluded"
RETRIEVAL_AWAITING, NOT_RETRIEVED = "retrieval.awaiting", "not_retrieved"
ASSESSMENT_AWAITING, ASSESSMENT_CONFLICT = "assessment.awaiting", "assessment.conflicts"
EXCLUDED, INCLUDED = "excluded", "included"

PLACES: Mapping[str, str] = {
    DUPLICATE: "Duplicate of another record",
    SCREENING_AWAITING: "Title and abstract: awaiting votes",
    SCREENING_CONFLICT: "Title and abstract: in conflict",
    SCREENED_OUT: "Title and abstract: excluded",
    RETRIEVAL_AWAITING: "Full text: awaiting retrieval",
    NOT_RETRIEVED: "Full text: not retrieved",
    ASSESSMENT_AWAITING: "Full text: awaiting votes",
    ASSESSMENT_CONFLICT: "Full text: in conflict",
    EXCLUDED: "Full text: excluded",
    INCLUDED: "Included",
}
"""Every place, in the order of the work, with its words."""

ENDS = (DUPLICATE, SCREENED_OUT, NOT_RETRIEVED, EXCLUDED, INCLUDED)
"""Where nothing waits any more."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether the viewer may know how records stand in each stage; where not, settled looks unfinished."""

    title_abstract: bool
    full_text: bool

    @property
    def complete(self) -> bool:
        """True where nothing is held back."""
        return self.title_abstract and self.full_text


ALL = Sight(True, True)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides a record's place: is it a copy, its states in both stages ("" where it is in none), the reason
    of its exclusion at full text, whether its report is sought, and how its retrieval stands."""

    copy: bool = False
    first: str = ""
    second: str = ""
    reason: str = ""
    sought: bool = False
    retrieval: str = ""


def place(facts: Facts, sight: Sight = ALL) -> str:
    """The one place of the record, as far as the viewer may know it."""
    if facts.copy:
        return DUPLICATE
    if sight.title_abstract:
        if facts.first == "excluded":
            return SCREENED_OUT
        if facts.first == "conflict":
            return SCREENING_CONFLICT
    passed = facts.first == "included" if sight.title_abstract else facts.sought
    return _at_full_text(facts, sight) if passed else SCREENING_AWAITING


def _at_full_text(facts: Facts, sight: Sight) -> str:
    judged = {"included": INCLUDED, "excluded": EXCLUDED, "conflict": ASSESSMENT_CONFLICT}
    if sight.full_text and facts.second in judged:
        return judged[facts.second]
    by_retrieval = {"not-retrieved": NOT_RETRIEVED, "retrieved": ASSESSMENT_AWAITING}
    return by_retrieval.get(facts.retrieval, RETRIEVAL_AWAITING)
