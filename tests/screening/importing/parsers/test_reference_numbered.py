"""Numbered lists in which one reference lacks its number, or has it in another form."""

import textwrap

import pytest

from .reading import read

VANCOUVER = (
    "Feder A, Parides MK, Murrough JW, et al. Efficacy of ketamine in stress. JAMA Psychiatry. 2014;71(6):681-8.",
    "Zanos P, Gould TD. Mechanisms of ketamine action. Mol Psychiatry. 2018;23(4):801-11.",
    "Egger M, Davey Smith G, Minder C. Bias in meta-analysis detected by a test. BMJ. 1997;315(7109):629-34.",
    "DerSimonian R, Laird N. Meta-analysis in clinical trials. Control Clin Trials. 1986;7(3):177-88. "
    "doi:10.1016/0197-2456(86)90046-2",
    "World Health Organization. Global status report on alcohol. Geneva: WHO; 2018. 450 p.",
    "Hochberg Y. A sharper Bonferroni procedure. Biometrika. 1988;75(4):800-2.",
)
APA = (
    "Feder, A., & Parides, M. K. (2014). Efficacy of ketamine in stress. JAMA Psychiatry, 71(6), 681–688.",
    "Zanos, P., & Gould, T. D. (2018). Mechanisms of ketamine action. Molecular Psychiatry, 23(4), 801–811.",
    "Egger, M., & Minder, C. (1997). Bias in meta-analysis detected by a test. BMJ, 315(7109), 629–634.",
    "DerSimonian, R., & Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials, 7(3), "
    "177–188. https://doi.org/10.1016/0197-2456(86)90046-2",
    "American Psychiatric Association. (2013). Diagnostic and statistical manual of mental disorders (5th ed.).",
    "Hochberg, Y. (1988). A sharper Bonferroni procedure. Biometrika, 75(4), 800–802.",
)
LISTS = pytest.mark.parametrize("references", [VANCOUVER, APA], ids=["Vancouver", "APA"])
COUNTED = ["1", "2", "3", "4", "5", "6"]


def numbered(references, marks, width=0, between="\n"):
    """The references behind their marks; each wrapped where a width is given."""
    texts = [f"{mark} {text}".strip() for mark, text in zip(marks, references, strict=True)]
    kept = {"break_on_hyphens": False, "break_long_words": False}
    return between.join("\n".join(textwrap.wrap(text, width, **kept)) if width else text for text in texts)


def numbers(records):
    return [dict(record.raw).get("number") for record in records]


@LISTS
@pytest.mark.parametrize("missing", [2, 3, 4])
@pytest.mark.parametrize(("width", "between"), [(0, "\n"), (60, "\n"), (60, "\n\n")])
def test_a_reference_whose_number_the_list_leaves_out_is_one_of_its_own(references, missing, width, between):
    marks = [f"{number}." for number in COUNTED]
    marks[missing] = ""
    records, problems = read(numbered(references, marks, width, between), "references")

    assert numbers(records) == COUNTED
    assert [problem.field for problem in problems] == ["reference"]
    assert f"number {missing + 1}" in problems[0].done
    assert problems[0].line == records[missing].line


@LISTS
@pytest.mark.parametrize("place", [2, 4, 5])
def test_a_reference_put_in_without_a_number_is_one_of_its_own(references, place):
    marks = [f"[{number}]" for number in COUNTED[:5]]
    marks.insert(place, "")
    records, problems = read(numbered(references, marks), "references")

    assert numbers(records) == [*COUNTED[:place], None, *COUNTED[place:5]]
    assert "no number of its own" in problems[0].what


@LISTS
def test_two_references_in_a_row_without_their_numbers(references):
    records, problems = read(numbered(references, ["1.", "2.", "", "", "5.", "6."]), "references")

    assert (numbers(records), len(problems)) == (COUNTED, 2)


@LISTS
@pytest.mark.parametrize("width", [0, 60])
@pytest.mark.parametrize(
    ("usual", "other"),
    [("{}", "({})"), ("{}", "[{}]"), ("{}", "{}."), ("{}.", "({})"), ("[{}]", "{}."), ("{}.", "{},")]
    + [("{}.", "{} -"), ("{}.", "#{}"), ("({})", "{}")],
)
def test_a_number_in_another_form_begins_its_reference(references, width, usual, other):
    marks = [(other if number == "3" else usual).format(number) for number in COUNTED]
    records, problems = read(numbered(references, marks, width), "references")

    assert (numbers(records), problems) == (COUNTED, [])


@LISTS
@pytest.mark.parametrize("width", [35, 50, 70])
def test_wrapped_lines_begin_no_reference(references, width):
    records, problems = read(numbered(references, [f"{number}." for number in COUNTED], width), "references")

    assert (numbers(records), problems) == (COUNTED, [])


def test_two_references_on_one_line_are_told_and_in_doubt():
    text = f"1. {VANCOUVER[0]} {VANCOUVER[1]}\n2. {VANCOUVER[2]}"
    records, (problem,) = read(text, "references")

    assert len(records) == 2
    assert records[0].confidence < 0.5 < records[1].confidence
    assert "seems to hold more than one" in problem.what


WRAPPED = {  # a line that is, or begins with, a number which is the tail of what the line before leaves open
    "DOI": "Zanos P, Gould TD. Mechanisms of ketamine. Mol Psychiatry. 2018;23(4):801-11. "
    "doi:10.1016/s0895-4356(97)00001-\n2.",
    "pages": "Zanos P, Gould TD. Mechanisms of ketamine action. Mol Psychiatry. 2018;23(4):801-\n11.",
    "title": "Zanos P, Gould TD. Mechanisms of ketamine in diabetes of type\n2. Diabetes Care. 2018;23(4):801-11.",
}


@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("mark", ["", "• ", "- ", "{}) ", "{}. "])
def test_a_number_in_the_middle_of_a_reference_begins_none(wrapped, mark):
    listed = [VANCOUVER[0], wrapped, VANCOUVER[2], VANCOUVER[5]]
    text = "\n".join(mark.format(number) + reference for number, reference in enumerate(listed, 7))
    records, problems = read(text, "references")

    assert [record.authors[0].partition(",")[0] for record in records] == ["Feder", "Zanos", "Egger", "Hochberg"]
    assert problems == []


def test_a_dated_reference_that_begins_like_none_is_no_text_to_leave_out():
    odd = "das Licht und seine Wirkung auf den Schlaf. Nervenarzt 2003;37(5):591-9. doi:10.1000/licht.2003"
    text = numbered([*VANCOUVER[:2], f"{VANCOUVER[2]}\n\n{odd}", *VANCOUVER[3:5]], [f"{n}." for n in COUNTED[:5]])
    records, problems = read(text, "references")

    assert not any(problem.done.startswith("It was left out") for problem in problems)
    assert any("Licht" in dict(record.raw)["reference"] for record in records)


def test_an_address_that_ends_with_a_slash_takes_nothing_from_the_next():
    odd = ["1. Charter of Lamps. 2013. https://www.lamps.example/", "2. Lamp Act 1983, c. 20. London: Lamp Office."]
    records, _ = read("\n".join([*odd, f"3. {VANCOUVER[0]}"]), "references")

    assert numbers(records) == ["1", "2", "3"]


def test_a_number_that_the_list_leaves_out_is_told():
    lines = [f"{n}. Roe{n} A, Poe B. Title of baths {n}. J Bath. 200{n};{n}:1-9." for n in range(1, 9)]
    lines[5] = lines[5].removeprefix("6")
    records, problems = read("\n".join(lines), "references")
    assert len(records) == 7
    assert [(p.line, p.what) for p in problems] == [(7, "The numbers jump from 5 to 7.")]
    records, problems = read("\n".join(lines[n] for n in (0, 3, 7)), "references")
    assert len(records) == 3
    assert not problems  # a choice from a longer list


HEADS = ("1 Smith et al.", "320 J. Smith et al.", "12 Smith et al. / Pain 160 (2019)", "4 Smith et al.")


@LISTS
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("mark", ["{}.", "[{}]", "({})", "{}"])
@pytest.mark.parametrize(("first", "width"), [(1, 0), (1, 60), (15, 0)])
def test_a_page_header_that_begins_with_a_number_is_not_the_first_of_the_list(references, head, mark, first, width):
    marks = [mark.format(first + at) for at in range(len(references))]
    records, problems = read(f"{head}\n{numbered(references, marks, width)}", "references")

    assert numbers(records) == [str(first + at) for at in range(len(references))]
    assert len(problems) == 1
    assert head in problems[0].what
    assert "left out" in problems[0].done


@pytest.mark.parametrize("mark", ["{}.", "[{}]", "{}"])
def test_a_numbered_heading_above_the_list_is_no_reference(mark):
    marks = [mark.format(number) for number in COUNTED]
    records, (problem,) = read(f"3. Results and discussion\n{numbered(VANCOUVER, marks)}", "references")

    assert numbers(records) == COUNTED
    assert "Results and discussion" in problem.what


def test_a_reference_before_one_with_another_kind_of_number_is_kept():
    text = f"12 {VANCOUVER[5]}\n{numbered(VANCOUVER[:5], [f'[{n}]' for n in COUNTED[:5]])}"
    records, _ = read(text, "references")

    assert len(records) == 6
    assert records[0].title.startswith("A sharper Bonferroni")


def test_a_list_within_a_list_takes_nothing_from_it():
    texts = list(VANCOUVER)
    texts[2] = (
        "Egger M, Minder C. Bias in three steps:\n(1) find it,\n(2) mend it,\n(3) tell it. BMJ. 1997;315:629-34."
    )
    records, problems = read(numbered(texts, [f"{n}." for n in COUNTED]), "references")

    assert (numbers(records), problems) == (COUNTED, [])


def test_a_first_part_of_one_item_is_kept_when_the_next_counts_anew():
    text = f"1. {VANCOUVER[5]}\n{numbered(VANCOUVER[:3], ['1.', '2.', '3.'])}"
    records, _ = read(text, "references")

    assert numbers(records) == ["1", "1", "2", "3"]
