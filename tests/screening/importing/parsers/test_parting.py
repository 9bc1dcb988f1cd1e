"""Records that ran together are taken apart where the border is plain, and told of where it is not."""

import pytest

from .reading import read

WOS = (
    "FN X\nPT J\nAU A, B\nTI One\nSO PAIN\nPY 2001\nUT WOS:1\n"
    "{}AU C, D\nTI Two\nSO BJA\nPY 2002\nUT WOS:2\nER\n\nEF\n"
)
NBIB = (
    "PMID- 1\nOWN - NLM\nDP  - 2001\nTI  - One\nAU  - A B\nJT  - Pain\n"
    "{}DP  - 2002\nTI  - Two\nAU  - C D\nJT  - Bja\n\nPMID- 3\nOWN - NLM\nTI  - Three\nDP  - 2003\n"
)
ENW = "%0 Journal Article\n%A A\n%D 2001\n%T One\n%J Pain\n\n{}\n%D 2002\n%A B\n%T Two\n%J Bja\n"
COCHRANE = "ID: CN-1\nAU: A\nTI: One\nSO: Pain\nYR: 2001\n{}AU: B\nTI: Two\nSO: Bja\nYR: 2002\n"
REFWORKS = "RT Journal Article\nA1 A\nT1 One\nJF Pain\nYR 2001\n{}A1 B\nT1 Two\nJF Bja\nYR 2002\n"
PROQUEST = (
    "Document 1 of 2\nAuthor: A\nTitle: One\nPublication title: Pain\nPublication year: 2001\n{}"
    "Author: B\nTitle: Two\nPublication title: Bja\nPublication year: 2002\n"
)
OVID = "<1. >\nUI  - 1\nTI  - One\nSO  - Pain. 1(1):1-2, 2001.\n{}UI  - 2\nTI  - Two\nSO  - Bja. 2(2):3-4, 2002.\n"


@pytest.mark.parametrize(
    ("format", "text", "titles"),
    [
        ("wos", WOS.format("\n"), ["One", "Two"]),
        ("wos", WOS.format("ERT J\n"), ["One", "Two"]),
        ("wos", WOS.format(""), ["One", "Two"]),
        ("nbib", NBIB.format("OWN - NLM\n"), ["One", "Two", "Three"]),
        ("nbib", NBIB.format("\nIS  - 1\n"), ["One", "Two", "Three"]),
        ("enw", ENW.format("%0urnal Article"), ["One", "Two"]),
        ("enw", ENW.format("%?"), ["One", "Two"]),
        ("cochrane_text", COCHRANE.format(""), ["One", "Two"]),
        ("cochrane_text", COCHRANE.format("Recrd #2 of 2\n"), ["One", "Two"]),
        ("refworks", REFWORKS.format("\n"), ["One", "Two"]),
        ("proquest", PROQUEST.format("____\n"), ["One", "Two"]),
        ("ovid", OVID.format("<4. > <4. >\n"), ["One", "Two"]),
        ("ovid", OVID.format("<5.}}} >\n"), ["One", "Two"]),
    ],
)
def test_a_border_that_is_plain_parts_and_is_told(format, text, titles):
    records, problems = read(text, format)
    assert [record.title for record in records] == titles
    assert len({record.year for record in records}) == len(titles)
    assert [problem.lost for problem in problems if problem.lost] == []
    assert problems


@pytest.mark.parametrize(("format", "text"), [("nbib", NBIB.format("")), ("nbib", NBIB.format("IS  - 1\n"))])
def test_a_border_that_is_not_plain_is_told_and_counted(format, text):
    records, problems = read(text, format)
    assert [record.title for record in records] == ["One", "Three"]
    (problem,) = problems
    assert (problem.lost, problem.field, "seems to hold two records: DP, JT, TI" in problem.what) == (1, "DP", True)
    assert text.split("\n")[problem.line - 1] == "DP  - 2002"


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("nbib", "PMID- 1\nTI  - One\nTI  - Eins\nDP  - 2001\nJT  - Pain\nPMID- 2\nTI  - Two\nDP  - 2002\n"),
        ("enw", "%0 Book\n%T One\n%T Eins\n%D 2001\n"),
        ("wos", "PT J\nTI One\nTI One\nPY 2001\nPY 2001\nUT WOS:1\nER\nEF\n"),
    ],
)
def test_what_comes_twice_alone_or_with_the_same_words_is_no_second_record(format, text):
    assert read(text, format)[1] == []
