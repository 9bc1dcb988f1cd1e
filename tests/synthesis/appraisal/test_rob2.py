"""RoB 2 (22 August 2019): every set of answers gives the level of the published flowcharts, read here by branches.

The branches are those of the tool's own diagrams (Sterne et al. 2019 with the detailed guidance); they know nothing
of the tables that `rob2` holds.
"""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from synthesis.appraisal.tools.rob2 import DOMAINS, EFFECTS
from synthesis.appraisal.tools.signalling import asked, suggested, unanswered
from tests.synthesis.appraisal.paths import every_path

Answers = Mapping[str, str]
SHARED = ("rob2-2019-1", "rob2-2019-3", "rob2-2019-4", "rob2-2019-5")
ASSIGNMENT, ADHERENCE = "rob2-2019-2-assignment", "rob2-2019-2-adherence"
ALL = (*SHARED, ASSIGNMENT, ADHERENCE)
ORDER = ("low", "some", "high")
YES, NO, NI = {"Y", "PY"}, {"N", "PN"}, {"NI"}


def randomisation(a: Answers) -> str:
    if a["1.2"] in NO:
        return "high"
    if a["1.2"] in NI:
        return "high" if a["1.3"] in YES else "some"
    if a["1.1"] in NO:
        return "some"
    return "some" if a["1.3"] in YES else "low"


def worse(one: str, two: str) -> str:
    return max(one, two, key=ORDER.index)


def deviations(a: Answers) -> str:
    def first_part() -> str:
        if a["2.1"] in NO and a["2.2"] in NO:
            return "low"
        if a["2.3"] in NO:
            return "low"
        if a["2.3"] in NI:
            return "some"
        if a["2.4"] in NO:
            return "some"
        return "some" if a["2.5"] in YES else "high"

    def second_part() -> str:
        if a["2.6"] in YES:
            return "low"
        return "some" if a["2.7"] in NO else "high"

    return worse(first_part(), second_part())


def adherence(a: Answers) -> str:
    by_analysis = "some" if a.get("2.6") in YES else "high"
    if not (a["2.1"] in NO and a["2.2"] in NO) and a["2.3"] in NO | NI:
        return by_analysis
    return "low" if a["2.4"] in NO | {"NA"} and a["2.5"] in NO | {"NA"} else by_analysis


def missing_data(a: Answers) -> str:
    if a["3.1"] in YES or a["3.2"] in YES or a["3.3"] in NO:
        return "low"
    return "some" if a["3.4"] in NO else "high"


def measurement(a: Answers) -> str:
    if a["4.1"] in YES or a["4.2"] in YES:
        return "high"
    best = "some" if a["4.2"] in NI else "low"
    if a["4.3"] in NO or a["4.4"] in NO:
        return best
    return "some" if a["4.5"] in NO else "high"


def selection(a: Answers) -> str:
    if a["5.2"] in YES or a["5.3"] in YES:
        return "high"
    if a["5.2"] in NI or a["5.3"] in NI:
        return "some"
    return "low" if a["5.1"] in YES else "some"


FLOWCHARTS = dict(
    zip(ALL, (randomisation, missing_data, measurement, selection, deviations, adherence), strict=True)
)


@pytest.mark.parametrize("key", ALL)
def test_every_path_gives_the_level_of_the_flowchart(key):
    paths = list(every_path(DOMAINS[key]))
    assert [path for path in paths if suggested(DOMAINS[key], path) != FLOWCHARTS[key](path)] == []
    assert {suggested(DOMAINS[key], path) for path in paths} == set(ORDER)


NUMBER_OF_PATHS = {
    "rob2-2019-1": 5**3,
    "rob2-2019-3": 2 + 3 * (2 + 2 * (2 + 3 * 5)),
    "rob2-2019-4": 25 - 9 + 9 * (2 + 3 * (2 + 3 * 5)),
    "rob2-2019-5": 5**3,
    ASSIGNMENT: (4 + 21 * (3 + 2 * (2 + 3 * 5))) * (2 + 3 * 5),
    ADHERENCE: 4 * (9 + 27 * 5) + 21 * (3 * (9 + 27 * 5) + 3 * 36 * 5),
}


@pytest.mark.parametrize("key", ALL)
def test_the_number_of_paths_is_that_of_the_flowchart(key):
    """A question asked too often or too seldom would change it: counted by hand from the diagrams."""
    assert sum(1 for _ in every_path(DOMAINS[key])) == NUMBER_OF_PATHS[key]


@pytest.mark.parametrize("key", ALL)
def test_there_is_no_suggestion_while_a_question_is_open(key):
    for path in every_path(DOMAINS[key]):
        last = list(path)[-1]
        assert suggested(DOMAINS[key], {number: given for number, given in path.items() if number != last}) == ""


@pytest.mark.parametrize("key", ALL)
def test_probably_counts_as_the_plain_answer(key):
    plain = {"PY": "Y", "PN": "N"}
    for path in every_path(DOMAINS[key]):
        other = {number: plain.get(given, given) for number, given in path.items()}
        assert suggested(DOMAINS[key], path) == suggested(DOMAINS[key], other)


BAD_IF_YES = {
    "rob2-2019-1": {"1.3"},
    "rob2-2019-3": {"3.3", "3.4"},
    "rob2-2019-4": {"4.1", "4.2", "4.3", "4.4", "4.5"},
    "rob2-2019-5": {"5.2", "5.3"},
    ASSIGNMENT: {"2.1", "2.2", "2.3", "2.4", "2.7"},
    ADHERENCE: {"2.1", "2.2", "2.4", "2.5"},
}


@pytest.mark.parametrize("key", ALL)
def test_a_better_answer_never_makes_the_level_worse(key):
    """Yes against no, all else alike; where the better answer ends the questions, the rest is not asked."""
    domain = DOMAINS[key]
    for path in every_path(domain):
        for number, given in path.items():
            bad, good = ("Y", "N") if number in BAD_IF_YES[key] else ("N", "Y")
            if given == bad and not unanswered(domain, better := path | {number: good}):
                assert ORDER.index(suggested(domain, better)) <= ORDER.index(suggested(domain, path)), path


def test_answers_to_questions_that_are_not_asked_count_for_nothing():
    domain = DOMAINS[ASSIGNMENT]
    answers = {"2.1": "N", "2.2": "PN", "2.3": "Y", "2.4": "Y", "2.5": "N", "2.6": "Y", "2.7": "Y"}
    assert asked(domain, answers) == {"2.1": "N", "2.2": "PN", "2.6": "Y"}
    assert suggested(domain, answers) == "low"


ALWAYS = {
    "rob2-2019-1": ["1.1", "1.2", "1.3"],
    "rob2-2019-3": ["3.1"],
    "rob2-2019-4": ["4.1", "4.2"],
    "rob2-2019-5": ["5.1", "5.2", "5.3"],
    ASSIGNMENT: ["2.1", "2.2", "2.6"],
    ADHERENCE: ["2.1", "2.2", "2.4", "2.5"],
}


@pytest.mark.parametrize("key", ALL)
def test_what_is_asked_before_anything_is_answered(key):
    assert list(asked(DOMAINS[key], {})) == ALWAYS[key]


def test_numbers_and_answers_are_those_of_the_tool():
    numbers = [question.number for key in sorted(ALL) if key != ADHERENCE for question in DOMAINS[key].questions]
    assert numbers == [f"{place}.{n}" for place, last in enumerate((3, 7, 4, 5, 3), 1) for n in range(1, last + 1)]
    assert [question.number for question in DOMAINS[ADHERENCE].questions] == [f"2.{n}" for n in range(1, 7)]
    odd = {(key[10:], q.number): q.answers for key in ALL for q in DOMAINS[key].questions if len(q.answers) != 5}
    six, four = ("Y", "PY", "PN", "N", "NI", "NA"), ("Y", "PY", "PN", "N")
    assert odd == {
        ("3", "3.2"): four, ("2-adherence", "2.3"): six, ("2-adherence", "2.4"): six, ("2-adherence", "2.5"): six,
    }  # fmt: skip


def test_each_effect_has_the_five_domains_in_their_order():
    for effect, keys in EFFECTS.items():
        assert [key.split("-")[2] for key in keys] == ["1", "2", "3", "4", "5"]
        assert keys[1].endswith(effect)
        assert all(one < two for one, two in pairwise(keys))
