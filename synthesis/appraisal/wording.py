"""How risk of bias was judged, in sentences. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ketreview.wording import plural
from synthesis.appraisal.tools.judging import answers_of, level_of, signalled, suggestions
from synthesis.appraisal.tools.rob2 import VERSION

ALONE = "each without seeing what the other said, and what they came to was settled."


def version_and_effect(domains: Sequence[Mapping[str, str]]) -> str:
    """The version of a tool with signalling questions and its effect of interest; "" for one without."""
    effects = [each.effect for each in signalled(domains).values() if each.effect]
    return f"version of {VERSION}, {effects[0]}" if effects else ""


def method_sentences(tool: Any, settled: Iterable[Mapping[str, Any]]) -> str:
    """With which tool, for what, by whom, and how often what was settled departs from what the answers suggest."""
    held = list(settled)
    unit = "result" if tool.level == "result" else "study"
    version = version_and_effect(tool.domains)
    named = f"{tool.name} ({version})" if version else tool.name
    begun = f"Risk of bias of each {unit} was judged with {named}. Two people"
    if not version or not any(_has_answers(each) for each in held):
        return f"{begun} judged every domain and the whole, {ALONE}"
    return (
        f"{begun} answered its signalling questions and judged every domain and the whole, {ALONE} "
        f"{_departures(tool, held)}{_unanswered(held)}"
    )


def _departures(tool: Any, held: Sequence[Mapping[str, Any]]) -> str:
    told = [
        (level, level_of(each, code))
        for each in held
        for code, level in suggestions(tool.levels, tool.domains, each).items()
        if level
    ]
    other = sum(suggested != judged for suggested, judged in told)
    if not other:
        return "Every level is the one that the tool's algorithm suggests."
    verb = "departs" if other == 1 else "depart"
    return (
        f"Of {plural(len(told), 'level')} {other:,} {verb} from what the tool's algorithm suggests, with a reason."
    )


def _unanswered(held: Sequence[Mapping[str, Any]]) -> str:
    without = sum(not _has_answers(each) for each in held)
    return f" The questions were not answered for {without:,} of {len(held):,}." if without else ""


def _has_answers(judgements: Mapping[str, Any]) -> bool:
    return any(answers_of(judgements, code) for code in judgements)
