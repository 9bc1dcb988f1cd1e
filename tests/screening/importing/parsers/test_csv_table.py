"""Tables: known layouts, foreign headings, odd separators, broken quotes."""

import pytest

from screening.exporting.escaping import as_xlsx
from screening.importing.detect import detect
from screening.importing.parsers import csv_table
from screening.importing.parsers.source import Source
from screening.importing.parsers.spoiled_cells import MOST_IN_CELL

from .reading import read


def test_embase_has_the_citation_in_one_cell():
    records, problems = read(
        'Title,Author Names,Source,DOI\n"Cysts, again","Liu R., Adler D.G.",'
        "Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014,10.4103/2303-9027.138783\n",
        "csv",
    )

    assert problems == []
    record = records[0]
    assert (record.title, record.authors, record.journal) == (
        "Cysts, again",
        ("Liu, R.", "Adler, D.G."),
        "Endoscopic Ultrasound",
    )
    assert (record.year, record.volume, record.issue, record.pages) == (2014, "3", "3", "152-160")
    assert record.raw[0] == ("Title", "Cysts, again")


def test_embase_one_field_a_line():
    records, _ = read(
        '"TITLE","One"\n"AUTHOR NAMES","Liu R.","Adler D.G."\n"PUBLICATION YEAR","2014"\n\n'
        '"TITLE","Two"\n"AUTHOR NAMES","Roe J."\n"PUBLICATION YEAR","2015"\n',
        "csv",
    )

    assert [(r.title, r.authors, r.year, r.line) for r in records] == [
        ("One", ("Liu, R.", "Adler, D.G."), 2014, 1),
        ("Two", ("Roe, J.",), 2015, 5),
    ]


def test_pubmed_has_volume_and_pages_in_the_citation():
    records, _ = read(
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,DOI\n"
        '1122,Paper,"Smith A, Walter B.",Eur J Pain. 2011 Nov;15(10):1049.e1-1049.e9. doi: 10.1/x.,Smith '
        "A,Eur J Pain,2011,10.1000/x\n",
        "csv",
    )

    assert [(r.authors, r.volume, r.issue, r.pages, r.pmid) for r in records] == [
        (("Smith, A", "Walter, B"), "15", "10", "1049.e1-1049.e9", "1122")
    ]


def test_clinicaltrials_gov_lists_are_separated_by_bars():
    records, _ = read("NCT Number,Study Title,Conditions\nNCT01,A trial,Pain|Neuralgia\n", "csv")

    assert [(r.type, r.title, r.accession, r.keywords) for r in records] == [
        ("trial", "A trial", "NCT01", ("Pain", "Neuralgia"))
    ]


def test_german_headings_semicolons_and_a_caption_row():
    records, problems = read(
        'Literatur;;;\nAutoren;Titel;Jahr;Seiten\n"Roe, J.; Poe, E.";Größe;2011;1-9\n'.encode("cp1252"), "csv"
    )

    assert [(r.authors, r.title, r.year, r.pages) for r in records] == [
        (("Roe, J.", "Poe, E."), "Größe", 2011, "1-9")
    ]
    assert [p.what for p in problems] == ["The row “Literatur” stands above the headings."]


def test_lines_inside_quoted_cells_belong_to_the_cell():
    records, _ = read('Title,Abstract,Covidence #\nA,"One\nTwo\n\nThree",#1\nB,,#2\n', "csv")

    assert [(r.title, r.abstract, r.line) for r in records] == [("A", "One Two Three", 2), ("B", "", 6)]


def test_a_quotation_mark_that_is_never_closed_costs_no_row():
    records, problems = read('Title,Year\nA,2001\n"B,2002\nC,2003\n', "csv")

    assert [(r.title, r.year) for r in records] == [("A", 2001), ('"B', 2002), ("C", 2003)]
    assert [(p.line, p.what) for p in problems] == [(3, "A quotation mark that is opened here is never closed.")]


def test_columns_the_user_assigns_win():
    records, problems = read("foo,bar\nRoe J,A thing\n", "csv", columns={"foo": "authors", "bar": "title"})

    assert (problems, [(r.title, r.authors) for r in records]) == ([], [("A thing", ("Roe, J",))])


def test_an_unknown_table_keeps_its_rows_and_says_what_is_missing():
    records, problems = read("foo,bar\nx,y\n", "csv")

    assert [r.raw for r in records] == [(("foo", "x"), ("bar", "y"))]
    assert [p.field for p in problems] == ["title"]


def test_surplus_cells_are_reported_and_kept_raw():
    records, problems = read("Title,Year\nA,2001,extra\n", "csv")

    assert records[0].raw == (("Title", "A"), ("Year", "2001"), ("column 3", "extra"))
    assert [p.what for p in problems] == ["The row has 3 cells under 2 headings."]


def test_the_headings_are_told_for_a_page_that_maps_them():
    assert csv_table.headings(Source(b"caption\nTitel;Jahr;Nr\nA;2001;7\n")) == ["Titel", "Jahr", "Nr"]


def test_a_table_of_the_who_registry_platform_is_read():
    text = (
        "TrialID,Last Refreshed on,Public title,Scientific title,Primary sponsor,Date registration,"
        "Date registration3,Source Register,web address,Condition\n"
        'NCT1,3 May 2021,"Ketamine, a trial",A randomised trial,Uni,12/01/2019,20190112,ClinicalTrials.gov,'
        "https://example.org/1,Pain;Migraine\n"
    )
    (record,), problems = read(text, "csv")

    assert (record.type, record.title, record.other_title) == ("trial", "Ketamine, a trial", "A randomised trial")
    assert (record.accession, record.year, record.database) == ("NCT1", 2019, "ClinicalTrials.gov")
    assert (record.url, record.keywords) == ("https://example.org/1", ("Pain", "Migraine"))
    assert [(p.line, p.field, p.what) for p in problems] == [
        (1, "columns", "No field of ours is known for the columns “Last Refreshed on”, “Primary sponsor”.")
    ]


def test_the_search_above_records_of_one_field_a_line_is_no_record():
    entry = '"TITLE","Pain"\n"AUTHOR NAMES","Roe J."\n"DOI","10.1000/a"\n'

    records, problems = read(f'"SEARCH QUERY","(\'pain\'/exp)"\n\n{entry}\n', "csv")

    assert [(r.title, r.doi) for r in records] == [("Pain", "10.1000/a")]
    assert [(p.field, p.lost) for p in problems] == [("SEARCH QUERY", 0)]


def test_a_column_of_sources_holds_journals_citations_or_databases():
    records, problems = read(
        "Title,Source,Year\nA,Lancet,2001\nB,Social Science & Medicine (1982),2001\n"
        "C,Lancet 2021;397(10289):2082-97,2021\nD,PubMed; Embase (Ovid),2002\nE,Central European Medicine,2003\n",
        "csv",
    )

    assert problems == []
    assert [(r.journal, r.volume, r.database) for r in records] == [
        ("Lancet", "", ""),
        ("Social Science & Medicine (1982)", "", ""),
        ("Lancet", "397", ""),
        ("", "", "PubMed; Embase (Ovid)"),
        ("Central European Medicine", "", ""),
    ]


def test_every_column_of_keywords_is_read_each_with_its_own_separator():
    records, _ = read('Title,Author Keywords,MeSH Terms,Index Keywords\nA,"pain; mice","mice|rats","a, b"\n', "csv")

    assert records[0].keywords == ("pain", "mice", "a", "b", "rats")


@pytest.mark.parametrize("filler", ["[No authors listed]", "[No author name available]", ".", "No author.", "-"])
def test_what_says_that_nobody_wrote_it_is_no_author(filler):
    assert read(f"Title,Authors,Year\nA,{filler},2001\n", "csv")[0][0].authors == ()


@pytest.mark.parametrize(
    ("printed", "meant", "told"),
    [
        ("2024-05-07", "5-7", True),
        ("7-May", "5-7", True),
        ("May-45", "5-45", True),
        ("1945-03-01", "3-45", True),
        ("5-7", "5-7", False),
        ("2001-17", "2001-17", False),
    ],
)
def test_pages_that_a_spreadsheet_made_a_date_are_turned_back_and_told(printed, meant, told):
    records, problems = read(f"Title,Year,Pages\nA,2001,{printed}\n", "csv")

    assert records[0].pages == meant
    assert dict(records[0].raw)["Pages"] == printed
    assert [(p.line, p.field) for p in problems] == [(2, "pages")] * told


@pytest.mark.parametrize("text", ["a" * MOST_IN_CELL, as_xlsx("a" * 120_000)])
def test_a_cell_that_is_as_long_as_cells_can_be_is_told(text):
    records, problems = read(f"Title,Abstract,Year\nA,{text},2001\nB,{text[1:-300]},2001\n", "csv")

    assert records[0].abstract == text
    assert [(p.line, p.field) for p in problems] == [(2, "Abstract")]


def test_the_log_in_an_archive_of_rayyan_is_no_table_of_records_and_its_addresses_are_not_kept():
    log = "article_id,key,value,user_email,created_at\n12,included,1,ana@example.org,2020\n"

    records, problems = read(log, "csv")

    assert detect(log.encode()).format == ""
    assert (records, "ana@" in repr(problems), len(problems)) == ([], False, 1)


def test_addresses_without_a_blank_between_are_parted_but_not_one_inside_another():
    records, _ = read("Title,Year,URL\nA,1,http://a.orghttp://b.org\nB,2,http://a.org/web/http://b.org\n", "csv")

    assert [r.url for r in records] == ["http://a.org", "http://a.org/web/http://b.org"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("John Roe, Ann Poe & Piet van Low", ("John Roe", "Ann Poe", "Piet van Low")),
        ("Roe, J.\nPoe, A.", ("Roe, J.", "Poe, A.")),
        ("Roe J\nPoe AB\nMoe C", ("Roe, J", "Poe, AB", "Moe, C")),
    ],
)
def test_the_authors_of_a_cell_may_stand_on_lines_or_be_joined_by_a_sign(cell, names):
    records, _ = read(f'Title,Authors,Year\nLight,"{cell}",2001\nMood,"Doe, A.",2002\n', "csv")

    assert records[0].authors == names
