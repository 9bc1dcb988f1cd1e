"""Which copy of a work is kept and screened: the one that people can read best, in whatever order they came."""

from itertools import permutations

import pytest

from screening.dedupe.engine.normalise import form_of
from screening.dedupe.fullness import fullness_of
from screening.dedupe.grouping import Entry, groups
from tests.screening.dedupe.works import TRIAL, without, work

pytestmark = pytest.mark.engine_free

CAPITALS = work(title=TRIAL["title"].upper())


@pytest.mark.parametrize(
    ("best", "others"),
    [
        (TRIAL, [CAPITALS]),
        (TRIAL, [work(title=TRIAL["title"].lower()), CAPITALS]),
        (without("issue"), [CAPITALS]),
        (TRIAL, [work(title=TRIAL["title"].upper() + " (n = 84)")]),
        (CAPITALS, [without("abstract")]),
        (TRIAL, [work(title=TRIAL["title"][:70] + "...", issn="1090-3801")]),
        (TRIAL, [work(title=TRIAL["title"][:56])]),
        (TRIAL, [without("pages"), without("abstract"), CAPITALS]),
        (TRIAL, [work(title=TRIAL["title"] + " [see comment]", issue="")]),
    ],
)
def test_the_record_that_is_kept_is_readable_whole_and_full(best, others):
    for order in permutations([best, *others]):
        for ids in permutations(range(1, len(order) + 1)):
            rows = dict(zip(ids, order, strict=True))
            entries = [Entry(id, form_of(row), fullness=fullness_of(row)) for id, row in rows.items()]
            (group,), *_ = groups(entries)
            assert rows[group.primary] is best
            assert len(group.copies) == len(others)


def test_votes_go_before_everything_that_is_easier_to_read():
    entries = [
        Entry(1, form_of(TRIAL), fullness=fullness_of(TRIAL)),
        Entry(2, form_of(CAPITALS), votes=True, fullness=fullness_of(CAPITALS)),
    ]
    (group,), *_ = groups(entries)
    assert group.primary == 2
