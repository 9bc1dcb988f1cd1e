"""What a set of judgements lacks, what its answers suggest, and which levels need a reason. Pure.

Domains and levels are rows {"code", "name"} as the review keeps them; a domain judged by signalling questions names
their key under "questions". Judgements are {"level", "support", "answers"} by the code of a domain, "overall" too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from synthesis.appraisal.tools.rob2 import DOMAINS
from synthesis.appraisal.tools.signalling import Signalled, suggested, unanswered
from synthesis.appraisal.tools.tool import OVERALL

Rows = Sequence[Mapping[str, str]]
Judgements = Mapping[str, Mapping[str, Any]]


def signalled(domains: Rows) -> dict[str, Signalled]:
    """The signalling questions by the code of their domain; empty for a tool that has none."""
    return {each["code"]: DOMAINS[each["questions"]] for each in domains if each.get("questions")}


def missing(domains: Rows, judgements: Judgements) -> list[str]:
    """The names of the domains, and "Overall", that have no level yet."""
    asked = [*((each["code"], each["name"]) for each in domains), (OVERALL, "Overall")]
    return [name for code, name in asked if not level_of(judgements, code)]


def open_questions(domains: Rows, judgements: Judgements, codes: Collection[str]) -> list[str]:
    """The numbers of the questions of these domains that are asked and not answered."""
    return [
        number
        for code, questions in signalled(domains).items()
        if code in codes
        for number in unanswered(questions, answers_of(judgements, code))
    ]


def suggestions(levels: Rows, domains: Rows, judgements: Judgements) -> dict[str, str]:
    """What the answers suggest by domain, and what the judged domains suggest for the whole; "" where one is open.

    The whole is the worst domain, as RoB 2 has it: that several of some concerns come to high is for people to say.
    """
    found = {
        code: suggested(questions, answers_of(judgements, code)) for code, questions in signalled(domains).items()
    }
    if not found:
        return {}
    judged = all(level_of(judgements, each["code"]) for each in domains)
    return found | {OVERALL: worst(levels, domains, judgements) if judged else ""}


def unexplained(levels: Rows, domains: Rows, judgements: Judgements) -> Iterator[str]:
    """Why a level cannot stand without a reason: it departs from what is suggested."""
    names = {each["code"]: each["name"].lower() for each in levels}
    for code, level in suggestions(levels, domains, judgements).items():
        judged = level_of(judgements, code)
        if level and judged and judged != level and not support_of(judgements, code):
            what, who = ("Overall", "the domains suggest") if code == OVERALL else (code, "the answers suggest")
            yield f"{what}: {who} {names[level]}, judged is {names[judged]}. Say why in the support."


def worst(levels: Rows, domains: Rows, judgements: Judgements) -> str:
    """The worst level of the domains: what an overall judgement cannot be better than; "" where none is judged."""
    order = [each["code"] for each in levels]
    given = [level_of(judgements, each["code"]) for each in domains]
    return max((level for level in given if level in order), key=order.index, default="")


def too_good(levels: Rows, domains: Rows, judgements: Judgements) -> str:
    """Why the overall level cannot stand without a reason; "" where it can."""
    codes = [each["code"] for each in levels]
    overall, least = level_of(judgements, OVERALL), worst(levels, domains, judgements)
    if not overall or not least or support_of(judgements, OVERALL):
        return ""
    if codes.index(overall) >= codes.index(least):
        return ""
    names = {each["code"]: each["name"] for each in levels}
    return f"Overall is better than the worst domain ({names[least].lower()}): say why in its support."


def level_of(judgements: Judgements, code: str) -> str:
    """The level that was judged, or ""."""
    return judgements.get(code, {}).get("level", "")


def support_of(judgements: Judgements, code: str) -> str:
    """The words that support the level, or ""."""
    return judgements.get(code, {}).get("support", "")


def answers_of(judgements: Judgements, code: str) -> dict[str, str]:
    """The answers to the questions of a domain, by number."""
    return judgements.get(code, {}).get("answers", {})


def agreed(first: Judgements, second: Judgements) -> dict[str, dict[str, Any]]:
    """What two people said alike, to begin with: answers, levels, and a support that is equal or the only one."""
    found = {}
    for code in first.keys() & second.keys():
        one, two = first[code], second[code]
        level = one["level"] if one["level"] == two["level"] else ""
        texts = {one["support"], two["support"]} - {""} if level else set()
        others = answers_of(second, code)
        answers = {
            number: given for number, given in answers_of(first, code).items() if others.get(number) == given
        }
        found[code] = {"level": level, "support": texts.pop() if len(texts) == 1 else "", "answers": answers}
    return found
