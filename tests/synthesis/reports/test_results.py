"""The export of results: a row for each study of a current run and one for what they were pooled to."""

import csv
import io
from math import log

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from synthesis.analyses import actions
from synthesis.models import Analysis, Outcome
from synthesis.reports.registry import EXPORTS
from synthesis.stats import analyse
from tests.synthesis.worlds import reconciled_study

NUMBERS = {
    "Alpha": [("8", "12"), ("3", "12")],
    "=Beta": [("7", "22"), ("5", "22")],
    "Gamma": [("15", "40"), ("4", "41")],
    "Zero": [("0", "10"), ("0", "10")],
}


@pytest.fixture
def analysis(cast, django_capture_on_commit_callbacks) -> Analysis:
    for label, pairs in NUMBERS.items():
        cells = [dict(zip(("events", "total"), pair, strict=True)) for pair in pairs]
        reconciled_study(cast, label, numbers=dict(zip(("Ketamine", "Placebo"), cells, strict=True)))
    analysis = actions.define_analysis(
        by=cast.methodologist,
        outcome=Outcome.objects.get(),
        time_point=cast.review.time_points.get(),
        title="Response",
        measure="RR",
        model="random",
        tau2="REML",
        interval="hksj",
        favours_left="",
        favours_right="",
        cautions="",
    )
    with django_capture_on_commit_callbacks(execute=True):
        actions.ask_for_run(analysis=analysis, by=cast.methodologist)
    analysis.refresh_from_db()
    return analysis


@pytest.fixture
def export(cast, sign_in):
    def take(format):
        url = reverse("reports:results", kwargs={"slug": cast.review.slug})
        return sign_in(cast.methodologist).get(url, {"format": format})

    return take


def csv_rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_yi_and_vi_of_the_file_pool_to_the_stored_result(analysis, export):
    *studies, last = csv_rows(export("csv"))
    effects = [{"label": r["Study"], "yi": float(r["yi"]), "vi": float(r["vi"])} for r in studies if r["yi"]]
    again = analyse(effects, kind="generic", measure="GEN", model="random", tau2="REML", test="hksj")
    stored = analysis.current_run.result["pooled"]
    assert again.pooled.estimate == stored["estimate"]
    assert (float(last["yi"]), float(last["tau2"])) == (stored["estimate"], stored["heterogeneity"]["tau2"])
    assert log(float(last["Effect"])) == pytest.approx(stored["estimate"], rel=1e-14)
    shown = analysis.current_run.result["display"]
    assert [float(last[head]) for head in ("CI lower", "CI upper", "Prediction lower", "Prediction upper")] == [
        shown[code] for code in ("ci_lb", "ci_ub", "pi_lb", "pi_ub")
    ]


def test_each_study_has_its_numbers_and_why_it_is_not_pooled(analysis, export):
    rows = {row["Study"]: row for row in csv_rows(export("csv"))}
    assert sorted(rows) == ["'=Beta", "Alpha", "Gamma", "Pooled (3)", "Zero"]
    alpha, zero = rows["Alpha"], rows["Zero"]
    assert [alpha[head] for head in ("Analysis", "Run", "Measure", "Model", "Row")] == [
        *("Response", "1", "RR", "random", "study")
    ]
    assert [alpha[head] for head in ("e1", "n1", "e2", "n2", "m1")] == ["8", "12", "3", "12", ""]
    assert float(alpha["Effect"]) == pytest.approx(8 / 3)
    assert (zero["yi"], zero["Weight, %"]) == ("", "")
    assert zero["Why not pooled"].startswith("no events in either arm")


def test_the_sheet_is_named_and_holds_numbers(analysis, export):
    sheet = load_workbook(io.BytesIO(export("xlsx").content)).active
    cells = {name.value: cell for name, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (sheet.title, cells["yi"].data_type, cells["Run"].value) == ("Results", "n", 1)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}


def test_without_a_run_there_are_heads_alone(cast, export):
    assert csv_rows(export("csv")) == []


def test_the_exports_page_lists_it():
    assert [(row.permission, row.formats) for row in EXPORTS if row.url_name == "reports:results"] == [
        ("see_results", ("csv", "xlsx"))
    ]
