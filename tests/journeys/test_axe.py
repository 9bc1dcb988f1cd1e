"""Every main page of the demo, as the right person sees it: no axe finding in light or dark, no sideways scroll on
a phone, nothing refused by the policy, no error in the console."""

import pytest

from tests.journeys.axe import colour_findings, findings, sideways
from tests.pages import PAGES, REVIEW, Page, open_page

pytestmark = [pytest.mark.browser, pytest.mark.engine_free]

NARRATIVE, STATEMENT = r"/narratives/\d+/$", r"/statements/\d+/"
# Where people write: forms and confirmations behind the main pages.
FORMS = (
    Page("change-roles", f"{REVIEW}/team/", "lead", (r"/roles/$",)),
    Page("remove-member", f"{REVIEW}/team/", "lead", (r"/remove/$",)),
    Page("source", f"{REVIEW}/import/sources/", "lead", (r"/import/sources/\d+/$",)),
    Page("change-study", f"{REVIEW}/studies/", "lead", (r"/studies/\d+/$", r"/studies/edit/study/\d+/$")),
    Page("archive-arm", f"{REVIEW}/studies/", "lead", (r"/studies/\d+/$", r"/studies/archive/arm/\d+/$")),
    Page("new-outcome", f"{REVIEW}/studies/outcomes/add/", "lead"),
    Page("value", f"{REVIEW}/extraction/", "methodologist", (r"/extraction/\d+/data/$", r"/values/\d+/$")),
    Page("change-analysis", f"{REVIEW}/analyses/", "methodologist", (r"/analyses/\d+/$", r"/change/$")),
    Page("new-narrative", f"{REVIEW}/narratives/new/", "methodologist"),
    Page("write", f"{REVIEW}/narratives/", "methodologist", (NARRATIVE, r"mode=write")),
    Page("new-statement", f"{REVIEW}/narratives/", "methodologist", (NARRATIVE, r"mode=write", r"/write/$")),
    Page(
        "change-statement", f"{REVIEW}/narratives/", "methodologist", (NARRATIVE, r"/statements/\d+/", r"/change/$")
    ),
    Page("release", f"{REVIEW}/narratives/", "methodologist", (NARRATIVE, r"/release/$")),
    Page("add-reference", f"{REVIEW}/narratives/", "methodologist", (NARRATIVE, r"/references/$", r"/add/$")),
)
# The browser itself says in its console that the server refused these.
REFUSED = (
    Page("no-such-page", f"{REVIEW}/no-such-page/", "lead"),
    Page("not-for-you", f"{REVIEW}/settings/", "a"),
)


@pytest.mark.parametrize("page", PAGES + FORMS + REFUSED, ids=lambda page: page.name)
def test_a_page_is_in_order(page, tab, demo):
    there = tab(page.who)
    there.complaints.clear()
    there.emulate_media(color_scheme="light")
    there.set_viewport_size({"width": 1366, "height": 900})
    open_page(there, demo, page)
    found = {"light": findings(there)}
    there.emulate_media(color_scheme="dark")
    found["dark"] = colour_findings(there)
    found |= {width: sideways(there, width) for width in (390, 320)}
    found["complaints"] = [line for line in there.complaints if not (page in REFUSED and "Failed to load" in line)]
    assert found == {"light": [], "dark": [], 390: [], 320: [], "complaints": []}
