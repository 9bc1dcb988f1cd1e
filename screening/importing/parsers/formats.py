"""The table of citation formats. A new format is one module, one row here and one test folder.

A module offers `looks_like(head: str) -> bool` (or `recognises`, see Format) and
`read(source: Source) -> Iterator[ParsedRecord | Problem]`.
Rows are tried from top to bottom, so the strictest come first.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import BinaryIO

from .letters import label_of
from .records import ParsedRecord, Problem
from .source import LINE_LIMIT, Source


@dataclass(frozen=True)
class Format:
    """`by_line` formats are read line by line, and refuse a file with an endless line.

    `binary` ones are no text: their modules offer `recognises(source: Source) -> bool` for detection.
    """

    key: str
    label: str
    module: str
    extensions: tuple[str, ...]
    by_line: bool = True
    binary: bool = False

    def load(self) -> ModuleType:
        """The parser's module; imported on first use, so that a web process need not hold them all."""
        return importlib.import_module(f"{__package__}.{self.module}")


FORMATS: tuple[Format, ...] = (
    Format("ris", "RIS", "ris", ("ris", "txt")),
    Format(
        "xlsx", "Spreadsheet (XLSX, XLS, ODS)", "spreadsheet", ("xlsx", "xls", "ods"), by_line=False, binary=True
    ),
    Format("docx", "Word document with references", "document", ("docx",), by_line=False, binary=True),
    Format("rtf", "Rich text (RTF) with references", "rich_text", ("rtf",), by_line=False, binary=True),
    Format("archive", "Archive (zip, gz, tar.gz)", "archive", ("zip", "gz", "tgz"), by_line=False, binary=True),
    Format("ovid", "Ovid tagged text", "ovid", ("cgi", "txt")),
    Format("cochrane_text", "Cochrane Library text", "cochrane_text", ("txt",)),
    Format("nbib", "MEDLINE / PubMed (NBIB)", "nbib", ("nbib", "txt")),
    Format("wos", "Web of Science", "wos", ("ciw", "isi", "txt")),
    Format("refworks", "RefWorks tagged", "refworks", ("txt",)),
    Format("noteexpress", "NoteExpress text", "noteexpress", ("net", "txt")),
    Format("proquest", "ProQuest text", "proquest", ("txt",)),
    Format("pubmed_abstract", "PubMed abstracts (text)", "pubmed_abstract", ("txt",)),
    Format("enw", "refer / EndNote tagged", "refer", ("enw", "ref", "enl", "txt")),
    Format("pubmed_xml", "PubMed XML", "pubmed_xml", ("xml",), by_line=False),
    Format("endnote_xml", "EndNote XML", "endnote_xml", ("xml",), by_line=False),
    Format("mods_xml", "MODS XML", "mods_xml", ("xml", "mods"), by_line=False),
    Format("zotero_rdf", "Zotero RDF", "zotero_rdf", ("rdf", "xml"), by_line=False),
    Format("html", "Web page with references", "web_page", ("html", "htm"), by_line=False),
    Format("csljson", "CSL-JSON", "csl_json", ("json",), by_line=False),
    Format("bibtex", "BibTeX / BibLaTeX", "bibtex", ("bib", "bibtex", "txt")),
    Format("csv", "CSV or other table text", "csv_table", ("csv", "tsv", "txt")),
    Format("references", "Plain reference list", "reference_list", ("txt", "md")),
)
BY_KEY = {row.key: row for row in FORMATS}


def parse(
    data: bytes | BinaryIO,
    format: str,
    *,
    encoding: str | None = None,
    columns: dict[str, str] | None = None,
) -> Iterator[ParsedRecord | Problem]:
    """The records and problems of a file, in file order, one at a time.

    `data` is the file's bytes or an open binary file that can seek; `format` a key of FORMATS;
    `columns` maps a table's headings to our field names (only for tables). A file that cannot be read
    at all gives one Problem with the field "file". Raises KeyError for an unknown format, LookupError for an
    unknown encoding.
    """
    row = BY_KEY[format]
    source = Source(data, encoding)
    if row.by_line and source.scan.longest_line > LINE_LIMIT:
        yield Problem(
            1,
            "file",
            f"The file has a line of {source.scan.longest_line:,} bytes; no {row.label} file has lines like that.",
            "Nothing was read. Please check that the right format was chosen.",
        )
        return
    if not row.binary and (meant := source.likelier):
        what = f"Read as {label_of(source.asked or '')}, as chosen, the file holds next to no usual letter."
        done = f"Nothing was read. It is most likely {label_of(meant)}: choose that, or leave the choice to us."
        yield Problem(1, "file", what, done)
        return
    if not row.binary and source.encoding == "mixed":
        what = "Some bytes of this UTF-8 file are not UTF-8, from this line on."
        yield Problem(source.odd_line, "encoding", what, "Those bytes were read as Windows-1252.")
    if not row.binary and (guess := source.guessed):
        what = f"The file does not say how its letters are written; they are most likely {guess}."
        yield Problem(1, "encoding", what, "It was read so. If words look wrong, read it with another encoding.")
    if not row.binary and (declared := source.misdeclared):
        what = f"The file says that its letters are written in {declared}, but they are not."
        yield Problem(1, "encoding", what, "They were read as Windows-1252.")
    if not row.binary and (asked := source.unlikely):
        what = f"Nothing in the file shows that its letters are {asked}, as chosen."
        yield Problem(1, "encoding", what, "They were read so all the same; if words look wrong, choose another.")
    read = row.load().read
    takes_columns = "columns" in inspect.signature(read).parameters
    found = read(source, columns=columns) if takes_columns else read(source)
    yield next(found, Problem(1, "file", "The file holds no records.", "Nothing was read."))
    yield from found
