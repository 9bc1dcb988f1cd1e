"""The status as a pure function: what makes a statement broken, outdated, unlinked or current, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.narratives.status import GRAVEST_FIRST, NEEDS_EVIDENCE, Basis, Figure, status_of

SAME = Figure("{{an:pain|k}}", "4", "4")
OTHER = Figure("{{an:pain|est}}", "2.09", "1.52")
NEW = Figure("{{an:pain|n}}", "", "121")
GONE = Figure("{{an:pain|pi}}", "0.4 to 6.1", None, "run 2 of “Pain” gives no “pi”")
figures = st.builds(
    Figure, st.just("{{an:pain|k}}"), st.sampled_from(["", "4", "5"]), st.sampled_from([None, "4", "5"])
)
bases = st.builds(
    Basis,
    kind=st.sampled_from(sorted(NEEDS_EVIDENCE | {"fact", "method"})),
    figures=st.lists(figures, max_size=3).map(tuple),
    citations=st.lists(st.tuples(st.just("[@1]"), st.booleans()), max_size=2).map(tuple),
    evidence_links=st.integers(0, 2),
)


@pytest.mark.parametrize(
    ("basis", "status", "rules"),
    [
        (Basis("effect", (SAME,)), "current", ["figures agree"]),
        (Basis("effect", (SAME, OTHER)), "outdated", ["figure changed"]),
        (Basis("effect", (NEW,)), "outdated", ["figure not confirmed"]),
        (Basis("effect", (OTHER, GONE)), "broken", ["figure missing", "figure changed"]),
        (Basis("fact", (), (("[@3]", False),)), "broken", ["citation lost"]),
        (Basis("fact", (), (("[@3]", True),)), "current", ["evidence named"]),
        (Basis("effect"), "unlinked", ["no evidence"]),
        (Basis("harm", evidence_links=1), "current", ["evidence named"]),
        (Basis("mechanism"), "current", ["needs none"]),
    ],
)
def test_the_gravest_reason_decides_and_all_are_listed(basis, status, rules):
    verdict = status_of(basis)

    assert (verdict.status, [reason.rule for reason in verdict.trace]) == (status, rules)


def test_the_trace_says_what_changed():
    (reason,) = status_of(Basis("effect", (OTHER,))).trace

    assert reason.text == "{{an:pain|est}} said “2.09”; the newest run says “1.52”."


@given(bases)
def test_the_status_depends_on_its_basis_alone(basis):
    assert status_of(basis) == status_of(basis)
    assert status_of(basis).status == status_of(basis).trace[0].status


@given(bases, figures)
def test_one_more_figure_never_mends_a_statement(basis, figure):
    if basis.figures:
        more = Basis(basis.kind, (*basis.figures, figure), basis.citations, basis.evidence_links)
        before, after = (GRAVEST_FIRST.index(status_of(each).status) for each in (basis, more))
        assert after <= before


@given(bases)
def test_current_means_that_every_figure_agrees_and_every_citation_is_found(basis):
    if status_of(basis).status == "current":
        assert all(figure.confirmed == figure.now for figure in basis.figures)
        assert all(found for _, found in basis.citations)
