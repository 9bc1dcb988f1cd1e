"""The steps of a review in the order of the work, as a table; each is shown to those who may open it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Step:
    """One entry: the page it opens, the permissions of which any one shows it, pages elsewhere that are its own."""

    label: str
    url_name: str
    icon: str
    permissions: tuple[str, ...] = ("view",)
    also: tuple[str, ...] = ()


STEPS: tuple[Step, ...] = (
    Step("Overview", "review", "home"),
    Step("Import", "importing:list", "upload"),
    Step("Duplicates", "dedupe:list", "copy"),
    Step("Screen", "workflow:queue", "check", ("screen", "see_outcomes")),
    Step("Conflicts", "workflow:conflicts", "scale", ("adjudicate",)),
    Step("Full text", "fulltext:list", "file", ("manage_full_text",)),
    Step("Studies", "studies:list", "layers", ("manage_studies", "extract", "see_extracted", "see_results")),
    Step("Extraction", "extraction:list", "table", ("extract", "reconcile", "see_extracted")),
    Step("Analyses", "analyses:list", "chart", ("see_results",), also=("reports:report",)),
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
    below = [
        (place, url)
        for step, url in found
        for place in (url, *(reverse(name, kwargs={"slug": slug}) for name in step.also))
        if request.path.startswith(place) and step.url_name != "review"
    ]
    here = max(below, key=lambda pair: len(pair[0]), default=("", request.path))[1]
    items = [NavItem(step.label, url, step.icon, url == here) for step, url in found]
    name = next((item.label for item in items if item.current), "Steps")
    return {"review": member.review, "member": member, "review_nav": items, "review_step": name}
