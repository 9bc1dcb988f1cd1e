"""Lists without marks in which some lines are wrapped: every reference is one of its own, and no line is."""

import pytest

from .reading import read

FIRST = "Abbot A. Warm light at night. Sleep Care. 2000;132(2):101-5."
LONG = (
    "Hale M. A scale for tiredness in nurses and the many ways in which it has been used in trials since\n"
    "then. Ward Life. 1960;23:56-62."
)
LAST = "Zorn WW. Tiredness told by the tired. Ward Life. 1965;12:63-70."
UNLIKE_NAMES = {
    "a firm": "LampSoft. Lamp measures: release 17. College Town: LampSoft LLC; 2021.",
    "a bank": "Village Bank. Light in villages. Delft: Village Bank; 2012.",
    "an acronym": "UNLIT. The state of the world's lamps. New York: UNLIT; 2019.",
    "a team": "L Core Team. L: a language of lamps. Vienna: L Foundation; 2021.",
    "a trial": "LAMP-2 Collaborative Group. Randomised trial of two lamps. Ward Life. 1988;2:349-60.",
    "Jr": "Prado P Jr, Selva FA. Lamps in Brazil. Rev Luz. 2003;37(5):591-9.",
    "3rd": "Prado SH 3rd, Selva FA. Lamps in Brazil. Rev Luz. 2003;37(5):591-9.",
    "semicolons": "O’Dale-Roe KL; Poe K. Mood in towns. Soc Light. 2003;37(5):591-9.",
    "accents": "Ødegård Ö, Æbelø Æ. Light in the north. Rev Luz. 2011;1:2-3.",
    "Cyrillic": "Лампов ИИ, Светова АС. Свет и сон. Журнал сна. 2018;118(4):22-9.",
    "a particle": "van der Lamp P, Roe N. Mood and lamps. Rev Luz. 2018;5:338-47.",
}


@pytest.mark.parametrize("odd", UNLIKE_NAMES.values(), ids=UNLIKE_NAMES)
def test_a_whole_reference_that_begins_like_no_other_is_one_of_its_own(odd):
    records, _ = read("\n".join([FIRST, LONG, odd, LAST]), "references")

    assert [dict(record.raw)["reference"][:8] for record in records] == [FIRST[:8], LONG[:8], odd[:8], LAST[:8]]


@pytest.mark.parametrize(
    "references",
    [
        [FIRST, LONG, LAST],
        [
            "Abbot, A. (2000). Warm light at night. Sleep Care, 132(2), 101–105.",
            "Hale, M. (1960). A scale for tiredness and the many ways in which it has been used since\n"
            "then. Ward Life, 23, 56–62.",
            "LampSoft. (2021). Lamp measures: Release 17. LampSoft LLC.",
            "Zorn, W. W. (1965). Tiredness told by the tired. Ward Life, 12, 63–70.",
        ],
        [
            "Abbot, Anna. 2000. “Warm light.” Sleep Care 132 (2): 101–105.",
            "Hale, Tom A., and Carl D. Roe. 1998. “No time for lamps and their many\n"
            "problems.” Ward Life 51 (1): 12–20.",
            "de la Luz, Maria, and Tom Noe. 2019. “1984 and its lamps.” Rev Luz 6 (4): 338–347.",
            "van der Lamp, Piet. 2018. “Mood.” Rev Luz 5 (4): 338–347.",
            "Zorn, William. 1965. “Tiredness.” Ward Life 12: 63–70.",
        ],
        [
            "Hale, Tom A., Carl D. Roe, Robert de Low, Nina Moe\nand Luis van 't Lamp. 2013.\n"
            "“Lamps: a count.” Ward Life 51 (1): 12–20.\n",
            "Zorn, William. 1965.\n“Tiredness.” Ward Life 12: 63–70.\n",
        ],
    ],
    ids=["Vancouver", "APA", "Chicago", "Chicago with empty lines"],
)
def test_a_line_that_goes_on_begins_no_reference(references):
    records, problems = read("\n".join(references), "references")

    assert len(records) == len(references)
    assert not any("left out" in problem.done or "more than one" in problem.what for problem in problems)


HEADS = {
    "Springer": "Roe et al. Lamp Medicine (2023) 23:412\nPage 10 of 14",
    "Elsevier": "J. Roe, K. Poe / Journal of Lamps and Sleep 245 (2019) 11–19\n17",
    "BMJ": "Lamp Open: first published as 10.1000/lampopen-2019-031 on 4 May 2020. Downloaded from http://lamp.example/",
    "PLOS": "LAMPS ONE | https://doi.org/10.1000/journal.lamp.02312 May 5, 2020\n12 / 15",
    "MDPI": "Int. J. Lamp. Res. Public Sleep 2020, 17, 1234\n9 of 11",
    "Frontiers": "Frontiers in Lamps | www.lamps.example 9 March 2020 | Volume 11 | Article 123",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("marks", [("", "", ""), ("1. ", "2. ", "3. ")], ids=["unnumbered", "numbered"])
def test_the_head_of_a_page_that_comes_once_is_in_no_reference(head, marks):
    listed = [mark + reference for mark, reference in zip(marks, (FIRST, LONG, LAST), strict=True)]
    between = "\n".join([listed[0], listed[1], "", head, "", listed[2]])
    inside = "\n".join([listed[0], listed[1].replace("\n", f"\n{head}\n"), listed[2]])

    for text in (between, inside):
        records, problems = read(text, "references")
        assert [record.year for record in records] == [2000, 1960, 1965]
        assert [record.doi for record in records] == ["", "", ""]
        assert list(dict.fromkeys(problem.done for problem in problems)) == [
            "It was left out of the reference it interrupts."
        ]


@pytest.mark.parametrize(
    "marks",
    [
        ("i.", "ii.", "iii."),
        ("I.", "II.", "III."),
        ("a)", "b)", "c)"),
        ("#1", "#2", "#3"),
        ("¹", "²", "³"),
        ("Ref 1:", "Ref 2:", "Ref 3:"),
    ],
    ids=lambda marks: marks[1],
)
def test_a_list_may_count_otherwise_than_with_plain_numbers(marks):
    listed = (f"{mark} {text}" for mark, text in zip(marks, (FIRST, LONG, LAST), strict=True))
    records, problems = read("\n".join(listed), "references")

    assert [record.authors for record in records] == [("Abbot, A",), ("Hale, M",), ("Zorn, WW",)]
    assert [dict(record.raw)["number"] for record in records] == ["1", "2", "3"]
    assert problems == []


def test_a_doi_may_be_broken_behind_its_prefix():
    broken = "Roe K. Warm light. Sleep Care. 2001;24(1):1-9. doi: 10.1056/\nNEJMoa2023184."
    records, problems = read(f"1. {FIRST}\n2. {broken}\n3. {LAST}", "references")

    assert (records[1].doi, problems) == ("10.1056/nejmoa2023184", [])


@pytest.mark.parametrize(
    "reference",
    [
        "Roe J, Poe AB, et al. 1984 revisited: lamps in villages. Sleep Care. 2008;103(12):1987-95.",
        "Roe, J. et al. 1984 revisited: lamps in villages. Sleep Care 103, 1987–1995 (2008).",
        "Roe, J.; Poe, A.B. 1984 revisited: lamps in villages. Sleep Care 2008, 103, 1987–1995.",
        "J. Roe, A.B. Poe, 1984 revisited: lamps in villages, Sleep Care. 103 (2008) 1987–1995.",
    ],
    ids=["Vancouver", "Nature", "MDPI", "Elsevier"],
)
def test_a_title_may_begin_with_a_year(reference):
    (record,), _ = read(reference, "references")

    assert (record.title, record.year) == ("1984 revisited: lamps in villages", 2008)
    assert record.journal == "Sleep Care"
