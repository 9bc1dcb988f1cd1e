"""An analysis with a first run, a second run that says something else, and a narrative that quotes the first."""

import copy

import pytest

from synthesis.analyses.actions import define_analysis
from synthesis.models import Analysis, Run
from synthesis.narratives import actions
from synthesis.narratives.queries.texts import standing_statements
from synthesis.studies import actions as studies
from tests import factories
from tests.numbers import RESULT, ROWS
from tests.synthesis.worlds import frozen_run

FIRST, SECOND = "RR 2.09 (95% CI 0.59 to 7.43)", "RR 1.52 (95% CI 0.81 to 2.86)"


def make_analysis(member, title: str = "Pain response") -> Analysis:
    outcome = member.review.outcomes.filter(name=title).first() or studies.add_outcome(
        name=title, kind="binary", by=member
    )
    point = member.review.time_points.first() or studies.add_time_point(label="1 week", days=7, by=member)
    return define_analysis(
        by=member, title=title, outcome=outcome, time_point=point, measure="RR", model="random",
        tau2="REML", interval="hksj", favours_left="placebo", favours_right="ketamine",
    )  # fmt: skip


def freeze(analysis: Analysis, member, **display: float) -> Run:
    """A run of the two trials, its printed effect replaced where given."""
    result = copy.deepcopy(RESULT)
    result["display"] |= display
    return frozen_run(analysis, member, inputs=ROWS, result=result, numpy="2")


@pytest.fixture(autouse=True)
def data(monkeypatch) -> list[dict]:
    """The reconciled rows as they are now: those of every run here, until a test changes them."""
    rows = copy.deepcopy(ROWS)
    monkeypatch.setattr("synthesis.narratives.queries.freshness.inputs_now", lambda analysis: rows)
    return rows


@pytest.fixture
def analysis(cast) -> Analysis:
    analysis = make_analysis(cast.methodologist)
    freeze(analysis, cast.methodologist)
    return analysis


@pytest.fixture
def newer_run(cast, analysis):
    """Call it to freeze the second run."""
    return lambda: freeze(analysis, cast.methodologist, estimate=1.52, ci_lb=0.81, ci_ub=2.86)


@pytest.fixture
def record(cast):
    return factories.make_record(
        factories.make_batch(cast.lead),
        title="Ketamine in fibromyalgia",
        authors=["Noppers, I.", "Niesters, M."],
        journal="European Journal of Pain",
        year=2011, volume="15", issue="9", pages="942-949", doi="10.1016/j.ejpain.2011.03.008",
    )  # fmt: skip


@pytest.fixture
def narrative(cast, analysis, record):
    """A heading, and a paragraph of an effect that quotes the analysis and a fact that cites the record."""
    made = actions.create_narrative(title="Ketamine for chronic pain", by=cast.methodologist)
    actions.add_block(narrative=made, kind="heading", text="What the trials show", by=cast.methodologist)
    block = actions.add_block(narrative=made, kind="paragraph", by=cast.methodologist)
    actions.add_statement(
        block=block, kind="effect", by=cast.methodologist,
        text="More people responded to ketamine: {{an:pain-response|est_ci}}.",
    )  # fmt: skip
    actions.add_statement(
        block=block, kind="fact", by=cast.methodologist, text=f"It was tried in fibromyalgia [@doi:{record.doi}]."
    )
    return made


@pytest.fixture
def statements(narrative):
    """Call it for the statements of the narrative's current version, freshly read."""

    def read():
        narrative.refresh_from_db()
        return list(standing_statements(narrative.current))

    return read
