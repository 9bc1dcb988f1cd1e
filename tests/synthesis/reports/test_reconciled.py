"""The export of reconciled data: its columns, its formats, and formulas made plain."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from synthesis.models import ReconciledValue
from synthesis.reports.registry import EXPORTS
from tests.synthesis.worlds import BINARY, fill, make_study, reconciled_study

COLUMNS = [
    *("Value ID", "Study", "Year", "Outcome", "Unit", "Time point", "Definition", "Arm", "Role", "Field"),
    *("Reported", "As printed", "Number", "Page", "Quote", "Origin", "Reason", "Settled by", "Settled at (UTC)"),
    "Version",
]


@pytest.fixture
def export(cast, sign_in):
    def take(format):
        url = reverse("reports:reconciled", kwargs={"slug": cast.review.slug})
        return sign_in(cast.methodologist).get(url, {"format": format})

    return take


def test_a_line_for_each_reconciled_value(cast, export):
    reconciled_study(cast)
    answer = export("csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(rows[0]) == COLUMNS
    assert [
        (row["Study"], row["Arm"], row["Role"], row["Field"], row["As printed"], row["Number"]) for row in rows
    ] == [
        ("Noppers 2011", "Ketamine", "experimental", "Events", "8", "8.0"),
        ("Noppers 2011", "Ketamine", "experimental", "Total", "12", "12.0"),
        ("Noppers 2011", "Placebo", "comparator", "Events", "3", "3.0"),
        ("Noppers 2011", "Placebo", "comparator", "Total", "12", "12.0"),
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="{cast.review.slug}-reconciled.csv"'


def test_formulas_are_text_and_numbers_stay_numbers(cast, export):
    reconciled_study(cast, kind="generic", numbers={None: {"estimate": "-0.5", "ci_lb": "-1", "ci_ub": "0"}})
    ReconciledValue.objects.update(quote="=HYPERLINK(1)", page="@SUM(A1)", reason="＝1+1")
    rows = list(csv.DictReader(io.StringIO(export("csv").content.decode())))
    assert {(row["Quote"], row["Page"], row["Reason"]) for row in rows} == {
        ("'=HYPERLINK(1)", "'@SUM(A1)", "'＝1+1")
    }
    assert (rows[0]["As printed"], rows[0]["Number"]) == ("'-0.5", "-0.5")
    sheet = load_workbook(io.BytesIO(export("xlsx").content)).active
    assert sheet.title == "Reconciled data"
    cells = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert (cells["Number"].value, cells["Number"].data_type, cells["Quote"].value) == (-0.5, "n", "'=HYPERLINK(1)")


def test_nothing_that_is_not_reconciled_leaves(cast, export):
    for member in (cast.extractor, cast.second_extractor):
        fill(member, study := make_study(cast.lead, f"S{member.pk}"), BINARY)
        assert study.label.encode() not in export("csv").content


def test_values_of_another_review_are_not_in_it(cast, export):
    reconciled_study(cast, "Ours")
    study = make_study(cast.other_lead, "Theirs")
    ReconciledValue.objects.create(
        study_outcome=study.study_outcomes.get(),
        arm=study.arms.first(),
        field="events",
        text="1",
        number=1,
        origin="typed",
        settled_by=cast.other_lead,
    )
    assert b"Theirs" not in export("csv").content


def test_an_unknown_format_is_not_found(export):
    assert export("html").status_code == 404


def test_the_exports_page_lists_it():
    assert [
        (row.url_name, row.permission, row.formats) for row in EXPORTS if row.url_name == "reports:reconciled"
    ] == [("reports:reconciled", "see_extracted", ("csv", "xlsx"))]
