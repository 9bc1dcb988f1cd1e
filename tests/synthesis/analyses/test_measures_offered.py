"""The form of a recipe offers the measures of the chosen outcome where there is script, and all of them without."""

import pytest
from django.urls import reverse

from synthesis.analyses.recipe import MEASURES
from tests.interface.chromium import WAIT_MS, chromium, until
from tests.synthesis.worlds import make_study

OFFERED = (
    "[...document.querySelectorAll('#id_measure option:not([disabled])')].map(each => each.value).sort().join(' ')"
)


@pytest.fixture
def outcomes(cast):
    """A binary outcome and a correlation."""
    for kind in ("binary", "correlation"):
        make_study(cast.lead, f"{kind} 2015", kind)
    return {each.kind: each for each in cast.review.outcomes.all()}


def test_every_measure_tells_the_kinds_that_it_fits(outcomes, cast, sign_in):
    address = reverse("analyses:define", kwargs={"slug": cast.review.slug})
    page = sign_in(cast.methodologist).get(address).content.decode()
    for kind, outcome in outcomes.items():
        assert f'<option value="{outcome.pk}" data-kind="{kind}">' in page
    for kind, codes in MEASURES.items():
        assert all(f'<option value="{code}" data-kinds="{kind}">' in page for code in codes)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_chosen_outcome_leaves_its_measures(outcomes, cast, sign_in, live_server):
    session = sign_in(cast.methodologist).cookies["sessionid"].value
    with chromium() as browser:
        context = browser.new_context()
        context.set_default_timeout(WAIT_MS)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + reverse("analyses:define", kwargs={"slug": cast.review.slug}))
        for kind in ("binary", "correlation"):
            page.select_option("#id_outcome", str(outcomes[kind].pk))
            until(page, f"{OFFERED}.trim() === '{' '.join(sorted(MEASURES[kind]))}'")
            page.select_option("#id_measure", MEASURES[kind][0])
        page.select_option("#id_outcome", str(outcomes["binary"].pk))
        until(page, "document.querySelector('#id_measure').value === ''")
        context.close()
