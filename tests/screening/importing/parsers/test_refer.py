"""refer / EndNote tagged text."""

from .reading import read


def test_a_record_field_by_field():
    records, problems = read(
        "%0 Journal Article\n%T Chronic pain\n%A Cohen, S. P.\n%A Vase, L.\n%J Lancet\n%V 397\n%N 9\n%P 2082-2097\n"
        "%D 2021\n%R 10.1016/ABC\n%X Text\nmore text\n%K Ketamine\nPain\n%U http://example.org\n",
        "enw",
    )
    record = records[0]

    assert problems == []
    assert (record.type, record.title, record.authors) == ("article", "Chronic pain", ("Cohen, S. P.", "Vase, L."))
    assert (record.journal, record.volume, record.issue, record.pages) == ("Lancet", "397", "9", "2082-2097")
    assert (record.year, record.doi, record.abstract) == (2021, "10.1016/abc", "Text more text")
    assert (record.keywords, record.url) == (("Ketamine", "Pain"), "http://example.org")


def test_records_that_begin_with_the_title_are_told_apart_by_blank_lines():
    records, _ = read(
        "%T One\n%A Roe, J.\n%X Text\n\nsecond paragraph\n%D 2001\n\n%T Two\n%0 Book\n%A Poe, E.\n", "enw"
    )

    assert [(r.title, r.year, r.type) for r in records] == [("One", 2001, "other"), ("Two", None, "book")]


def test_an_accession_number_is_a_pmid_only_where_pubmed_gave_it():
    for base, pmid in (("%W CINAHL", ""), ("%W ccm\n%~ EBSCOhost", ""), ("", ""), ("%~ NLM", "14000001"),
                       ("%W PubMed", "14000001")):  # fmt: skip
        (record,), _ = read(f"%0 Journal Article\n%T A\n%M 14000001\n{base}\n", "enw")
        assert (record.accession, record.pmid) == ("14000001", pmid), base


def test_the_number_of_a_journal_in_china_is_no_accession_number():
    (record,), _ = read("%0 Journal Article\n%T A\n%L 11-2024/R\n", "enw")

    assert (record.accession, record.raw[-1]) == ("", ("%L", "11-2024/R"))


def test_text_between_two_records_is_reported_and_not_put_to_the_field_before_it():
    records, problems = read(
        "%0 Journal Article\n%T One\n%D 2001\n\nExported from the library's catalogue\n\n%0 Book\n%T Two\n", "enw"
    )

    assert [(record.title, record.date) for record in records] == [("One", "2001"), ("Two", "")]
    assert [(problem.line, "library's catalogue" in problem.what) for problem in problems] == [(5, True)]
