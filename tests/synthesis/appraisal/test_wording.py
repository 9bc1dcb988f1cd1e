"""What a report says of how risk of bias was judged."""

from types import SimpleNamespace

from synthesis.appraisal.tools import ROB2, as_rows
from synthesis.appraisal.tools.rob2 import with_questions
from synthesis.appraisal.wording import method_sentences
from tests.synthesis.appraisal.answers import judgements

PLAIN = SimpleNamespace(
    name="ROBINS-I", level="study", domains=[{"code": "D1", "name": "A"}], levels=as_rows(ROB2.levels)
)
TOOL = SimpleNamespace(
    name="RoB 2", level="result", levels=as_rows(ROB2.levels),
    domains=with_questions(as_rows(ROB2.domains), "assignment"),
)  # fmt: skip


def test_the_tool_its_version_and_the_effect_are_named():
    assert method_sentences(TOOL, [judgements()]) == (
        "Risk of bias of each result was judged with RoB 2 (version of 22 August 2019, effect of assignment to the "
        "intervention). Two people answered its signalling questions and judged every domain and the whole, each "
        "without seeing what the other said, and what they came to was settled. Every level is the one that the "
        "tool's algorithm suggests."
    )


def test_departures_and_missing_answers_are_counted():
    other = judgements("low", "high", D1="some")
    other["D2"] |= {"level": "some"}
    bare = {code: {"level": "low", "support": ""} for code in judgements()}
    said = method_sentences(TOOL, [judgements(), other, bare])
    assert said.endswith(
        "Of 13 levels 2 depart from what the tool's algorithm suggests, with a reason. "
        "The questions were not answered for 1 of 3."
    )


def test_nothing_is_said_of_answers_where_there_are_none():
    bare = {code: {"level": "low", "support": ""} for code in judgements()}
    assert method_sentences(TOOL, [bare]).endswith(
        "Two people judged every domain and the whole, each without seeing what the other said, and what they came "
        "to was settled."
    )


def test_a_tool_without_questions_speaks_of_judgements_alone():
    assert method_sentences(PLAIN, [{"D1": {"level": "low"}}]) == (
        "Risk of bias of each study was judged with ROBINS-I. Two people judged every domain and the whole, each "
        "without seeing what the other said, and what they came to was settled."
    )
