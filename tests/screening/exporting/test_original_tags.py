"""What no field of ours holds goes with a record into every format and comes back; votes never do."""

import dataclasses
import json

import pytest

from screening.exporting.writers.formats import WRITERS
from screening.exporting.writers.original_tags import original_tags, taken_along, unheld
from screening.importing.parsers.formats import parse
from screening.importing.parsers.records import ParsedRecord
from tests.shared import needs_shared

from .test_round_trip import public_records

RIS = (
    "TY  - JOUR\nTI  - Pain in mice\nAU  - Roe, J.\nPY  - 2021\nVL  - 12\nIS  - 3\nSP  - 1\nEP  - 9\n"
    "DO  - https://doi.org/10.1000/abc\nU4  - 12\nAD  - Town,  with {and $ % & # _ ^ ~ braces}\n"
    "ZZ  - odd\nZZ  - “twice” -- 'quoted' \\alpha\nLB  - kept\nER  - \n"
)
XML = (
    '<xml><records><record><ref-type name="Journal Article">17</ref-type>'
    "<titles><title>Pain in mice</title></titles>"
    "<dates><year>2021</year></dates><custom3>drug; <style>device</style></custom3>"
    '<foreign-keys><key app="EN" db-id="x1">44</key></foreign-keys></record></records></xml>'
)


def one(data, format):
    return next(got for got in parse(data, format) if isinstance(got, ParsedRecord))


@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
def test_odd_tags_of_a_ris_file_come_back_from_every_format(writer):
    record = one(RIS.encode(), "ris")
    back = one(b"".join(writer.pieces([record])), writer.reads_as)
    again = one(b"".join(writer.pieces([back])), writer.reads_as)

    assert ("U4", "12") in unheld(record)
    assert [pair for pair in unheld(record) if pair not in original_tags(back)] == []
    assert [pair for pair in unheld(record) if pair not in original_tags(again)] == []


@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
def test_elements_without_a_field_come_back_from_every_format(writer):
    record = one(XML.encode(), "endnote_xml")
    back = one(b"".join(writer.pieces([record])), writer.reads_as)

    wanted = {("custom3", "drug;"), ("custom3", "device"), ("foreign-keys/key", "44")}
    assert wanted <= set(unheld(record))
    assert wanted <= set(original_tags(back))


def test_what_a_field_holds_is_not_written_twice():
    record = one(RIS.encode(), "ris")

    assert {tag for tag, _ in unheld(record)} == {"TY", "U4", "AD", "ZZ"}
    assert taken_along(ParsedRecord(title="Pain", volume="7", raw=(("Title", "Pain"), ("VL", "7")))) == ""


VOTED = (
    'TY  - JOUR\nTI  - A\nN1  - RAYYAN-INCLUSION: {"Ana"=>"Included"} | RAYYAN-LABELS: mice | '
    'RAYYAN-EXCLUSION-REASONS: wrong animal\nZZ  - RAYYAN-INCLUSION: {"Ben"=>"Excluded"}\nER  - \n'
)
TABLE = "Title,Year,included,Vote of Ana (title and abstract)\nA,2001,1,Excluded\n"
IN_XML = (
    "<xml><records><record><titles><title>A</title></titles><research-notes>"
    'RAYYAN-INCLUSION: {"Ana"=&gt;"Included"}</research-notes></record></records></xml>'
)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
@pytest.mark.parametrize(
    ("data", "format"), [(VOTED, "ris"), (TABLE, "csv"), (IN_XML, "endnote_xml")], ids=["RIS", "CSV", "XML"]
)
def test_no_vote_of_the_file_goes_out_with_its_tags(writer, data, format):
    record = dataclasses.replace(one(data.encode(), format), notes=())  # as records are stored
    back = one(b"".join(writer.pieces([record])), writer.reads_as)

    written = json.dumps(back.raw, ensure_ascii=False)
    assert [
        word for word in ("Ana", "Ben", "Included", "Excluded", "wrong animal", "INCLUSION") if word in written
    ] == []


def test_a_text_that_only_looks_taken_along_is_kept_as_it_is():
    record = ParsedRecord(title="A", raw=(("C8", '{"original_tags": [["X"'), ("C7", '{"original_tags": 3}')))

    assert original_tags(record) == [("C8", '{"original_tags": [["X"'), ("C7", '{"original_tags": 3}')]


@needs_shared
@pytest.mark.parametrize("writer", WRITERS, ids=lambda row: row.key)
def test_all_tags_of_the_small_public_files_come_back(writer):
    records = public_records()[::20]
    back = [
        got for got in parse(b"".join(writer.pieces(records)), writer.reads_as) if isinstance(got, ParsedRecord)
    ]

    lost = [
        (tag, value[:80])
        for before, after in zip(records, back, strict=True)
        for tag, value in unheld(before)
        if (tag, value) not in original_tags(after)
    ]
    assert lost == []
