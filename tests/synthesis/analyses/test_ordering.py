"""Studies in the order that a reader asks for: in plot, table, files and the cumulative analysis; the run stays."""

import csv
import io
import re

import pytest
from django.urls import reverse

from ketreview import calculator
from ketreview.drawing.scene import texts
from synthesis.analyses import queries, run_forest
from synthesis.analyses.exploring import cumulatives
from synthesis.analyses.ordering import in_order, offered, order_words, usual_order, year_of
from synthesis.analyses.sturdy_plots import sturdy_plots
from synthesis.charts.plot import forest_plot
from synthesis.charts.views import sheets_of_file
from synthesis.stats import analyse
from synthesis.stats.sturdiness import study_after_study, sturdiness
from tests.synthesis.analyses.packages import TOLD, explored_result
from tests.synthesis.analyses.test_runs import RECIPE, world  # noqa: F401 - a fixture
from tests.synthesis.analyses.test_sturdiness_page import SETTINGS, analysis  # noqa: F401 - a fixture
from tests.synthesis.stats.data import BCG
from tests.synthesis.worlds import frozen_run

JUDGED = [row | {"risk_of_bias": ("High", "Low", "Some concerns")[i % 3]} for i, row in enumerate(BCG)]
MANY = [
    {"label": f"Trial {i:03} {1980 + i % 40}", "e1": 3 + i % 7, "n1": 40 + i, "e2": 6 + i % 5, "n2": 41 + i}
    for i in range(1, 46)
]


def pooled(rows, **options):
    return analyse(rows, "binary", "RR", **({"test": "hksj"} | options))


LONG = pooled(MANY).to_dict()


def names(order, inputs=JUDGED):
    return [s["label"] for s in in_order(order, pooled(inputs).to_dict()["studies"], inputs)]


@pytest.mark.engine_free
def test_a_year_is_the_one_given_else_the_last_one_that_the_label_names():
    assert [year_of(row) for row in (
        {"label": "Noppers 2011", "year": 2012}, {"label": "Noppers 2011b", "year": None}, {"label": "Study 12"},
        {"label": "1990 cohort, 2004"},
    )] == [2012, 2011, None, 2004]  # fmt: skip


@pytest.mark.engine_free
def test_the_usual_order_is_by_year_where_every_year_is_known():
    assert usual_order(BCG) == "year"
    assert usual_order([*BCG, {"label": "Unknown"}]) == "study"
    assert [key for key, _ in offered(BCG)] == ["study", "year", "effect", "weight"]
    assert [key for key, _ in offered(JUDGED)] == ["study", "year", "effect", "weight", "risk_of_bias"]
    assert [key for key, _ in offered([{"label": "Unknown"}])] == ["study", "effect", "weight"]


@pytest.mark.engine_free
def test_each_order_puts_the_studies_as_it_says():
    result = pooled(JUDGED).to_dict()["studies"]
    held = {s["label"]: s for s in result}
    assert names("study") == sorted(held, key=str.casefold)
    assert [year_of({"label": name}) for name in names("year")] == sorted(year_of(row) for row in BCG)
    effects = [held[name]["display"]["estimate"] for name in names("effect")]
    weights = [held[name]["weight_pct"] for name in names("weight")]
    assert (effects, weights) == (sorted(effects), sorted(weights, reverse=True))
    words = {row["label"]: row["risk_of_bias"] for row in JUDGED}
    assert "".join(words[name][0] for name in names("risk_of_bias")) == "LLLLSSSSHHHHH"


@pytest.mark.engine_free
def test_what_an_order_does_not_know_comes_last_and_is_counted():
    rows = [*BCG[:3], BCG[3] | {"label": "Unknown"}]
    result = pooled(rows).to_dict()["studies"]
    assert in_order("year", result, rows)[-1]["label"] == "Unknown"
    assert order_words("year", result, rows) == "year, oldest first; 1 of unknown year last"


@pytest.mark.engine_free
def test_the_plot_and_its_table_follow_the_order_within_subgroups_and_say_it():
    result = explored_result("subgroups apart; REML, Hartung-Knapp")[1]
    before = run_forest.forest_data("BCG", SETTINGS, TOLD, result, ("", ""))
    data = run_forest.forest_data("BCG", SETTINGS, TOLD, result, ("", ""), "weight")
    assert before.order == "Studies by year, oldest first."
    assert data.order == "Studies by weight, largest first."
    for group in data.subgroups:
        weights = [study.weight_pct for study in group.studies]
        assert weights == sorted(weights, reverse=True)
    assert {s.label for s in data.all_studies} == {s.label for s in before.all_studies}
    assert [group.pooled for group in data.subgroups] == [group.pooled for group in before.subgroups]


@pytest.mark.engine_free
def test_the_cumulative_analysis_ends_with_the_whole_in_every_order():
    result = pooled(JUDGED)
    found = cumulatives(result, JUDGED)
    assert [each["order"] for each in found] == ["year", "study", "effect", "weight", "risk_of_bias"]
    for each in found:
        assert [step["label"] for step in each["steps"]] == names(each["order"])
        assert each["steps"][-1]["estimate"] == pytest.approx(result.display.estimate, rel=1e-9)
    heaviest = pooled([row for row in JUDGED if row["label"] in names("weight")[:2]])
    assert found[3]["steps"][1]["ci_ub"] == pytest.approx(heaviest.display.ci_ub, rel=1e-9)
    assert study_after_study(pooled(BCG[:1]), [0]) == ()


@pytest.mark.engine_free
def test_the_cumulative_plot_is_by_year_and_tells_its_order():
    result = pooled(JUDGED)
    held = result.to_dict() | {
        "sturdiness": sturdiness(result).to_dict(),
        "cumulative": cumulatives(result, JUDGED),
    }

    def plot(order):
        return next(each for each in sturdy_plots(SETTINGS, held, order) if each.name == "one-by-one")

    assert [row[0] for row in plot("").table[1]][:2] == ["With Aronson 1948", "With Ferguson & Simes 1949"]
    assert plot("weight").table[1][0][0] == f"With {names('weight')[0]}"
    for order, words in (("nonsense", "year, oldest first"), ("effect", "effect, smallest first")):
        told = f"The cumulative analysis adds studies by {words}."
        assert told in plot(order).question
        assert told in " ".join(text.text for text in texts(plot(order).wide()[0]))
    del held["cumulative"]
    assert "by their place in the table of numbers" in plot("effect").question


@pytest.mark.engine_free
def test_a_pdf_holds_all_sheets_and_other_formats_the_one_that_is_asked_for():
    plot = forest_plot("forest", "Forest plot", "", run_forest.forest_data("Long", SETTINGS, MANY, LONG, ("", "")))
    cases = (("pdf", "2"), ("eps", "2"), ("png", "9"), ("svg", None))
    assert [sheets_of_file(plot, *asked)[0] for asked in cases] == [
        "forest.pdf", "forest-page-2.eps", "forest-page-2.png", "forest-page-1.svg",
    ]  # fmt: skip
    assert [sheets_of_file(plot, *asked)[1] for asked in cases[:2]] == [
        plot.wide(), plot.wide()[1:],
    ]  # fmt: skip


@pytest.fixture
def long_run(analysis, cast):  # noqa: F811
    result = pooled(MANY)
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict(), "cumulative": cumulatives(result, MANY)}
    return frozen_run(analysis, cast.methodologist, inputs=MANY, result=held)


def test_a_long_plot_is_shown_sheet_by_sheet_and_its_files_follow(long_run, cast, sign_in):
    client, place = sign_in(cast.observer), {"slug": cast.review.slug, "run_id": long_run.pk}

    def page(query):
        return client.get(reverse("analyses:show_run", kwargs=place) + query).content.decode()

    first, last = page(""), page("?forest=2&order=weight")
    assert "Page 1 of 2" in first
    assert '<a href="?forest=2#forest-heading" rel="next">' in first
    assert len(re.findall('class="kr-fig-row kr-fig-study"', first)) == 2 * 40
    assert ("kr-fig-row kr-fig-pooled" in first, "kr-fig-row kr-fig-pooled" in last) == (False, True)
    assert '<span aria-current="true">Weight</span>' in last
    assert 'forest.svg?order=weight&amp;page=2">' in last
    assert ("SVG, page 2" in last, "PDF, all pages" in last) == (True, True)
    assert "The cumulative analysis adds studies by year, oldest first." in last

    def file(file_format, query):
        held = place | {"plot": "forest", "file_format": file_format}
        return client.get(reverse("analyses:plot_file", kwargs=held) + query)

    drawn = file("svg", "?order=weight&page=2")
    assert drawn["Content-Disposition"].endswith('-run-1-forest-page-2.svg"')
    assert "(2 of 2)" in drawn.content.decode()
    rows = list(csv.DictReader(io.StringIO(file("csv", "?order=weight").content.decode("utf-8-sig"))))
    weights = [float(row["weight_pct"]) for row in rows if row["row"] == "study"]
    assert (len(weights), weights) == (45, sorted(weights, reverse=True))


def test_the_page_of_sturdiness_lets_the_order_be_chosen(long_run, cast, sign_in):
    client, place = sign_in(cast.observer), {"slug": cast.review.slug, "run_id": long_run.pk}
    page = client.get(reverse("analyses:sturdiness", kwargs=place) + "?order=effect&one-by-one=2").content.decode()
    assert '<span aria-current="true">Effect</span>' in page
    assert "one-by-one.png?order=effect&amp;page=2" in page
    assert "without-one.png?page=1" in page


def test_a_long_preview_is_shown_sheet_by_sheet(world, cast, sign_in, monkeypatch):  # noqa: F811
    rows = [row | {"usable": True, "attributes": {}} for row in MANY]
    monkeypatch.setattr(queries, "rows_now", lambda _: (rows, []))
    monkeypatch.setattr(calculator, "ask", lambda function, *asked: LONG)
    where = reverse("analyses:preview", kwargs={"slug": cast.review.slug})
    asked = RECIPE | {"outcome": world.outcome.pk, "time_point": world.time_point.pk}
    client = sign_in(cast.methodologist)

    def shown(**more):
        return client.post(where, asked | more).content.decode()

    first, second = shown(), shown(preview="2")
    assert ("Page 1 of 2" in first, "Page 2 of 2" in second) == (True, True)
    assert re.search(r'<button[^>]*form="recipe"[^>]*name="preview" value="2"', first)
    assert ("kr-fig-row kr-fig-pooled" in first, "kr-fig-row kr-fig-pooled" in second) == (False, True)
