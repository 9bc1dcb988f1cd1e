"""Reading in tests: records and problems apart."""

from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord, Problem


def read(data: bytes | str, format: str, **options) -> tuple[list[ParsedRecord], list[Problem]]:
    data = data.encode() if isinstance(data, str) else data
    got = list(parse(data, format, **options))
    return [g for g in got if isinstance(g, ParsedRecord)], [g for g in got if isinstance(g, Problem)]
