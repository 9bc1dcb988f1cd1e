"""Lights beside a forest plot: one a domain where one tool judged all, the overall light where several did."""

import pytest

from ketreview.drawing.legibility import collisions, outside
from synthesis.analyses import run_forest
from synthesis.appraisal.tools import ROB2, ROBINS_I
from synthesis.charts.forest import forest
from synthesis.charts.forest_phone import forest_phone
from tests.numbers import RESULT, ROWS, SETTINGS

pytestmark = pytest.mark.engine_free


def appraised(row, tool, level):
    codes = [code for code, _ in tool.domains]
    held = {"tool": tool.name, "domains": codes, "names": dict(tool.domains)}
    return row | {"risk_of_bias": "High", "appraisal": held | {"levels": dict.fromkeys((*codes, "overall"), level)}}


def plot(rows):
    return run_forest.forest_data("Pain response", SETTINGS, rows, RESULT, ("Favours placebo", "Favours ketamine"))


@pytest.mark.parametrize(("tool", "level"), [(ROB2, "some"), (ROBINS_I, "critical")], ids=["rob2", "robins-i"])
def test_a_light_a_domain_and_no_text_touches_another(tool, level):
    data = plot([appraised(ROWS[0], tool, level), ROWS[1]])
    count = len(tool.domains) + 1
    assert [len(study.judgements) for study in data.studies] == [count, count]
    assert set(data.studies[1].judgements) == {"unclear"}
    assert data.notes[0].startswith(f"Risk of bias ({tool.name}): D1 ")
    for scene in (forest(data), forest_phone(data)):
        assert collisions(scene) == []
        assert outside(scene) == []


def test_two_tools_share_the_overall_light_alone():
    data = plot([appraised(ROWS[0], ROB2, "low"), appraised(ROWS[1], ROBINS_I, "serious")])
    assert (data.judgement_headers, data.notes) == (("RoB",), ())
    assert [study.judgements for study in data.studies] == [("high",), ("high",)]
