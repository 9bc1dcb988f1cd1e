"""One appraisal as a page shows it: by domain the questions with their answers, what they suggest, what was judged,
and beside it what others said. Pure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.appraisal.tools import LIGHTS, OVERALL
from synthesis.appraisal.tools.judging import (
    Judgements,
    Rows,
    answers_of,
    level_of,
    signalled,
    suggestions,
    support_of,
)
from synthesis.appraisal.tools.signalling import ANSWERS, Question, Signalled, asked

Said = tuple[str, Judgements]
"""An assessor's name with their judgements."""
CHIPS = {"low": "low", "some": "some_concerns", "high": "high", "unclear": "no_information"}


@dataclass(frozen=True)
class Line:
    """A question with whether it is asked, its answer, and what others answered (name, words)."""

    question: Question
    is_asked: bool
    answer: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers it allows, each with its word."""
        return [(code, ANSWERS[code]) for code in self.question.answers]

    @property
    def word(self) -> str:
        """The answer in words; "" where there is none."""
        return ANSWERS.get(self.answer, "")

    @property
    def differs(self) -> bool:
        """Whether the others do not all say the same."""
        return len({words for _, words in self.others}) > 1

    @property
    def when(self) -> str:
        """When it is asked, for the script."""
        return json.dumps(self.question.when)


@dataclass(frozen=True)
class Level:
    """A level with the chip that shows it."""

    code: str
    name: str

    @property
    def chip(self) -> str:
        return CHIPS[LIGHTS[self.code]]


@dataclass(frozen=True)
class Sheet:
    """A domain, or the whole. `suggests` tells whether there is an algorithm, `suggested` the level it gives or "";
    `rows` is its table for the script; `others` are name, level and support of those who judged before.
    """

    code: str
    name: str
    levels: tuple[Level, ...]
    lines: tuple[Line, ...] = ()
    suggests: bool = False
    suggested: str = ""
    level: str = ""
    support: str = ""
    effect: str = ""
    rows: str = "[]"
    others: tuple[tuple[str, str, str], ...] = ()

    @property
    def departs(self) -> bool:
        """The level that was judged is another than the one suggested."""
        return bool(self.suggested and self.level and self.suggested != self.level)

    @property
    def level_name(self) -> str:
        return _name(self.levels, self.level)

    @property
    def suggested_name(self) -> str:
        return _name(self.levels, self.suggested)


def sheets(domains: Rows, levels: Rows, held: Judgements, others: Sequence[Said] = ()) -> list[Sheet]:
    """The domains in their order, the whole last."""
    known = tuple(Level(each["code"], each["name"]) for each in levels)
    questions, told = signalled(domains), suggestions(levels, domains, held)
    found = []
    for code, name in (
        *((each["code"], f"{each['code']} {each['name']}") for each in domains),
        (OVERALL, "Overall"),
    ):
        asks = questions.get(code, Signalled((), ()))
        sheet = Sheet(
            code, name, known, _lines(asks, code, held, others), code in told, told.get(code, ""),
            level_of(held, code), support_of(held, code), asks.effect, json.dumps(asks.rows),
            tuple((who, _name(known, level_of(said, code)), support_of(said, code)) for who, said in others),
        )  # fmt: skip
        found.append(sheet)
    return found


def _lines(domain: Signalled, code: str, held: Judgements, others: Sequence[Said]) -> tuple[Line, ...]:
    answers = answers_of(held, code)
    reached = asked(domain, answers)
    return tuple(
        Line(
            question,
            question.number in reached,
            answers.get(question.number, ""),
            tuple((who, _words(domain, answers_of(said, code), question.number)) for who, said in others),
        )
        for question in domain.questions
    )


def _words(domain: Signalled, answers: Mapping[str, Any], number: str) -> str:
    """An answer in words; where others were given and this one was not asked, that it was not."""
    return ANSWERS.get(
        answers.get(number, ""), "Not asked" if answers and number not in asked(domain, answers) else "–"
    )


def _name(levels: Sequence[Level], code: str) -> str:
    return next((level.name for level in levels if level.code == code), "–")
