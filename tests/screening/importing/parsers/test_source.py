"""One text, however its bytes are written."""

import io
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.importing.parsers.formats import parse
from screening.importing.parsers.source import Source
from tests.examples import EXAMPLES

from .reading import read

TEXT = "TY  - JOUR\nTI  - Kétamine à faibles doses\nAU  - Müller, A. B.\nPY  - 2005\nER  - \n"
WRITTEN = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": TEXT.encode("utf-8-sig"),
    "utf-16 little": TEXT.encode("utf-16"),
    "utf-16-le without mark": TEXT.encode("utf-16-le"),
    "utf-16-be without mark": TEXT.encode("utf-16-be"),
    "windows-1252": TEXT.encode("cp1252"),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
    "CR": TEXT.replace("\n", "\r").encode(),
    "mixed": TEXT.replace("\n", "\r", 1).replace("\n", "\r\n", 1).encode(),
    "CR CR LF": TEXT.replace("\n", "\r\r\n").encode(),
    "DOS mark of the end": TEXT.encode() + b"\x1a\r\n",
    "two byte order marks": b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"),
    "NUL inside": TEXT.replace("faibles", "fai\0bles").encode(),
}


@pytest.mark.parametrize("data", WRITTEN.values(), ids=WRITTEN)
def test_bytes_of_any_kind_give_the_same_record(data):
    expected, _ = read(TEXT, "ris")

    records, problems = read(data, "ris")

    assert (records, problems) == (expected, [])


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(["a", "\r", "\n", "\r\n", "\0", "é", "’", "\x85", "\u2028", "\ufeff"]), max_size=40
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "gbk"]),
    size=st.integers(1, 9),
)
def test_blocks_hold_the_text_as_it_is_read_elsewhere(parts, encoding, size):
    source = Source("".join(parts).encode(encoding, "ignore"), encoding)

    with mock.patch("screening.importing.parsers.source.CHUNK", size):
        assert "".join(source.blocks()) == source.text().read()
        assert "\ufeff" not in source.text().read()


def test_chinese_in_gbk_is_told_from_western_letters():
    chinese = "题名：氯胺酮治疗慢性疼痛的系统评价\n作者：王伟\n".encode("gbk")
    german = "Schüttler; Müller; Größe der Anästhesie\n".encode("cp1252")

    assert [Source(chinese).encoding, Source(german).encoding] == ["gbk", "cp1252"]


def test_a_few_strange_bytes_do_not_make_a_utf8_file_windows():
    data = "TY  - JOUR\nTI  - Größe, Kétamine, Ångström\n".encode() + b"AU  - M\xfcller, A.\nPY  - 2001\nER  - \n"

    records, problems = read(data, "ris")

    assert (records[0].title, records[0].authors) == ("Größe, Kétamine, Ångström", ("Müller, A.",))
    assert [p.field for p in problems] == ["encoding"]


DECLARATIONS = {
    "% Encoding: ISO8859_15": "iso8859-15",
    "% -*- coding: latin-9-unix -*-": "iso8859-15",
    "% -*- mode: bibtex; coding: iso-8859-15 -*-": "iso8859-15",
    "A note\n% !TEX encoding = IsoLatin9": "iso8859-15",
    "% vim: set fileencoding=latin9 :": "iso8859-15",
    "% -*- coding: applemac -*-": "mac-roman",
    "% -*- coding: chinese-gbk -*-": "gbk",
}


@pytest.mark.parametrize(("line", "encoding"), DECLARATIONS.items())
def test_the_declared_encoding_is_used_where_the_bytes_are_not_utf8(line, encoding):
    said = "定価" if encoding == "gbk" else "Prix en €"
    data = f"{line}\n@article{{a, title={{{said}}}}}".encode(encoding)

    assert said in Source(data).head()


@pytest.mark.parametrize("name", ["rot13", "hex", "unicode_escape", "utf-16", "undefined", "punycode", "x" * 300])
def test_a_declared_encoding_that_cannot_be_is_passed_over(name):
    data = f"% Encoding: {name}\n".encode() + "@article{a, title={Prix \\n à}}".encode("cp1252")

    assert "Prix \\n à" in Source(data).head()


def test_an_open_file_is_read_from_its_start_and_left_open():
    file = io.BytesIO(TEXT.encode())
    file.read(10)

    records = list(parse(file, "ris"))

    assert (len(records), file.closed) == (1, False)


def test_an_endless_line_is_refused_before_it_is_decoded():
    data = b"TY  - JOUR\nTI  - " + b"x" * (17 << 20)

    records, problems = read(data, "ris")

    assert records == []
    assert [(p.line, p.field, p.what) for p in problems] == [
        (1, "file", "The file has a line of 17,825,798 bytes; no RIS file has lines like that.")
    ]


@pytest.mark.parametrize(
    ("format", "text"),
    [
        ("enw", "%0 Journal Article\n%T A\n%D 2001\n\n%0 Book\n%T B\n%D 2002\n"),
        ("csv", "Title,Authors,Year\nA,Roe,2001\nB,Poe,2002\n"),
        ("endnote_xml", "<xml><records><record><titles><title>A</title></titles></record>\n</records></xml>\n"),
    ],
)
def test_formats_whose_empty_lines_count_are_read_through_doubled_line_ends_and_the_dos_mark(format, text):
    wanted, _ = read(text, format)

    for data in (text.replace("\n", "\r\r\n"), f"{text}\x1a", f"\ufeff\ufeff{text}"):
        records, problems = read(data, format)
        assert ([(r.title, r.line) for r in records], problems) == ([(r.title, r.line) for r in wanted], [])


RIS = "TY  - JOUR\nTI  - Fíebre {0}\nDO  - 10.1000/ab{0}\nER  - \n"
NBIB = "PMID- {0}{0}\nTI  - Fíebre {0}\nAB  - Said {0}.\n\n"
CSV = "Title,Year,DOI\nFíebre {0},2014,10.1000/ab{0}\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp1252"])
@pytest.mark.parametrize(("format", "text"), [("ris", RIS), ("nbib", NBIB)])
def test_a_byte_order_mark_where_files_were_joined_means_nothing(format, text, encoding):
    mark = "\ufeff".encode("utf-8" if encoding == "cp1252" else encoding)
    parts = [text.format(number).encode(encoding) for number in (1, 2, 3)]
    whole, problems = read(b"".join(parts), format, encoding=encoding)
    joined, told = read(mark.join(parts), format, encoding=encoding)

    assert (len(whole), problems) == (3, [])
    assert (joined, told) == (whole, [])


def test_a_byte_order_mark_at_the_seam_is_dropped_when_the_encoding_is_guessed():
    joined, told = read("\ufeff".join(["", RIS.format(1), RIS.format(2)]).encode(), "ris")
    assert ([record.type for record in joined], told) == (["article", "article"], [])


def test_a_heading_row_that_is_repeated_behind_a_byte_order_mark_is_left_out_and_told():
    text = CSV.format(1) + "\ufeff" + CSV.format(2).replace("Title,", '"Title" ,')
    records, problems = read(text, "csv")

    assert [record.title for record in records] == ["Fíebre 1", "Fíebre 2"]
    assert [(problem.line, problem.what) for problem in problems] == [(3, "The heading row is repeated.")]


def test_letters_of_two_bytes_that_look_like_a_mark_stay():
    text = "TY  - JOUR\nTI  - 锘库 " + "氯胺酮治疗慢性疼痛的系统评价" * 3 + "\nER  - \n"
    assert b"\xef\xbb\xbf" in text.encode("gbk")
    (record,), _ = read(text.encode("gbk"), "ris")
    assert record.title.startswith("锘库")
