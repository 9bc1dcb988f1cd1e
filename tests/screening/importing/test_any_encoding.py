"""Any encoding may be chosen for any file: nothing raises, and the pages open."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from screening.importing import actions
from screening.importing.forms import ENCODING_CHOICES
from screening.importing.headings import headings
from screening.importing.parsers.formats import BY_KEY, parse
from screening.importing.parsers.records import ParsedRecord, Problem
from screening.models import ImportBatch
from tests.screening.importing.making import ris, source_of, upload

OFFERED = [codec for codec, _ in ENCODING_CHOICES if codec]
ODD = ["utf-16-le", "utf-16-be", "utf-32", "utf-7", "iso2022_jp", "hz"]
NONE = ["idna", "punycode", "unicode_escape", "undefined", "rot13"]
TABLE = "Title,Authors,Year\nKétamine et douleur,Müller A,2020\nPain and ketamine,Roe B,2021\n"
FILES = {
    "csv": TABLE,
    "ris": ris(1, 2).decode(),
    "nbib": "PMID- 1\nTI  - Kétamine for pain.\nDP  - 2020\nFAU - Roe, Ann\n\nPMID- 2\nTI  - Pain.\nDP  - 2021\n",
    "bibtex": "@article{a, title={Kétamine for pain}, author={Roe, Ann}, year={2020}}\n",
    "csljson": json.dumps([{"type": "article-journal", "title": "Kétamine"}], ensure_ascii=False),
    "endnote_xml": "<xml><records><record><titles><title>Kétamine</title></titles></record></records></xml>",
    "references": "Roe A. Kétamine for pain. Pain. 2020;1(2):3-9.\n",
}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.mark.parametrize("encoding", [*OFFERED, *ODD])
@pytest.mark.parametrize("format", FILES)
def test_no_encoding_that_is_chosen_raises(format, encoding):
    for written in ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"):
        for data in (whole := FILES[format].encode(written), whole[:-1], b"\xff"):
            found = list(parse(data, format, encoding=encoding))
            records = [got.as_json() for got in found if isinstance(got, ParsedRecord)]
            assert found
            assert "\\u0000" not in json.dumps(records)
            headings(io.BytesIO(data), format, encoding)


@pytest.mark.parametrize("name", NONE)
def test_a_codec_that_is_no_encoding_is_refused(name):
    with pytest.raises(LookupError, match=f"There is no encoding “{name}”"):
        list(parse(TABLE.encode(), "csv", encoding=name))


@pytest.mark.parametrize("order", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_with_and_without_a_mark(order):
    got = list(parse(TABLE.encode(order), "csv", encoding="utf-16"))

    assert [record.title for record in got if isinstance(record, ParsedRecord)] == [
        "Kétamine et douleur",
        "Pain and ketamine",
    ]
    assert not [problem for problem in got if isinstance(problem, Problem) and problem.field == "encoding"]


def test_one_problem_says_that_the_file_is_not_in_the_encoding_that_was_chosen():
    chinese = "题名,作者\n氯胺酮,王\n疼痛,李\n"
    got = list(parse(chinese.encode("utf-16-le"), "csv", encoding="utf-16"))

    told = [problem for problem in got if isinstance(problem, Problem) and problem.field == "encoding"]
    assert [problem.what for problem in told] == [
        "Nothing in the file shows that its letters are UTF-16, as chosen."
    ]
    assert sum(isinstance(record, ParsedRecord) for record in got) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "cp037"])
@pytest.mark.parametrize("format", FILES)
def test_a_file_is_refused_that_makes_no_sense_in_the_encoding_that_was_chosen(format, encoding):
    (told,) = parse(FILES[format].encode(), format, encoding=encoding)

    assert "next to no usual letter" in told.what
    assert told.done == "Nothing was read. It is most likely UTF-8: choose that, or leave the choice to us."


@pytest.mark.parametrize("format", FILES)
def test_pages_open_whatever_was_chosen(format, cast, sign_in):
    client, lead = sign_in(cast.lead), cast.lead
    batch = actions.stage_import(
        file=upload(FILES[format].encode(), "odd"),
        source=source_of(lead),
        by=lead,
        format=format,
        encoding="utf-16",
    )

    assert batch.state == ImportBatch.State.STAGED
    assert batch.counts["problems"]
    for name, ids in (("batch", {"batch_id": batch.pk}), ("list", {})):
        address = reverse(f"importing:{name}", kwargs={"slug": cast.review.slug, **ids})
        assert client.get(address).status_code == 200, name


def test_a_table_whose_headings_cannot_be_read_shows_no_columns(cast, sign_in, monkeypatch):
    """An encoding that was kept before it was refused, or bytes that no reader foresaw."""
    batch = actions.stage_import(
        file=upload(TABLE.encode(), "t.csv"), source=source_of(cast.lead), by=cast.lead, format="csv"
    )
    ImportBatch.objects.filter(pk=batch.pk).update(encoding="no-such-thing")

    for name, ids in (("batch", {"batch_id": batch.pk}), ("list", {})):
        address = reverse(f"importing:{name}", kwargs={"slug": cast.review.slug, **ids})
        assert sign_in(cast.lead).get(address).status_code == 200, name


def test_the_command_ends_with_one_line_or_with_records(tmp_path: Path):
    path = tmp_path / "two.nbib"
    path.write_text(FILES["nbib"])

    with pytest.raises(CommandError) as refused:
        call_command("parse_citations", str(path), encoding="utf-16", stdout=io.StringIO())

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert set(FILES) <= set(BY_KEY)
