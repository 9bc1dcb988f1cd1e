"""Titles of any length, and what the engine decides on two records."""

from functools import lru_cache

from screening.dedupe.engine.compare import compare
from screening.dedupe.engine.decide import decide
from screening.dedupe.engine.normalise import Form, form_of

Row = dict[str, str]
LENGTHS = (20, 40, 60, 80, 95, 100, 105, 110, 115, 120, 130, 150, 200, 250)
_WORDS = (
    "Ketamine after burns among older patients who were cared for at home by nurses of rural practices "
    "during the cold winter months when neither ambulance nor surgeon could reach them before nightfall: "
    "what relatives, neighbours and priests remembered of pain, fever, delirium and comfort"
)


def title_of_length(letters: int) -> str:
    """A title of whole words, at least so many letters long where there are enough words."""
    words = _WORDS.split()
    for n in range(1, len(words)):
        if len(title := " ".join(words[:n])) >= letters:
            return title.rstrip(":,")
    return _WORDS


def tier(one: Row, other: Row) -> str:
    """auto, review or apart: what the engine decides on two records, if they are compared."""
    a, b = _form(*one.items()), _form(*other.items())
    return decide(a, b, compare(a, b)).tier


@lru_cache(10_000)
def _form(*fields: tuple[str, str]) -> Form:
    """The record's form, made once for the many it is compared with: the larger part of the work."""
    return form_of(dict(fields))
