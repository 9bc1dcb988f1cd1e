"""A list that comes with the text citing it: each reference says how often it is cited."""

import pytest

from tests.screening.importing.parsers.reading import read
from tests.shared import SHARED, needs_shared

LIST = """1. Roe JA, Poe E. Pain in mice. Eur J Pain. 2011;15(10):1-9.
2. Zoe A. Pain in rats. Pain. 2012;1(2):3-4.
3. Doe B, Roe JA, Moe C. Pain in cats. Pain. 2013;2(2):5-6.
"""
TEXTS = {
    "numbers": "Introduction\n\nPain is common [1]. Cats have it too [1,3].\n\nSo they say [7].\n\nWe looked.",
    "names": "Introduction\n\nPain is common (Roe & Poe, 2011). Cats have it (Doe et al., 2013; Roe & Poe, 2011)"
    ".\n\nSo they say (Foe & Woe, 2010).\n\nWe looked.",
}


@pytest.mark.parametrize("way", TEXTS)
def test_each_reference_says_how_often_the_text_cites_it(way):
    records, problems = read(f"{TEXTS[way]}\n\nReferences\n\n{LIST}", "references")

    assert [record.notes[-1] for record in records] == [
        "Cited in 2 sentences of the text.",
        "Never cited in the text.",
        "Cited in 1 sentence of the text.",
    ]
    mark = {"numbers": "[7]", "names": "Foe & Woe, 2010"}[way]
    assert [(p.line, p.what) for p in problems if p.field == "citation"] == [
        (1, "The text outside the list cites 2 of 3 references; never cited: 2."),
        (5, f"The text cites {mark}, which no reference of the list is."),
    ]


def test_a_list_alone_says_nothing_of_citations():
    records, problems = read(LIST, "references")

    assert ([record.notes for record in records], problems) == ([()] * 3, [])


@needs_shared
def test_a_published_review_and_its_list():
    folder = SHARED / "data" / "import" / "seed_refs"
    text = (folder / "seed_001_narrative.md").read_text(encoding="utf-8")
    listed = (folder / "seed_001_references.txt").read_text(encoding="utf-8")

    records, problems = read(f"{text}\n\n{listed}", "references")

    told = [int(word) for record in records for word in record.notes[-1].split() if word.isdigit()]
    never = [at for at, record in enumerate(records, 1) if record.notes[-1].startswith("Never")]
    assert (len(records), sum(told), never) == (33, 47, [2])
    assert [p.what for p in problems if p.field == "citation"] == [
        "The text outside the list cites 32 of 33 references; never cited: 2."
    ]
