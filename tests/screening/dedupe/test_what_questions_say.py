"""A question names every field that both records have: as the same, or how it differs, however little that is."""

import random
import re

import pytest

from screening.dedupe.engine.normalise import Form, form_of
from screening.dedupe.engine.run import find
from tests.screening.dedupe.works import TRIAL, without


def _range(form: Form) -> str:
    return f"{form.pages.first}-{form.pages.last}" if form.pages.last else form.pages.first


# Field -> what two forms hold, and how words say that it is the same and that it differs.
TITLES = (
    r"in one title alone|stands against|” beside “|” in one|another order|two languages|titles differ|shortened"
)
AUTHORS = r"shared authors? of \d|same authors in another|same authors, written|authors differ|surnames"
TOLD = {
    "title": (lambda f: f.title.letters, r"same title(?!s)", TITLES),
    "authors": (lambda f: f.names.families, r"same authors(?=;|$)", AUTHORS),
    "year": (lambda f: f.year, r"same year", r"years \d+ and|years lie"),
    "journal": (lambda f: f.journal, r"same journal(?=;|$)", r"journals|journal's names|journal, named otherwise"),
    "volume": (lambda f: f.volume, r"same volume", r"volumes \d+ and|volume and pages differ|volumes differ"),
    "issue": (lambda f: f.issue, r"same [a-z, ]*issue", r"issues \w+ and|issues differ|two issues"),
    "pages": (lambda f: _range(f), r"same [a-z, ]*pages", r"pages \w+(-\w+)? and|pages differ"),
    "doi": (lambda f: f.doi, r"same DOI", r"DOIs"),
    "pmid": (lambda f: f.pmid, r"same PubMed id", r"PubMed ids differ"),
    "abstract": (lambda f: f.abstract, r"same abstract", r"abstracts differ|nearly the same"),
}
# Ways in which databases, and other works, write a field otherwise.
OTHERWISE = {
    "title": [
        TRIAL["title"].replace("randomised", "randomized"),
        TRIAL["title"].replace("neuropathic", "nociceptive"),
        TRIAL["title"].partition(":")[0],
        TRIAL["title"].replace("chronic ", ""),
        TRIAL["title"].replace("injury", "injuries"),
        TRIAL["title"].replace("Low-dose", "Low-dos"),
        "A randomised trial: " + TRIAL["title"].partition(":")[0].lower(),
        "Effets de la kétamine sur la douleur neuropathique des blessés de la moelle épinière",
    ],
    "authors": [
        "Göbel, H; Kim, J; Ruiz, A; de Oliveira, C",
        "Göbel, H; Kim, J",
        "Göbell, H; Kim, J; de Oliveira, C; Ruiz, A",
        "Kim, J; Göbel, H; de Oliveira, C; Weber, T; Sato, M",
        "Weber, T; Sato, M",
    ],
    "year": ["2018", "2020", "2015"],
    "journal": ["Eur J Pain", "European Journal of Pain Supplements", "Pain Medicine", "Eur J Pain-London"],
    "volume": ["24", "2019"],
    "issue": ["5", "S4"],
    "pages": ["712-725", "718-730", "712", "S712", "e1234", "1-13", "31-40"],
    "doi": ["10.1002/ejp.9999"],
    "pmid": ["30511299"],
    "abstract": [
        TRIAL["abstract"].replace("84", "85"),
        "Neuropathic pain responds poorly.",
        "The " + TRIAL["abstract"][::-1],
    ],
}


def not_named(a: Form, b: Form, why: str) -> list[str]:
    """The fields that both have and of which the words do not say the truth."""
    said = why[0].lower() + why[1:].replace("Same", "same")
    missing = []
    for name, (holds, same, differs) in TOLD.items():
        x, y = holds(a), holds(b)
        if x and y:
            short = min(len(x), len(y)) if name == "abstract" else None
            equal = x[:short] == y[:short] if short else x == y
            if not re.search(same if equal else differs, said, re.I):
                missing.append(f"{name}: {x} and {y}")
    return missing


@pytest.mark.parametrize("seed", range(4))
def test_whatever_agrees_or_differs_is_named(seed):
    dice = random.Random(seed)
    asked = 0
    for _ in range(150):
        fields = dice.sample(list(OTHERWISE), dice.randint(1, 4))
        empty = [name for name in OTHERWISE if name not in fields and name != "title" and dice.random() < 0.35]
        one = without(*empty)
        other = one | {name: dice.choice(OTHERWISE[name]) for name in fields}
        a, b = form_of(one), form_of(other)
        for question in find([one, other]).questions:
            asked += 1
            assert not_named(a, b, question.why) == [], question.why
            assert len(question.why) <= 300, question.why
    assert asked > 20


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Retraction notice: " + TRIAL["title"], "one is a retraction notice"),
        (
            "RETRACTED: " + TRIAL["title"],
            "one is marked as retracted: it is the article itself, or the notice that retracts it",
        ),
        ("Erratum: " + TRIAL["title"], "one is a notice about the other: a correction"),
        ("Reply to: " + TRIAL["title"], "one is a notice about the other: a reply"),
    ],
)
def test_a_question_says_which_notice_one_is(title, said):
    (question,) = find([TRIAL, TRIAL | {"title": title}]).questions
    assert said in question.why.split("; ")
