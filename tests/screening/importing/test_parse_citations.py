"""The command that prints a citation file as JSON."""

import json
import signal
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from tests.shared import REPO


@pytest.fixture
def ris(tmp_path):
    path = tmp_path / "two.ris"
    path.write_text("TY  - JOUR\nTI  - A\nPY  - soon\nER  - \nTY  - JOUR\nTI  - B\nAU  - Roe, J.\nER  - \n")
    return path


def test_one_object_a_line_and_a_last_line_with_the_problems(ris, capsys):
    call_command("parse_citations", str(ris))

    *records, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [r["title"] for r in records] == ["A", "B"]
    assert records[1]["authors"] == [{"family": "Roe", "given": "J."}]
    assert last == {
        "records": 2,
        "problems": [
            {
                "line": 3,
                "field": "year",
                "what": "“soon” holds no year.",
                "done": "The year was left empty; the text is kept.",
                "lost": 0,
            }
        ],
    }


def test_one_array_of_records_with_the_problems_on_stderr(ris, capsys):
    call_command("parse_citations", str(ris), "--array")

    printed = capsys.readouterr()
    assert [r["title"] for r in json.loads(printed.out)] == ["A", "B"]
    assert printed.err == "line 3: “soon” holds no year. The year was left empty; the text is kept.\n"


def test_a_file_that_is_no_citation_file_is_refused_with_one_line(tmp_path):
    path = tmp_path / "picture.ris"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")

    with pytest.raises(CommandError, match=r"picture\.ris: The file is a picture\.$") as refused:
        call_command("parse_citations", str(path))

    assert refused.value.returncode == 2


def test_as_an_array_a_refused_file_is_empty_and_no_failure(tmp_path, capsys):
    path = tmp_path / "empty.ris"
    path.write_bytes(b"")

    call_command("parse_citations", str(path), "--array")

    printed = capsys.readouterr()
    assert (json.loads(printed.out), printed.err) == ([], "The file is empty.\n")


def test_it_ends_without_a_word_where_its_reader_has_seen_enough(tmp_path):
    path = tmp_path / "many.ris"
    path.write_text("TY  - JOUR\nTI  - A title of some length\nER  - \n" * 4000)
    command = [sys.executable, "manage.py", "parse_citations", str(path)]
    with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:  # noqa: S603
        assert json.loads(printing.stdout.readline())["title"] == "A title of some length"
        printing.stdout.close()
        assert (printing.stderr.read(), printing.wait()) == (b"", -signal.SIGPIPE)
