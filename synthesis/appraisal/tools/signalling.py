"""Signalling questions: which are asked after which answers, and the level that the answers suggest. Pure.

Answers are kept by the number of their question, {"1.1": "PY"}. An algorithm is a table read from the top: the
first row whose demand is met names the level. Only answers to questions that are asked count; others do not apply.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Answers = Mapping[str, str]
Demand = Mapping[str, tuple[str, ...]]
"""Met where each question it names is answered with one of these; the empty demand is always met."""

ANSWERS = {
    "Y": "Yes",
    "PY": "Probably yes",
    "PN": "Probably no",
    "N": "No",
    "NI": "No information",
    "NA": "Not applicable",
}
YES, NO = ("Y", "PY"), ("PN", "N")
NOT_NO, NOT_YES = (*YES, "NI"), (*NO, "NI")
FIVE = (*YES, *NO, "NI")


@dataclass(frozen=True)
class Question:
    """A question with its official number, our words, the answers it allows, and when it is asked: `when` holds
    demands of which one must be met.
    """

    number: str
    text: str
    when: tuple[Demand, ...] = ({},)
    answers: tuple[str, ...] = FIVE

    @property
    def condition(self) -> str:
        """When it is asked, in the tool's shorthand, as "2.1 Y/PY/NI or 2.2 Y/PY/NI"; "" where always."""
        ways = (" and ".join(f"{number} {'/'.join(given)}" for number, given in each.items()) for each in self.when)
        return " or ".join(ways)


@dataclass(frozen=True)
class Signalled:
    """The questions of one domain in their order, and the rows (level, demand) of its algorithm; `effect` names the
    effect of interest where the questions depend on it.
    """

    questions: tuple[Question, ...]
    rows: tuple[tuple[str, Demand], ...]
    effect: str = ""


def asked(domain: Signalled, answers: Answers) -> dict[str, str]:
    """The questions asked after these answers, each with its answer or ""; answers to others are left out."""
    held: dict[str, str] = {}
    for question in domain.questions:
        if any(_met(demand, held) for demand in question.when):
            held[question.number] = answers.get(question.number, "")
    return held


def unanswered(domain: Signalled, answers: Answers) -> list[str]:
    """The numbers of the questions that are asked and have no answer yet."""
    return [number for number, given in asked(domain, answers).items() if not given]


def suggested(domain: Signalled, answers: Answers) -> str:
    """The level that the algorithm gives; "" while a question that is asked is open."""
    held = asked(domain, answers)
    if not all(held.values()):
        return ""
    return next(level for level, demand in domain.rows if _met(demand, held))


def _met(demand: Demand, held: Answers) -> bool:
    return all(held.get(number) in given for number, given in demand.items())
