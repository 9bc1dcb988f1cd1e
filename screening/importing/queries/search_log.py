"""The search log as PRISMA-S judges it: the review's searches with counts, the team's notes, the duplicates."""

from django.db.models import Count, Exists, OuterRef, Q

from screening.importing.prisma_s import Search, SearchLogFacts
from screening.importing.queries import sources
from screening.models import DuplicateLink, ImportBatch, Job, Member, SearchLog, SearchSource

NOTES = (
    "multi_database",
    "registries",
    "online_resources",
    "citation_searching",
    "contacts",
    "other_methods",
    "prior_work",
    "updates",
    "peer_review",
    "deduplication",
)
RULES = {
    "doi": "the same DOI",
    "pmid": "the same PubMed id",
    "title": "the same title, year and first author",
    "by-hand": "hand",
}


def search_log(member: Member) -> SearchLog:
    """The review's log; one that is not saved yet where nothing was written in it."""
    return SearchLog.objects.filter(review=member.review).first() or SearchLog(review=member.review)


def search_log_facts(member: Member) -> SearchLogFacts:
    """All that the items are judged by, as it stands now."""
    log = search_log(member)
    return SearchLogFacts(
        review=member.review.title,
        searches=[_search(source) for source in sources(member).exclude(_came_to_nothing())],
        notes={name: getattr(log, name) for name in NOTES},
        duplicates=_duplicates(member),
    )


def _came_to_nothing() -> Q:
    """Searches of which nothing is told and whose every file was discarded or undone: they were never run."""
    given = ImportBatch.objects.filter(source=OuterRef("pk"))
    standing = given.exclude(state__in=ImportBatch.GONE)
    untold = Q(searched_on=None, search_string="", reported_total=None)
    return untold & Exists(given) & ~Exists(standing)


def _search(source: SearchSource) -> Search:
    return Search(
        name=source.name,
        kind=source.kind,
        kind_label=source.get_kind_display(),
        platform=source.platform,
        interface=source.interface,
        searched_on=f"{source.searched_on:%-d %B %Y}" if source.searched_on else "",
        coverage=source.coverage,
        search_string=source.search_string,
        limits=source.limits,
        filters=source.filters,
        reported=source.reported_total,
        imported=source.found,
        searched_by=source.searched_by,
    )


def _duplicates(member: Member) -> dict[str, int] | None:
    links = DuplicateLink.objects.filter(record__review=member.review, undone_at__isnull=True)
    counts = dict(links.order_by("rule").values_list("rule").annotate(n=Count("pk")))
    looked = member.review.jobs.filter(kind="find_duplicates", state=Job.State.DONE).exists()
    if not counts and not looked:
        return None
    return {RULES.get(rule, rule.replace("-", " ")): count for rule, count in counts.items()}
