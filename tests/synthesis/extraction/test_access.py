"""Who may open what: every route of studies, extraction and their export, by role; a stranger gets 404."""

import pytest
from django.urls import URLPattern, reverse

from screening.roles import ROLES, permissions_of
from synthesis.extraction import urls as extraction_urls
from synthesis.models import ReconciledValue
from synthesis.reports import urls as report_urls
from synthesis.studies import urls as study_urls
from synthesis.studies.characteristics.actions import add_characteristic
from tests.synthesis.worlds import reconciled_study

VIEW, MANAGE, EXTRACT, RECONCILE = ("view",), ("manage_studies",), ("extract",), ("reconcile",)
READ, BOTH, POST = ("GET", "HEAD"), ("GET", "HEAD", "POST"), ("POST",)
SEE = ("see_extracted",)
ROUTES = {
    "studies:list": (VIEW, READ),
    "studies:create": (MANAGE, BOTH),
    "studies:outcomes": (VIEW, READ),
    "studies:add_outcome": (MANAGE, BOTH),
    "studies:add_time_point": (MANAGE, BOTH),
    "studies:characteristics": (VIEW, READ),
    "studies:add_characteristic": (MANAGE, BOTH),
    "studies:characteristic": (VIEW, READ),
    "studies:save_characteristic": (MANAGE, POST),
    "studies:change_characteristic": (MANAGE, BOTH),
    "studies:archive_characteristic": (MANAGE, POST),
    "studies:study": (VIEW, READ),
    "studies:link": (MANAGE, POST),
    "studies:unlink": (MANAGE, POST),
    "studies:add_arm": (MANAGE, BOTH),
    "studies:add_study_outcome": (MANAGE, BOTH),
    "studies:edit": (MANAGE, BOTH),
    "studies:archive": (MANAGE, BOTH),
    "studies:restore": (MANAGE, POST),
    "extraction:list": (("extract", "reconcile", "see_extracted"), READ),
    "extraction:form": (EXTRACT, READ),
    "extraction:start": (EXTRACT, POST),
    "extraction:save": (EXTRACT, POST),
    "extraction:save_value": (EXTRACT, POST),
    "extraction:complete": (EXTRACT, POST),
    "extraction:reopen": (EXTRACT, POST),
    "extraction:set_aside": (("manage_team",), POST),
    "extraction:compare": (RECONCILE, READ),
    "extraction:accept_agreed": (RECONCILE, POST),
    "extraction:settle": (RECONCILE, POST),
    "extraction:data": (SEE, READ),
    "extraction:value": (SEE, READ),
    "extraction:correct": (RECONCILE, POST),
    "reports:reconciled": (SEE, READ),
}


def routes() -> dict[str, URLPattern]:
    modules = (study_urls, extraction_urls, report_urls)
    return {f"{module.app_name}:{each.name}": each for module in modules for each in module.urlpatterns}


def test_every_route_is_in_the_table_with_its_permissions_and_methods():
    ours = {name for name in routes() if name in ROUTES or not name.startswith("reports:")}
    assert ours == set(ROUTES)
    found = {name: (routes()[name].callback.permissions, routes()[name].callback.methods) for name in ROUTES}
    assert found == ROUTES


@pytest.fixture
def urls(cast):
    study = reconciled_study(cast)
    ids = {
        "study_id": study.pk,
        "column_id": add_characteristic(name="Dose class", by=cast.methodologist).pk,
        "report_id": study.reports.get().pk,
        "value_id": ReconciledValue.objects.first().pk,
        "kind": "arm",
        "row_id": study.arms.first().pk,
    }
    found = {}
    for name, each in routes().items():
        if name in ROUTES:
            wanted = {key: ids[key] for key in each.pattern.converters}
            found[name] = reverse(name, kwargs={"slug": cast.review.slug, **wanted})
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_permissions_open_and_gets_403_elsewhere(cast, sign_in, urls, role):
    client, may = sign_in(cast.members[role]), permissions_of([role])
    for name, url in urls.items():
        permissions, methods = ROUTES[name]
        answer = client.get(url) if "GET" in methods else client.post(url, headers={"Accept": "application/json"})
        assert (name, answer.status_code != 403) == (name, bool(may & set(permissions)))


def test_strangers_removed_members_and_members_of_other_reviews_get_404(cast, sign_in, urls):
    for who in (cast.stranger, cast.removed, cast.other_lead):
        client = sign_in(who)
        for name, url in urls.items():
            answer = client.get(url) if "GET" in ROUTES[name][1] else client.post(url)
            assert (name, answer.status_code) == (name, 404)


def test_an_id_of_another_review_is_404_in_ones_own(cast, sign_in, urls):
    client, slugs = sign_in(cast.other_lead), (cast.review.slug, cast.other_review.slug)
    for name, url in urls.items():
        if not routes()[name].pattern.converters:
            continue
        swapped = url.replace(*slugs)
        answer = client.get(swapped) if "GET" in ROUTES[name][1] else client.post(swapped)
        assert (name, answer.status_code) == (name, 404)
