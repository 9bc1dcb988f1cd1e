"""What differs between two sentences and between two versions."""

from hypothesis import given
from hypothesis import strategies as st

from synthesis.narratives.compare import Span, compare, word_changes
from tests.synthesis.narratives.texts import document, passage, pin


def test_only_the_words_that_differ_are_marked():
    before, after = word_changes("RR 2.25 (95% CI 1.35 to 3.74).", "RR 1.90 (95% CI 1.35 to 3.71).")

    assert [span.text for span in before if span.changed] == ["2.25", "3.74"]
    assert after == (
        Span("RR ", False),
        Span("1.90", True),
        Span(" (95% CI 1.35 to ", False),
        Span("3.71", True),
        Span(").", False),
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_each_side_gives_its_sentence_again(before, after):
    left, right = word_changes(before, after)

    assert ("".join(span.text for span in left), "".join(span.text for span in right)) == (before, after)
    unchanged = ["".join(span.text for span in side if not span.changed) for side in (left, right)]
    assert unchanged[0] == unchanged[1]


def test_versions_are_compared_statement_by_statement():
    old = document(
        passages=[passage("a", "Same."), passage("b", "RR 2.25."), passage("c", "Gone."), passage("d", "It."),],
        references=["A. One.", "B. Two."], pins=[pin("pain", 1)],
    )  # fmt: skip
    new = document(
        passages=[passage("n", "New."), passage("b", "RR 1.90."), passage("a", "Same."),
                  passage("d", "It.", status="outdated")],
        references=["B. Two.", "C. Three."], pins=[pin("pain", 2), pin("other", 1)],
    )  # fmt: skip

    found = compare(old, new)

    assert [(d.kind, d.after.uid if d.after else d.before.uid) for d in found.statements] == [
        ("added", "n"),
        ("changed", "b"),
        ("same", "a"),
        ("moved", "d"),
        ("removed", "c"),
    ]
    assert (found.references_added, found.references_removed) == (("C. Three.",), ("A. One.",))
    assert [(before.number, after.number) for before, after in found.runs] == [(1, 2)]


def test_a_citation_that_only_shifted_its_number_is_no_change():
    old = document(passages=[passage("a", "It is so", cites=(1,))])
    new = document(passages=[passage("a", "It is so", cites=(4,))])

    assert [d.kind for d in compare(old, new).statements] == ["same"]
