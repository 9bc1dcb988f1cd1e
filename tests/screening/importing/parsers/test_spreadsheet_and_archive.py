"""Spreadsheets and archives, with their limits."""

import gzip
import io
import tarfile
import zipfile

import openpyxl
import pytest

from screening.importing.detect import detect
from screening.importing.headings import headings
from screening.importing.parsers import archive
from screening.importing.parsers.formats import parse

from .bad_making import container
from .old_workbook import old_workbook
from .reading import read

RIS = "TY  - JOUR\nTI  - {}\nER  - \n"


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def test_the_sheet_with_references_is_found_and_the_others_reported():
    data = workbook(
        Notes=[["nothing here"]],
        Export=[["Search results"], ["Title", "Authors", "Year", "Volume"], ["A", "Roe, J.; Poe, E.", 2021, 7.0]],
    )

    records, problems = read(data, "xlsx")

    assert detect(data).format == "xlsx"
    assert [(r.title, r.authors, r.year, r.volume) for r in records] == [("A", ("Roe, J.", "Poe, E."), 2021, "7")]
    assert [p.field for p in problems] == ["sheet", ""]


def test_records_of_a_sheet_that_is_not_read_are_counted_as_lost():
    head = ["Title", "Authors", "Year"]
    one = [[f"Work {n}", "Roe, J.", 2020] for n in range(3)]
    data = workbook(
        More=[["From the second search", ""], head, *one[:2]],
        Search=[["Line", "Query"], [1, "pain"], [2, "ketamine"]],
        Export=[head, *one, *one[:1]],
        Note=[["Exported in May"]],
    )

    records, problems = read(data, "xlsx")

    assert len(records) == 4
    assert [(p.field, p.lost) for p in problems] == [("sheet", 2), ("file", 0), ("sheet", 0)]
    assert problems[0].what == "The sheet “More” has 4 rows and no more known headings or rows than “Export”."
    assert problems[0].done == "Its 2 records were not read; export it as a file of its own."


def test_a_damaged_spreadsheet_is_refused_with_a_reason():
    records, problems = read(workbook(A=[["Title"]])[:200], "xlsx")

    assert (records, [p.done for p in problems]) == ([], ["Nothing was read."])


def test_every_file_of_a_zip_is_read_and_named():
    data = zipped(a_ris=RIS.format("One"), sub__b_ris=RIS.format("Two"), notes_txt="hello", x_png=b"\x89PNG\r\n")

    records, problems = read(data, "archive")

    assert detect(data).format == "archive"
    assert [(r.title, r.raw[-1]) for r in records] == [
        ("One", ("file in archive", "a.ris")),
        ("Two", ("file in archive", "sub/b.ris")),
    ]
    assert [p.what for p in problems] == [
        "The file “notes.txt” was passed over. The content looks like none of the citation formats we read.",
        "The file “x.png” was passed over. The file is a picture.",
    ]


def test_a_problem_in_a_zip_shows_the_line_of_the_file_in_it():
    data = zipped(a_ris=RIS.format("One") + "TY  - JOUR\nTI  - Two\nPY  - soon\nER  - \n", empty_ris="")

    records, problems = read(data, "archive")

    assert [r.title for r in records] == ["One", "Two"]
    assert [(p.line, p.field, p.text) for p in problems] == [(6, "year", "PY  - soon"), (1, "", "")]


def test_a_gzip_file_is_read_like_the_file_in_it():
    data = gzip.compress(RIS.format("One").encode())

    records, problems = read(data, "archive")

    assert (detect(data).format, [r.title for r in records], problems) == ("archive", ["One"], [])


def test_an_archive_in_an_archive_is_opened_and_its_files_are_named_with_both():
    nested = zipped(inner_zip=zipped(a_ris=RIS.format("One")), t_tgz=tarred(b_ris=RIS.format("Two").encode()))

    records, problems = read(nested, "archive")

    assert [(r.title, r.raw[-1][1]) for r in records] == [("One", "inner.zip/a.ris"), ("Two", "t.tgz/b.ris")]
    assert problems == []


def test_the_limits_of_an_archive_are_those_of_all_archives_in_it_together(monkeypatch):
    inner = zipped(**{f"a{n}_ris": RIS.format("A") for n in range(4)})
    whole = zipped(i_zip=inner, j_zip=inner)

    monkeypatch.setattr(archive, "MEMBERS_LIMIT", 6)
    few, told = read(whole, "archive")
    monkeypatch.setattr(archive, "MEMBERS_LIMIT", 1_000)
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", len(inner) + 2 * len(RIS.format("A")))
    small, refused = read(whole, "archive")

    assert (len(few), [p.what for p in told]) == (4, ["The file “j.zip” holds more than 6 files."])
    assert (len(small), {p.what.partition("” ")[2] for p in refused}) == (
        2,
        {"would unpack to far more bytes than citation files have."},
    )


def test_bombs_are_refused_however_deep():
    bomb = zipped(bomb_ris=b"\0" * 60_000_000)

    for data, name in ((bomb, "bomb.ris"), (zipped(i_zip=bomb), "i.zip/bomb.ris"), (bomb[:-30], "bomb.ris")):
        assert read(data, "archive")[1][0].what == (
            f"The file “{name}” would unpack to far more bytes than citation files have."
        )
    assert [p.what for p in read(gzip.compress(b"\0" * 60_000_000), "archive")[1]] == [
        "The archive would unpack to far more bytes than citation files have."
    ]


def test_a_slide_show_is_not_taken_for_an_archive():
    got = detect(zipped(ppt__presentation_xml="<p/>"))

    assert (got.format, got.reason) == (
        "",
        "The file is a zip package that holds no citations, such as a slide show.",
    )


def test_a_locked_document_is_named_also_when_the_user_says_it_is_a_spreadsheet():
    records, problems = read(container("EncryptionInfo", "EncryptedPackage"), "xlsx")

    assert (records, [f"{p.what} {p.done}" for p in problems]) == (
        [],
        ["The file is a document locked with a password. Save it without one and import that. Nothing was read."],
    )


def test_a_formula_with_its_result_is_read_and_one_that_gives_nothing_is_no_problem():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="str"><v>Title</v></c><c r="B1" t="str"><v>Year</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>"A"&amp;"B"</f><v>AB</v></c><c r="B2"><f>2000+1</f><v>2001</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>C</v></c><c r="B3" t="str"><f>""</f><v></v></c></row>'
        "</sheetData></worksheet>"
    )
    whole = workbook(A=[["Title", "Year"]])
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in (parts | {"xl/worksheets/sheet1.xml": sheet.encode()}).items():
            package.writestr(name, data)

    records, problems = read(file.getvalue(), "xlsx")

    assert ([(r.title, r.year) for r in records], problems) == ([("AB", 2001), ("C", None)], [])


def test_a_damaged_container_is_refused_also_from_a_file_on_disk(tmp_path):
    path = tmp_path / "damaged.doc"
    path.write_bytes(container("WordDocument")[:30] + b"\xff" * 600)

    with path.open("rb") as file:
        assert detect(file).format == "xlsx"
        got = list(parse(file, "xlsx"))

    assert [(p.field, p.done.partition(".")[0]) for p in got] == [("file", "Nothing was read")]


def tarred(**members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as package:
        for name, data in members.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(data)
            package.addfile(member, io.BytesIO(data))
    return file.getvalue()


def test_every_file_of_a_tar_gz_is_read_and_named():
    data = tarred(a_ris=RIS.format("One").encode(), b_ris=RIS.format("Two").encode(), x_png=b"\x89PNG\r\n")

    records, problems = read(data, "archive")

    assert [(r.title, r.raw[-1][1]) for r in records] == [("One", "a.ris"), ("Two", "b.ris")]
    assert [(p.field, p.what) for p in problems] == [
        ("file", "The file “x.png” was passed over. The file is a picture.")
    ]


def test_a_tar_gz_that_is_cut_or_has_an_endless_header_harms_nothing():
    whole = gzip.decompress(tarred(a_ris=RIS.format("One").encode(), b_ris=RIS.format("Two").encode()))
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 40_000_000
    endless = header.tobuf() + bytes(30_000_000)

    assert [r.title for r in read(gzip.compress(whole[:1200]), "archive")[0]] == ["One"]
    records, problems = read(gzip.compress(endless), "archive")
    assert (records, [p.what for p in problems]) == ([], ["The archive is damaged: a header of 40,000,000 bytes."])


def stored(*files):
    """A zip archive whose files stand in it as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in files:
            package.writestr(name, data)
    return file.getvalue()


def test_the_contents_of_an_archive_inside_are_not_those_of_the_one_that_is_cut_off():
    for inner, titles in ((stored(("i.ris", RIS.format(2))), ["1", "2"]), (stored(), ["1"])):
        whole = stored(("a.ris", RIS.format(1)), ("in.zip", inner), ("b.ris", RIS.format(3)))
        assert [r.title for r in read(whole, "archive")[0]] == [*titles, "3"]
        records, problems = read(whole[: whole.index(b"b.ris") - 30], "archive")
        assert [r.title for r in records] == titles
        assert "The archive is damaged: it is cut off." in [p.what for p in problems]
    assert [r.title for r in read(stored(("a.ris", RIS.format(1))) + b"\0" * 9, "archive")[0]] == ["1"]


def test_noise_behind_the_mark_of_a_zip_is_no_name_of_a_file():
    noise = b"PK\x03\x04\x19Z\x8d\xf4\xd7m[\x0fN{" + bytes(range(256)) * 200
    records, problems = read(noise, "archive")
    assert (records, [p.done for p in problems]) == ([], ["Nothing was read. Please get it again."])


def test_a_table_in_an_archive_whose_headings_nobody_knows_is_left_to_be_imported_by_itself():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("known.csv", "Title,Year\nNaps,2001\n")
        package.writestr("kopf.csv", "Kopf,Wer,Wann\nNaps,Roe,2001\nMore naps,Poe,2002\n")
        package.writestr("more.csv", "Title,Year\nDreams,2003\n")
    records, (told,) = read(file.getvalue(), "archive")

    assert [record.title for record in records] == ["Naps", "Dreams"]
    assert told.what == "The file “kopf.csv”: No column of this table is known to hold titles."
    assert told.done.startswith("Its 2 rows were left out. Unpack the file and import it by itself")
    assert (told.lost, told.text) == (2, "Kopf,Wer,Wann")


@pytest.mark.parametrize("code_page", [1200, 1252, 10000])
def test_the_texts_of_an_old_workbook_are_wide_whatever_it_says(code_page):
    rows = [["TI", "AU", "DP"], ["Übung für Moles", "Roe J", "1979"], ["Żal i ból", "Poe K", "1980"]]
    data = old_workbook(rows, code_page)
    records, _ = read(data, "xlsx")
    assert [(r.title, r.authors, r.year) for r in records] == [
        ("Übung für Moles", ("Roe, J",), 1979),
        ("Żal i ból", ("Poe, K",), 1980),
    ]
    assert headings(io.BytesIO(data), "xlsx") == rows[0]
