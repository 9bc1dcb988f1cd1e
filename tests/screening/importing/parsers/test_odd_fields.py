"""Fields that hold more than one thing, or something else than their name says."""

import pytest

from screening.importing.detect import detect

from .reading import read

HEAD = "PMID,Title,Authors,Citation,Journal/Book,Publication Year\n"
PUBMED = {
    "Roe JA, Poe B 3rd, van der Low P; Big Bath Group.": (
        "Roe, JA",
        "Poe, B, 3rd",
        "van der Low, P",
        "Big Bath Group",
    ),
    "Big Bath Group; Roe JA, Poe AB.": ("Big Bath Group", "Roe, JA", "Poe, AB"),
    "Roe JA; A Bath Group; B Bath Group.": ("Roe, JA", "A Bath Group", "B Bath Group"),
    "Roe JA, Poe AB, Low C.": ("Roe, JA", "Poe, AB", "Low, C"),
}


@pytest.mark.parametrize("names", PUBMED)
def test_pubmeds_table_lists_groups_between_semicolons(names):
    (record,), _ = read(f'{HEAD}1,A title,"{names}",Pain. 2020;1:2.,Pain,2020\n', "csv")

    assert record.authors == PUBMED[names]


CELLS = {
    "Roe, J., Poe, A., & van Low, P.": ("Roe, J.", "Poe, A.", "van Low, P."),
    "Roe, K., & Poe, M.": ("Roe, K.", "Poe, M."),
    "Jane Roe, Ann Poe and Piet van Low": ("Jane Roe", "Ann Poe", "Piet van Low"),
    "Roe J; Poe A; et al.": ("Roe, J", "Poe, A"),
    "Roe J, Poe A, et al": ("Roe, J", "Poe, A"),
    "Roe, J and Poe, A; Low, C": ("Roe, J", "Poe, A", "Low, C"),
    "Roe, J.; Poe, Ann, Jr.": ("Roe, J.", "Poe, Ann, Jr."),
}


@pytest.mark.parametrize("names", CELLS)
def test_the_names_of_one_cell(names):
    (record,), _ = read(f'Title,Authors,Year\nA title,"{names}",2020\n', "csv")

    assert record.authors == CELLS[names]


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        (["Roe, J. and Poe, A."], ("Roe, J.", "Poe, A.")),
        (["Roe J, Poe AB, van Low C"], ("Roe, J", "Poe, AB", "van Low, C")),
        (["Roe, Jane", "et al."], ("Roe, Jane",)),
        (["Roe, Jane", "Ministry of Food and Fish"], ("Roe, Jane", "Ministry of Food and Fish")),
        (["Council of Baths, Committee on Heat and Steam,"], ("Council of Baths, Committee on Heat and Steam,",)),
    ],
)
def test_a_field_for_one_author_may_hold_several_or_none(fields, authors):
    lines = "".join(f"AU  - {field}\n" for field in fields)
    (record,), _ = read(f"TY  - JOUR\nTI  - A\n{lines}ER  - \n", "ris")

    assert record.authors == authors


@pytest.mark.parametrize(
    "said", ["10.1097/01.abc.0000999<123.45>", "https://doi.org/10.1097/01.abc.0000999%3c123.45%3e"]
)
def test_a_doi_with_a_number_in_angle_brackets_is_whole(said):
    (record,), problems = read(f"TY  - JOUR\nTI  - A\nDO  - {said}\nER  - \n", "ris")

    assert (record.doi, problems) == ("10.1097/01.abc.0000999<123.45>", [])


def test_a_tag_of_markup_behind_a_doi_is_no_part_of_it():
    (record,), _ = read("TY  - JOUR\nTI  - A\nDO  - <b>10.1000/abc</b>\nER  - \n", "ris")

    assert record.doi == "10.1000/abc"


PARENT = (
    "@Book{Bath, editor={Low, E.}, title={Book of Baths}, year=1990, publisher={Steam Press}, address={Bern}}\n"
)
CHILD = "@InCollection{warm, author={Roe, J.}, title={Warm}, crossref={bath}, pages={1-2}}\n"


@pytest.mark.parametrize("text", [PARENT + CHILD, CHILD + PARENT])
def test_a_chapter_has_from_its_book_what_it_leaves_out(text):
    records, problems = read(text, "bibtex")
    chapter = next(record for record in records if record.type == "chapter")

    assert (problems, chapter.title, chapter.booktitle, chapter.year) == ([], "Warm", "Book of Baths", 1990)
    assert (chapter.publisher, chapter.place, chapter.editors) == ("Steam Press", "Bern", ("Low, E.",))
    assert (chapter.authors, chapter.pages, dict(chapter.raw).get("publisher")) == (("Roe, J.",), "1-2", None)


def test_a_book_that_the_file_does_not_hold_is_told():
    (record,), (problem,) = read(CHILD, "bibtex")

    assert (record.title, problem.line, "does not hold" in problem.what) == ("Warm", 1, True)


def test_tildes_in_addresses_and_accents_on_accents():
    (record,), _ = read(
        "@misc{a, title={A~B}, url={http://x.org/~roe/a.pdf}, author={Nguy\\~{\\^e}n, A and "
        "Tr\\`{\\^a}n, B}, year=2000}",
        "bibtex",
    )
    (other,), _ = read(
        "@misc{b, title={B}, howpublished={\\url{http://x.org/\\~{}roe/~b.pdf}}, year=2000}", "bibtex"
    )

    assert (record.title, record.url, record.authors) == (
        "A B",
        "http://x.org/~roe/a.pdf",
        ("Nguyễn, A", "Trần, B"),
    )
    assert other.url == "http://x.org/~roe/~b.pdf"


@pytest.mark.parametrize(
    ("lines", "container", "issue"),
    [
        ("TY  - CPAPER\nT2  - PROC OF BATHS\nCP  - 12th Congress of Baths\n", "PROC OF BATHS", ""),
        ("TY  - JOUR\nT2  - Pain\nCP  - 4\n", "Pain", "4"),
        ("TY  - JOUR\nT2  - Pain\nCP  - Suppl 2\n", "Pain", "Suppl 2"),
        ("TY  - CONF\nC3  - Lecture Notes in Baths\n", "Lecture Notes in Baths", ""),
        ("TY  - CONF\nT2  - Proc Baths\nC3  - University of Steam\n", "Proc Baths", ""),
    ],
)
def test_conferences_in_ris(lines, container, issue):
    (record,), _ = read(f"{lines}TI  - A\nER  - \n", "ris")

    assert (record.container, record.issue) == (container, issue)


def test_types_that_are_spelled_out_or_numbered():
    (ris,), _ = read("TY  - Journal Article\nTI  - A\nER  - \n", "ris")
    (xml,), _ = read(
        "<xml><records><record><ref-type>5</ref-type><titles><title>A</title></titles></record></records></xml>",
        "endnote_xml",
    )

    assert (ris.type, xml.type) == ("article", "chapter")


def test_scopus_names_without_its_links_and_ids():
    (record,), _ = read(
        '"Authors","Author full names","Author(s) ID","Title","Year","Source title"\n'
        '"Roe J.A.; Poe Ö.","Roe, Jane A. (57193456000); Poe, Ömer (7004567000)","57193456000; 7004567000",'
        '"A","2016","Pain"\n',
        "csv",
    )

    assert (record.authors, record.database) == (("Roe, Jane A.", "Poe, Ömer"), "Scopus")


def test_a_table_of_web_of_science_behind_empty_lines():
    heads = "PT\tAU\tAF\tTI\tSO\tPY\tBP\tEP\tUT\n"
    text = f"\n\n{heads}J\tRoe, J\tRoe, Jane\tA\tPAIN\t2015\t1\t9\tWOS:1\n"
    (record,), problems = read(text, detect(text.encode()).format)

    assert (detect(text.encode()).format, problems, record.line) == ("wos", [], 4)
    assert (record.authors, record.pages, record.accession) == (("Roe, Jane",), "1-9", "WOS:1")


def test_field_names_on_lines_of_their_own_are_no_reference_list():
    text = "".join(
        f"RECORD {n}\nTITLE\nWarm baths {n}\nAUTHOR NAMES\nRoe J.\nPoe A.\nSOURCE\nPain (2014) 3:3 (152-160)\n\n"
        for n in (1, 2)
    )
    found = detect(text.encode())

    assert (found.format, "names of fields (“TITLE”, “AUTHOR NAMES”, “SOURCE”)" in found.reason) == ("", True)


@pytest.mark.parametrize(
    "rows",
    [
        '"Warm baths of {0}","Roe, J.",200{0},"Pain"\n',
        "Journal Article\tRoe, J.;Poe, A.\t200{0}\tA title\tPain\n",
        'Warm baths of {0},"Roe, J.",200{0},Pain,10.1000/abc{0}\n',
        "Warm baths;Roe, J., Poe, A.;200{0};Pain\n",
        '3{0},"Roe, J.",200{0},Pain\n',
    ],
)
def test_a_table_without_headings_keeps_its_first_row_and_asks(rows):
    text = "".join(rows.format(n) for n in (1, 2, 3))
    records, problems = read(text, detect(text.encode()).format)

    assert (detect(text.encode()).format, len(records)) == ("csv", 3)
    assert [p.what for p in problems] == ["The table has no row of headings: its first row is a record already."]
    assert "assign the columns" in problems[0].done
    named, _ = read(text, "csv", columns={"Column 2": "authors", "Column 3": "year", "Column 1": "title"})
    assert [(r.year, r.authors[0]) for r in named] == [(2001, "Roe, J."), (2002, "Roe, J."), (2003, "Roe, J.")]


def test_quotation_marks_inside_a_quoted_cell():
    records, _ = read(
        'Title,Authors,Year\n"The "warm" bath, again","Roe, J.",2001\n'
        '"A ""cold"", bath",Poe,2002\n"A "steam" room",Low,2003\n',
        "csv",
    )

    assert [(r.title, r.year) for r in records] == [
        ('The "warm" bath, again', 2001),
        ('A "cold", bath', 2002),
        ('A "steam" room', 2003),
    ]


def test_what_a_chapter_of_medline_appeared_in_is_a_book():
    (record,), _ = read("PMID- 1\nTI  - Warm\nPT  - chapter\nJT  - Book of Baths\nDP  - 2020\n", "nbib")

    assert (record.type, record.journal, record.booktitle) == ("chapter", "", "Book of Baths")
