"""The table of formats records are written in. A new one is one module with one function, and one row here.

The function takes records and gives the file piece by piece, as text or bytes.
`tests/screening/exporting/test_round_trip.py` walks the table: what is written reads back as it was.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from screening.importing.parsers.records import ParsedRecord

Write = Callable[[Iterable[ParsedRecord]], Iterator[str] | Iterator[bytes]]


@dataclass(frozen=True)
class Writer:
    """`key` is what ?format= asks for and the ending of the file; `reads_as` the key of the format in which
    `parsers/formats.py` reads it back. `function` is the writer, as "module.function" of this folder.
    """

    key: str
    label: str
    reads_as: str
    function: str
    content_type: str

    def load(self) -> Write:
        """The function; its module is imported on first use."""
        module, _, name = self.function.partition(".")
        return getattr(importlib.import_module(f"{__package__}.{module}"), name)

    def pieces(self, records: Iterable[ParsedRecord]) -> Iterator[bytes]:
        """The file in UTF-8, piece by piece."""
        for piece in self.load()(records):
            yield piece if isinstance(piece, bytes) else piece.encode()


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: tuple[Writer, ...] = (
    Writer("ris", "RIS", "ris", "ris.write_ris", "application/x-research-info-systems; charset=utf-8"),
    Writer("nbib", "MEDLINE / PubMed (NBIB)", "nbib", "nbib.write_nbib", "application/nbib; charset=utf-8"),
    Writer("bib", "BibTeX", "bibtex", "bibtex.write_bibtex", "application/x-bibtex; charset=utf-8"),
    Writer("json", "CSL-JSON", "csljson", "csl_json.write_csl_json", "application/vnd.citationstyles.csl+json"),
    Writer("csv", "CSV", "csv", "csv_table.write_csv", "text/csv"),
    Writer("xlsx", "XLSX", "xlsx", "xlsx_table.write_xlsx", XLSX),
    Writer("xml", "EndNote XML", "endnote_xml", "endnote_xml.write_endnote_xml", "application/xml"),
)
BY_KEY = {row.key: row for row in WRITERS}
