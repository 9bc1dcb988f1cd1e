"""A finished text cut into sentences, and the references each of them cites."""

import json

import pytest

from screening.importing.citing.links import link, numbers_in
from screening.importing.citing.segment import paragraphs, sections, sentences
from tests.shared import SHARED, needs_shared

TEXT = """Introduction

Pain is common[1]. Ketamine (0.5 mg/kg i.v.) helped, cf. Roe et al. who saw less. [2]. It was safe.[3] So
we looked, e.g. at doses [2–4, 6] and at time[5][1]! Nothing else

2. Results

The trial of S. P. Roe found a mean of 3.5 points (95% CI 1.2 to
5.8) [7].

It was a long sentence that a page end

broke in two[8,
9] pieces.
"""


def test_sections_paragraphs_and_sentences():
    assert sections(TEXT) == ["Introduction", "2. Results"]
    assert [(p.section, p.number) for p in paragraphs(TEXT)] == [
        ("Introduction", 1),
        ("2. Results", 1),
        ("2. Results", 2),
    ]
    assert [s.text for s in sentences(TEXT)] == [
        "Pain is common[1].",
        "Ketamine (0.5 mg/kg i.v.) helped, cf. Roe et al. who saw less. [2].",
        "It was safe.[3]",
        "So we looked, e.g. at doses [2–4, 6] and at time[5][1]!",
        "Nothing else",
        "The trial of S. P. Roe found a mean of 3.5 points (95% CI 1.2 to 5.8) [7].",
        "It was a long sentence that a page end broke in two[8, 9] pieces.",
    ]


def test_each_sentence_knows_its_place():
    found = sentences(TEXT)

    assert [" ".join(TEXT[s.start : s.end].split()) for s in found] == [s.text for s in found]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("one [3].", (3,)),
        ("a range [3–6]", (3, 4, 5, 6)),
        ("a list [1, 4; 2]", (1, 4, 2)),
        ("neighbours [3][2]", (3, 2)),
        ("broken by a line end [3,\n4]", (3, 4)),
        ("the other way round [9-7]", (9, 7)),
        ("no marks: [1.5], [n = 3], [a]", ()),
    ],
)
def test_marks_are_read_as_numbers(text, numbers):
    assert numbers_in(text) == numbers


def test_links_tell_what_is_never_cited_and_what_no_reference_bears():
    found = link(sentences("One[1]. Two[3,4]. Three[1][12]."), references=[1, 2, 3, 4])

    assert [each.numbers for each in found.citing] == [(1,), (3, 4), (1,)]
    assert (found.marks, found.links, found.never_cited) == (4, 4, (2,))
    assert [(sentence.text, number) for sentence, number in found.unknown] == [("Three[1][12].", 12)]


@needs_shared
def test_every_link_of_a_published_review_is_found():
    folder = SHARED / "data" / "import" / "seed_refs"
    truth = json.loads((folder / "seed_001_intext_truth.json").read_text(encoding="utf-8"))
    text = (folder / "seed_001_narrative.md").read_text(encoding="utf-8")

    found = link(sentences(text), references=range(1, 34))

    assert sections(text) == truth["sections"]
    assert abs(len(sentences(text)) - truth["n_sentences"]) <= 2
    assert (found.marks, found.links) == (truth["n_citation_marks"], truth["n_links"])
    assert list(found.never_cited) == truth["never_cited"]
    assert [list(each.numbers) for each in found.citing] == [s["cites"] for s in truth["sentences"] if s["cites"]]
