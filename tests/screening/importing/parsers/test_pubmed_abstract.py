"""PubMed's "Abstract (text)": paragraphs between empty lines."""

import pytest

from screening.importing.detect import detect

from .reading import read

TEXT = """1. Lancet. 2021 May 29;397(10289):2082-2097. doi: 10.1000/ABC(21)1.
Epub 2021 Feb 1.

Chronic pain: an update on burden, best practices, and new
advances.

Roe SP(1)(2), Poe L(3), van der Low WM Jr(1); Pain Study Group.

Author information:
(1)A hospital.
(2)Another.

Comment in
    Pain. 2021.

BACKGROUND: Chronic pain exerts a
burden.

2. Pain. 1999 was read elsewhere.

3 mice died.

Copyright © 2021 A Publisher.

DOI: 10.1000/ABC(21)1
PMCID: PMC6400000
PMID: 34062143 [Indexed for MEDLINE]

Conflict of interest statement: None.


2. J Pain. 2020 Jan;161(1):1-9.

[Pain in mice].

[Article in German]

Doe J.

PMID: 31000000
"""


def test_the_paragraphs_become_fields():
    records, problems = read(TEXT.replace("2. Pain. 1999", "4. Pain. 1999"), "pubmed_abstract")
    first, second = records

    assert problems == []
    assert first.title == "Chronic pain: an update on burden, best practices, and new advances."
    assert first.authors == ("Roe, SP", "Poe, L", "van der Low, WM, Jr", "Pain Study Group")
    assert (first.journal, first.year, first.volume, first.issue) == ("Lancet", 2021, "397", "10289")
    assert (first.pages, first.doi, first.pmid) == ("2082-2097", "10.1000/abc(21)1", "34062143")
    assert (first.pmcid, first.notes) == ("PMC6400000", ("Comment in Pain. 2021.",))
    assert first.abstract.startswith("BACKGROUND: Chronic pain exerts a burden.")
    assert first.abstract.endswith("3 mice died.")
    assert (second.title, second.authors, second.year, second.line) == ("[Pain in mice].", ("Doe, J",), 2020, 32)
    assert (second.language, second.abstract, second.pmid) == ("German", "", "31000000")


def test_every_record_is_found_and_what_stands_before_them_is_told():
    record = "{}. Pain. 2001;1(2):3-4.\n\nTitle {}.\n\nRoe J.\n\nPMID: {}\n\n\n"
    some = "".join(record.format(n, n, n) for n in (1, 2, 3))
    records, problems = read(f"My search\n\n{some}{some}", "pubmed_abstract")

    assert [r.pmid for r in records] == ["1", "2", "3"] * 2
    assert [(p.line, p.lost) for p in problems] == [(1, 0)]


def test_it_is_told_from_a_numbered_list_of_references():
    for end in ("\n", "\r\n", "\r"):
        data = TEXT.replace("\n", end).encode()
        assert detect(b"\xef\xbb\xbf" + data).format == "pubmed_abstract"
        assert read(data, "pubmed_abstract") == read(TEXT, "pubmed_abstract")
    for text in (
        "1. Roe JA, Poe E. Pain in mice. Pain. 2011;15(2):1-9.\nPMID: 1\n\n2. Roe JA. Mice. Pain. "
        "2012;1:2.\nPMID: 2\n",
        "1: Roe JA. Pain in mice. Pain. 2011;15(2):1-9. PMID: 1.\n\n2: Roe JA. Mice. Pain. 2012;1:2. PMID: 2.\n",
    ):
        assert detect(text.encode()).format == "references", text


JOURNAL = "{}. Pain. 2001;1(2):3-4.\n\nA trial.\n\nRoe J(1).\n\nWords.\n\n2. Not an entry.\n\nPMID: 9{}\n\n\n"
IN_STATPEARLS = "In: StatPearls [Internet]. Treasure Island (FL): StatPearls \nPublishing; 2023 Jan–."
LACTMED = "Drugs and Lactation Database (LactMed®) [Internet]. Bethesda (MD): National \nInstitute; 2006–."
BOOKS = {
    "below title and authors": f"Ketamine.\n\nPoe A(1), Doe B.\n\n{IN_STATPEARLS}\n2023 Jun 5.\n\nWords.",
    "date and book above": f"2023 Jun 5. {IN_STATPEARLS}\n\nKetamine.\n\nPoe A(1), Doe B.\n\nWords.",
    "book above, date below": f"{LACTMED}\n2023 Jun 5.\n\nKetamine.\n\n[No authors listed]\n\nWords.",
    "book below the title": f"Ketamine.\n\nIn: {LACTMED}\n2023 Jun 5.\n\nWords.",
    "title that looks like a name": f"Vitamin D.\n\n[No authors listed]\n\nIn: {LACTMED}\n2023 Jun 5.\n\nWords.",
}


@pytest.mark.parametrize("layout", BOOKS)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_chapter_begins_a_record_wherever_its_book_stands(layout, place):
    chapter = f"{{}}. {BOOKS[layout]}\n\nCopyright © 2023.\n\nPMID: 9{{}}\n\n\n"
    entries = [chapter if n == place else JOURNAL for n in (1, 2, 3)]
    text = "".join(entry.format(n, n) for n, entry in enumerate(entries, 1))
    records, problems = read(text, "pubmed_abstract")
    got = records[place - 1]

    assert detect(text.encode()).format == "pubmed_abstract"
    assert ([r.pmid for r in records], problems) == (["91", "92", "93"], [])
    assert (got.type, got.title in ("Ketamine.", "Vitamin D."), got.date) == ("chapter", True, "2023 Jun 5")
    if "LactMed" in BOOKS[layout]:
        assert (got.booktitle, got.year, got.authors) == ("Drugs and Lactation Database (LactMed®)", 2006, ())
        assert (got.place, got.publisher) == ("Bethesda (MD)", "National Institute")
    else:
        assert (got.booktitle, got.year, got.authors) == ("StatPearls", 2023, ("Poe, A", "Doe, B"))
        assert (got.place, got.publisher) == ("Treasure Island (FL)", "StatPearls Publishing")
    assert got.abstract == "Words."
    assert [r.abstract for r in records if r is not got] == ["Words. 2. Not an entry."] * 2


def test_editors_edition_and_whole_books():
    records, problems = read(
        "1. Neuropathic Pain.\n\nPoe AB.\n\nIn: Roe L, Doe AR, et al., editors. Pain in Mice: A Book. "
        "2nd \nedition. Boca Raton (FL): CRC Press; 2010. Chapter 3.\n\nPMID: 1\n\n\n"
        "2. Treatments for Low Back Pain [Internet].\n\nAcademy of Sciences, Arts, and Medicine; Board on "
        "Backs.\n\nRockville (MD): Agency (US); 2016 Feb. \nReport No.: 16-EF.\n\nOBJECTIVES: To.\n\nPMID: 2\n\n\n"
        "3. Backs.\n\nPoe A, Doe B, editors.\n\nSt. Louis (MO): A Press; 2012.\n\nPMID: 3\n",
        "pubmed_abstract",
    )
    chapter, report, book = records

    assert problems == []
    assert (chapter.booktitle, chapter.edition, chapter.year) == ("Pain in Mice: A Book", "2nd edition", 2010)
    assert (chapter.authors, chapter.editors) == (("Poe, AB",), ("Roe, L", "Doe, AR"))
    assert (report.type, report.title, report.date) == ("book", "Treatments for Low Back Pain", "2016 Feb")
    assert report.authors == ("Academy of Sciences, Arts, and Medicine,", "Board on Backs")
    assert (book.type, book.editors, book.authors, book.place) == (
        ("book", ("Poe, A", "Doe, B"), (), "St. Louis (MO)")
    )


@pytest.mark.parametrize(
    ("heading", "title", "journal"),
    [
        ("Nature. In press.\n\nMice.\n\nPoe A.", "Mice.", "Nature"),
        (
            "A Journal of Pain \nand More.\n2020 Jan 1;1(1):2-3.\n\nMice.\n\nPoe A.",
            "Mice.",
            "A Journal of Pain and More",
        ),
        ("medRxiv [Preprint]. 2023 May 1:2023.04.28.1.\n\nMice.\n\nPoe A.", "Mice.", "medRxiv [Preprint]"),
        ("Mice.\n\nPoe A.", "Mice.", ""),
        ("Mice", "Mice", ""),
    ],
)
def test_any_heading_that_goes_on_counting_begins_a_record(heading, title, journal):
    for end in ("", "\n"):  # one empty line or two
        text = f"{JOURNAL.format(1, 1).rstrip()}\n\n{end}2. {heading}\n\nPMID: 92\n\n{end}{JOURNAL.format(4, 4)}"
        records, _ = read(text, "pubmed_abstract")
        assert [r.pmid for r in records] == ["91", "92", "94"]
        assert (records[1].title, records[1].journal) == (title, journal)


def test_what_cannot_be_told_apart_is_counted():
    text = f"{JOURNAL.format(1, 1)}Mice.\n\nPoe A.\n\nPMID: 92\n\n\n2. Something\n\nElse\n"
    records, problems = read(text, "pubmed_abstract")

    assert len(records) == 2
    assert [(p.line, p.field, p.lost) for p in problems if p.field != "year"] == [
        (1, "PMID", 1),
        (21, "citation", 0),
    ]


def test_groups_stand_beside_people_or_alone():
    people = {
        "RECOVERY Collaborative Group; Horby P, Lim WS Jr.": (
            "RECOVERY Collaborative Group",
            "Horby, P",
            "Lim, WS, Jr",
        ),
        "GBD 2019 Pain Collaborators.": ("GBD 2019 Pain Collaborators",),
        "[No authors listed]": (),
        "Study of the group.": (),  # the abstract
    }
    for printed, expected in people.items():
        records, _ = read(f"1. Pain. 2001;1(2):3-4.\n\nA.\n\n{printed}\n\nWords.\n\nPMID: 1\n", "pubmed_abstract")
        assert records[0].authors == expected, printed
