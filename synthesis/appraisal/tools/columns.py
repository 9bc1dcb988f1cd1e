"""What was settled as the columns of a file. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from synthesis.appraisal.tools import OVERALL, TOOLS
from synthesis.appraisal.tools.judging import answers_of, level_of, signalled, suggestions, support_of
from synthesis.appraisal.tools.signalling import asked

Settled = Iterable[tuple[str, Mapping[str, Any]]]
Table = tuple[list[str], list[list[str]]]


def robvis_rows(tool: Any, settled: Settled) -> Table:
    """Header and lines that robvis reads: Study, a column a domain, Overall, Weight (1 for each)."""
    names = {each["code"]: each["name"] for each in tool.levels}
    codes = [each["code"] for each in tool.domains]
    heads = codes if tool.kind in TOOLS else [each["name"] for each in tool.domains]
    rows = [
        [label, *(names.get(level_of(held, code), "") for code in (*codes, OVERALL)), "1"]
        for label, held in settled
    ]
    return ["Study", *heads, "Overall", "Weight"], rows


def judgement_rows(tool: Any, settled: Settled) -> Table:
    """Header and lines of all that was settled: by domain the answers (NA where a question is not asked), the level
    that they suggest, the level that was judged, and its support.
    """
    return ["Study", *_heads(tool.domains)], [[label, *_cells(tool, held)] for label, held in settled]


def _heads(domains: Sequence[Mapping[str, str]]) -> Iterator[str]:
    questions = signalled(domains)
    for code in (*(each["code"] for each in domains), "Overall"):
        if code in questions:
            yield from (question.number for question in questions[code].questions)
        if code in questions or (questions and code == "Overall"):
            yield f"{code} suggested"
        yield from (code, f"{code} support")


def _cells(tool: Any, held: Mapping[str, Any]) -> Iterator[str]:
    names = {each["code"]: each["name"] for each in tool.levels}
    questions, told = signalled(tool.domains), suggestions(tool.levels, tool.domains, held)
    for code in (*(each["code"] for each in tool.domains), OVERALL):
        if code in questions:
            answers = answers_of(held, code)
            reached = asked(questions[code], answers)
            for question in questions[code].questions:
                yield reached.get(question.number, "NA") if answers else ""
        if code in told:
            yield names.get(told[code], "")
        yield names.get(level_of(held, code), "")
        yield support_of(held, code)
