"""Web of Science, tagged and tab-delimited."""

from .reading import read

TAGGED = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Cohen, SP
   Vase, L
AF Cohen, Steven P.
   Vase, Lene
TI Chronic pain: An update
   on burden
SO LANCET
DT Article
DE Ketamine; Chronic Pain
AB One
   two.
CR Roe J, 2001, PAIN, DOI 10.9999/other
PY 2021
VL 397
IS 10289
BP 2082
EP 2097
DI 10.1016/S0140-6736(21)00393-7
UT WOS:0001
PM 34062143
ER

PT S
AU Roe, J
TI Second
SO BOOK OF THINGS
DT Article; Book Chapter
AR 25535
ER

EF
"""


def test_a_tagged_record_field_by_field():
    records, problems = read(TAGGED, "wos")
    first, second = records

    assert problems == []
    assert (first.title, first.authors) == ("Chronic pain: An update on burden", ("Cohen, Steven P.", "Vase, Lene"))
    assert (first.year, first.journal, first.volume, first.issue) == (2021, "LANCET", "397", "10289")
    assert (first.pages, first.doi, first.pmid) == ("2082-2097", "10.1016/s0140-6736(21)00393-7", "34062143")
    assert (first.abstract, first.keywords, first.accession) == (
        "One two.",
        ("Ketamine", "Chronic Pain"),
        "WOS:0001",
    )
    assert (second.type, second.booktitle, second.article_number) == ("chapter", "BOOK OF THINGS", "25535")


def test_a_missing_end_and_text_between_records_are_reported():
    records, problems = read("FN X\nPT J\nTI A\nPT J\nTI B\nER\n\nsome text\nPT J\nTI C\nER\nEF\n", "wos")

    assert [r.title for r in records] == ["A", "B", "C"]
    assert [(p.line, p.what) for p in problems] == [
        (2, "The record has no closing ER line."),
        (8, "Text outside any record: “some text”."),
    ]


def test_the_tab_delimited_form_writes_quotation_marks_as_they_are():
    table = (
        'PT\tAU\tTI\tSO\tPY\tVL\tBP\tEP\nJ\tRoe, J; Poe, E\tThe "pain\tPAIN\t2001\t9\t1\t7\n'
        'J\tZoe, A\tB"\tPAIN\t2002\t\t\t\n'
    )

    records, problems = read(table.encode("utf-16"), "wos")

    assert problems == []
    assert [(r.title, r.authors, r.year, r.pages) for r in records] == [
        ('The "pain', ("Roe, J", "Poe, E"), 2001, "1-7"),
        ('B"', ("Zoe, A",), 2002, ""),
    ]


def test_the_author_of_a_whole_book():
    records, _ = read(
        "FN Web of Science\nVR 1.0\nPT B\nBA Roe, K\nBE Poe, E\nTI Lamps\nSO Lamps\nPY 2001\nER\n\nEF\n", "wos"
    )

    assert (records[0].authors, records[0].editors) == (("Roe, K",), ("Poe, E",))
