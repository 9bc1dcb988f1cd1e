"""Studies that agree exactly: the Hartung-Knapp standard error is 0, no interval is given, and every page opens."""

import pytest
from django.test import Client
from django.urls import reverse

from screening.models import Job
from synthesis.analyses import actions
from synthesis.analyses.comparing import estimates
from synthesis.analyses.exploring import explored
from synthesis.analyses.printing import tokens
from synthesis.analyses.run_forest import forest_data
from synthesis.charts.forest import forest
from synthesis.charts.forest_phone import forest_phone
from synthesis.charts.forest_rows import table
from synthesis.grading.evidence import Evidence
from synthesis.grading.findings import Asked, finding
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness
from tests import numbers, world
from tests.access_table import IDS, QUERIES, TABLE
from tests.routes import all_routes
from tests.synthesis.worlds import reconciled_study

SETTINGS = numbers.SETTINGS | {"tau2": "REML", "interval": "hksj"}
PREFIXES = ("analyses:", "grading:", "reports:", "narratives:", "networks:", "review", "synthesis")
ALIKE = {
    "ratios that agree": ("RR", [(10, 20, 5, 20), (20, 40, 10, 40), (40, 80, 20, 80)]),
    "no event anywhere": ("RD", [(0, 30, 0, 30)] * 3),
}


def rows_of(tables):
    names = ("e1", "n1", "e2", "n2")
    first = numbers.ROWS[0] | {"notes": (), "design": "parallel"}
    told = enumerate(tables, 1)
    return [first | {"label": f"Trial {i}"} | dict(zip(names, cells, strict=True)) for i, cells in told]


def frozen(name):
    """Settings, rows and result as a run holds them."""
    measure, tables = ALIKE[name]
    settings, rows = SETTINGS | {"measure": measure}, rows_of(tables)
    call = {"kind": "binary", "measure": measure, "model": "random", "tau2": "REML", "test": "hksj"}
    result = analyse(rows, **call)
    found = result.to_dict() | explored(result, rows, settings, call)
    return settings, rows, found | {"sturdiness": sturdiness(result).to_dict()}


@pytest.fixture(params=ALIKE)
def alike(request, monkeypatch):
    settings, rows, result = frozen(request.param)
    for name, value in (("SETTINGS", settings), ("ROWS", rows), ("RESULT", result)):
        monkeypatch.setattr(world, name, value)
    assert result["display"]["ci_lb"] is None
    return settings, rows, result


def test_every_page_of_the_synthesis_opens(alike, cast):
    made = world.make_world(
        cast.lead, [cast.reviewer, cast.second_reviewer], [cast.extractor, cast.second_extractor]
    )
    client = Client(raise_request_exception=False)
    client.force_login(cast.lead.user)
    wrong, opened = [], 0
    for route in all_routes():
        if not (route.in_review and route.name.startswith(PREFIXES) and "GET" in TABLE[route.name].methods):
            continue
        ids = {n: (IDS.get((route.name, n)) or IDS[n])(made) for n in route.ids}
        url = reverse(route.name, kwargs={"slug": cast.review.slug, **ids}) + QUERIES.get(route.name, "")
        status = client.get(url).status_code
        opened += status == 200
        if status not in (200, 302, 404):
            wrong.append((route.name, status))
    assert wrong == []
    assert opened > 20


def test_the_figures_say_that_the_interval_is_not_estimable(alike):
    settings, rows, result = alike
    said = tokens(settings, result)

    assert said["est"] == ("2.00" if settings["measure"] == "RR" else "0.00")
    assert "(95% CI not estimable)" in said["est_ci"]
    assert not {"ci", "p"} & set(said)
    figure = dict(row[:2] for row in estimates(settings, result, settings, result)[1])
    assert figure["Pooled effect"] == said["est_ci"]


def test_the_forest_plot_lists_the_effect_without_an_interval(alike):
    settings, rows, result = alike
    data = forest_data("Alike", settings, rows, result, ("", ""))
    pooled = next(row for row in table(data)[1] if row[0] == "Random effects")

    assert said_of(pooled, data)[:2] == (tokens(settings, result)["est"], "Not estimable")
    assert "the standard error is 0" in data.overall_test
    for scene in (forest(data), forest_phone(data)):
        assert "interval not estimable" in scene.description


def said_of(row, data):
    """Effect, interval and weight of a line of the table."""
    start = 1 + len(data.column_headers)
    return row[start : start + 3]


def test_the_summary_of_findings_keeps_people_and_effect(alike):
    settings, rows, result = alike
    evidence = Evidence(settings, rows, result)
    line = finding(Asked("Response", "1 week", "ketamine", "placebo", True, evidence=evidence))

    assert line.people.endswith("(3)")
    assert tokens(settings, result)["est_ci"] in (line.relative, line.difference)
    assert "not estimable" in line.sentence


def test_a_preview_and_a_run_of_trials_without_any_event(cast, sign_in, django_capture_on_commit_callbacks):
    none = {"Ketamine": {"events": "0", "total": "30"}, "Placebo": {"events": "0", "total": "30"}}
    for number in range(3):
        study = reconciled_study(cast, f"Trial {number}", numbers=none)
    row = study.study_outcomes.get()
    asked = {"measure": "RD", "model": "random", "tau2": "REML", "interval": "hksj", "favours_left": "",
             "favours_right": "", "title": "No event", "cautions": ""}  # fmt: skip
    client = sign_in(cast.methodologist)
    typed = asked | {"outcome": row.outcome_id, "time_point": row.time_point_id}
    part = client.post(reverse("analyses:preview", kwargs={"slug": cast.review.slug}), typed)
    assert "Not estimable" in part.content.decode()

    analysis = actions.define_analysis(
        by=cast.methodologist, outcome=row.outcome, time_point=row.time_point, **asked
    )
    with django_capture_on_commit_callbacks(execute=True):
        job = actions.ask_for_run(analysis=analysis, by=cast.methodologist)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    page = client.get(reverse("analyses:show", kwargs={"slug": cast.review.slug, "analysis_id": analysis.pk}))
    assert "Hartung-Knapp standard error is 0" in page.content.decode()
