"""A network's run, done by the worker: read the rows, pool them, freeze the result."""

from collections.abc import Iterator

from django.urls import reverse

from screening.errors import Invalid
from screening.jobs.progress import Step
from screening.models import Job, Member
from synthesis.analyses.runs.actions import freeze
from synthesis.models import NetworkAnalysis
from synthesis.networks.actions import refuse_no_network
from synthesis.networks.queries import networks, now_of


def run_network(job: Job) -> Iterator[Step]:
    """The steps of a `run_network` job; its result names the run."""
    from synthesis.stats import StatsError
    from synthesis.stats.network_analysis import analyse_network

    member = Member.objects.select_related("review", "user").get(pk=job.args["member"])
    network: NetworkAnalysis = networks(member).get(pk=job.args["network"])
    page = reverse("networks:show", kwargs={"slug": network.review.slug, "network_id": network.pk})
    yield Step(0, 2, "Reading the reconciled numbers")
    now = now_of(network)
    refuse_no_network(network, now)
    try:
        result = analyse_network(now.usable, **now.recipe.call())
    except StatsError as error:
        raise Invalid(f"“{network}” was not pooled: {error}.") from None
    yield Step(1, 2, "Freezing the result")
    run = freeze(
        network, inputs=now.rows, settings=now.recipe.to_dict(), result=result.to_dict(),
        versions=dict(result.versions), by=member, job=job,
    )  # fmt: skip
    yield Step(2, 2, "Done", result={"run": str(run.pk)}, result_url=page)
