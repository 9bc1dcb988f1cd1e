"""Printed references with more than names, title, journal and numbers: each thing in its own field."""

import pytest

from .reading import read

CASES = {
    "a thesis in brackets": (
        "Roe, L. (2014). Baths in wards [Unpublished doctoral dissertation]. University of Bern.",
        {"type": "thesis", "title": "Baths in wards", "publisher": "University of Bern"},
    ),
    "a thesis and its school": (
        "Roe, L. (2016). Steam (Publication No. 1234567) [Doctoral dissertation, Bern University]. ProQuest.",
        {"type": "thesis", "title": "Steam", "publisher": "Bern University"},
    ),
    "a thesis behind its title": (
        "1. Roe NS. Talking in baths. Master's thesis. University of Bern; 1997.",
        {"type": "thesis", "title": "Talking in baths", "publisher": "University of Bern"},
    ),
    "a report with its number": (
        "Bath Institute. (2019). Taking baths: Help for nurses (BI Report No. 18-20). Ministry of Health.",
        {"type": "report", "title": "Taking baths: Help for nurses", "authors": ("Bath Institute",)},
    ),
    "a talk": (
        "Roe, A. C., & Poe, J. (2019, August 8–11). Steam: An event [Conference presentation]. Baths 2019, Bern.",
        {"type": "conference", "title": "Steam: An event"},
    ),
    "an edition with a DOI": (
        "Roe, L. S. (2018). Bath therapy (2nd ed.). Bern Psychological Association. https://doi.org/10.1037/0000999-000",
        {"type": "book", "title": "Bath therapy", "publisher": "Bern Psychological Association"},
    ),
    "a book with a DOI": (
        "Roe, J., & Poe, K. (2018). Steam of the north: A handbook. Night Press. https://doi.org/10.1037/0000999-000",
        {"type": "book", "title": "Steam of the north: A handbook", "publisher": "Night Press", "journal": ""},
    ),
    "a DOI that only a book has": (
        "Roe, J. (2018). Steam of the north. Heat & Sons. https://doi.org/10.1002/9781119536604",
        {"type": "book", "publisher": "Heat & Sons"},
    ),
    "an article of a society, ahead of its numbers": (
        "Roe, J. (2018). Steam of the north. Journal of the Bath Press. https://doi.org/10.1037/0000999-000",
        {"type": "article", "journal": "Journal of the Bath Press"},
    ),
    "a thesis of APA 5": (
        "Roe, J. (2018). Steam of the north. PhD Thesis, University of Bern.",
        {"type": "thesis", "title": "Steam of the north", "publisher": "University of Bern"},
    ),
    "a thesis of Australia": (
        "Roe, J 2018, 'Steam of the north', PhD thesis, University of Bern, Bern.",
        {"type": "thesis", "publisher": "University of Bern", "place": "Bern"},
    ),
    "a thesis of MLA": (
        "Roe, J. Steam of the North. 2018. U of Bern, PhD dissertation.",
        {"type": "thesis", "title": "Steam of the North", "publisher": "U of Bern"},
    ),
    "a thesis of IEEE": (
        "J. Roe, “Steam of the north,” Ph.D. dissertation, Dept. Heat, Univ. Bern, Bern, Switzerland, 2018.",
        {"type": "thesis", "publisher": "Dept. Heat, Univ. Bern", "place": "Bern, Switzerland"},
    ),
    "a body known by its letters": (
        "IPBC, Bath change 2014: Report of the baths. Geneva, Switzerland: IPBC, 2014.",
        {"type": "book", "authors": ("IPBC",), "title": "Bath change 2014: Report of the baths"},
    ),
    "a report of IEEE": (
        "IPBC, “Bath change 2014: Report of the baths,” Geneva, Switzerland, Rep. 12, 2014.",
        {"type": "report", "authors": ("IPBC",), "place": "Geneva, Switzerland", "journal": ""},
    ),
    "a title of Elsevier's that ends with a country": (
        "J. Roe, K.P. Poe, Baths in Hubei, China, Steam 12 (2019) 101–110.",
        {"type": "article", "title": "Baths in Hubei, China", "journal": "Steam", "volume": "12"},
    ),
    "a quoted name in a title": (
        "Roe, A., & Poe, T. (2018). Teaching baths with the help of “Dr. Steam.” Bath ONE, 13(3), 12–19.",
        {"journal": "Bath ONE", "volume": "13", "pages": "12-19"},
    ),
    "online before print": (
        "1. Roe J, Poe J. Building an evidence base to support baths. Bath J. Published online October 29, 2018. "
        "doi:10.1211/BJ.2018.20200000",
        {"journal": "Bath J", "volume": "", "year": 2018},
    ),
    "a journal on the internet": (
        "1. Roe S. Baths in nursing homes: who acts in a role. Am J Baths [Internet]. 2002 Jun [cited 2002 Aug 12];"
        "102(6):[about 1 p.]. Available from: http://www.example.org/AJB/2002/bath.htm",
        {"journal": "Am J Baths", "volume": "102", "issue": "6", "url": "http://www.example.org/AJB/2002/bath.htm"},
    ),
    "a group of Vancouver": (
        "8. Steam Prevention Program Research Group. Heat, cold, and baths in persons with fatigue. Baths. "
        "2002;40(5):679-86.",
        {"authors": ("Steam Prevention Program Research Group",), "journal": "Baths"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_each_thing_is_in_its_own_field(text, expected):
    (record,), _ = read(text, "references")

    assert {name: getattr(record, name) for name in expected} == expected


def test_a_journal_keeps_the_bracket_at_its_end():
    (record,), _ = read(
        "[1] J. A. Roe, E. van Poe, and K. Zoe, “A short review of baths,” Bath (Bern, Switzerland), vol. 15, "
        "no. 10, pp. 1049–1056, 2011.",
        "references",
    )

    assert (record.journal, record.volume, record.year) == ("Bath (Bern, Switzerland)", "15", 2011)
