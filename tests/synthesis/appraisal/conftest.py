"""A study with one tool to appraise it by."""

import pytest

from synthesis.appraisal import actions
from tests.synthesis.worlds import reconciled_study


@pytest.fixture
def study(cast):
    return reconciled_study(cast)


@pytest.fixture
def tool(cast, study):
    return actions.add_tool(kind="rob2", name="", level="study", by=cast.methodologist)
