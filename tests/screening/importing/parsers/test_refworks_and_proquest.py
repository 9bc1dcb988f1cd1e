"""RefWorks tagged text and ProQuest's plain text; other texts of labelled lines, which are refused."""

# ruff: noqa: E501 - each export stands as it is printed

import pytest

from screening.importing.detect import detect

from .reading import read

REFWORKS = (
    "RT Journal Article\nSR Electronic(1)\nID 123\nA1 Roe,Jane\nA1 Poe,Edgar A.\nT1 Pain in mice\nJF Journal of Pain\n"
    "YR 2019\nVO 12\nIS 3\nSP 45\nOP 53\nK1 pain\nK1 nursing\nAB Words.\nIs that all?\nSN 0123-4567\nDO 10.1000/abc\n"
    "UL http://example.org/\n\nRT Book, Section\nA1 Low,T.\nA2 High,U.\nT1 A chapter\nT2 A book\nYR 2001\nPB Press\n"
)
CNKI = (
    "RT Dissertation/Thesis\nSR 1\nA1 张三;李四；王五\nT1 针灸\nYR 2020\nvo 40\nOP 245-250\nK1 针灸;疼痛\nLA 中文;\n"
    "DS CNKI\n\nRT Journal Article\nSR 1\nA1 赵六\nT1 中医\nJF 中国针灸\n"
)
RULE = "_" * 60
PROQUEST = (
    f"{RULE}\n\nReport Information from ProQuest\n\n{RULE}\n\nDocument 1 of 2\n\nPain in mice\n\n"
    "Author: Roe, Jane; Poe, Edgar\n\nPublication info: Journal of Pain ; New York  Vol. 12, Iss. 3,  (Mar 2019): "
    "45-53.\n\nProQuest document link\n\nAbstract: Words.\n\nMethods: more words.\n\nTitle: Pain in mice\n\n"
    "Publication title: Journal of Pain; New York\n\nISSN: 01234567\n\nDOI: https://doi.org/10.1000/abc\n\n"
    f"ProQuest document ID: 22\n\n{RULE}\n\nDocument 2 of 2\n\nMore pain\n\nAuthor: Low, T\n\n"
    f"Publication year: 2020\n\nProQuest document ID: 23\n\n{RULE}\n\nDatabase copyright 2024 ProQuest LLC.\n"
)


def test_refworks_has_two_letters_and_a_blank():
    records, problems = read(REFWORKS, "refworks")
    first, second = records

    assert detect(REFWORKS.encode()).format == "refworks"
    assert problems == []
    assert (first.type, first.title, first.authors) == ("article", "Pain in mice", ("Roe, Jane", "Poe, Edgar A."))
    assert (first.journal, first.year, first.volume, first.issue) == ("Journal of Pain", 2019, "12", "3")
    assert (first.pages, first.keywords, first.abstract) == ("45-53", ("pain", "nursing"), "Words. Is that all?")
    assert (first.issn, first.doi, first.url) == ("0123-4567", "10.1000/abc", "http://example.org/")
    assert (second.type, second.line, second.booktitle, second.editors) == ("chapter", 21, "A book", ("High, U.",))


def test_cnki_writes_all_authors_in_one_field_and_the_volume_in_small_letters():
    records, problems = read(CNKI, "refworks")

    assert problems == []
    assert [(r.type, r.title, r.authors) for r in records] == [
        ("thesis", "针灸", ("张三", "李四", "王五")),
        ("article", "中医", ("赵六",)),
    ]
    assert (records[0].volume, records[0].pages, records[0].language) == ("40", "245-250", "中文")


def test_a_refworks_file_that_begins_within_a_record_says_so():
    records, problems = read("T1 A\nYR 2001\n\nRT Book\nT1 B\nYR 2002\n", "refworks")

    assert [(r.title, r.year) for r in records] == [("A", 2001), ("B", 2002)]
    assert [(p.line, p.what) for p in problems] == [(1, "The record does not begin with an RT line.")]


def test_proquest_has_labels_and_numbered_documents():
    records, problems = read(PROQUEST, "proquest")
    first, second = records

    assert detect(PROQUEST.encode()).format == "proquest"
    assert problems == []
    assert (first.title, first.authors, first.year) == ("Pain in mice", ("Roe, Jane", "Poe, Edgar"), 2019)
    assert (first.journal, first.volume, first.issue, first.pages) == ("Journal of Pain", "12", "3", "45-53")
    assert (first.abstract, first.issn, first.doi) == ("Words. Methods: more words.", "0123-4567", "10.1000/abc")
    assert (second.title, second.authors, second.year, second.accession) == ("More pain", ("Low, T",), 2020, "23")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(end):
    for format, text in (("refworks", REFWORKS), ("refworks", CNKI), ("proquest", PROQUEST)):
        data = b"\xef\xbb\xbf" + text.replace("\n", end).encode()
        assert detect(data).format == format
        assert read(data, format) == read(text, format)


LABELLED = {
    "SciFinder": "START_RECORD\nFIELD Database:X\nFIELD Title:A\nFIELD Author:Roe, J.; Poe, E.\n"
    "FIELD Publication Year:2020\nFIELD DOI:10.1000/1\nEND_RECORD\n",
    "braces": "{Kind}: Paper\n{Title}: A\n{Author}: Roe\n{Year}: 2020\n",
    "EBSCO": "Title: Pain.\nAuthors: Roe, Jane\nSource: Pain. Jan2020, Vol. 12 Issue 3, p45-53.\nISSN: 0123-4567\n",
    "tags of nobody": "T1 Pain\nAU Roe, J.\nYR 2020\nQQ 1\n\nT1 Mice\nAU Poe, E.\nYR 2021\n",
}


@pytest.mark.parametrize("name", LABELLED)
def test_labelled_lines_of_a_format_we_do_not_read_are_no_reference_list(name):
    got = detect(LABELLED[name].encode())

    assert got.format == ""
    assert got.reason.startswith("The lines begin with the names of fields (“")
    assert got.reason.endswith("the format is none we read. Export the records from the database as RIS.")


def test_references_with_numbers_of_identification_on_their_own_lines_are_a_list():
    text = "".join(
        f"{n}. Roe JA, Poe E. Pain in mice. Pain. 2011;15(2):1-9.\nDOI: 10.1000/{n}\nPMID: 3000000{n}\n\n"
        for n in (1, 2, 3)
    )
    assert detect(text.encode()).format == "references"
