"""All of it in order: normalise, block, compare, decide, cluster; a few thousand records at a time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from screening.dedupe.engine.blocks import keys_of
from screening.dedupe.engine.columns import Columns
from screening.dedupe.engine.compare import Evidence, compare
from screening.dedupe.engine.health import may_bear_out, muted_columns
from screening.dedupe.engine.judging import Found, Joined, Pair, Question, judge, tells
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
    seen: dict[Pair, Evidence] = {}
    columns = Columns(tuple(muted_columns(_compared(sample, form, seen))))
    if columns.muted:
        seen.clear()  # they were believed
    lots = in_lots(pairs, len(forms), PAIRS_AT_ONCE)
    return columns, (_judged(lot, forms, columns, seen) for lot in _sifted(lots, len(forms), form, columns))


def _compared(
    pairs: Numbers, form: Callable[[int], Form], seen: dict[Pair, Evidence]
) -> Iterator[tuple[Form, Form, Evidence]]:
    """Those of the pairs that tell what columns are worth, with the evidence, which is put into `seen`."""
    for a, b in pairs.tolist():
        x, y = form(a), form(b)
        if may_bear_out(x, y):
            seen[a, b] = compare(x, y)
            yield x, y, seen[a, b]


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


def _judged(pairs: Numbers, forms: Shelf, columns: Columns, seen: dict[Pair, Evidence]) -> Found:
    """One lot of pairs, judged; places are those of the input. What was `seen` is taken out of there."""
    places, within = np.unique(pairs, return_inverse=True)
    at = places.tolist()
    numbers: list[Pair] = list(map(tuple, within.reshape(-1, 2).tolist()))
    known = {(a, b): e for a, b in numbers if (e := seen.pop((at[a], at[b]), None))}
    found = judge([forms[place] for place in at], numbers, columns, known=known)
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
