"""Bad files are read as far as they go, and every message says what, where and what was done."""

import io
import tracemalloc

import pytest

from screening.importing.detect import detect
from screening.importing.parsers.formats import FORMATS, parse
from screening.importing.parsers.records import ParsedRecord

from . import bad_markup, bad_packages, bad_tagged
from .bad_making import RIS, book, zipped
from .reading import read

FILES = (*bad_tagged.FILES, *bad_markup.FILES, *bad_packages.FILES)


def test_the_catalogue_is_as_long_as_promised():
    assert len({bad.name for bad in FILES}) == len(FILES) >= 60


@pytest.mark.parametrize("bad", FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_read_as_far_as_it_goes_and_told_about(bad):
    found = detect(bad.data, "export.txt")
    records, problems = read(bad.data, found.format) if found.format else ([], [])
    said = [f"{p.line}: {p.what} {p.done}" for p in problems] if found.format else [found.reason]

    assert (found.format, [r.title for r in records], said) == (bad.format, bad.titles, bad.said)


@pytest.mark.parametrize("format", [row.key for row in FORMATS])
def test_a_file_read_in_the_wrong_format_is_no_failure(format):
    for bad in FILES:
        for got in parse(bad.data[:100_000], format):
            assert bool(got.title or got.raw) if isinstance(got, ParsedRecord) else bool(got.what and got.done)


WHOLE = {
    "ris": RIS.format("A").encode(),
    "ovid": b"<1. >\nUI  - 1\nTI  - A\nSO  - Pain. 1 (2) (pp 3-4), 2001.\n",
    "cochrane_text": b"Record #1 of 1\nID: CN-1\nTI: A\nYR: 2001\nAB: b\n c\n",
    "nbib": b"PMID- 1\nOWN - NLM\nTI  - A\n      b\nDP  - 2001\n\nPMID- 2\nTI  - C\n",
    "wos": b"FN X\nVR 1.0\nPT J\nAU Roe, J\n   Poe, E\nTI A\nER\nEF\n",
    "refworks": b"RT Journal Article\nA1 Roe,J.\nT1 A\nb\nYR 2001\n\nRT Book\nT1 B\n",
    "noteexpress": b"{Reference Type}: Book\n{Title}: A\nb\n{Year}: 2001\n\n{Reference Type}: Thesis\n{Title}: B\n",
    "proquest": b"Document 1 of 1\n\nA\n\nAuthor: Roe, J\n\nAbstract: b\n\nc\n\nProQuest document ID: 1\n",
    "pubmed_abstract": b"1. Pain. 2001;1(2):3-4.\n\nA.\n\nRoe J(1).\n\nWords.\n\nPMID: 1\n\n"
    b"2. Pain. 2002.\n\nB.\n\nPMID: 2\n",
    "enw": b"%0 Journal Article\n%T A\n%A Roe, J.\n%D 2001\n",
    "pubmed_xml": b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID></MedlineCitation>"
    b"</PubmedArticle></PubmedArticleSet>",
    "endnote_xml": b'<xml><records><record><ref-type name="Book">6</ref-type><titles><title>A</title></titles>'
    b"</record></records></xml>",
    "mods_xml": b'<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>A</title></titleInfo>'
    b"<part><date>2001</date></part></mods></modsCollection>",
    "rtf": b"{\\rtf1{\\fonttbl{\\f0 A;}}\\pard 1. Roe J. Pain in m\\'eece. {\\i Pain}. 2011;15(2):1-9.\\par}",
    "zotero_rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:z="http://www.zotero.org/namespaces/export#"><z:x><z:itemType>book</z:itemType></z:x></rdf:RDF>',
    "html": b"<ol><li>Roe JA, Poe E. Pain in mice. <i>Pain</i>. 2011;15(2):1-9. doi:10.1000/1.</li></ol>",
    "csljson": b'[{"type": "article", "title": "A", "issued": {"date-parts": [[2001]]}, "DOI": "10.1000/1"}]',
    "bibtex": b'@article{a, title = {A {b} "c"}, author = "Roe, J. and Poe", year = 2001 # {x}}\n@string{a = {b}}',
    "csv": b'Title,Authors,Year\n"A, ""b""\nc","Roe, J.; Poe, E.",2001\n',
    "references": b"1. Roe JA, Poe E. Pain in mice. Pain. 2011;15(2):1-9. doi:10.1000/1.\n",
}
ENCODED = {
    "ris, UTF-16": ("ris", RIS.format("Ä").encode("utf-16")),
    "ris, byte order mark": ("ris", RIS.format("Ä").encode("utf-8-sig")),
    "ris, CR": ("ris", RIS.format("A").replace("\n", "\r").encode()),
    "wos, byte order mark and CRLF": ("wos", b"\xef\xbb\xbf" + WHOLE["wos"].replace(b"\n", b"\r\n")),
    "bibtex, UTF-16": ("bibtex", WHOLE["bibtex"].decode().encode("utf-16")),
    "nbib, CRLF": ("nbib", WHOLE["nbib"].replace(b"\n", b"\r\n")),
    "references, AMA in brackets": (
        "references",
        b"[1] Roe JA. Pain. Pain. 2011;15(2):1-9.\n[2] Poe E. Mice. Pain. 2012;1:2.\n",
    ),
    "csv, semicolons": ("csv", "Titel;Autoren;Jahr\nÄ;Roe, J.;2001\n".encode("cp1252")),
    "archive": ("archive", zipped(a_ris=RIS.format("A"))),
}
SPREADSHEET = book(("A", [["Title", "Year"], ["A", 2001]]))


def test_files_cut_off_at_any_byte_give_no_failure():
    """29 small files at every byte; a spreadsheet, which is larger, at every hundredth."""
    assert len(WHOLE) + len(ENCODED) == 29
    cuts = [(format, data[:at]) for format, data in WHOLE.items() for at in range(len(data))]
    cuts += [(format, data[:at]) for format, data in ENCODED.values() for at in range(len(data))]
    cuts += [("xlsx", SPREADSHEET[:at]) for at in range(0, len(SPREADSHEET), 100)]
    for format, data in cuts:
        assert detect(data).reason
        records, problems = read(data, format)
        assert records or problems, (format, data)


class Endless(io.RawIOBase):
    """A file of 100 MB that takes no memory: `start`, then one byte over and over."""

    def __init__(self, start: bytes, byte: bytes = b"a", size: int = 100_000_000):
        self.start, self.byte, self.size, self.at = start, byte, size, 0

    def readable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = 0) -> int:
        self.at = at
        return at

    def read(self, size: int = -1) -> bytes:
        head = self.start[self.at : self.at + size]
        more = max(0, min(size - len(head), self.size - self.at - len(head)))
        self.at += len(head) + more
        return head + self.byte * more


@pytest.mark.parametrize("format", [row.key for row in FORMATS if row.by_line])
def test_a_line_of_a_hundred_megabytes_is_refused_before_memory_grows(format):
    tracemalloc.start()
    got = list(parse(Endless(WHOLE[format] + b"\n"), format))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [(p.line, p.field, p.done) for p in got] == [
        (1, "file", "Nothing was read. Please check that the right format was chosen.")
    ]
    assert peak < 30_000_000
