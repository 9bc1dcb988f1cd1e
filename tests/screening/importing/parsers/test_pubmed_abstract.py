"""PubMed's "Abstract (text)": paragraphs between empty lines."""

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
