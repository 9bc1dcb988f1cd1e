"""What stands behind "doi" in a printed reference and is none."""

import pytest

from screening.importing.match_keys import normal_doi

from .reading import read

HEAD = "1. Roe C, Poe A. Title of a paper about pain. BMJ. 2021;3(1):4-9. "
NONE = {
    "doi: 10.1136/": "nothing follows the slash",
    "doi: 10.1136bmj.n71": "it has no slash",
    "doi: 1O.1136/bmj.n71": "a DOI begins with",
    "doi: l0.1136/bmj.n71": "a DOI begins with",
    "DOI:I0.1136/bmj.n71.": "a DOI begins with",
    "doi 10.11/bmj.n71": "four to nine digits",
    "doi: 10.1136.": "it has no slash",
    "doi:bmj.n71": "a DOI begins with",
    "https://doi.org/bmj.n71": "a DOI begins with",
    "https://doi.org/10.1136": "it has no slash",
    "doi: 10,1136/bmj.n71": "a DOI begins with",
    "doi: 0.1136/bmj.n71": "a DOI begins with",
    "doi: https://doi.org/10.1136bmj.n71": "it has no slash",
    "(doi: 10.1136/).": "nothing follows the slash",
    "doi: 10.1136/ PMID: 33782057": "nothing follows the slash",
    "doi = 10.1l36/bmj.n71": "four to nine digits",
}
NOTHING_WRONG = (
    "doi: 10.1136/bmj.n71.",
    "doi:10.1136/bmj.n71 (doi 1O.1136/bmj.n71)",
    "doi: n/a",
    "doi: not available.",
    "doi:",
    "https://doi.org/10/gjkq9b",
    "doi: PMID: 33782057",
)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_doi_is_told_and_left_out(text):
    (record,), problems = read(HEAD + text, "references")

    assert (record.doi, record.title, record.pages) == ("", "Title of a paper about pain", "4-9")
    assert [problem.field for problem in problems] == ["doi"]
    assert NONE[text] in problems[0].what


@pytest.mark.parametrize("text", NOTHING_WRONG)
def test_a_doi_and_the_word_alone_are_no_problem(text):
    assert read(HEAD + text, "references")[1] == []


SHORT = (
    "10/gjkq9b",
    "doi:10/GJKQ9B",
    "https://doi.org/10/gjkq9b",
    "https://doi.org/gjkq9b",
    "http://dx.doi.org/10/gjkq9b",
)


@pytest.mark.parametrize("text", SHORT)
def test_a_short_doi_is_kept_and_no_wrong_one(text):
    (record,), problems = read(f"TY  - JOUR\nTI  - Naps\nPY  - 2008\nDO  - {text}\nER  - \n", "ris")
    assert (record.doi, problems) == ("10/gjkq9b", [])
    assert normal_doi(record.doi) == "10/gjkq9b"
    if "10/" in text.lower() and text[:2] != "10":
        (record,), problems = read(f"{HEAD}{text}.", "references")
        assert (record.doi, problems, record.pages) == ("10/gjkq9b", [], "4-9")


def test_a_title_about_dois_stays_whole():
    (record,), problems = read("1. Roe C, Poe A. The DOI 20 years on. BMJ. 2021;3(1):4-9.", "references")

    assert (record.title, problems) == ("The DOI 20 years on", [])
