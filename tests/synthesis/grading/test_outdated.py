"""Where the data or the recipe have changed since a run, every page and file that shows it says so."""

import io
import re
from html import unescape

import docx
import pytest
from django.urls import reverse

from synthesis.analyses import actions
from synthesis.grading.actions import add_row, decide_domain, make_table
from synthesis.models import ReconciledValue
from tests.synthesis.worlds import reconciled_study

DOMAINS = ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias")
RECIPE = {"title": "Pain", "measure": "RR", "model": "random", "tau2": "REML", "interval": "hksj"}


@pytest.fixture
def analysis(cast):
    reconciled_study(cast)
    reconciled_study(cast, "Carr 2004")
    place = {"outcome": cast.review.outcomes.get(), "time_point": cast.review.time_points.get()}
    return actions.define_analysis(by=cast.methodologist, **place, **RECIPE)


@pytest.fixture
def run(analysis, cast, django_capture_on_commit_callbacks):
    def now():
        with django_capture_on_commit_callbacks(execute=True):
            actions.ask_for_run(analysis=analysis, by=cast.methodologist)
        analysis.refresh_from_db()
        return analysis.current_run

    return now


@pytest.fixture
def rated(analysis, run, cast):
    """A rated analysis in a summary of findings."""
    run()
    for domain in DOMAINS:
        decide_domain(source=analysis, domain=domain, steps=0, reason="Looked at", by=cast.methodologist)
    table = make_table(by=cast.methodologist, title="Findings", intervention="ketamine", comparison="placebo")
    add_row(table=table, source=analysis, by=cast.methodologist)
    return table


@pytest.fixture
def pages(rated, analysis, cast, sign_in):
    """The words of every page and file that shows the result, by name."""

    def read(*names):
        client, slug = sign_in(cast.observer), cast.review.slug
        analysis.refresh_from_db()
        addresses = {
            "list": ("grading:overview", {}),
            "certainty": ("grading:certainty", {"rated": analysis.key}),
            "table": ("grading:table", {"table_id": rated.pk}),
            "csv": ("grading:table_file", {"table_id": rated.pk, "file_format": "csv"}),
            "html": ("grading:table_file", {"table_id": rated.pk, "file_format": "html"}),
            "docx": ("grading:table_file", {"table_id": rated.pk, "file_format": "docx"}),
            "run": ("analyses:show_run", {"run_id": analysis.current_run_id}),
            "sturdiness": ("analyses:sturdiness", {"run_id": analysis.current_run_id}),
            "compare": (
                "analyses:compare",
                {"run_id": analysis.current_run_id, "other_id": analysis.runs.first().pk},
            ),
            "chooser": ("reports:report", {}),
        }
        found = {}
        for name in names or addresses:
            address, ids = addresses[name]
            content = client.get(reverse(address, kwargs={"slug": slug, **ids})).content
            if name == "docx":
                file = docx.Document(io.BytesIO(content))
                cells = [cell.text for row in file.tables[0].rows for cell in row.cells]
                found[name] = " ".join([*cells, *(each.text for each in file.paragraphs)])
            else:
                found[name] = unescape(content.decode("utf-8-sig"))
        return found

    return read


def test_nothing_is_marked_where_nothing_changed(pages):
    assert {
        name: "utdated" in text.replace("data-outdated", "") for name, text in pages().items()
    } == dict.fromkeys(pages(), False)


def test_corrected_data_are_told_on_every_page_and_file_that_shows_the_run(pages):
    row = ReconciledValue.objects.filter(field="events", number=8).first()
    ReconciledValue.objects.filter(pk=row.pk).update(number=9, text="9")
    told = pages()
    assert [name for name, text in told.items() if "utdated" not in text] == []
    assert [name for name, text in told.items() if "1 study changed" not in text] == ["compare"]
    assert "Run 1, " in told["chooser"]
    assert "(newest, outdated: changed since run 1: 1 study changed)" in told["chooser"]
    for name in ("table", "csv", "html", "docx"):
        assert "1 of 1 row is outdated" in told[name], name
        said = re.sub(r"(</a>)?<sup>a</sup>|\] a\b", "]a", told[name]).replace("]]", "]")
        assert "Pain response, 1 week [outdated]a" in said, name


def test_a_certainty_of_an_older_run_is_told_with_what_changed_since(pages, analysis, run, cast):
    place = {"outcome": analysis.outcome, "time_point": analysis.time_point}
    actions.change_analysis(
        analysis=analysis, version=analysis.version, by=cast.methodologist, **place, **RECIPE | {"measure": "OR"}
    )
    assert "Outdated. Changed since run 1: Measure Risk ratio → Odds ratio." in pages("table")["table"]
    run()
    told = pages()
    said = "judged on run 1; since then: Measure Risk ratio → Odds ratio"
    for name in ("list", "certainty", "table", "csv", "html", "docx"):
        assert said in told[name].replace("Judged", "judged"), name
    assert "Outdated. Changed" not in told["table"]


def test_a_run_repeated_with_the_same_numbers_keeps_its_certainty(pages, run):
    run()
    assert "judged on run" not in pages("table")["table"]
