"""Defining a network, naming its treatments, asking for a run, and freezing what it gave."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from screening.errors import Closed, Invalid
from screening.jobs.actions import start_job
from screening.jobs.progress import hold
from screening.models import Job, Member
from screening.team.audit import record_event
from screening.versions import save_version
from synthesis.analyses.freezing import inputs_hash
from synthesis.models import NetworkAnalysis, NetworkRun
from synthesis.networks.nodes import as_lines
from synthesis.networks.queries import Now, now_of
from synthesis.networks.recipe import MEASURES, NO_ARMS, NetworkRecipe
from synthesis.stats.network_wording import disconnected

FIELDS = ("title", "outcome", "time_point", "measure", "model", "tau2", "cautions")
LONGEST_NAME = 200


def _checked(fields: Mapping[str, Any]) -> None:
    outcome = fields["outcome"]
    if outcome.kind not in MEASURES:
        raise Invalid(NO_ARMS.format(outcome=outcome))
    try:
        NetworkRecipe(outcome.kind, fields["measure"], fields["model"], fields["tau2"], "", True)
    except ValueError as error:
        raise Invalid(str(error)) from None


@transaction.atomic
def define_network(*, by: Member, in_protocol: bool = False, **fields: Any) -> NetworkAnalysis:
    """Make a recipe. `fields` are those of FIELDS; every arm goes by its own name until it is named otherwise."""
    _checked(fields)
    wanted = slugify(fields["title"])[:50] or "network"
    taken = set(by.review.networks.values_list("slug", flat=True))
    free = next(name for name in (wanted, *(f"{wanted}-{i}" for i in range(2, 1000))) if name not in taken)
    network = NetworkAnalysis.objects.create(
        review=by.review, slug=free, created_by=by, in_protocol=in_protocol, **fields
    )
    after = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    record_event("network defined", network, by=by, after=after)
    return network


@transaction.atomic
def change_network(*, network: NetworkAnalysis, version: int, by: Member, **fields: Any) -> None:
    """Change the recipe. Runs made before keep theirs; the current one is shown as outdated."""
    _checked(fields)
    changes = save_version(network, version=version, **fields)
    if changes["after"]:
        record_event("network changed", network, by=by, **changes)


@transaction.atomic
def name_treatments(
    *, network: NetworkAnalysis, version: int, names: Mapping[int, str], reference: str, by: Member
) -> None:
    """Say which treatment each arm is ("" leaves it out) and which is the reference ("" takes the usual one)."""
    lines = {line.arm_id: line for line in now_of(network).lines}
    told = {}
    for arm_id, name in names.items():
        if arm_id not in lines:
            raise Invalid("An arm that was named is not in this network any more. Reload the page and try again.")
        tidy = " ".join(name.split())
        if len(tidy) > LONGEST_NAME:
            raise Invalid(f"The name of a treatment has at most {LONGEST_NAME} characters: {tidy[:40]}…")
        if tidy != " ".join(lines[arm_id].arm.split()):
            told[str(arm_id)] = tidy
    reference = " ".join(reference.split())
    known = {told.get(str(line.arm_id), " ".join(line.arm.split())).casefold() for line in lines.values()} - {""}
    if reference and reference.casefold() not in known:
        raise Invalid(f"No arm is “{reference}”. The reference must be one of the treatments named here.")
    changes = save_version(network, version=version, treatments=told, reference=reference)
    if changes["after"]:
        record_event("network treatments named", network, by=by, **changes)


def ask_for_run(*, network: NetworkAnalysis, by: Member) -> Job:
    """Start the job that pools the data as they stand now. What cannot be a network is refused in words."""
    refuse_no_network(network, now_of(network))
    with transaction.atomic():
        job = start_job(
            kind="run_network",
            key=str(network.pk),
            by=by,
            subject=network.title,
            args={"network": network.pk, "member": by.pk},
        )
        NetworkAnalysis.objects.filter(pk=network.pk).update(job=job)
    return job


def refuse_no_network(network: NetworkAnalysis, now: Now) -> None:
    """Raises Closed, in words, where there is nothing to compare, or the network is in parts."""
    if why := no_network(network, now):
        raise Closed(why)


def no_network(network: NetworkAnalysis, now: Now) -> str:
    """Why a run would be refused; "" where it would not."""
    if not now.rows:
        return (
            f"No arm gives reconciled numbers for {network.outcome}, {network.time_point}. "
            "Reconcile at least one extraction first."
        )
    if not now.shape.nodes:
        return (
            "No study compares two treatments, so there is no network. Name the treatments: arms of one study with "
            "one name are combined."
        )
    if not now.shape.connected:
        return f"{disconnected(now.shape)}."
    if not now.shape.part_of(now.reference):
        return (
            f"No study compares the reference “{now.reference}” with another treatment. Choose another reference."
        )
    return ""


@transaction.atomic
def freeze_run(
    *,
    network: NetworkAnalysis,
    inputs: list[dict],
    settings: dict,
    result: dict,
    versions: dict,
    by: Member,
    job: Job | None = None,
) -> NetworkRun:
    """Store a result with all that went into it and make it the current one. Runs are never changed.

    A job that was killed after freezing and is taken up again gets the run it froze, not a second one.
    """
    if job is not None:
        hold(job)
        if frozen := NetworkRun.objects.filter(network=network, job_id=job.pk).first():
            return frozen
    network = NetworkAnalysis.objects.select_for_update().get(pk=network.pk)
    last = network.runs.order_by("-number").first()
    run = NetworkRun.objects.create(
        network=network,
        number=last.number + 1 if last else 1,
        inputs=inputs,
        inputs_sha256=inputs_hash(as_lines(inputs), settings),
        settings=settings,
        versions=versions,
        result=result,
        previous=last,
        run_by=by,
        job_id=job.pk if job else None,
    )
    NetworkAnalysis.objects.filter(pk=network.pk).update(current_run=run)
    record_event("network run", run, by=by, after={"run": run.number, "inputs_sha256": run.inputs_sha256})
    return run


@transaction.atomic
def archive_network(*, network: NetworkAnalysis, by: Member) -> None:
    """Put a network away; its runs are kept."""
    NetworkAnalysis.objects.filter(pk=network.pk).update(archived_at=timezone.now())
    record_event("network archived", network, by=by)
