"""`dedupe_citations`: a table in, clusters and questions out; and the small pure modules of the pages."""

import csv
import gzip
import tomllib
from itertools import permutations
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ketreview.drawing.legibility import outside
from screening.dedupe.merging import merged
from screening.dedupe.method_text import method_text
from screening.dedupe.overlap_chart import overlap_chart
from tests.screening.dedupe.works import TRIAL, without, work

pytestmark = pytest.mark.engine_free


def written(folder, rows, name="records.csv"):
    path = folder / name
    opened = gzip.open if name.endswith(".gz") else open
    with opened(path, "wt", encoding="utf-8", newline="") as data:
        table = csv.DictWriter(data, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize("name", ["records.csv", "records.csv.gz"])
def test_copies_share_a_cluster_and_likely_pairs_are_for_review(tmp_path, name, capsys):
    other = without(
        "doi", "pmid", "abstract", title="Sleep and migraine in shift workers", authors="Novák, P.", pages="9"
    )
    rows = [work(pages="712-24"), TRIAL, work(pmid="31"), other]
    path = written(tmp_path, [{"record_id": f"r{n}", **row} for n, row in enumerate(rows)], name)
    call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as data:
        found = [(row["record_id"], row["cluster_id"], row["tier"]) for row in csv.DictReader(data)]
    assert found[:2] == [("r0", "w1", "auto"), ("r1", "w1", "auto")]
    assert {id for id, _, tier in found if tier == "review"} in ({"r0", "r2"}, {"r1", "r2"})
    assert capsys.readouterr().out == "4 records: 1 is a copy of another one, 1 question.\n"


def test_an_accession_number_is_read_as_it_stands(tmp_path):
    rows = [{"authors": "NCT01234567", "accession": ""}, {"authors": "Roe, B.", "accession": "NCT01234567"}]
    title = {"title": "Ketamine for bipolar depression in adults", "year": "2011"}
    path = written(tmp_path, [{"record_id": f"r{n}", **title, **row} for n, row in enumerate(rows)])
    call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    assert "Same trial number" in (tmp_path / "out.csv").read_text()


def merged_rows(folder, *rows):
    """Of the rows of a table, the ids that the command holds to be copies of another one."""
    path = written(folder, [{"record_id": f"r{n}", **row} for n, row in enumerate(rows)])
    call_command("dedupe_citations", path, output=folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as data:
        return [row["record_id"] for row in csv.DictReader(data) if row["tier"] == "auto"]


PMIDS = ("PMID: 8678384", "8678384 [pmid]", "8678384.0", "https://pubmed.ncbi.nlm.nih.gov/8678384/", "08678384")


@pytest.mark.parametrize("told", PMIDS)
def test_a_pubmed_id_is_read_in_all_its_forms(tmp_path, told):
    bare = dict.fromkeys(("authors", "journal", "year"), "")
    title = {"title": "Zinc lozenges in the common cold of adults"}
    full = title | {"authors": "Mossad SB", "journal": "Ann Intern Med", "year": "1996", "pmid": "8678384"}
    assert merged_rows(tmp_path, full, title | bare | {"pmid": told}) == ["r0", "r1"]
    assert merged_rows(tmp_path, full, title | bare | {"pmid": told.replace("8678384", "8678385")}) == []


@pytest.mark.parametrize(
    "told",
    [
        "Hansen L, Berg I, Poe AB",
        "Hansen L., Berg I., Poe A.B.",
        "Hansen, L., Berg, I., & Poe, A. B.",
        "Lars Hansen, Inger Berg and Ann Poe",
        "Hansen L; Berg I; Poe AB",
    ],
)
def test_authors_listed_with_commas_are_taken_apart(tmp_path, told):
    title = {
        "title": "Exercise for relapse in recurrent depression",
        "year": "2019",
        "journal": "Acta Psychiatr Scand",
    }
    full = title | {"authors": "Hansen, Lars; Berg, Inger; Poe, Ann B."}
    assert merged_rows(tmp_path, full, title | {"authors": told}) == ["r0", "r1"]
    assert merged_rows(tmp_path, full, title | {"authors": told.replace("Berg", "Quist")}) == []


def test_a_table_without_ids_and_a_missing_file_are_refused_in_words(tmp_path):
    path = written(tmp_path, [{"title": "Ketamine"}])
    with pytest.raises(CommandError, match="no column 'record_id'"):
        call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    with pytest.raises(CommandError, match="No such file"):
        call_command("dedupe_citations", tmp_path / "none.csv", output=tmp_path / "out.csv")


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("record_id 'a' is that of records 1 and 2", b"record_id,title\na,One\na,Two\n"),
        ("record at line 3 has no record_id", b"record_id,title\na,One\n,Two\n"),
        ("no column 'title'", b"record_id,name\na,One\n"),
        ("'title' is there twice", b"record_id,Title,title\na,One,Two\n"),
        ("not UTF-8", "record_id,title\na,Schmerz für Ärzte\n".encode("latin-1")),
        ("not UTF-8", "record_id,title\na,One\n".encode("utf-16")),
        ("record at line 2 is never closed", b'record_id,title\na,"One\nb,Two\n'),
    ],
)
def test_a_table_that_is_none_is_refused_in_words(tmp_path, said, data):
    path = tmp_path / "records.csv"
    path.write_bytes(data)
    with pytest.raises(CommandError, match=said):
        call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_headings_are_read_in_any_case_and_a_missing_folder_is_named(tmp_path, capsys):
    rows = [{"Record ID": "r1", **TRIAL}, {"Record ID": "r2", **work(pages="712-24")}]
    path = written(tmp_path, [{name.capitalize(): value for name, value in row.items()} for row in rows])
    call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    assert capsys.readouterr().out == "2 records: 1 is a copy of another one, 0 questions.\n"
    with pytest.raises(CommandError, match="there is no folder"):
        call_command("dedupe_citations", path, output=tmp_path / "none" / "out.csv")
    before = path.read_bytes()
    with pytest.raises(CommandError, match="is the table itself"):
        call_command("dedupe_citations", path, output=tmp_path / "." / path.name)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            "record_id,title,doi\n1,One,x\n2\n3,Three,d,more,and more\n",
            "Line 3: 1 of 3 cells; those that are missing are taken as empty.\n"
            "Line 4: 5 of 3 cells; what is over is left out: more, and more.\n",
        ),
        ("record_id,title,Author,year\n1,One,Roe,2019\n", "Columns that are not compared: Author.\n"),
        ("record_id,title\n", "There are headings and no records in the table.\n"),
        ("record_id,title\n" + "\n".join(map(str, range(12))), "Line 11: 1 of 2 cells; those that are missing are "
         "taken as empty.\nSo it is in 2 more rows.\n"),
    ],
)  # fmt: skip
def test_what_is_odd_in_a_table_is_said(tmp_path, data, said, capsys):
    path = tmp_path / "records.csv"
    path.write_text(data)
    call_command("dedupe_citations", path, output=tmp_path / "out.csv")
    assert capsys.readouterr().err.endswith(said)


def test_which_of_equal_records_are_asked_about_does_not_depend_on_their_order(tmp_path):
    asked = set()
    for order in permutations("abc"):
        path = tmp_path / "records.csv"
        path.write_text("record_id,title,doi\n" + "".join(f"{id},Ketamine for burns in adults,x\n" for id in order))
        call_command("dedupe_citations", path, output=tmp_path / "out.csv")
        with (tmp_path / "out.csv").open(newline="") as rows:
            asked.add(frozenset(row["record_id"] + row["cluster_id"] for row in csv.DictReader(rows)))
    assert len(asked) == 1


def test_the_merged_record_takes_what_most_give_else_the_fullest_and_names_its_sources():
    records = [
        {"title": "Ketamine", "doi": "", "abstract": "Short.", "authors": ["Ruiz, A."]},
        {
            "title": "Ketamine.",
            "doi": "10.1/a",
            "abstract": "A longer abstract.",
            "authors": ["Ruiz, A.", "Kim, J."],
        },
        {"title": "Esketamine", "doi": "10.1000/a", "abstract": "", "authors": []},
    ]
    found = {field.name: (field.value, field.sources, field.others) for field in merged(records)}
    assert found["title"] == ("Ketamine.", (0, 1), 1)
    assert found["abstract"] == ("A longer abstract.", (1,), 1)
    assert found["authors"] == ("Ruiz, A.; Kim, J.", (1,), 1)


def test_the_merged_record_cites_one_place_and_fills_its_gaps_from_those_that_say_nothing_else():
    title = {"title": "Ketamine for burns"}
    preprint = title | {"journal": "medRxiv", "year": 2018, "doi": "10.1101/2018.11.01.1", "type": "Preprint"}
    article = title | {"journal": "Pain", "year": 2019, "volume": "12", "issue": "3", "pages": "301-309"}
    elsewhere = title | {"journal": "Burns", "year": 2019, "volume": "40", "pages": "7", "doi": "10.1000/burns"}
    stray = title | {"journal": "Trauma", "year": 2019, "doi": "10.1000/stray"}
    index = title | {"journal": "Pain (Amsterdam)", "volume": "12", "doi": "10.1000/pain", "pmid": "77"}
    found = {one.name: one for one in merged([preprint, elsewhere, article, stray, index])}
    told = {name: found[name].value for name in ("journal", "year", "volume", "issue", "pages", "doi", "pmid")}
    assert told == {
        "journal": "Pain", "year": "2019", "volume": "12", "issue": "3", "pages": "301-309",
        "doi": "10.1000/pain", "pmid": "77",
    }  # fmt: skip
    assert (found["doi"].sources, found["doi"].others) == ((4,), 3)
    assert "doi" not in {one.name for one in merged([article, elsewhere | {"doi": ""}])}
    assert {one.name: one.value for one in merged([preprint, article])}.get("doi") is None


def test_the_chart_tells_each_bar_and_nothing_stands_outside_it():
    scene = overlap_chart(
        [("PubMed", "Embase", 120, 0.4), ("PubMed", "A very long name of a register " * 3, 0, 0.0)]
    )
    assert scene.description.startswith("PubMed and Embase: 120 works, 40% of the smaller source")
    assert outside(scene) == []


def test_the_method_text_counts_and_says_what_is_open():
    text = method_text(
        records=1200, sources=3, by_rule=300, by_hand=12, apart=4, parted=0, questions=1, muted=["issue"]
    )
    with (Path(__file__).parents[3] / "pyproject.toml").open("rb") as data:
        version = tomllib.load(data)["project"]["version"]
    assert f"identified with KetReview {version}: " in text
    assert "312 records were put aside as copies (888 unique records remained)" in text
    assert "12 were merged and 4 kept apart" in text
    assert "1 pair had not been decided. The field issue was left out" in text
    assert "the title agreed and beside it an identifier (DOI, PubMed or trial number) or at least two of" in text
