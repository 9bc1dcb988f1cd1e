"""The list of analyses and the home tile ask as often for many as for one; the rail knows whose page is open."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from synthesis.analyses import actions
from tests.synthesis.analyses.test_runs import RECIPE, world  # noqa: F401 - a fixture
from tests.synthesis.worlds import frozen_run


def asked(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_and_the_tile_ask_as_often_for_many_as_for_one(world, cast, sign_in):  # noqa: F811
    client = sign_in(cast.methodologist)
    addresses = [reverse(name, kwargs={"slug": cast.review.slug}) for name in ("analyses:list", "review")]
    add(world, cast, subgroup=f"c:{world.characteristic.pk}")
    few = [asked(client, address) for address in addresses]
    for recipe in ({}, {"subgroup": "design"}, {"window_from": 1.0, "window_to": 90.0}):
        add(world, cast, **recipe)
    assert [asked(client, address) for address in addresses] == few


def add(world, cast, **recipe):  # noqa: F811
    held = {"outcome": world.outcome, "time_point": world.time_point, "favours_left": "", "favours_right": ""}
    analysis = actions.define_analysis(by=cast.methodologist, **held, **RECIPE, **recipe)
    run = world.run
    frozen_run(analysis, cast.methodologist, inputs=run.inputs, result=run.result)


def test_the_report_page_stands_below_analyses_in_the_rail(world, cast, sign_in):  # noqa: F811
    page = sign_in(cast.methodologist).get(reverse("reports:report", kwargs={"slug": cast.review.slug}))
    assert [item.label for item in page.context["review_nav"] if item.current] == ["Analyses"]
