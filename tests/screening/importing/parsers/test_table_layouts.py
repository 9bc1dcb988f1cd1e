"""The tables of databases and search tools, column by column; the values are made up."""

import pytest

from screening.importing.detect import detect

from .reading import read

LAYOUTS = {
    "Dimensions": (
        "Publication ID,DOI,PMID,PMCID,Title,Abstract,Source title,Book editors,Publication date,PubYear,Volume,"
        "Issue,Pagination,Publication Type,Authors,Dimensions URL",
        'pub.1,10.1000/x.1,3123,,A trial,Said,Pain,,2021-03-04,2021,12,3,100-110,Article,"van Berg, Anna; Li, W",u',
    ),
    "ProQuest": (
        "Title,Abstract,StoreId,ArticleType,Authors,documentType,issn,language,pages,pubdate,pubtitle,year,"
        "DocumentURL,digitalObjectIdentifier,volume,issue",
        'A trial,Said,77,Journal Article,"van Berg, Anna; Li, W",Journal Article,,en,100-110,Mar 2021,Pain,2021,u,'
        "http://dx.doi.org/10.1000/x.1,12,3",
    ),
    "Publish or Perish": (
        "Authors,Title,Year,Source,ArticleURL,GSRank,Type,DOI,Volume,Issue,StartPage,EndPage,Abstract",
        '"A van Berg, W Li",A trial,2021,Pain,u,1,CITATION,10.1000/x.1,12,3,100,110,Said',
    ),
    "EBSCO": (
        "Article Title,Author,Journal Title,Publication Date,Volume,Issue,Pages,Accession Number,DOI,Doctype,"
        "Abstract",
        'A trial,"van Berg, Anna; Li, W",Pain,20210301,12,3,100-110,1,10.1000/x.1,Article,Said',
    ),
    "Europe PMC": (
        "PMID,DOI,TITLE,AUTHORSTRING,JOURNALTITLE,ISSUE,JOURNALVOLUME,PUBYEAR,PAGEINFO,PUBTYPE,ABSTRACT",
        '1,10.1000/x.1,A trial,"van Berg A, Li W.",Pain,3,12,2021,100-110,journal article,Said',
    ),
    "OpenAlex": (
        "id,doi,display_name,publication_year,type,authorships.author.display_name,"
        "primary_location.source.display_name,biblio.volume,biblio.issue,biblio.first_page,biblio.last_page,abstract",
        "W1,https://doi.org/10.1000/x.1,A trial,2021,article,Anna van Berg|W. Li,Pain,12,3,100,110,Said",
    ),
    "Semantic Scholar": (
        "paperId,title,abstract,venue,year,authors,url,publicationTypes,DOI,volume,issue,pages",
        'a1,A trial,Said,Pain,2021,"Anna van Berg, W. Li",u,JournalArticle,10.1000/x.1,12,3,100-110',
    ),
    "JSTOR": (
        "id,title,isPartOf,publicationYear,doi,docType,issueNumber,volumeNumber,creator,pageStart,pageEnd,abstract",
        "ark1,A trial,Pain,2021,10.1000/x.1,article,3,12,Anna van Berg;W. Li,100,110,Said",
    ),
    "Ovid": (
        "DB,AN,TI,AU,SO,AB,PT,YR,DO",
        'Embase,1,A trial,van Berg A.; Li W.,"Pain. 12(3) (pp 100-110), 2021.",Said,Article,2021,10.1000/x.1',
    ),
}


@pytest.mark.parametrize("source", LAYOUTS)
def test_the_table_of_a_source_is_read_whole(source):
    headings, row = LAYOUTS[source]

    (record,), problems = read(f"{headings}\r\n{row}\r\n", "csv")

    assert (record.title, record.journal, record.year) == ("A trial", "Pain", 2021)
    assert (record.volume, record.issue, record.pages) == ("12", "3", "100-110")
    assert (record.doi, record.abstract, record.type) == ("10.1000/x.1", "Said", "article")
    assert [name.partition(",")[0] for name in record.authors] == ["van Berg", "Li"]
    assert [p.what for p in problems if p.field != "columns"] == []


def test_columns_without_a_field_are_named_once_and_kept():
    text = "Title,Year,Cited by,Study,Funding\nA trial,2021,7,X,Y\nB trial,2022,8,X,Y\n"

    records, problems = read(text, "csv")

    assert [(p.line, p.what, p.done) for p in problems] == [
        (
            1,
            "No field of ours is known for the columns “Cited by”, “Study”, “Funding”.",
            "They are kept with each record as printed; a field can be assigned.",
        )
    ]
    assert records[1].raw == (
        ("Title", "B trial"),
        ("Year", "2022"),
        ("Cited by", "8"),
        ("Study", "X"),
        ("Funding", "Y"),
    )


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"], ids=["LF", "CR", "CRLF"])
def test_a_column_of_titles_alone_is_a_table(end):
    text = end.join(["Title", "Ketamine, a review", '"Pain, ""acute"""', "Third", ""])

    assert detect(text.encode()).format == "csv"
    records, problems = read(text, "csv")

    assert ([r.title for r in records], problems) == (["Ketamine, a review", 'Pain, "acute"', "Third"], [])


def test_a_column_of_dois_alone_is_a_table():
    text = "DOI\nhttps://doi.org/10.1000/x.1\n10.1000/x.2\n"

    assert detect(text.encode()).format == "csv"
    records, _ = read(text, "csv")

    assert [r.doi for r in records] == ["10.1000/x.1", "10.1000/x.2"]


def test_a_link_in_a_cell_gives_its_words_or_is_told_of():
    table = "Title,Authors,Year,Journal,Iss,Link\n"
    table += '"=HYPERLINK(""http://x.org"",""Naps of pilots"")",Roe J,2020,Sleep,4,"=HYPERLINK(""http://x.org/1"",""x"")"\n'
    table += '"=HYPERLINK(""http://y.org"")",Roe J,2020,Sleep,5,\n'
    records, problems = read(table, "csv")
    assert [(r.title, r.issue, r.url) for r in records] == [
        ("Naps of pilots", "4", "http://x.org/1"),
        ("http://y.org", "5", ""),
    ]
    assert [(p.line, p.field, p.what) for p in problems] == [
        (3, "Title", "The cell holds only a link, to “http://y.org”.")
    ]


def test_a_table_headed_by_the_tags_of_web_of_science():
    records, _ = read(
        "AU,AF,TI,SO,PY,VL,BP,EP,PG,AR,ID,DE,UT,DI,SR\n"
        'ROE A;POE B,"ROE, ANN;POE, BO",A TRIAL,PAIN,2021,12,100,110,11,,WORDS; OTHERS,SLEEP; PAIN,WOS:1,'
        '10.1000/x.1,"ROE A, 2021"\n'
        'LI W,"LI, WEI",ANOTHER,PAIN,2022,13,NA,NA,9,105,NA,NA,WOS:2,NA,"LI W, 2022"\n',
        "csv",
    )

    first, other = records
    assert (first.accession, first.pages, first.authors) == ("WOS:1", "100-110", ("ROE, ANN", "POE, BO"))
    assert first.keywords == ("WORDS", "OTHERS", "SLEEP", "PAIN")
    assert (other.pages, other.article_number, other.keywords, other.doi) == ("", "105", (), "")


@pytest.mark.parametrize(
    ("title", "authors", "read_as"),
    [
        (
            "{DDT} and {California} sea lions",
            "Roe, A.; {van Low}, B.",
            ("DDT and California sea lions", "van Low, B."),
        ),
        ("Chess of {\\'E}mile", "Roe, A.; Poe, H{\\'e}ctor", ("Chess of Émile", "Poe, Héctor")),
        ("The sets {1, 2} and {a: b}", "Roe, A.; Poe, B.", ("The sets {1, 2} and {a: b}", "Poe, B.")),
    ],
)
def test_braces_and_accents_of_bibtex_in_a_table_are_read_as_there(title, authors, read_as):
    records, _ = read(f'title,author,year\n"{title}","{authors}",2021\n', "csv")

    assert (records[0].title, records[0].authors[1]) == read_as


def test_a_first_author_stands_for_the_authors_only_where_no_other_column_does():
    alone, _ = read("title,first_author,year\nOne,Ann Roe,2021\n", "csv")
    beside, _ = read('title,first_author,authors,year\nOne,Roe A,"Roe, A.; Poe, B.",2021\n', "csv")

    assert alone[0].authors == ("Ann Roe",)
    assert beside[0].authors == ("Roe, A.", "Poe, B.")


def test_an_address_of_pubmed_central_is_no_pubmed_id():
    text = "PM,TI,AU,NJ,DP\nhttps://www.ncbi.nlm.nih.gov/pmc/articles/PMC1859747,Moles,Roe J,Burrows,1979\n"
    (record,), _ = read(text, "csv")
    assert (record.pmid, record.pmcid, record.journal) == ("", "PMC1859747", "Burrows")


def test_the_doi_of_a_source_is_read_where_no_column_holds_one():
    source = "Burrows. 2021 Jul 22;18(5):38-49. doi: 10.1234/b.2021.5."
    (record,), _ = read(f"PMID,Title,Author(s),Source\n34143954,Moles,Roe J||Poe K,{source}\n", "csv")
    assert (record.doi, record.authors, record.volume) == ("10.1234/b.2021.5", ("Roe, J", "Poe, K"), "18")


def test_names_of_a_tool_below_words_of_a_person_are_the_headings():
    rows = [
        ",Author,Title,,,,,,,Relevant?",
        "Key,AU,TI,SO,AB,DE,DI,VL,PY,PP",
        "1,Roe J;Poe K,Moles at work,BURROWS,Moles dig.,MOLES; WORK,10.1234/b.5,85,2018,93-104",
        "2,Low P,Moles at rest,BURROWS,Moles sleep.,MOLES,10.1234/b.6,86,2019,1-4",
    ]
    records, problems = read("\n".join(rows) + "\n", "csv")
    assert [(r.title, r.year, r.journal, r.doi, r.pages) for r in records] == [
        ("Moles at work", 2018, "BURROWS", "10.1234/b.5", "93-104"),
        ("Moles at rest", 2019, "BURROWS", "10.1234/b.6", "1-4"),
    ]
    assert problems[0].done == "It was left out as a caption."


def test_what_bibtex_left_in_a_table_is_read():
    text = (
        'Title,Year,Keywords.author\n"Mice of {Ephrin}-{A2A5}(-/-) {Mo",2013,moles\nC3H/{10T1}/2 cells,2014,mice\n'
    )
    records, _ = read(text, "csv")
    assert [record.title for record in records] == ["Mice of Ephrin-A2A5(-/-) Mo", "C3H/10T1/2 cells"]
    assert records[0].keywords == ("moles",)
