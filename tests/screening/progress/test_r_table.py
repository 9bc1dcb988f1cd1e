"""The table for the R package PRISMA2020, read here as that package reads it."""

import csv
import io
import re
from dataclasses import replace

from ketreview.home.prisma_files import r_csv
from screening.progress.flow import PreviousCounts, ReasonCount, SourceCount
from tests.screening.progress.flows import finished, unfinished

# The names that PRISMA_data() looks for in the first column, each by a pattern that must match one row.
NUMBERS = (
    "previous_studies", "previous_reports", "register_results", "database_results", "website_results",
    "organisation_results", "citations_results", "duplicates", "excluded_automatic", "excluded_other",
    "records_screened", "records_excluded", "dbr_sought_reports", "dbr_notretrieved_reports",
    "other_sought_reports", "other_notretrieved_reports", "dbr_assessed", "other_assessed", "new_studies",
    "new_reports", "total_studies$", "total_reports$",
)  # fmt: skip
LISTS = ("database_specific_results", "register_specific_results", "dbr_excluded", "other_excluded")
BOXES = ("prevstud", "newstud", "othstud")


def read(counts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(r_csv(counts).decode())))


def value(rows, pattern: str) -> str:
    (row,) = [row for row in rows if row["data"] != "NA" and re.search(pattern, row["data"])]
    return row["n"]


def reasons(cell: str) -> list[tuple[str, int]]:
    """Split at "; ", the name before the first comma, the number after it."""
    return [(part.split(",", 1)[0], int(part.split(",", 1)[1])) for part in cell.split("; ")]


def test_a_hidden_number_is_left_empty_and_its_text_says_so():
    rows = read(replace(finished(), screening_hidden=True, assessment_hidden=True))
    assert (value(rows, "records_excluded"), value(rows, "new_reports")) == ("", "")
    told = {row["data"]: row["boxtext"] for row in rows}
    assert told["records_excluded"] == "Records excluded: hidden until the stage is unblinded"


def test_every_row_that_the_package_looks_for_is_there_once_and_a_number():
    for counts in (unfinished(), finished()):
        rows = read(replace(counts, studies=counts.studies or 0))
        assert all(value(rows, name).isdecimal() for name in NUMBERS)
        assert all(value(rows, name) is not None for name in LISTS)
        assert [sum(row["box"] == box for row in rows) for box in BOXES] == [1, 1, 1]
        assert [value(rows, name) for name in ("identification", "screening", "included")] == ["0", "0", "0"]


def test_the_numbers_are_those_of_the_flow():
    rows = read(replace(unfinished(), previous=PreviousCounts(10, 12)))
    assert [int(value(rows, name)) for name in NUMBERS] == [
        10, 12, 151, 3349, 3, 0, 14, 1000, 0, 0, 2500, 2200, 250, 10, 16, 2, 235, 14, 28, 35, 38, 47,
    ]  # fmt: skip
    assert reasons(value(rows, "database_specific_results")) == [("PubMed", 1312), ("Embase (Ovid)", 2037)]
    assert reasons(value(rows, "dbr_excluded"))[1] == ("Wrong comparator", 90)


def test_names_with_the_marks_that_the_package_splits_at_stay_one_name():
    flow = replace(
        finished(),
        sources=(SourceCount("Ovid, Embase; 1974 on", 122),),
        reports=replace(finished().reports, excluded=(ReasonCount("Animals, cells; tissue", 30),)),
    )
    rows = read(flow)
    assert reasons(value(rows, "database_specific_results")) == [("Ovid – Embase / 1974 on", 122)]
    assert reasons(value(rows, "dbr_excluded")) == [("Animals – cells / tissue", 30)]
    assert value(read(replace(finished(), studies=None)), "new_studies") == ""


def test_sources_for_which_the_package_has_no_box_are_counted_and_said():
    flow = replace(unfinished(), other_sources=(SourceCount("Contacts", 17, "other"),))
    (row,) = [row for row in read(flow) if row["data"] == "organisation_results"]
    assert (row["n"], row["boxtext"]) == ("17", "Organisations and other sources")
