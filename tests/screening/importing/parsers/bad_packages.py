"""Archives, spreadsheets, documents, and files of other kinds, that nobody should have to read, and what is said of each."""

# ruff: noqa: E501 - each message stands on one line, as a reader would see it

import gzip
import random

from .bad_making import RIS, Bad, book, container, locked, zipped

BEHIND = "What could be unpacked was read, the rest is not there. Please get the file again."
RESULT = "It was read as empty. Open the file in a spreadsheet program, save it there and import it again."

FILES = (
    Bad("empty", b"", "", [], ["The file is empty."]),
    Bad("only blanks", b" \r\n\t\n", "", [], ["The file is empty."]),
    Bad("only a byte order mark", b"\xef\xbb\xbf", "", [], ["The file is empty."]),
    Bad("only NUL", b"\0\0\0\0", "", [], ["The file is empty."]),
    Bad(
        "a PDF",
        b"%PDF-1.7\n",
        "",
        [],
        ["The file is a PDF. Export the references from the database as RIS, or paste the reference list as text."],
    ),
    Bad("a PNG", b"\x89PNG\r\n\x1a\n", "", [], ["The file is a picture."]),
    Bad("a JPEG", b"\xff\xd8\xff\xe0", "", [], ["The file is a picture."]),
    Bad("a program", b"MZ\x90", "", [], ["The file is a program."]),
    Bad(
        "rich text",
        b"{\\rtf1 TY  - JOUR}",
        "rtf",
        [],
        [
            "1: The document has no section of references, and its paragraphs do not look like references. "
            "Nothing was read. Set “References” above the list, or paste the list alone as text."
        ],
    ),
    Bad(
        "7z", b"7z\xbc\xaf\x27\x1c12", "", [], ["The file is a 7z archive. Unpack it and import the files inside."]
    ),
    Bad("RAR", b"Rar!\x1a\x07", "", [], ["The file is a RAR archive. Unpack it and import the files inside."]),
    Bad("SQLite", b"SQLite format 3\0", "", [], ["The file is a database file. Export the references as RIS."]),
    Bad(
        "prose",
        b"Dear colleague, please find the list enclosed.",
        "",
        [],
        ["The content looks like none of the citation formats we read."],
    ),
    Bad(
        "HTML page",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        "",
        [],
        ["The file is a web page. Export the references from the database as RIS."],
    ),
    Bad(
        "noise",
        random.Random(1).randbytes(1_000),  # noqa: S311
        "",
        [],
        ["The file is no text, and no archive, spreadsheet or document that we read."],
    ),
    Bad("zip empty", zipped(), "", [], ["The file is an empty zip archive."]),
    Bad(
        "zip of pictures",
        zipped(a_png=b"\x89PNG\r\n\x1a\n"),
        "archive",
        [],
        ["1: The file “a.png” was passed over. The file is a picture. Nothing in it was read."],
    ),
    Bad(
        "zip cut off in its first file",
        zipped(a_ris=RIS.format("A"))[:36],
        "archive",
        [],
        [
            "1: The file “a.ris” is damaged: it is cut off. It was not read.",
            "1: The archive is damaged: File is not a zip file. The files that are still in it were read. Please get it again.",
        ],
    ),
    Bad(
        "zip without its list of contents",
        zipped(a_ris=RIS.format("A"), b_ris=RIS.format("B"))[:-30],
        "archive",
        ["A", "B"],
        [
            "1: The archive is damaged: File is not a zip file. The files that are still in it were read. Please get it again."
        ],
    ),
    Bad("zip in zip", zipped(i_zip=zipped(a_ris=RIS.format("A"))), "archive", ["A"], []),
    Bad(
        "zip five archives deep",
        zipped(a_zip=zipped(b_zip=zipped(c_zip=zipped(d_zip=zipped(a_ris=RIS.format("A")))))),
        "archive",
        [],
        [
            "1: The file “a.zip/b.zip/c.zip/d.zip” was passed over. It lies more than 3 archives deep. Nothing in it was read."
        ],
    ),
    Bad("zip behind other bytes", b"x" * 40 + zipped(a_ris=RIS.format("A")), "archive", ["A"], []),
    Bad(
        "bz2",
        b"BZh91AY&SY",
        "",
        [],
        ["The file is a bz2 archive. Unpack it and import the file inside, or pack it as zip."],
    ),
    Bad(
        "xz",
        b"\xfd7zXZ\x00\x00",
        "",
        [],
        ["The file is an xz archive. Unpack it and import the file inside, or pack it as zip."],
    ),
    Bad("zip with ..", zipped(**{"..__..__x_ris": RIS.format("A")}), "archive", ["A"], []),
    Bad(
        "gzip cut off in its header",
        gzip.compress(RIS.format("A").encode())[:10],
        "archive",
        [],
        [
            "1: The archive is damaged: Compressed file ended before the end-of-stream marker was reached. It was not read."
        ],
    ),
    Bad(
        "zip bomb",
        zipped(b_ris=b"\0" * 60_000_000),
        "archive",
        [],
        [
            "1: The file “b.ris” would unpack to far more bytes than citation files have. It was not read. Please unpack it yourself and import what is inside."
        ],
    ),
    Bad(
        "slides",
        zipped(ppt__presentation_xml="<p/>"),
        "",
        [],
        ["The file is a zip package that holds no citations, such as a slide show."],
    ),
    Bad(
        "xlsx cut off",
        book(("A", [["Title"]]))[:300],
        "archive",
        [],
        ["1: The archive is damaged: File is not a zip file. Nothing was read. Please get it again."],
    ),
    Bad(
        "xlsx two sheets",
        book(("A", [["Title", "Year"], ["A", 2001]]), ("B", [["x"], ["y"]])),
        "xlsx",
        ["A"],
        [
            "1: The sheet “B” has 2 rows but fewer known headings than “A”. It was not read; export it as a file of its own if it holds references."
        ],
    ),
    Bad("xlsx empty", book(("A", [])), "xlsx", [], ["1: The file holds no records. Nothing was read."]),
    Bad(
        "xlsx hidden sheet",
        book(("A", [["n"]]), ("Refs", [["Title", "Year"], ["A", 2001]]), hidden=("Refs",)),
        "xlsx",
        ["A"],
        [
            "1: The sheet “A” has 1 row but fewer known headings than “Refs”. It was not read; export it as a file of its own if it holds references."
        ],
    ),
    Bad("xlsx error cell", book(("A", [["Title", "Year", "DOI"], ["A", "#N/A", "#REF!"]])), "xlsx", ["A"], []),
    Bad(
        "old xls header only",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "xlsx",
        [],
        [
            "1: The spreadsheet cannot be opened: Cannot detect file format. Nothing was read. Please save it again as CSV or XLSX without a password."
        ],
    ),
    Bad(
        "docx empty",
        zipped(
            word__document_xml='<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
        ),
        "docx",
        [],
        ["1: The document holds no text. Nothing was read."],
    ),
    Bad(
        "docx broken",
        zipped(word__document_xml="<w:document"),
        "docx",
        [],
        [
            "1: The document is damaged: Namespace prefix w on document is not defined, line 1, column 12. Nothing was read. Please save it again."
        ],
    ),
    Bad(
        "docx entities",
        zipped(word__document_xml='<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
        "docx",
        [],
        [
            "1: The document declares XML entities, which no word processor writes and which can harm a server. Nothing was read. Please save it again."
        ],
    ),
    Bad(
        "a document locked with a password",
        container("EncryptionInfo", "EncryptedPackage"),
        "",
        [],
        ["The file is a document locked with a password. Save it without one and import that."],
    ),
    Bad(
        "an old Word document",
        container("WordDocument", "1Table"),
        "",
        [],
        ["The file is a Word document of the old kind (DOC). Save it as DOCX and import that."],
    ),
    Bad("old slides", container("PowerPoint Document"), "", [], ["The file is a slide show."]),
    Bad(
        "old xls without a book",
        container("Workbook"),
        "xlsx",
        [],
        ["1: The spreadsheet has no sheets. Nothing was read."],
    ),
    Bad(
        "a PDF that begins late",
        b"\n\n%PDF-1.7\n",
        "",
        [],
        ["The file is a PDF. Export the references from the database as RIS, or paste the reference list as text."],
    ),
    Bad(
        "a PDF that is a zip archive too",
        b"%PDF-1.7\n" + zipped(a_ris=RIS.format("A")),
        "",
        [],
        ["The file is a PDF. Export the references from the database as RIS, or paste the reference list as text."],
    ),
    Bad("RIS that names itself a PDF", RIS.format("A %PDF-1.7").encode(), "ris", ["A %PDF-1.7"], []),
    Bad(
        "zip with a PDF",
        zipped(a_ris=RIS.format("A"), b_pdf=b"%PDF-1.7"),
        "archive",
        ["A"],
        [
            "1: The file “b.pdf” was passed over. The file is a PDF. Export the references from the database as RIS, or paste the reference list as text. Nothing in it was read."
        ],
    ),
    Bad(
        "zip with a password",
        locked(zipped(a_ris=RIS.format("A"))),
        "archive",
        [],
        [
            "1: The file “a.ris” is locked with a password. It was not read. Please unpack it yourself and import what is inside."
        ],
    ),
    Bad(
        "gzip in zip",
        zipped(a_gz=gzip.compress(RIS.format("A").encode())),
        "archive",
        ["A"],
        [],
    ),
    Bad(
        "zip in gzip",
        gzip.compress(zipped(a_ris=RIS.format("A"))),
        "archive",
        ["A"],
        [],
    ),
    Bad(
        "gzip in gzip",
        gzip.compress(gzip.compress(RIS.format("A").encode())),
        "archive",
        ["A"],
        [],
    ),
    Bad(
        "text that begins like gzip",
        b"\x1f\x8b" + RIS.format("A").encode(),
        "archive",
        [],
        ["1: The archive is damaged: Unknown compression method. It was not read."],
    ),
    Bad(
        "gzip cut off before its end",
        gzip.compress((RIS.format("A") + "\n" + RIS.format("B")).encode(), 0)[:-30],
        "archive",
        ["A", "B"],
        [
            "7: The record has no closing ER line. It was taken to end where the next record begins.",
            f"1: The archive is damaged: Compressed file ended before the end-of-stream marker was reached. {BEHIND}",
        ],
    ),
    Bad(
        "gzip with more behind it",
        gzip.compress(RIS.format("A").encode()) + b"more",
        "archive",
        ["A"],
        [f"1: The archive is damaged: Not a gzipped file (b'mo'). {BEHIND}"],
    ),
    Bad(
        "gzip with a wrong checksum",
        gzip.compress(RIS.format("A").encode())[:-8] + b"\0" * 8,
        "archive",
        ["A"],
        [f"1: The archive is damaged: CRC check failed 0x0 != 0x8cbc05f8. {BEHIND}"],
    ),
    Bad(
        "xlsx formulas without results",
        book(
            ("A", [["Title", "Year", "DOI"], ["A", "=2000+1", "10.1000/1"], ["B", 2002, '=CONCATENATE("a","b")']])
        ),
        "xlsx",
        ["A", "B"],
        [
            f"2: The cell B2 holds a formula, but the file does not hold its result. {RESULT}",
            f"3: The cell C3 holds a formula, but the file does not hold its result. {RESULT}",
        ],
    ),
    Bad(
        "xlsx many formulas without results",
        book(("A", [["Title", "Year"], *([f"A {n}", "=1+1"] for n in range(30))])),
        "xlsx",
        [f"A {n}" for n in range(30)],
        [
            *(
                f"{n}: The cell B{n} holds a formula, but the file does not hold its result. {RESULT}"
                for n in range(2, 22)
            ),
            "22: 10 more cells hold a formula without its result, from B22 to B31. They were read as empty. Open the file in a spreadsheet program, save it there and import it again.",
        ],
    ),
)
