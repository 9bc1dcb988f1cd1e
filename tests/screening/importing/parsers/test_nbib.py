"""MEDLINE tagged text."""

from screening.importing.detect import detect

from .reading import read

PUBMED = """
PMID- 28754806
OWN - NLM
VI  - 10
IP  - 4
DP  - 2018 Apr
TI  - Relation of gait
      to pain.
PG  - 321-324
LID - 10.1136/neurintsurg-2017-013179 [doi]
AB  - First part
      second part.
FAU - Zaidat, Osama O
AU  - Zaidat OO
AU  - Gupta R
FAU - Gupta, Rishi
CN  - STRATIS Investigators
LA  - eng
PT  - Journal Article
JT  - Journal of pain
OT  - *gait
MH  - Pain/drug therapy

PMID- 2
TI  - Second
"""


def test_a_pubmed_record_field_by_field():
    records, problems = read(PUBMED, "nbib")
    record = records[0]

    assert problems == []
    assert (record.pmid, record.title, record.abstract) == (
        "28754806",
        "Relation of gait to pain.",
        "First part second part.",
    )
    assert record.authors == ("Zaidat, Osama O", "Gupta, Rishi", "STRATIS Investigators")
    assert (record.year, record.date, record.journal) == (2018, "2018 Apr", "Journal of pain")
    assert (record.volume, record.issue, record.pages) == ("10", "4", "321-324")
    assert (record.doi, record.keywords) == ("10.1136/neurintsurg-2017-013179", ("gait", "Pain/drug therapy"))
    assert [r.line for r in records] == [2, 24]


def test_eric_has_no_pmid_and_a_blank_line_ends_its_records():
    records, _ = read("OWN - ERIC\nTI  - One\nOID - EJ1\n\nOWN - ERIC\nTI  - Two\nOID - EJ2\n", "nbib")

    assert [(r.title, r.accession) for r in records] == [("One", "EJ1"), ("Two", "EJ2")]


def test_a_chapter_has_its_book():
    records, _ = read("PMID- 5\nTI  - Chapter\nBTI - Book\nAU  - Roe J\nPB  - StatPearls\n", "nbib")

    assert (records[0].type, records[0].title, records[0].booktitle, records[0].authors) == (
        "chapter",
        "Chapter",
        "Book",
        ("Roe, J",),
    )


def test_a_record_without_a_pmid_between_two_others_is_a_record_of_its_own():
    text = "PMID- 1\nTI  - One\nDP  - 2019\n\nTI  - Two\nDP  - 2020\n\nPMID- 3\nTI  - Three\nDP  - 2021\n"
    records, problems = read(text, "nbib")

    assert [(r.pmid, r.title, r.year) for r in records] == [
        ("1", "One", 2019),
        ("", "Two", 2020),
        ("3", "Three", 2021),
    ]
    assert problems == []


def test_a_pmid_that_is_no_number_is_told():
    records, problems = read("PMID- unknown\nTI  - One\nDP  - 2019\n", "nbib")

    assert (records[0].pmid, [(p.field, p.what) for p in problems]) == (
        "unknown",
        [("pmid", "“unknown” is no PubMed id: these are numbers.")],
    )


def test_old_medline_begins_its_records_with_ui():
    first = "UI  - 98765432\nAU  - Roe JA\nTI  - A.\nDP  - 1998 Mar 5\nTA  - Lancet\n"
    text = first + "{}UI  - 98765433\nAU  - Poe X\nTI  - B.\n"
    for between in ("", "\n"):
        data = text.format(between)
        records, problems = read(data, "nbib")
        assert detect(data.encode()).format == "nbib"
        assert [(r.title, r.authors, r.journal, r.accession, r.pmid) for r in records] == [
            ("A.", ("Roe, JA",), "Lancet", "98765432", ""),
            ("B.", ("Poe, X",), "", "98765433", ""),
        ]
        assert problems == []


def test_records_of_ris_among_those_of_medline_are_told():
    records, problems = read("PMID- 1\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  - \nPMID- 2\nTI  - C\n", "nbib")

    assert [r.title for r in records] == ["A", "C"]
    assert [(p.line, p.lost) for p in problems] == [(4, 1)]


def test_a_number_of_pubmed_central_has_its_letters():
    for said in ("PMC6400000", "6400000"):
        (record,), _ = read(f"PMID- 1\nPMC - {said}\nTI  - A\nDP  - 2001\n", "nbib")
        assert record.pmcid == "PMC6400000"
