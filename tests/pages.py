"""Every main page of the demo, as a table: its name, its path, who looks at it.

Where a page stands below something with an id, `follow` finds it: on the page at `path` the first link whose
address fits the first pattern, there the first that fits the next. `who` is a key of
ketreview.demo.people.PEOPLE, or nobody.
"""

import re
from dataclasses import dataclass

from ketreview.demo.load import SLUG
from ketreview.demo.people import PASSWORD, PEOPLE

NOBODY = "nobody"
REVIEW = f"/r/{SLUG}"


@dataclass(frozen=True)
class Page:
    """One line of the table."""

    name: str
    path: str
    who: str
    follow: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return next((person.email for person in PEOPLE if person.key == self.who), "")


PAGES: tuple[Page, ...] = (
    Page("sign-in", "/accounts/login/", NOBODY),
    Page("password-reset", "/accounts/password/reset/", NOBODY),
    Page("offline", "/offline/", NOBODY),
    Page("my-work", "/", "a"),
    Page("create-review", "/r/new/", "lead"),
    Page("review-home", f"{REVIEW}/", "lead"),
    Page("review-home-reviewer", f"{REVIEW}/", "a"),
    Page("import", f"{REVIEW}/import/", "lead"),
    Page("import-upload", f"{REVIEW}/import/new/", "lead"),
    Page("import-batch", f"{REVIEW}/import/", "lead", (r"/import/\d+/$",)),
    Page("search-sources", f"{REVIEW}/import/sources/", "lead"),
    Page("records", f"{REVIEW}/import/records/", "lead"),
    Page("records-found", f"{REVIEW}/import/records/?q=ketamine&order=newest", "a"),
    Page("change-many", f"{REVIEW}/import/records/many/?q=ketamine", "a"),
    Page("many-changes", f"{REVIEW}/import/records/many/changes/", "a"),
    Page("search-add", f"{REVIEW}/import/sources/new/", "lead"),
    Page("search-log-whole", f"{REVIEW}/import/sources/log/", "lead"),
    Page("proposals", f"{REVIEW}/import/proposals/", "lead"),
    Page("record-correct", f"{REVIEW}/import/records/", "lead", (r"/import/records/\d+/$", r"/correct/$")),
    Page("record", f"{REVIEW}/import/records/", "lead", (r"/import/records/\d+/$",)),
    Page("duplicates", f"{REVIEW}/duplicates/", "lead"),
    Page("duplicate-group", f"{REVIEW}/duplicates/", "lead", (r"/records/\d+/$", r"/duplicates/of/\d+/$")),
    Page("duplicate-part", f"{REVIEW}/duplicates/", "lead", (r"/duplicates/[0-9a-f-]+/part/$",)),
    Page("duplicate-compare", f"{REVIEW}/duplicates/compare/?record=1&record=2", "lead"),
    Page("duplicate-question", f"{REVIEW}/duplicates/questions/", "lead"),
    Page("duplicates-report", f"{REVIEW}/duplicates/report/", "lead"),
    Page("screening", f"{REVIEW}/screening/", "a"),
    Page("screen-title-abstract", f"{REVIEW}/screening/title-abstract/", "a"),
    Page("screen-list", f"{REVIEW}/screening/title-abstract/list/", "a"),
    Page("screen-full-text", f"{REVIEW}/screening/full-text/", "a"),
    Page("my-votes", f"{REVIEW}/screening/title-abstract/mine/", "a"),
    Page("stage", f"{REVIEW}/screening/title-abstract/stage/", "lead"),
    Page("stage-order", f"{REVIEW}/screening/title-abstract/stage/?sequence=ranked&reason_rule=required", "lead"),
    Page("agreement", f"{REVIEW}/screening/title-abstract/agreement/", "lead"),
    Page("calibration", f"{REVIEW}/screening/rounds/title-abstract/calibration/", "lead"),
    Page(
        "calibration-result",
        f"{REVIEW}/screening/rounds/title-abstract/calibration/",
        "a",
        (r"/rounds/[a-z0-9-]+/result/$",),
    ),
    Page("reviewers", f"{REVIEW}/screening/title-abstract/reviewers/", "lead"),
    Page("add-stage", f"{REVIEW}/screening/add-stage/", "lead"),
    Page("second-look", f"{REVIEW}/screening/rounds/title-abstract/second-look/", "lead"),
    Page("my-keywords", f"{REVIEW}/screening/words/", "a"),
    Page("labels", f"{REVIEW}/screening/labels/", "lead"),
    Page(
        "discussion", f"{REVIEW}/screening/conflicts/", "adjudicator", (r"/conflicts/\d+/$", r"/discussion/\d+/$")
    ),
    Page("mentions", f"{REVIEW}/screening/mentions/", "a"),
    Page("not-judging", f"{REVIEW}/screening/not-judging/", "lead"),
    Page("conflicts", f"{REVIEW}/screening/conflicts/", "adjudicator"),
    Page("conflict", f"{REVIEW}/screening/conflicts/", "adjudicator", (r"/conflicts/\d+/$",)),
    Page("full-text", f"{REVIEW}/full-text/", "lead"),
    Page("full-text-many", f"{REVIEW}/full-text/many/", "lead"),
    Page("report", f"{REVIEW}/full-text/", "lead", (r"/full-text/\d+/$",)),
    Page("studies", f"{REVIEW}/studies/", "lead"),
    Page("study", f"{REVIEW}/studies/", "lead", (r"/studies/\d+/$",)),
    Page("outcomes", f"{REVIEW}/studies/outcomes/", "lead"),
    Page("extraction", f"{REVIEW}/extraction/", "a"),
    Page("extraction-form", f"{REVIEW}/extraction/", "a", (r"/extraction/\d+/$",)),
    Page("reconcile", f"{REVIEW}/extraction/", "methodologist", (r"/extraction/\d+/reconcile/$",)),
    Page("extracted-data", f"{REVIEW}/extraction/", "methodologist", (r"/extraction/\d+/data/$",)),
    Page("analyses", f"{REVIEW}/analyses/", "methodologist"),
    Page("synthesis-report", f"{REVIEW}/exports/synthesis/report/", "methodologist"),
    Page("analysis", f"{REVIEW}/analyses/", "methodologist", (r"/analyses/\d+/$",)),
    Page("run", f"{REVIEW}/analyses/", "methodologist", (r"/analyses/\d+/$", r"/runs/[0-9a-f-]+/$")),
    Page(
        "sturdiness",
        f"{REVIEW}/analyses/",
        "methodologist",
        (r"/analyses/\d+/$", r"/runs/[0-9a-f-]+/sturdiness/$"),
    ),
    Page("risk-of-bias", f"{REVIEW}/studies/risk-of-bias/", "methodologist"),
    Page("appraisals", f"{REVIEW}/studies/risk-of-bias/", "methodologist", (r"/tools/\d+/$",)),
    Page("appraisal", f"{REVIEW}/studies/risk-of-bias/", "a", (r"/tools/\d+/$", r"/judge/[rs]\d+/$")),
    Page(
        "appraisal-settle",
        f"{REVIEW}/studies/risk-of-bias/",
        "methodologist",
        (r"/tools/\d+/$", r"/settle/[rs]\d+/$"),
    ),
    Page("appraisal-tool-add", f"{REVIEW}/studies/risk-of-bias/tools/add/", "lead"),
    Page("networks", f"{REVIEW}/analyses/networks/", "methodologist"),
    Page("network", f"{REVIEW}/analyses/networks/", "methodologist", (r"/networks/\d+/$",)),
    Page(
        "network-run",
        f"{REVIEW}/analyses/networks/",
        "methodologist",
        (r"/networks/\d+/$", r"/networks/runs/[0-9a-f-]+/$"),
    ),
    Page("network-new", f"{REVIEW}/analyses/networks/new/", "methodologist"),
    Page(
        "network-treatments",
        f"{REVIEW}/analyses/networks/",
        "methodologist",
        (r"/networks/\d+/$", r"/networks/\d+/treatments/$"),
    ),
    Page("analysis-new", f"{REVIEW}/analyses/new/", "methodologist"),
    Page(
        "analysis-change", f"{REVIEW}/analyses/", "methodologist", (r"/analyses/\d+/$", r"/analyses/\d+/change/$")
    ),
    Page("sensitivity-set", f"{REVIEW}/analyses/", "methodologist", (r"/analyses/\d+/$", r"/sets/add/$")),
    Page(
        "runs-compared",
        f"{REVIEW}/analyses/",
        "methodologist",
        (r"/analyses/\d+/$", r"/runs/[0-9a-f-]+/compare/[0-9a-f-]+/$"),
    ),
    Page("characteristics", f"{REVIEW}/studies/characteristics/", "methodologist"),
    Page("characteristic", f"{REVIEW}/studies/characteristics/", "methodologist", (r"/characteristics/\d+/$",)),
    Page("certainty", f"{REVIEW}/certainty/", "methodologist"),
    Page("certainty-of-analysis", f"{REVIEW}/certainty/", "methodologist", (r"/certainty/of/\d+/$",)),
    Page("certainty-of-comparison", f"{REVIEW}/certainty/", "methodologist", (r"/certainty/of/c\d+/$",)),
    Page("summary-of-findings", f"{REVIEW}/certainty/", "methodologist", (r"/findings/\d+/$",)),
    Page("summary-of-findings-new", f"{REVIEW}/certainty/findings/new/", "methodologist"),
    Page("narratives", f"{REVIEW}/narratives/", "methodologist"),
    Page("narrative", f"{REVIEW}/narratives/", "methodologist", (r"/narratives/\d+/$",)),
    Page("statement", f"{REVIEW}/narratives/", "methodologist", (r"/narratives/\d+/$", r"/statements/\d+/")),
    Page("reference-list", f"{REVIEW}/narratives/", "methodologist", (r"/narratives/\d+/$", r"/references/$")),
    Page("prisma", f"{REVIEW}/prisma/", "lead"),
    Page("prisma-past", f"{REVIEW}/prisma/?at=2020-01-01", "lead"),
    Page("ledger", f"{REVIEW}/progress/ledger/", "lead"),
    Page("excluded-reports", f"{REVIEW}/progress/excluded/", "lead"),
    Page("previous-version", f"{REVIEW}/progress/previous/", "lead"),
    Page("previous-version-form", f"{REVIEW}/progress/previous/change/", "lead"),
    Page("leads-view", f"{REVIEW}/progress/", "lead"),
    Page("certificates", f"{REVIEW}/progress/certificates/", "lead"),
    Page("certificate", f"{REVIEW}/progress/certificates/", "lead", (r"/certificates/\d+/$",)),
    Page("prisma-records", f"{REVIEW}/prisma/", "lead", (r"/prisma/records/\?",)),
    Page("exports", f"{REVIEW}/exports/", "lead"),
    Page("bring-table-back", f"{REVIEW}/exports/screening/records/bring-back/", "lead"),
    Page("team", f"{REVIEW}/team/", "lead"),
    Page("invite", f"{REVIEW}/team/invite/", "lead"),
    Page("audit", f"{REVIEW}/progress/audit/", "lead"),
    Page("settings", f"{REVIEW}/settings/", "lead"),
    Page("protocol", f"{REVIEW}/settings/protocol/", "lead"),
    Page("criteria", f"{REVIEW}/settings/criteria/", "lead"),
    Page("reasons", f"{REVIEW}/settings/reasons/", "lead"),
    Page("keywords", f"{REVIEW}/settings/keywords/", "lead"),
    Page("stages", f"{REVIEW}/settings/stages/", "lead"),
    Page("profile", "/accounts/profile/", "a"),
    Page("site-accounts", "/accounts/site/", "admin"),
    Page("site-history", "/accounts/site/history/", "admin"),
    Page("components", "/components/", "lead"),
)


class NoSuchLink(Exception):
    """The page at `path` has no link that leads on to the page looked for."""


def open_page(browser_page, address: str, page: Page) -> None:
    """Go to the page in a browser page whose user is the right one. NoSuchLink where nothing leads there."""
    browser_page.goto(address + page.path, wait_until="load" if page.follow else "networkidle")
    for place, pattern in enumerate(page.follow, 1):
        links = browser_page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
        found = next((link for link in links if re.search(pattern, link)), None)
        if found is None:
            raise NoSuchLink(f"{page.name}: no link on {browser_page.url} fits {pattern}")
        browser_page.goto(address + found, wait_until="networkidle" if place == len(page.follow) else "load")


def sign_in(browser_page, address: str, email: str) -> None:
    """Sign in to the demo through its own form; nothing to do where there is no address."""
    if email:
        browser_page.goto(f"{address}/accounts/login/")
        browser_page.fill("input[name=login]", email)
        browser_page.fill("input[name=password]", PASSWORD)
        browser_page.press("input[name=password]", "Enter")
        browser_page.wait_for_url(lambda url: "/login" not in url)
