"""The steps of a review in the order of the work, as a table; each is shown to those who may open it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Step:
    """One entry: the page it opens, and the permissions of which any one shows it."""

    label: str
    url_name: str
    icon: str
    permissions: tuple[str, ...] = ("view",)
    prefix: str = ""


STEPS: tuple[Step, ...] = (
    Step("Overview", "review", "home"),
    Step("Import", "importing:list", "upload"),
    Step("Duplicates", "dedupe:list", "copy"),
    Step("Screen", "workflow:queue", "check", ("screen", "see_outcomes")),
    Step("Conflicts", "workflow:conflicts", "scale", ("adjudicate",)),
    Step("Full text", "fulltext:list", "file", ("manage_full_text",)),
    Step("Studies", "studies:list", "layers", ("manage_studies", "extract", "see_extracted", "see_results")),
    Step("Extraction", "extraction:list", "table", ("extract", "reconcile", "see_extracted")),
    Step("Analyses", "analyses:list", "chart", ("see_results",)),
    Step("Certainty", "grading:overview", "certainty", ("see_results",)),
    Step("Narratives", "narratives:list", "book", ("see_results",)),
    Step("PRISMA", "prisma", "flow"),
    Step("Progress", "progress:overview", "trend", ("see_outcomes",)),
    Step("Exports", "exports", "download", ("export_records",)),
    Step("Team", "team:list", "users"),
    Step("Audit", "progress:audit", "history", ("read_audit",)),
    Step("Settings", "reviews:settings", "settings", ("manage_review",)),
)


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


def review_navigation(request: HttpRequest) -> dict:
    """Context of every page inside a review: the review, the member, and the steps the member may open."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    slug = member.review.slug
    found: list[tuple[Step, str]] = []
    for step in STEPS:
        if any(member.can(permission) for permission in step.permissions):
            try:
                found.append((step, reverse(step.url_name, kwargs={"slug": slug})))
            except NoReverseMatch:
                continue
    # A step's pages stand below its address; where one step stands below another, the nearer one is current.
    below = [url for step, url in found if request.path.startswith(url) and step.url_name != "review"]
    here = max(below, key=len, default=request.path)
    items = [NavItem(step.label, url, step.icon, url == here) for step, url in found]
    return {"review": member.review, "member": member, "review_nav": items}
