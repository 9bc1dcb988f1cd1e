"""All of it in order: normalise, block, compare, decide, cluster; a few thousand records at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from screening.dedupe.engine.blocks import keys_of
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.health import muted_columns
from screening.dedupe.engine.judging import Found, Joined, Question, judge, tells
from screening.dedupe.engine.normalise import Form, form_of
from screening.dedupe.engine.pairing import KeyTable, Numbers, in_lots
from screening.dedupe.engine.relations import Related
from screening.dedupe.engine.shelf import Shelf

PAIRS_AT_ONCE = 5_000
MOST_PAIRS = 20_000  # of one lot; the pairs of a larger one are looked at one by one before it is judged
FORMS_AT_HAND = 2_000
SAMPLED_PAIRS = 20_000  # on which columns are judged; where there are fewer, on all


def find(records: Iterable[Mapping[str, Any]]) -> Found:
    """The works among the records."""
    columns, lots = find_in_lots(records)
    found = list(lots)
    return Found(
        clusters=[cluster for one in found for cluster in one.clusters],
        joined=[joined for one in found for joined in one.joined],
        questions=sorted((question for one in found for question in one.questions), key=lambda one: one.order),
        columns=columns,
        related=[related for one in found for related in one.related],
    )


def find_in_lots(records: Iterable[Mapping[str, Any]]) -> tuple[Columns, Iterator[Found]]:
    """What the columns are worth, then the works, lot by lot, as `find` gives them all; in memory stand the keys of
    the records and the forms of one lot."""
    forms, table = Shelf(), KeyTable()
    for record in records:
        form = form_of(record)
        forms.put(form)
        table.add(keys_of(form))
    pairs = table.pairs()
    sample = pairs if len(pairs) <= SAMPLED_PAIRS else table.pairs(SAMPLED_PAIRS / len(pairs))
    form = lru_cache(FORMS_AT_HAND)(forms.__getitem__)
    muted = muted_columns((form(a), form(b)) for a, b in sample.tolist())
    columns = Columns(tuple(muted))
    lots = in_lots(pairs, len(forms), PAIRS_AT_ONCE)
    return columns, (_judged(lot, forms, columns) for lot in _sifted(lots, len(forms), form, columns))


def _sifted(
    lots: Iterable[Numbers], records: int, form: Callable[[int], Form], columns: Columns
) -> Iterator[Numbers]:
    """The lots, and in place of one that chance has made too large those of its pairs that tell something: among
    many records keys shared by chance connect nearly all of them."""
    for lot in lots:
        if len(lot) <= MOST_PAIRS:
            yield lot
        else:
            kept = np.fromiter((tells(form(a), form(b), columns) for a, b in lot.tolist()), bool, len(lot))
            yield from in_lots(lot[kept], records, PAIRS_AT_ONCE)


def _judged(pairs: Numbers, forms: Shelf, columns: Columns) -> Found:
    """One lot of pairs, judged; places are those of the input."""
    places, within = np.unique(pairs, return_inverse=True)
    found = judge([forms[place] for place in places], map(tuple, within.reshape(-1, 2).tolist()), columns)
    at = places.tolist()
    return Found(
        clusters=[[at[place] for place in cluster] for cluster in found.clusters],
        joined=[Joined(at[one.a], at[one.b], one.rule, one.why) for one in found.joined],
        questions=[
            Question(at[one.a], at[one.b], one.grounds, one.why, one.pattern, one.content)
            for one in found.questions
        ],
        columns=columns,
        related=[Related(at[one.a], at[one.b], one.kind, one.why) for one in found.related],
    )
