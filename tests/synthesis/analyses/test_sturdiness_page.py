"""How sturdy a run is, on its page and in its files: what was frozen, nothing computed anew."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from synthesis.analyses import actions
from synthesis.analyses.exploring import explored
from synthesis.analyses.sturdy_plots import run_plots, sturdy_plots
from synthesis.analyses.sturdy_tables import ways_table
from synthesis.analyses.table_numbers import (
    moderator_numbers,
    sensitivity_numbers,
    subgroup_numbers,
    ways_numbers,
    weighings_numbers,
)
from synthesis.stats import analyse
from synthesis.stats.sturdiness import sturdiness
from tests.synthesis.analyses.packages import LATITUDE, SETS, SUBGROUP, TOLD
from tests.synthesis.analyses.test_runs import RECIPE, run, world  # noqa: F401 - a fixture
from tests.synthesis.charts.plots import printed_numbers_in
from tests.synthesis.stats.data import BCG
from tests.synthesis.worlds import frozen_run

SETTINGS = {"kind": "binary", "measure": "RR", "model": "random", "level": 0.95}


def frozen_result(rows=BCG) -> dict:
    result = analyse(rows, "binary", "RR", test="hksj")
    return result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}


@pytest.fixture
def analysis(world, cast):  # noqa: F811
    return actions.define_analysis(
        by=cast.methodologist,
        outcome=world.outcome,
        time_point=world.time_point,
        favours_left="",
        favours_right="",
        **RECIPE,
    )


@pytest.fixture
def frozen(analysis, cast):
    return frozen_run(analysis, cast.methodologist, inputs=BCG, result=frozen_result())


def ask(client, name, **place):
    return client.get(reverse(f"analyses:{name}", kwargs=place))


def test_the_page_shows_every_plot_with_its_table_and_files(frozen, cast, sign_in):
    client, slug = sign_in(cast.observer), cast.review.slug
    page = ask(client, "sturdiness", slug=slug, run_id=frozen.pk).content.decode()

    for plot in sturdy_plots(SETTINGS, frozen.result):
        assert f'id="{plot.name}-heading">{plot.heading.replace("&", "&amp;").replace(chr(39), "&#x27;")}' in page
        address = reverse(
            "analyses:plot_file",
            kwargs={"slug": slug, "run_id": frozen.pk, "plot": plot.name, "file_format": "svg"},
        )
        assert address in page
    assert "Random effects, REML, Hartung-Knapp (this run)" in page
    assert [p.name for p in sturdy_plots(SETTINGS, frozen.result)] == [
        "without-one", "one-by-one", "baujat", "influence", "funnel", "radial", "labbe",
    ]  # fmt: skip


def test_files_hold_the_numbers_of_the_page(frozen, cast, sign_in):
    client, slug = sign_in(cast.observer), cast.review.slug

    def file(plot, file_format):
        place = {"slug": slug, "run_id": frozen.pk, "plot": plot, "file_format": file_format}
        return client.get(reverse("analyses:plot_file", kwargs=place))

    ways = file("ways", "csv").content.decode("utf-8-sig").splitlines()
    assert ways[0] == "name,k,estimate,ci_lb,ci_ub,tau2,chosen"
    own = next(way for way in frozen.result["sturdiness"]["ways"] if way["chosen"])
    numbers = [repr(own[name]) for name in ("estimate", "ci_lb", "ci_ub", "tau2")]
    assert ways[7] == f'"Random effects, REML, Hartung-Knapp",13,{",".join(numbers)},True'
    assert (
        file("without-one", "csv").content.decode("utf-8-sig").splitlines()[1].startswith("Without Aronson 1948,")
    )
    assert len(file("studies", "csv").content.decode("utf-8-sig").splitlines()) == 14
    assert file("labbe", "svg").content.startswith(b"<?xml")
    assert [file(*place).status_code for place in (("nothing", "svg"), ("ways", "svg"), ("funnel", "gif"))] == [
        404
    ] * 3


def test_a_journal_gets_the_forest_plot_in_its_formats_from_the_run_s_own_page(frozen, cast, sign_in):
    client, slug = sign_in(cast.observer), cast.review.slug
    page = ask(client, "show_run", slug=slug, run_id=frozen.pk).content.decode()

    def file(file_format, query=""):
        place = {"slug": slug, "run_id": frozen.pk, "plot": "forest", "file_format": file_format}
        address = reverse("analyses:plot_file", kwargs=place) + f"?order=year{query}"
        assert f'href="{address}"'.replace("&", "&amp;") in page
        return client.get(address).content

    assert file("eps").startswith(b"%!PS-Adobe")
    assert file("tiff")[:4] in (b"II*\0", b"MM\0*")
    size = Image.open(io.BytesIO(file("png", "&dpi=600"))).size
    usual = Image.open(io.BytesIO(file("tiff"))).size
    assert size == pytest.approx([2 * each for each in usual], abs=2)


def test_a_run_by_the_worker_holds_what_the_page_shows(analysis, cast, sign_in, django_capture_on_commit_callbacks):
    done = run(analysis, cast.methodologist, django_capture_on_commit_callbacks)
    assert done.result["sturdiness"]["notes"] == ["With fewer than two studies there is nothing to vary."]
    page = ask(sign_in(cast.observer), "sturdiness", slug=cast.review.slug, run_id=done.pk).content.decode()
    assert "Nothing to vary yet" in page


def test_an_older_run_says_that_it_has_to_be_run_again(analysis, cast, sign_in):
    old = {name: value for name, value in frozen_result().items() if name != "sturdiness"}
    stored = frozen_run(analysis, cast.methodologist, inputs=BCG, result=old)
    page = ask(sign_in(cast.observer), "sturdiness", slug=cast.review.slug, run_id=stored.pk).content.decode()
    assert "This run is older than these checks" in page


def test_a_plot_of_means_has_no_labbe():
    rows = [{"label": f"S{i}", "m1": 5 + i, "sd1": 2, "n1": 20, "m2": 4, "sd2": 2, "n2": 22} for i in range(4)]
    result = analyse(rows, "continuous", "MD")
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict()}
    settings = SETTINGS | {"kind": "continuous", "measure": "MD"}
    assert "labbe" not in {plot.name for plot in sturdy_plots(settings, held)}
    assert ways_table(settings, held)[1][0][0] == "Common effect"


def test_a_file_holds_no_printed_number_but_those_of_the_run():
    result = analyse(TOLD, "binary", "RR", test="hksj")
    cloud = {
        "estimate": [0.5, 0.75],
        "I2": [10.25, 0.0],
        "masks": ["10", "11"],
        "labels": ["A", "B"],
        "whole": True,
    }
    asked = {"kind": "binary", "measure": "RR", "model": "random", "tau2": "REML", "test": "hksj"}
    recipe = {"subgroup": SUBGROUP | {"spread": "separate"}, "leave_outs": SETS}
    recipe |= {"moderators": {"columns": [LATITUDE], "planned": True}}
    held = result.to_dict() | {"sturdiness": sturdiness(result).to_dict(), "gosh": cloud}
    held |= explored(result, TOLD, recipe, asked)
    for plot in run_plots(SETTINGS, held):
        assert printed_numbers_in(plot.numbers()) == [], plot.name
    for table in (ways_numbers, weighings_numbers, subgroup_numbers, moderator_numbers, sensitivity_numbers):
        headers, rows = table(held)
        assert rows
        assert printed_numbers_in((headers, rows)) == [], headers
    plots = {plot.name: plot.numbers() for plot in run_plots(SETTINGS, held)}
    step = held["sturdiness"]["left_out"][0]
    limits = [step[name] for name in ("I2", "tau2", "estimate", "ci_lb", "ci_ub")]
    assert plots["without-one"][1][0] == (f"Without {step['label']}", "study", "", *limits)
    assert plots["labbe"][0][3:] == ("e1", "n1", "e2", "n2")
    assert plots["gosh"] == (("estimate", "I2_from_Q", "A", "B"), ((0.5, 10.25, 1, 0), (0.75, 0.0, 1, 1)))
    assert moderator_numbers(held)[1][1][1] == held["moderators"]["fit"]["coef"][1]
    assert sensitivity_numbers(held)[1][0][2] == held["display"]["estimate"]
