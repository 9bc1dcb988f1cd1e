"""A record written as databases write it stays with its work, whatever habits come together; its near twins never
join it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import TRIAL, clusters, without, work

pytestmark = pytest.mark.engine_free

Row = dict[str, str]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


HABITS = {
    "capitals": lambda row: row | {"title": row["title"].upper()},
    "markup": lambda row: row | {"title": row["title"].replace("ketamine", "<i>ketamine</i>")},
    "full stop": lambda row: row | {"title": row["title"] + "."},
    "language": lambda row: row | {"title": f"{row['title']} [English]"},
    "no accents": lambda row: row | {"authors": _plain(row["authors"])},
    "initials": lambda row: row | {"authors": "; ".join(_initials(name) for name in row["authors"].split("; "))},
    "and others": lambda row: row | {"authors": "; ".join(row["authors"].split("; ")[:3])},
    "abbreviated": lambda row: row | {"journal": "Eur J Pain"},
    "journal in capitals": lambda row: row | {"journal": row["journal"].upper()},
    "short pages": lambda row: row | {"pages": "712-24"},
    "first page": lambda row: row | {"pages": "712"},
    "dash": lambda row: row | {"pages": "712–724"},
    "address": lambda row: row | {"doi": "https://doi.org/" + row["doi"].upper()},
    "no identifiers": lambda row: row | {"doi": "", "pmid": ""},
    "no abstract": lambda row: row | {"abstract": ""},
    "no issue": lambda row: row | {"issue": ""},
}
TWINS = [
    work(title="Erratum: " + TRIAL["title"], doi="", pmid="", abstract="", pages="911"),
    without("doi", "pmid", "abstract", title=TRIAL["title"].replace("chronic", "acute"), pages="725-733"),
    without("doi", "pmid", "abstract", journal="Spinal Cord", volume="57", issue="S1", pages="S31"),
]


def _initials(name: str) -> str:
    family, _, given = name.partition(", ")
    return f"{family} {given[:1]}"


def written(habits: list[str]) -> Row:
    row = dict(TRIAL)
    for habit in habits:
        row = HABITS[habit](row)
    return row


@given(st.lists(st.sampled_from(sorted(HABITS)), unique=True, max_size=6), st.sampled_from(TWINS), st.randoms())
@settings(deadline=None, max_examples=30)
def test_habits_of_databases_keep_a_copy_with_its_work_and_a_twin_out(habits, twin, dice):
    named = [("as it is", TRIAL), ("as written", written(habits)), ("twin", twin)]
    dice.shuffle(named)
    found = find([row for _, row in named])
    assert clusters(found, [name for name, _ in named]) == {frozenset({"as it is", "as written"})}
