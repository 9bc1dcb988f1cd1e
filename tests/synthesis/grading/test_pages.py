"""Decisions apart from suggestions, and the summary of findings with its files."""

import io

import docx
import pytest
from django.urls import reverse

from screening.errors import Closed, Invalid
from screening.models import Event
from synthesis.analyses.actions import define_analysis
from synthesis.grading import actions, queries
from synthesis.models import Analysis, FindingsTable
from tests.synthesis.analyses.test_runs import RECIPE
from tests.synthesis.analyses.test_runs import world as made_world  # noqa: F401 - a fixture
from tests.synthesis.worlds import make_study
from tests.world import make_world

DOMAINS = ("risk-of-bias", "inconsistency", "indirectness", "imprecision", "publication-bias")


@pytest.fixture
def world(cast):
    return make_world(cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor])


def decide(analysis, cast, domain, steps=0, reason="Looked at"):
    return actions.decide_domain(source=analysis, domain=domain, steps=steps, reason=reason, by=cast.methodologist)


def test_a_decision_is_kept_beside_what_the_data_suggested_and_older_ones_stay(world, cast):
    first = decide(world.analysis, cast, "imprecision", -1, "Two small trials")
    second = decide(world.analysis, cast, "imprecision", 0, "Enough for this question")
    assert first.suggested_reason.startswith("The interval")
    assert (first.run, first.decided_by) == (world.run, cast.methodologist)
    analysis = queries.judged_analyses(cast.methodologist).get(pk=world.analysis.pk)
    assert queries.decisions_of(analysis)["imprecision"] == second
    assert analysis.certainty.decisions.filter(domain="imprecision").count() == 3
    verbs = Event.objects.filter(verb="certainty decided").values_list("reason", flat=True)
    assert set(verbs) == {"Two small trials", "Enough for this question"}


def test_a_decision_without_reason_is_refused_unless_it_follows_the_suggestion(world, cast):
    with pytest.raises(Invalid, match="Say why"):
        decide(world.analysis, cast, "indirectness", -1, " ")
    with pytest.raises(Invalid, match="Choose one of the steps"):
        decide(world.analysis, cast, "large-effect", -1)
    followed = decide(world.analysis, cast, "large-effect", 0, "")
    assert followed.reason == "Evidence that starts high is not rated up."


def test_evidence_that_starts_high_is_not_rated_up(world, cast, sign_in):
    with pytest.raises(Invalid, match="Evidence that starts high is not rated up"):
        decide(world.analysis, cast, "large-effect", 2, "Very large")
    actions.set_frame(
        source=world.analysis, version=world.analysis.certainty.version, by=cast.methodologist, start="low",
        threshold_low=None, threshold_high=None,
    )  # fmt: skip
    for domain in DOMAINS:
        decide(world.analysis, cast, domain)
    decide(world.analysis, cast, "large-effect", 2, "Very large")
    analysis = Analysis.objects.get(pk=world.analysis.pk)
    assert queries.level_of(analysis) == "High"
    actions.set_frame(
        source=analysis, version=analysis.certainty.version, by=cast.methodologist, start="high",
        threshold_low=None, threshold_high=None,
    )  # fmt: skip
    decide(world.analysis, cast, "risk-of-bias", -2, "Open label")
    assert queries.level_of(Analysis.objects.get(pk=world.analysis.pk)) == "Low"
    page = sign_in(cast.observer).get(
        reverse("grading:certainty", kwargs={"slug": cast.review.slug, "rated": world.analysis.key})
    )
    assert "The step up for large effect does not count" in page.content.decode()


def test_the_level_stands_once_all_five_are_decided(world, cast, sign_in):
    for domain in DOMAINS[:-1]:
        decide(world.analysis, cast, domain)
    place = {"slug": cast.review.slug, "rated": world.analysis.key}
    address = reverse("grading:certainty", kwargs=place)
    assert "Not rated yet" in sign_in(cast.observer).get(address).content.decode()
    post = reverse("grading:decide", kwargs=place | {"domain": "publication-bias"})
    client = sign_in(cast.methodologist)
    refused = client.post(post, {"steps": "-1", "reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    client.post(post, {"steps": "-1", "reason": "Registered trials were not published"})
    page = client.get(address).content.decode()
    assert "⊕⊕⊕⊝</span> Moderate" in page
    assert "Registered trials were not published" in page


def test_a_table_holds_seven_outcomes_and_each_once(world, cast):
    table = FindingsTable.objects.get()
    for number in range(5):
        again = define_analysis(
            by=cast.methodologist, outcome=world.outcome, time_point=world.time_point, favours_left="",
            favours_right="", **{**RECIPE, "title": f"Response {number}"},
        )  # fmt: skip
        actions.add_row(table=table, source=again, by=cast.methodologist)
    with pytest.raises(Closed, match="at most 7 outcomes"):
        actions.add_row(table=table, source=world.analysis, by=cast.methodologist)
    actions.remove_row(row=table.rows.last(), by=cast.methodologist)
    with pytest.raises(Invalid, match="in the table already"):
        actions.add_row(table=table, source=world.analysis, by=cast.methodologist)


def test_a_typed_baseline_needs_its_source(world, cast):
    with pytest.raises(Invalid, match="Say where the baseline risk is from"):
        actions.change_row(
            row=world.finding,
            version=1,
            by=cast.methodologist,
            baseline_per_1000=300.0,
            baseline_source="",
            comment="",
        )
    with pytest.raises(Invalid, match="between 0 and 1,000"):
        actions.change_row(
            row=world.finding, version=1, by=cast.methodologist, baseline_per_1000=1000.0, baseline_source="x"
        )


def test_what_a_measure_does_not_use_is_not_asked(world, cast, sign_in):
    make_study(cast.lead, "Alone 2015", "correlation")
    outcome = cast.review.outcomes.get(kind="correlation")
    lone = define_analysis(
        by=cast.methodologist, outcome=outcome, time_point=world.time_point, favours_left="", favours_right="",
        **RECIPE | {"title": "Alone", "measure": "ZCOR"},
    )  # fmt: skip
    row = actions.add_row(table=world.findings, source=lone, by=cast.methodologist)
    client, slug = sign_in(cast.methodologist), cast.review.slug
    for finding, source, used in ((world.finding, world.analysis, True), (row, lone, False)):
        line = reverse("grading:change_row", kwargs={"slug": slug, "finding_id": finding.pk})
        assert ("Baseline risk" in client.get(line).content.decode()) == used
        frame = reverse("grading:certainty", kwargs={"slug": slug, "rated": source.key})
        assert ("Relative change" in client.get(frame).content.decode()) == used
    posted = client.post(line, {"version": row.version, "comment": "Read with care"})
    row.refresh_from_db()
    assert (posted.status_code, row.comment) == (302, "Read with care")
    place = {"slug": slug, "rated": lone.key}
    client.post(reverse("grading:set_frame", kwargs=place), {"version": 0, "start": "low", "threshold_high": "0.3"})
    lone.refresh_from_db()
    assert (lone.certainty.start, lone.certainty.relative_change) == ("low", 25.0)


def test_the_files_hold_the_rows_of_the_page(world, cast, sign_in):
    for domain in DOMAINS:
        decide(world.analysis, cast, domain)
    client, place = sign_in(cast.observer), {"slug": cast.review.slug, "table_id": world.findings.pk}
    page = client.get(reverse("grading:table", kwargs=place))
    cells = page.context["lines"][0]["cells"]
    assert cells[2].text.startswith("RR 2.0")
    files = {
        name: client.get(reverse("grading:table_file", kwargs=place | {"file_format": name})).content
        for name in ("csv", "html", "docx")
    }
    assert cells[5].text in files["csv"].decode("utf-8-sig")
    assert cells[5].text in files["html"].decode()
    grid = docx.Document(io.BytesIO(files["docx"])).tables[0]
    assert [cell.text for cell in grid.rows[1].cells] == [cell.text + cell.marks for cell in cells]
    assert (cells[3].marks, cells[7].marks) == ("b", "")
    raised = [run.text for run in grid.rows[1].cells[3].paragraphs[0].runs if run.font.superscript]
    assert raised == [cells[3].marks]
    for shown in (files["html"].decode(), page.content.decode()):
        assert f"{cells[3].text}<sup>{cells[3].marks}</sup>" in shown
    assert client.get(reverse("grading:table_file", kwargs=place | {"file_format": "exe"})).status_code == 404


def test_pages_take_a_fixed_number_of_queries(world, cast, sign_in, django_assert_max_num_queries):
    table = FindingsTable.objects.get()
    for number in range(5):
        again = define_analysis(
            by=cast.methodologist, outcome=world.outcome, time_point=world.time_point, favours_left="",
            favours_right="", **{**RECIPE, "title": f"Response {number}"},
        )  # fmt: skip
        Analysis.objects.filter(pk=again.pk).update(current_run=world.run)
        decide(again, cast, "imprecision")
        actions.add_row(table=table, source=again, by=cast.methodologist)
    client, slug = sign_in(cast.observer), cast.review.slug
    for name, ids in (("overview", {}), ("table", {"table_id": table.pk})):
        with django_assert_max_num_queries(18):
            assert client.get(reverse(f"grading:{name}", kwargs={"slug": slug, **ids})).status_code == 200


def test_a_row_asks_for_what_its_measure_uses(world, cast, sign_in):
    client, slug = sign_in(cast.methodologist), cast.review.slug
    rows = {}
    for kind, measure in (("generic", "GEN_LOG"), ("continuous", "MD"), ("rate2", "IRR")):
        make_study(cast.lead, f"Of {kind}", kind)
        held = define_analysis(
            by=cast.methodologist, outcome=cast.review.outcomes.get(kind=kind), time_point=world.time_point,
            favours_left="", favours_right="", **RECIPE | {"title": measure, "measure": measure},
        )  # fmt: skip
        rows[measure] = actions.add_row(table=world.findings, source=held, by=cast.methodologist)
    asked, always = {}, {"version", "comment", "baseline_source"}
    for measure, row in rows.items():
        page = client.get(reverse("grading:change_row", kwargs={"slug": slug, "finding_id": row.pk}))
        asked[measure] = set(page.context["form"].fields) - always
    assert asked == {
        "GEN_LOG": {"ratio_is", "baseline_per_1000"},
        "MD": {"comparator_mean"},
        "IRR": {"baseline_per_1000"},
    }
    line = reverse("grading:change_row", kwargs={"slug": slug, "finding_id": rows["GEN_LOG"].pk})
    typed = {"version": 1, "ratio_is": "hazard", "baseline_per_1000": "300"}
    assert "Say where the baseline risk is from" in client.post(line, typed).content.decode()
    assert client.post(line, typed | {"baseline_source": "A register"}).status_code == 302
    rows["GEN_LOG"].refresh_from_db()
    assert (rows["GEN_LOG"].ratio_is, rows["GEN_LOG"].baseline_per_1000) == ("hazard", 300.0)
    with pytest.raises(Invalid, match="Say where the baseline mean is from"):
        actions.change_row(row=rows["MD"], version=1, by=cast.methodologist, comparator_mean=3.0)
    with pytest.raises(Invalid, match="A baseline rate is above 0"):
        actions.change_row(row=rows["IRR"], version=1, by=cast.methodologist, baseline_per_1000=0.0)
