"""Marks of author and year, and superscript numbers, linked to the reference list; what does not fit is told."""

import pytest

from screening.importing.citing.author_years import Work, link_author_years, marks_in, works_of
from screening.importing.citing.links import link, numbers_in
from screening.importing.citing.segment import sentences
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord

LIST = """Roe, J. A., & Poe, E. (2011). Pain in mice: A short review. Journal of Small Pain, 15(10), 1–9.
Roe, J. A., Zoe, K., & van Moe, L. (2019a). Pain in rats. Journal of Small Pain, 23(1), 10–19.
Roe, J. A., Zoe, K., & Doe, M. (2019b). Pain in rats again. Journal of Small Pain, 23(2), 20–29.
Müller, H. (2020). Ketamine for hamsters. Veterinary Notes, 4(2), 33–41.
World Health Organization. (2018). Guidance on small animals. WHO Press.
García-López, P., & O’Neill, S. (2021). Two doses compared. Journal of Small Pain, 25(3), 5–14.
Müller, A. (2020). Lidocaine for hamsters. Veterinary Notes, 4(3), 42–50.
Never, C. I. (1999). A work that nobody cites. Veterinary Notes, 1(1), 1–2.
"""


def works():
    return works_of(got for got in parse(LIST.encode(), "references") if isinstance(got, ParsedRecord))


def test_the_references_of_a_list_are_named_as_marks_name_them():
    assert works()[:5] == [
        Work(1, ("Roe", "Poe"), "2011"),
        Work(2, ("Roe", "Zoe", "van Moe"), "2019a"),
        Work(3, ("Roe", "Zoe", "Doe"), "2019b"),
        Work(4, ("Müller",), "2020"),
        Work(5, ("World Health Organization",), "2018"),
    ]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("as shown (Roe & Poe, 2011).", ["Roe & Poe, 2011"]),
        ("(Roe et al., 2019a, 2019b; Müller, 2020)", ["Roe et al., 2019a", "Roe et al., 2019b", "Müller, 2020"]),
        ("(Roe et al., 2019a, b)", ["Roe et al., 2019a", "Roe et al., 2019b"]),
        ("(see also Roe and Poe 2011, p. 12)", ["Roe and Poe, 2011"]),
        ("(e.g., World Health Organization, 2018)", ["World Health Organization, 2018"]),
        ("In Roe et al. (2019b) and Müller (2020)", ["Roe et al., 2019b", "Müller, 2020"]),
        ("Roe, Zoe, and van Moe (2019a) found", ["Roe, Zoe, and van Moe, 2019a"]),
        ("García-López and O’Neill’s (2021) doses", ["García-López and O’Neill, 2021"]),
        ("[Roe and Poe, 2011; Zoe, n.d.]", ["Roe and Poe, 2011", "Zoe, n.d."]),
        ("(Roe et al., in press)", ["Roe et al., in press"]),
        ("in 2019 (n = 20; 2019), (May 2019), (95% CI 1.2 to 5.8)", []),
        ("Results (2019) and Figure 2 (2020)", ["Results, 2019"]),
    ],
)
def test_marks_are_read(text, marks):
    assert [mark.printed for mark in marks_in(text)] == marks


def test_marks_are_linked_and_what_does_not_fit_is_told():
    text = (
        "Pain is common (Roe & Poe, 2011; Roe et al., 2019b). Results (2019) vary. Muller (H. 2020) is no mark. "
        "Hamsters have it too (Müller, 2020). The WHO (2018) agrees, and García-López and O'Neill (2021) do not. "
        "Some say more (Roe et al., 2019). Nobody knows this (Xoe et al., 2001; Roe, 1998). Roe, Zoe, and van Moe "
        "(2019a) said so (Garcia-Lopez & O’Neill, 2021)."
    )
    found = link_author_years(sentences(text), works())

    assert [each.numbers for each in found.citing] == [(1, 3), (5, 6), (2, 6)]
    assert [(mark, numbers) for _, mark, numbers in found.ambiguous] == [
        ("Müller, 2020", (4, 7)),
        ("Roe et al., 2019", (2, 3)),
    ]
    assert [mark for _, mark in found.unknown] == ["Xoe et al., 2001", "Roe, 1998"]
    assert (found.marks, found.links, found.never_cited) == (10, 6, (8,))


def test_a_name_short_of_its_co_author_is_linked_where_only_one_reference_fits():
    found = link_author_years(sentences("So it is (Roe, 2011)."), works())

    assert [each.numbers for each in found.citing] == [(1,)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Pain is common.¹² Next", (12,)),
        ("common¹,³⁻⁵ and", (1, 3, 4, 5)),
        ("common.<sup>2,4–6</sup>", (2, 4, 5, 6)),
        ("common^7,9^ and", (7, 9)),
        ("30 kg/m² and 10⁶ cells, χ² = 3, R² of 0.4, 5 mm³", ()),
        ("x^2^ and CD4<sup>+</sup>", ()),
    ],
)
def test_superscripts_are_read_as_numbers(text, numbers):
    assert numbers_in(text) == numbers


def test_superscripts_after_the_full_stop_belong_to_the_sentence_before():
    text = "Pain is common.¹⁻³ It hurts.<sup>4</sup> We gave 3 mg/m² to all.⁵"
    found = link(sentences(text), references=[1, 2, 3, 4, 5, 6])

    assert [(each.sentence.text[:4], each.numbers) for each in found.citing] == [
        ("Pain", (1, 2, 3)),
        ("It h", (4,)),
        ("We g", (5,)),
    ]
    assert (found.marks, found.never_cited) == (3, (6,))
